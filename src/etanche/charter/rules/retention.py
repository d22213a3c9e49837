"""
Every purpose ends, what has ended is archived or gone, and no copy outlives what it is a copy of.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from etanche.charter.keep import After, Between, FirstOf, Keep, LastOf, While, print_keep, spans
from etanche.charter.kinds import AfterDeath, End, Stance, Theme
from etanche.charter.lengths import longest, reach, surely_longer
from etanche.charter.model import Charter, Purpose
from etanche.charter.rules.dated import AnyRule, Dated
from etanche.charter.rules.known import cut, figure, in_words
from etanche.charter.rules.rule import Rule, Wrong
from etanche.charter.tree import Path
from etanche.charter.vocabulary import ENDED_BY, STATES

ARCHIVES = frozenset({Theme.ACCOUNTING, Theme.LEGAL_DUTY, Theme.DISPUTE})
"""Themes of purposes for which data are kept when those who worked with them have no more use for them."""

_OF_THE_LIVING = frozenset({"account", "membership", "consent"})
"""States that the person ends, and nobody else: a death leaves them open."""


def _rules(charter: Charter) -> Iterator[tuple[Path, Keep]]:
    yield ("vault", "journal", "keep"), charter.vault.journal.keep
    for name, purpose in charter.purposes.items():
        yield ("purposes", name, "keep"), purpose.keep


def waits_unsure(keep: Keep) -> bool:
    """Return whether a rule may wait for ever for a state that somebody has to end."""
    match keep:
        case After(event=event) | Between(event=event):
            return event in ENDED_BY and not ENDED_BY[event].endless
        case While(state=state):
            return not STATES[state].endless
        case FirstOf(rules=rules):
            return any(map(waits_unsure, rules)) and not any(map(sure_to_end, rules))
        case LastOf(rules=rules):
            return any(map(waits_unsure, rules))


def sure_to_end(keep: Keep) -> bool:
    """Return whether a rule has an end once its record is there, whatever people do."""
    match keep:
        case After(event=event) | Between(event=event):
            return event not in ENDED_BY
        case While():
            return False
        case FirstOf(rules=rules):
            return any(map(sure_to_end, rules))
        case LastOf(rules=rules):
            return all(map(sure_to_end, rules))


def _endless(charter: Charter) -> Iterator[Wrong]:
    for path, keep in _rules(charter):
        if waits_unsure(keep):
            unsure = next(span for span in spans(keep) if waits_unsure(span))
            yield Wrong(path=path, blanks={"rule": cut(print_keep(keep)), "span": cut(print_keep(unsure))})


def _lifelong(charter: Charter, day: date) -> Iterator[Wrong]:
    """Yield times that are for ever in all but name, and that no text asks for."""
    most = figure("lifetime", day)
    for name, purpose in charter.purposes.items():
        if not purpose.law and purpose.as_ is not Stance.PROCESSOR and most.outlived(purpose.keep):
            blanks = {"purpose": name, "rule": print_keep(purpose.keep)}
            yield Wrong(path=("purposes", name, "keep"), says="lifetime", blanks=blanks)


def _returned(charter: Charter) -> Iterator[Wrong]:
    for name, purpose in charter.purposes.items():
        if purpose.then is End.RETURN and purpose.as_ is not Stance.PROCESSOR:
            yield Wrong(path=("purposes", name, "then"), blanks={"purpose": name})


def _open_archive(charter: Charter) -> Iterator[Wrong]:
    for name, purpose in charter.purposes.items():
        if purpose.theme in ARCHIVES:
            for category in purpose.uses:
                if _nobody_is_shut_out(charter, name, category):
                    blanks = {"archive": name, "category": category}
                    yield Wrong(path=("purposes", name), blanks=blanks, on_key=True)


def _nobody_is_shut_out(charter: Charter, archive: str, category: str) -> bool:
    """Return whether all those who work with some data, being several, also see them in the archive."""
    live = {name for name, other in charter.purposes.items() if category in other.uses and other.theme not in ARCHIVES}
    sees = {name: {*role.sees.get(category, ())} for name, role in charter.roles.items()}
    workers = {name for name, purposes in sees.items() if purposes & live}
    keepers = {name for name, purposes in sees.items() if archive in purposes}
    return len(workers) > 1 and workers <= keepers


def _long_copies(charter: Charter, day: date) -> Iterator[Wrong]:
    copies = charter.vault.backups
    if copies is None or not figure("backup", day).exceeded(copies.keep):
        return
    times = {
        name: time
        for name, purpose in charter.purposes.items()
        if (time := reach(purpose.keep)) is not None and _in_our_store(charter, purpose)
    }
    outlived = {name: time for name, time in times.items() if surely_longer(copies.keep, time)}
    if outlived:
        name = min(outlived, key=lambda purpose: longest(outlived[purpose]))
        blanks = {"copies": in_words(copies.keep), "purpose": name, "time": in_words(outlived[name])}
        yield Wrong(path=("vault", "backups", "keep"), blanks=blanks)


def _in_our_store(charter: Charter, purpose: Purpose) -> bool:
    """Return whether a purpose uses anything of which our own copies are made."""
    return any(place not in charter.estates for category in purpose.uses for place in charter.categories[category].in_)


def _after_death(charter: Charter) -> Iterator[Wrong]:
    if charter.rights is None or charter.rights.after_death is not AfterDeath.KEEP:
        return
    for name, purpose in charter.purposes.items():
        if _left_open(purpose.keep):
            blanks = {"purpose": name, "rule": cut(print_keep(purpose.keep))}
            yield Wrong(path=("rights", "after-death"), blanks=blanks)
            return


def _left_open(keep: Keep) -> bool:
    """Return whether a rule stays open when the only one who could end it has died."""
    match keep:
        case While(state=state):
            return state in _OF_THE_LIVING
        case FirstOf(rules=rules):
            return all(map(_left_open, rules))
        case LastOf(rules=rules):
            return any(map(_left_open, rules))
        case _:
            return False


ALONE: tuple[AnyRule, ...] = (
    Rule(id="RET-02", search=_endless),
    Rule(id="RET-07", search=_returned),
    Dated(id="RET-24", search=_lifelong),
    Rule(id="RET-29", search=_after_death),
)
TOGETHER: tuple[AnyRule, ...] = (
    Rule(id="RET-08", search=_open_archive),
    Dated(id="RET-11", search=_long_copies),
)
