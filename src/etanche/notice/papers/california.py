"""
What the law of California wants to be told, in its own words for the data (US-01 to US-07); only for charters under it.
"""

from __future__ import annotations

from collections.abc import Iterable

from etanche.charter import Builtin, BuiltinField, Charter, Regime
from etanche.notice.document.blocks import Block, Cell, Cells, Heading, Pairs, Paper, Paragraph, Section
from etanche.notice.document.refusals import refusable
from etanche.notice.document.telling import own_purposes
from etanche.notice.document.who import mail
from etanche.notice.keeping import keep_words
from etanche.notice.naming import channel_words, field_title, purpose_title, told
from etanche.notice.papers.ccpa import CLOCK, Sort, credentials, sensitive_fields, sorts
from etanche.notice.papers.frame import NOTICE, OPT_OUT, Setting, framed, part, promised
from etanche.words import Phrase, begun_large, begun_small, enumerated, fine, list_words, phrase, say

NAME = "california"

RIGHTS = ("know", "delete", "correct", "opt-out", "limit", "no-penalty")
"""Six, since 2023 (US-03)."""


def applies(charter: Charter) -> bool:
    """Tell whether a charter is written for California too."""
    return charter.rights is not None and Regime.CALIFORNIA in charter.rights.regimes


def paper(setting: Setting) -> Paper:
    """Return the disclosures for California."""
    wanted = {"rights:california", "recipients:never-sold"}
    return framed(
        setting,
        NAME,
        part(setting, "california.collected", *_collected(setting)),
        part(setting, "california.sale", *_answered(setting)),
        _sensitive(setting),
        part(setting, "california.rights", _rights(setting)),
        part(setting, "california.use", Pairs(pairs=tuple(_use(setting)))),
        promised(setting, lambda said: said.id in wanted),
        lead=setting.say("california.lead", n=CLOCK.months),
    )


def _collected(setting: Setting) -> Iterable[Block]:
    """Say by the categories of the law what is collected, from whom, why, to whom it goes, and how long it is kept."""
    history = setting.link(NOTICE, setting.say("california.history"), "history")
    yield Paragraph(words=phrase("paper.california.collected.text", setting.language, n=CLOCK.months, history=history))
    for sort in sorts(setting.charter):
        yield Heading(id=f"ccpa-{sort.name}", title=setting.say(f"california.sort.{sort.name}"))
        facts: dict[str, Phrase] = {
            "what": (_what(setting, sort),),
            "law": (setting.say("california.cite", cite=sort.cite),),
            "from": (_sources(setting, sort),),
            "why": (_reasons(setting, sort),),
            "given": (_given(setting, sort),),
            "sold": (_yes_no(setting, answer=setting.charter.answers.sale),),
            "shared": (_yes_no(setting, answer=setting.charter.answers.advertising_share),),
            "kept": (_kept(setting, sort),),
        }
        yield Pairs(pairs=tuple((setting.say(f"california.{fact}"), words) for fact, words in facts.items()))


def _what(setting: Setting, sort: Sort) -> str:
    """Name the fields, category by category."""
    charter, language = setting.charter, setting.language
    said = [
        setting.say(
            "california.fields",
            category=begun_large(told(charter.categories[category].title, language)),
            fields=list_words([field_title(charter, category, field, language) for field in fields], language),
        )
        for category, fields in sort.fields.items()
    ]
    said += [_held(setting, held, fields) for held, fields in sort.held]
    return say("keep.separator", language).join(said)


def _held(setting: Setting, held: Builtin, fields: Iterable[BuiltinField]) -> str:
    """Name fields of what Étanche itself holds."""
    names = list_words([told(field.title, setting.language) for field in fields], setting.language)
    return setting.say("california.fields", category=begun_large(told(held.title, setting.language)), fields=names)


def _sources(setting: Setting, sort: Sort) -> str:
    """Name the doors the data come in by; what Étanche itself holds comes of using the service."""
    charter = setting.charter
    doors = dict.fromkeys(door for category in sort.fields for door in charter.categories[category].from_)
    found = [told(charter.channels[door].title, setting.language) for door in doors]
    if sort.held:
        found.append(setting.say("california.itself"))
    return begun_large(enumerated(found, setting.language))


def _purposes(setting: Setting, sort: Sort) -> list[str]:
    """Return the purposes of ours that use the data."""
    own = own_purposes(setting.charter)
    return [name for name, purpose in own.items() if set(purpose.uses) & set(sort.fields)]


