"""
Who receives data: a page of their own for partners, each with what it gets and why, where, and on which terms (P19).
"""

from __future__ import annotations

from collections.abc import Iterable

from etanche.charter import Recipient, RecipientKind
from etanche.notice.citing import law_words
from etanche.notice.document.blocks import Block, Heading, Pairs, Paper, Paragraph, Row, Section, Table, Told
from etanche.notice.document.telling import means_words
from etanche.notice.document.who import mail
from etanche.notice.keeping import duration_words
from etanche.notice.naming import fields_words, purpose_names, told
from etanche.notice.papers.frame import Setting, framed, part, promised
from etanche.terms import Language
from etanche.words import Inline, Link, Phrase, begun_large, country_words, fine, joined, list_words, phrase, say

NAME = "processors"

KINDS = (
    RecipientKind.PROCESSOR,
    RecipientKind.HOST,
    RecipientKind.JOINT,
    RecipientKind.CONTROLLER,
    RecipientKind.AUTHORITY,
    RecipientKind.SUCCESSOR,
)
"""The order in which recipients are told: those who act for us first, those who may never come last."""

COLUMNS = ("head", "does", "as", "country")


def paper(setting: Setting) -> Paper:
    """Return the page of all recipients."""
    charter = setting.charter
    if not charter.recipients:
        text = Paragraph(words=phrase("paper.processors.nobody.text", setting.language))
        nobody, lead = part(setting, "processors.nobody", text), setting.say("processors.lead-nobody")
        return framed(setting, NAME, nobody, _changes(setting), _promises(setting), lead=lead, numbered=False)
    return framed(
        setting,
        NAME,
        part(setting, "processors.all", *_rules(setting), _table(setting)),
        *(_kind(setting, kind) for kind in KINDS),
        _changes(setting),
        _promises(setting),
        lead=setting.say("processors.lead", n=len(charter.recipients)),
    )


def _rules(setting: Setting) -> Iterable[Block]:
    """Say what none of those who act for us may do, and that nothing is sold, if nothing is."""
    charter, language = setting.charter, setting.language
    if any(recipient.as_ in {RecipientKind.PROCESSOR, RecipientKind.HOST} for recipient in charter.recipients.values()):
        yield Told(strong=setting.say("processors.rule-strong"), words=phrase("paper.processors.rule", language))
    sold = phrase("notice.recipients.sold" if charter.answers.sale else "notice.recipients.not-sold", language)
    shared = charter.answers.advertising_share
    said = phrase("notice.recipients.shared" if shared else "notice.recipients.not-shared", language)
    yield Paragraph(words=joined([*sold, " ", *said]))


def _table(setting: Setting) -> Table:
    """List all of them, each leading to what is said of it."""
    charter, language = setting.charter, setting.language
    ordered = sorted(charter.recipients, key=lambda name: KINDS.index(charter.recipients[name].as_))
    return Table(
        caption=setting.say("processors.caption", n=len(ordered)),
        head=tuple(setting.say(f"processors.{column}") for column in COLUMNS),
        rows=tuple(
            Row(
                head=fine(found.name, language),
                href=f"#recipient-{name}",
                cells=(
                    (told(found.does, language),),
                    (begun_large(say(f"recipient-as.{found.as_}", language)),),
                    (_country(found, language),),
                ),
            )
            for name in ordered
            for found in (charter.recipients[name],)
        ),
    )


def _kind(setting: Setting, kind: RecipientKind) -> Section | None:
    """Return those who receive in one capacity."""
    found = [name for name, recipient in setting.charter.recipients.items() if recipient.as_ is kind]
    if not found:
        return None
    text = Paragraph(words=phrase(f"paper.processors.{kind}.text", setting.language))
    blocks = [block for name in found for block in _partner(setting, name)]
    return part(setting, f"processors.{kind}", text, *blocks)


def _partner(setting: Setting, name: str) -> Iterable[Block]:
    """Say everything about one of them."""
    recipient = setting.charter.recipients[name]
    yield Heading(id=f"recipient-{name}", title=fine(recipient.name, setting.language))
    yield Paragraph(words=(told(recipient.does, setting.language),))
    facts = {
        "receives": given(setting, name),
        "needs": _needs(setting, recipient),
        "country": (_country(recipient, setting.language),) if recipient.country else (),
        "transfer": _transfer(setting, recipient),
        "contract": _contract(setting, recipient),
        "erasure": (setting.say(f"processors.erasure-{recipient.erasure_by}"),) if recipient.erasure_by else (),
        "arrangement": (told(recipient.arrangement, setting.language),) if recipient.arrangement else (),
        "hosts": _hosts(setting, name),
        "tracers": _tracers(setting, name),
        "policy": (Link(text=recipient.policy, href=recipient.policy),) if recipient.policy else (),
    }
    yield Pairs(pairs=tuple((setting.say(f"processors.{fact}"), words) for fact, words in facts.items() if words))


