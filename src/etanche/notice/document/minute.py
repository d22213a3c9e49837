"""In one minute: who answers, six facts, and what may surprise, for those who read no further."""

from __future__ import annotations

from collections.abc import Sequence

from etanche.charter import ChannelKind, Charter, FirstOf, Keep, LastOf, While, spans
from etanche.notice.document.blocks import Block, Cell, Cells, Heading, Pairs, Paragraph, Section
from etanche.notice.document.surprises import surprises
from etanche.notice.document.telling import (
    VAULT,
    clients_purposes,
    has_estates,
    named_recipients,
    own_purposes,
)
from etanche.notice.document.who import mail
from etanche.notice.drawing.reach import reach
from etanche.notice.keeping import STATE_OF_END, duration_words, keep_words
from etanche.notice.naming import (
    fields_words,
    is_program,
    place_words,
    purpose_names,
    reader_name,
    recipient_names,
    terms_of,
    told,
)
from etanche.terms import Language
from etanche.words import Link, Phrase, begun_large, begun_small, enumerated, fine, joined, list_words, phrase, say

FEW_CATEGORIES = 2
FEW_PURPOSES = 4
FEW_TERMS = 3
FEW_ROLES = 3
"""With more of them than this, the first layer counts them and leads to the part that names each."""


_RELATIONS = frozenset({"contract", "account", "membership"})
"""States that are somebody's relationship with us, and not a case, a request or a consent."""


def section(charter: Charter, language: Language) -> Section:
    """Say who, what, why, how long, who sees, where, what the reader can do, and what may surprise."""
    few = len(charter.categories) <= FEW_CATEGORIES
    facts = {
        "what": _all(charter, language),
        "why": _why(charter, language),
        "long": _long(charter, language),
        "who": (_who(charter, language), _recipients(charter, language)),
        "where": _where(charter, language),
        "can": (_can(charter, language),),
    }
    cells = tuple(
        Cell(title=say(f"notice.minute.{name}", language), words=words)
        for name, words in facts.items()
        if few or name != "what"
    )
    key = "notice.minute.answers-dpo" if charter.organisation.dpo else "notice.minute.answers"
    answers = phrase(key, language, organisation=fine(charter.organisation.name, language), email=mail(charter))
    blocks: list[Block] = [Paragraph(words=answers)]
    if not few:
        blocks += _by_people(charter, language)
    blocks += [Cells(cells=cells), *surprises(charter, language)]
    return Section(id="minute", title=say("notice.minute.title", language), blocks=tuple(blocks))


def _all(charter: Charter, language: Language) -> tuple[Phrase, ...]:
    """Name every datum: a charter of one or two categories has room for that."""
    separator = say("keep.separator", language)
    every = begun_large(separator.join(fields_words(charter, name, language) for name in charter.categories))
    return (
        phrase("notice.minute.what-text", language, categories=every),
        _apart(language),
    )


def _by_people(charter: Charter, language: Language) -> list[Block]:
    """Name every category by the people it is about, so that readers find themselves."""
    pairs: list[tuple[str, Phrase]] = []
    for name, people in charter.people.items():
        titles = [told(category.title, language) for category in charter.categories.values() if name in category.of]
        if titles:
            said = begun_large(enumerated([begun_small(title) for title in titles], language))
            pairs.append((begun_large(told(people.title, language)), (said,)))
    link = Link(text=say("notice.minute.what-every-link", language), href="#categories")
    every = phrase("notice.minute.what-every", language, link=link)
    return [
        Heading(id="kept", title=say("notice.minute.what", language)),
        Pairs(pairs=tuple(pairs)),
        Paragraph(words=joined([*every, " ", *_apart(language)])),
    ]


def _apart(language: Language) -> Phrase:
    """Say what is kept besides, to hold and prove the promises, and lead to it."""
    link = Link(text=say("notice.minute.what-journal-link", language), href="#builtin")
    return phrase("notice.minute.what-journal", language, link=link)


def _why(charter: Charter, language: Language) -> tuple[Phrase, ...]:
    """Name every reason of ours, or what they are about when there are many; then what is done for clients."""
    own, clients = own_purposes(charter), clients_purposes(charter)
    said: list[Phrase] = []
    if len(own) > FEW_PURPOSES:
        themes = dict.fromkeys(purpose.theme for purpose in own.values())
        said.append(
            phrase(
                "notice.minute.why-many",
                language,
                n=len(own),
                themes=list_words([say(f"theme.{theme}", language) for theme in themes], language),
                link=Link(text=say("notice.minute.why-many-link", language), href="#data"),
            )
        )
    elif own:
        purposes = begun_large(purpose_names(charter, own, language))
        said.append(phrase("notice.minute.why-text", language, purposes=purposes))
    if clients:
        link = Link(text=say("notice.who.processor-link", language), href="#processor")
        said.append(phrase("notice.minute.why-clients", language, n=len(clients), link=link))
    return tuple(said)