def _reasons(setting: Setting, sort: Sort) -> str:
    """Say what the data are for."""
    titles = [purpose_title(setting.charter, name, setting.language) for name in _purposes(setting, sort)]
    titles += [told(held.why, setting.language) for held, _ in sort.held]
    return say("keep.separator", setting.language).join([titles[0], *map(begun_small, titles[1:])]) if titles else ""


def _given(setting: Setting, sort: Sort) -> str:
    """Name those to whom the data are disclosed, with what they are to us."""
    found = [
        setting.say(
            "california.given-to",
            name=fine(recipient.name, setting.language),
            kind=say(f"recipient-as.{recipient.as_}", setting.language),
        )
        for recipient in setting.charter.recipients.values()
        if set(recipient.receives) & set(sort.fields)
    ]
    return begun_large(list_words(found, setting.language)) if found else setting.say("california.given-nobody")


def _kept(setting: Setting, sort: Sort) -> str:
    """Say how long the data are kept, reason by reason."""
    charter, language = setting.charter, setting.language
    keeps = [charter.purposes[name].keep for name in _purposes(setting, sort)] + [held.keep for held, _ in sort.held]
    terms = dict.fromkeys(keep_words(keep, language) for keep in keeps)
    return begun_large(say("keep.separator", language).join(terms))


def _yes_no(setting: Setting, *, answer: bool) -> str:
    """Answer in one word."""
    return begun_large(say("word.yes" if answer else "word.no", setting.language))


def _answered(setting: Setting) -> Iterable[Block]:
    """Answer for sale and for sharing apart, because they are two things (US-07)."""
    answers = setting.charter.answers
    for name, given in (("sale", answers.sale), ("sharing", answers.advertising_share)):
        word = "yes" if given else "no"
        yield Heading(id=f"{name}-answer", title=setting.say(f"california.{name}.question"))
        yield Paragraph(words=phrase(f"paper.california.{name}.{word}", setting.language))
    if not answers.sale and not answers.advertising_share:
        yield Paragraph(words=phrase("paper.california.minors", setting.language))
    yield Paragraph(words=_signal(setting))


def _signal(setting: Setting) -> Phrase:
    """Say what the signal of a browser does."""
    page = setting.link(OPT_OUT, setting.say("california.opt-out-page"))
    controlled = any(not refusal.write for refusal in refusable(setting.charter, setting.language))
    key = "signal" if controlled else "signal-only"
    blanks = {"page": page} if controlled else {}
    return phrase(f"paper.california.{key}", setting.language, **blanks)


def _sensitive(setting: Setting) -> Section:
    """Say which data the law calls sensitive, or that there are none."""
    charter, language = setting.charter, setting.language
    found = [
        setting.say(
            "california.fields",
            category=begun_large(told(category.title, language)),
            fields=list_words(fields, language),
        )
        for name, category in charter.categories.items()
        if (fields := [field_title(charter, name, field, language) for field in sensitive_fields(category)])
    ]
    if opening := credentials(charter):
        found.append(_held(setting, *opening))
    if not found:
        return part(
            setting, "california.sensitive", Paragraph(words=phrase("paper.california.sensitive.none", language))
        )
    said = say("keep.separator", language).join(found)
    words = phrase("paper.california.sensitive.some", language, data=said, email=mail(charter))
    return part(setting, "california.sensitive", Paragraph(words=words))


def _rights(setting: Setting) -> Cells:
    """Say the six rights."""
    since = {"know": {"date": CLOCK.look_back}}
    return Cells(
        cells=tuple(
            Cell(
                title=setting.say(f"california.right.{right}"),
                words=(phrase(f"paper.california.right.{right}-text", setting.language, **since.get(right, {})),),
            )
            for right in RIGHTS
        )
    )


def _use(setting: Setting) -> Iterable[tuple[str, Phrase]]:
    """Say how the rights are used: where, how fast, at what price, proved how, and by whom else."""
    charter, language = setting.charter, setting.language
    where = channel_words(charter, charter.rights.by, language) if charter.rights else ""
    blanks: dict[str, dict[str, object]] = {
        "where": {"channels": begun_large(where), "email": mail(charter)},
        "clock": {
            "confirm": CLOCK.confirm_business_days,
            "reply": CLOCK.reply_days,
            "longer": CLOCK.longer_days,
            "out": CLOCK.opt_out_business_days,
        },
        "price": {"n": CLOCK.free_times, "months": CLOCK.months},
        "identity": {},
        "agent": {},
        "penalty": {},
        "review": {"n": CLOCK.months, "date": max(charter.versions)},
    }
    for name, found in blanks.items():
        yield setting.say(f"california.use.{name}"), phrase(f"paper.california.use.{name}-text", language, **found)