def given(setting: Setting, name: str) -> Phrase:
    """Say exactly what somebody receives: field by field with the reason, or what lies on its machines."""
    charter, language = setting.charter, setting.language
    recipient = charter.recipients[name]
    if recipient.receives:
        said = [
            setting.say(
                "processors.receives-for",
                category=begun_large(told(charter.categories[category].title, language)),
                fields=fields_words(charter, category, language),
                purposes=purpose_names(charter, purposes, language),
            )
            for category, purposes in recipient.receives.items()
        ]
        return (" ".join(said),)
    if recipient.as_ is RecipientKind.HOST:
        return (" ".join(_stored(setting, name)) or setting.say("processors.stores-nothing"),)
    return (setting.say(f"processors.receives-{recipient.as_}"),)


def _stored(setting: Setting, name: str) -> list[str]:
    """Say what lies on the machines of a host: the sealed store, its copy, databases that were there before."""
    charter, language = setting.charter, setting.language
    vault = {
        "vault": charter.vault.region,
        "replica": charter.vault.replica,
        **{f"choice {region}": region for region in (charter.tenants.regions if charter.tenants else ())},
    }
    kinds = {
        kind.partition(" ")[0] for kind, region in vault.items() if region and charter.regions[region].host == name
    }
    said = [setting.say(f"processors.stores-{kind}") for kind in ("vault", "replica") if kind in kinds]
    if "choice" in kinds and not said:
        said.append(setting.say("processors.stores-choice"))
    for estate, found in charter.estates.items():
        if charter.regions[found.region].host == name:
            titles = list_words(
                [told(category.title, language) for category in charter.categories.values() if estate in category.in_],
                language,
            )
            said.append(
                setting.say(
                    "processors.stores-estate", estate=begun_large(told(found.title, language)), categories=titles
                )
            )
    return said


def _needs(setting: Setting, recipient: Recipient) -> Phrase:
    """Say on which condition each disclosure is made."""
    if recipient.needs is None:
        return ()
    wanted = {"case": recipient.needs.case, "permission": recipient.needs.permission}
    said = [say(f"notice.recipients.needs-{need}", setting.language) for need, value in wanted.items() if value]
    return (" ".join(said),)


def _country(recipient: Recipient, language: Language) -> str:
    """Name the country somebody is in; who is not known beforehand has none."""
    return (
        country_words(recipient.country, language) if recipient.country else say("paper.processors.nowhere", language)
    )


def _transfer(setting: Setting, recipient: Recipient) -> Phrase:
    """Say what makes a transfer out of the Economic Area lawful, when that was checked, and how to get a copy."""
    if recipient.transfer is None:
        return ()
    return phrase(
        "paper.processors.transfer-text",
        setting.language,
        instrument=begun_large(say(f"transfer.{recipient.transfer.by}", setting.language)),
        reference=law_words(recipient.transfer.reference, setting.language),
        date=recipient.transfer.checked,
        email=mail(setting.charter),
    )


def _contract(setting: Setting, recipient: Recipient) -> Phrase:
    """Name the contract and its date."""
    if recipient.contract is None:
        return ()
    reference = fine(recipient.contract.reference, setting.language)
    return phrase("paper.processors.contract-text", setting.language, reference=reference, date=recipient.contract.date)


def _hosts(setting: Setting, name: str) -> Phrase:
    """List the addresses that are called to reach somebody."""
    addresses = [host.address for host in setting.charter.hosts.values() if host.to == name]
    if not addresses:
        return ()
    words = list_words(list(dict.fromkeys(addresses)), setting.language)
    return _leading(words, setting.link("hosts", setting.say("processors.hosts-link")))


def _tracers(setting: Setting, name: str) -> Phrase:
    """List what somebody leaves on people's devices."""
    charter, language = setting.charter, setting.language
    titles = [told(tracer.title, language) for tracer in charter.tracers.values() if tracer.set_by == name]
    if not titles:
        return ()
    return _leading(list_words(titles, language), setting.link("tracers", setting.say("processors.tracers-link")))


def _leading(words: str, link: Inline) -> Phrase:
    """Return words with a link behind them; where there is nowhere to lead, the words alone."""
    return joined([words, " · ", link]) if isinstance(link, Link) else (words,)


def _changes(setting: Setting) -> Section:
    """Say how a change is told, beforehand if the charter promises it."""
    announced = setting.charter.notice.announced
    if announced is None:
        words = phrase("paper.processors.changes.text", setting.language)
    else:
        words = phrase(
            "paper.processors.changes.announced",
            setting.language,
            duration=duration_words(announced.before, setting.language),
            means=means_words(announced.by, setting.language),
        )
    return part(setting, "processors.changes", Paragraph(words=words))


def _promises(setting: Setting) -> Section | None:
    """Return what is promised about recipients."""
    return promised(setting, lambda said: said.id.startswith("recipients:"))