def _long(charter: Charter, language: Language) -> tuple[Phrase, ...]:
    """Say each different time once, or the shortest and the longest; then what backups add, and what happens then."""
    terms = terms_of(charter, language)
    said = {keep_words(keep, language) for _, keep in terms}
    found: list[Phrase] = []
    if len(said) > FEW_TERMS:
        shortest, longest = _extremes([keep for _, keep in terms])
        link = Link(text=say("notice.minute.long-range-link", language), href="#data")
        blanks = {"shortest": _bound(shortest, language), "longest": _bound(longest, language), "link": link}
        found.append(phrase("notice.minute.long-range", language, **blanks))
        if any(_lasts_with_us(keep) for _, keep in terms):
            found.append(phrase("notice.minute.long-waits", language))
    else:
        found.append(phrase("notice.minute.long-text", language, terms=_terms(charter, language)))
    sealed = all(category.in_ == (VAULT,) for category in charter.categories.values())
    found.append(phrase("notice.minute.long-key" if sealed else "notice.minute.long-gone", language))
    if charter.vault.backups:
        duration = duration_words(charter.vault.backups.keep, language)
        found.append(phrase("notice.minute.long-backups", language, duration=duration))
    keep = keep_words(charter.vault.journal.keep, language)
    return (*found, phrase("notice.minute.long-journal", language, keep=keep))


def _extremes(keeps: Sequence[Keep]) -> tuple[Keep, Keep]:
    """Return the rule that ends first and the one that ends last; one that waits for a state is never the shortest."""
    dated = [keep for keep in keeps if reach(keep).most and not reach(keep).before]
    return min(dated or keeps, key=lambda keep: reach(keep).most), max(keeps, key=lambda keep: reach(keep).most)


def _bound(keep: Keep, language: Language) -> str:
    """Say a rule in words, or of a choice between rules only how long it is at most: this is the page in one minute."""
    found = reach(keep)
    if isinstance(keep, FirstOf | LastOf) and found.longest is not None and not found.before:
        return say("notice.minute.at-most", language, duration=duration_words(found.longest, language))
    return keep_words(keep, language)


def _lasts_with_us(keep: Keep) -> bool:
    """Tell whether a rule waits for the end of what somebody has with us: a contract, an account, a membership."""
    states = (span.state if isinstance(span, While) else STATE_OF_END.get(span.event) for span in spans(keep))
    return any(state in _RELATIONS for state in states)


def _terms(charter: Charter, language: Language) -> str:
    """Say each different time once; with a single category and purpose the time alone is enough."""
    terms = [(title, keep_words(keep, language)) for title, keep in terms_of(charter, language)]
    if len({keep for _, keep in terms}) == 1:
        return begun_large(terms[0][1])
    said = [say("notice.minute.term", language, category=title, keep=keep) for title, keep in terms]
    return say("keep.separator", language).join(said)


def _who(charter: Charter, language: Language) -> Phrase:
    """Name the roles and programs that can read something, or count them."""
    names = [name for name, role in charter.roles.items() if any(role.sees.values())]
    if not names:
        return phrase("notice.minute.who-nobody", language)
    if len(names) <= FEW_ROLES:
        roles = begun_large(list_words([reader_name(charter, name, language) for name in names], language))
        return phrase("notice.minute.who-text", language, roles=roles)
    programs = sum(is_program(charter, name) for name in names)
    counts = [say("notice.minute.who-roles", language, n=len(names) - programs)] if len(names) > programs else []
    counts += [say("notice.minute.who-programs", language, n=programs)] if programs else []
    link = Link(text=say("notice.minute.who-many-link", language), href="#access")
    return phrase("notice.minute.who-many", language, roles=list_words(counts, language), link=link)


def _recipients(charter: Charter, language: Language) -> Phrase:
    """Name the recipients, or say that there is none."""
    names = named_recipients(charter)
    if not names:
        return phrase("notice.minute.recipients-nobody", language)
    recipients = recipient_names(charter, names, language)
    return phrase("notice.minute.recipients", language, n=len(names), recipients=recipients)


def _where(charter: Charter, language: Language) -> tuple[Phrase, ...]:
    """Say where the vault and its copy are, what is not sealed, and whether anything leaves the Economic Area."""
    vault = charter.vault
    found = [
        phrase("notice.minute.where-text", language, place=begun_large(place_words(charter, vault.region, language)))
    ]
    if vault.replica:
        found.append(
            phrase("notice.minute.where-replica", language, place=place_words(charter, vault.replica, language))
        )
    if has_estates(charter):
        places = dict.fromkeys(place_words(charter, estate.region, language) for estate in charter.estates.values())
        found.append(
            phrase(
                "notice.minute.where-estates",
                language,
                n=len(charter.estates),
                places=list_words(list(places), language),
            )
        )
    if charter.answers.outside_eea:
        link = Link(text=say("notice.minute.where-outside-link", language), href="#recipients")
        return (*found, phrase("notice.minute.where-outside", language, link=link))
    return (*found, phrase("notice.minute.where-inside", language))


def _can(charter: Charter, language: Language) -> Phrase:
    """Lead to the refusals and to the rights, which people use by themselves where they have pages of their own."""
    refuse = Link(text=say("notice.minute.can-refuse", language), href="#refusals")
    rights = Link(text=say("notice.minute.can-rights", language), href="#rights")
    by = charter.rights.by if charter.rights else ()
    alone = any(charter.channels[name].kind is ChannelKind.ACCOUNT for name in by)
    return phrase(
        "notice.minute.can-self" if alone else "notice.minute.can-text", language, refuse=refuse, rights=rights
    )
