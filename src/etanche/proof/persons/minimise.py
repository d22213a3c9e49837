"""
Exactly these data of persons: what was sent comes out as the charter says, to the letter; the rest is nowhere.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain

from etanche.charter import CategoryPlan, FieldKind, Forbidden, OnArrival, Unknown
from etanche.gate import GateRefused
from etanche.proof import traffic
from etanche.proof.look import Search, files_below, search
from etanche.proof.outcome import Outcome, broken, kept, unproven
from etanche.proof.persons.made_up import digits, marker
from etanche.proof.persons.scene import (
    Written,
    data_of,
    door_of,
    looked_at,
    marks,
    probing,
    scene,
    scenes,
)
from etanche.proof.persons.survey import survey
from etanche.proof.reach import UNDECLARED
from etanche.proof.run import ProofRun
from etanche.vault import NotTaken, RefusedBecause

NEVER_ANNOUNCED = "never-announced"
_WORDS = frozenset({FieldKind.TEXT, FieldKind.LONG_TEXT})
"""Kinds of field in which anything can be written."""


def searched(run: ProofRun) -> Search:
    """Search every file, and every row on a server, once a run, for what this run wrote of persons: what is sealed, and what is nowhere."""

    def look() -> Search:
        for category in sorted(run.reach.persons):
            _sent(run, category)
        needles = {**marks(run).in_seals(), **marks(run).nowhere(), **_forbidden_needles(run)}
        tables = chain(run.bench.store.rows(), run.bench.shelf.rows())
        return search(files_below(run.bench.folder), needles, tables=tables)

    return run.once("persons searched", look)


def leaked(run: ProofRun, found: Search) -> int:
    """Return in how many files and tables something lies that must be nowhere."""
    never = {**marks(run).nowhere(), **_forbidden_needles(run)}
    return max((found.found[name] for name in never if name in found.found), default=0)


def category(run: ProofRun, name: str) -> Outcome:
    """Send more than is announced, and look at what was kept; then at the living."""
    written = _sent(run, name)
    if not written:
        return unproven("no-canary")
    if wrong := _differs(run, written) or _strange(run, name):
        return wrong
    found = searched(run)
    if files := leaked(run, found):
        return broken("minimise.written", things=1, files=files)
    seen = survey(run, name)
    if seen.undeclared:
        return broken("minimise.undeclared", values=seen.undeclared)
    return kept(
        "minimise.exactly-of-persons-on-a-server" if found.tables else "minimise.exactly-of-persons",
        tables=found.tables,
        fields=len(run.bench.charter.categories[name].fields),
        records=seen.opened,
        canaries=len(written),
        files=found.files,
    )


def _differs(run: ProofRun, written: Sequence[Written]) -> Outcome | None:
    """Compare what was kept of some records with what had to be; return what is not so."""
    for one in written:
        left = looked_at(run, one)
        if left is None:
            return unproven("no-canary")
        wrong = sum(1 for field in left.keys() | one.data.keys() if left.get(field) != _kept(one, field))
        if wrong:
            return broken("minimise.canary-differs", fields=wrong)
    return None


def part(run: ProofRun, name: str, field: str) -> Outcome:
    """Send more of a value than is kept, and look at what stayed, with us and with the living."""
    planned = run.reach.plan.categories[name]
    if planned.fields[field].kind is FieldKind.TOKEN and _holds_card(run, planned, field):
        return broken("minimise.card-in-token")
    written = _sent(run, name)
    left = [looked_at(run, one) for one in written]
    if not written or any(one is None or field not in one for one in left):
        return unproven("no-canary")
    if any(one is not None and one[field] != _kept(sent, field) for one, sent in zip(left, written, strict=True)):
        return broken("minimise.canary-more")
    found = searched(run)
    if files := leaked(run, found):
        return broken("minimise.written", things=1, files=files)
    seen = survey(run, name)
    if seen.more[field]:
        return broken("minimise.more", records=seen.more[field])
    return kept("minimise.part", records=seen.opened, files=found.files, tables=found.tables)


def _holds_card(run: ProofRun, planned: CategoryPlan, field: str) -> bool:
    """Tell whether the number of a card is let in where something stands that is of use to its giver only."""
    purpose, _ = next(scenes(run, planned.name))
    sent = {name: one.sent for name, one in data_of(run, planned).items()} | {
        field: _secrets(run)[Forbidden.CARD_NUMBER]
    }
    feature = min(planned.tied_to, default=None)
    try:
        ref = probing(run).put(door_of(run, planned), planned.name, scene(run, purpose).person, sent, feature=feature)
    except NotTaken:
        return False
    left = looked_at(run, Written(ref=ref, data={}))
    return left is not None and field in left


def never(run: ProofRun, name: str) -> Outcome:
    """Send what is never accepted, in every category, in a field that takes words and in one that nobody announced."""
    forbidden = run.bench.charter.never[name]
    at_doors = traffic.kept_out(run, forbidden, _hides(run, forbidden.kind), _secrets(run)[forbidden.kind])
    if at_doors is None:
        return broken("minimise.accepted")
    tried = at_doors
    for planned in (run.reach.plan.categories[one] for one in sorted(run.reach.persons)):
        for fields in _hidden(run, planned, forbidden.kind):
            tried += 1
            if not _turned_away(run, planned, fields, forbidden.kind, refuses=forbidden.on_arrival is OnArrival.REFUSE):
                return broken("minimise.accepted")
    if not tried:
        return unproven("no-canary")
    found = searched(run)
    if files := leaked(run, found):
        return broken("minimise.written", things=1, files=files)
    return kept("minimise.never", tried=tried, files=found.files)


# — what is sent


def _sent(run: ProofRun, name: str) -> list[Written]:
    """Return what was written of made-up persons into a category; one of them came with more than is announced."""
    found = [one for _, one in scenes(run, name)]
    if found and run.reach.plan.categories[name].unknown is Unknown.DROP:
        found.append(run.once(("more", name), lambda: _more(run, name)))
    return found


def _more(run: ProofRun, name: str) -> Written:
    """Write a record with a field that nobody announced."""
    planned = run.reach.plan.categories[name]
    purpose, _ = next(scenes(run, name))
    person, data = scene(run, purpose).person, data_of(run, planned)
    sent = {field: one.sent for field, one in data.items()} | {NEVER_ANNOUNCED: marks(run).never}
    feature = min(planned.tied_to, default=None)
    return Written(ref=probing(run).put(door_of(run, planned), name, person, sent, feature=feature), data=data)


def _kept(written: Written, field: str) -> str | None:
    return written.data[field].kept if field in written.data else None


def _strange(run: ProofRun, name: str) -> Outcome | None:
    """Come with a field that nobody announced, by a door that is not the category's, for no feature; return what was let in."""
    planned = run.reach.plan.categories[name]
    purpose, _ = next(scenes(run, name))
    person = scene(run, purpose).person
    sent = {field: one.sent for field, one in data_of(run, planned).items()}
    feature = min(planned.tied_to, default=None)
    door = door_of(run, planned)
    if planned.unknown is Unknown.REFUSE and _taken(
        run, door, name, person, sent | {NEVER_ANNOUNCED: marks(run).never}, feature
    ):
        return broken("minimise.canary-too-much", fields=1)
    if planned.tied_to and _taken(run, door, name, person, sent, UNDECLARED):
        return broken("minimise.no-feature")
    strange = min(run.bench.charter.channels.keys() - planned.channels, default=UNDECLARED)
    if _taken(run, strange, name, person, sent, feature):
        return broken("minimise.strange-door")
    return None


def _taken(run: ProofRun, door: str, name: str, person: bytes, sent: Mapping[str, object], feature: str | None) -> bool:
    try:
        probing(run).put(door, name, person, sent, feature=feature)
    except (GateRefused, NotTaken):
        return False
    return True


# — what is never accepted


def _secrets(run: ProofRun) -> Mapping[Forbidden, str]:
    """Return one made-up thing of each kind that can be forbidden."""

    def make() -> Mapping[Forbidden, str]:
        return {
            Forbidden.CARD_NUMBER: _card(),
            Forbidden.IBAN: _iban(),
            Forbidden.PASSWORD: f"{marker(12)}",
            Forbidden.SECRET: f"{marker(16)}",
            Forbidden.MAIL_BODY: f"{marker(16)}",
        }

    return run.once("forbidden", make)


def _forbidden_needles(run: ProofRun) -> Mapping[str, bytes]:
    return {f"forbidden-{kind}": thing.encode() for kind, thing in _secrets(run).items()}


_WRITTEN = {
    Forbidden.CARD_NUMBER: "please use {thing} for it",
    Forbidden.IBAN: "please use {thing} for it",
    Forbidden.PASSWORD: "my password: {thing}",
    Forbidden.SECRET: "api_key: {thing}",
    Forbidden.MAIL_BODY: "From: a@canary.invalid\nTo: b@canary.invalid\nSubject: {thing}\nDate: today\n\n{thing}",
}
_CALLED = {
    Forbidden.CARD_NUMBER: "card",
    Forbidden.IBAN: "account",
    Forbidden.PASSWORD: "password",
    Forbidden.SECRET: "api-key",
    Forbidden.MAIL_BODY: "body",
}


def _hidden(run: ProofRun, planned: CategoryPlan, kind: Forbidden) -> Iterator[Mapping[str, object]]:
    """Yield the fields of a record in which something forbidden hides."""
    sent = {field: one.sent for field, one in data_of(run, planned).items()}
    yield from (sent | dict(more) for more in _hides(run, kind)(planned))


def _hides(run: ProofRun, kind: Forbidden) -> Callable[[CategoryPlan], Iterator[Mapping[str, object]]]:
    """Return what yields where something forbidden hides in a record: among words, and under a name that nobody announced."""
    told = _WRITTEN[kind].format(thing=_secrets(run)[kind])
    lines = {FieldKind.LONG_TEXT} if kind is Forbidden.MAIL_BODY else _WORDS

    def hides(planned: CategoryPlan) -> Iterator[Mapping[str, object]]:
        written = next((field for field, it in planned.fields.items() if it.kind in lines), None)
        if written is not None:
            yield {written: told}
        if planned.unknown is Unknown.DROP:
            yield {_CALLED[kind]: told}

    return hides


def _turned_away(
    run: ProofRun, planned: CategoryPlan, fields: Mapping[str, object], kind: Forbidden, *, refuses: bool
) -> bool:
    """Tell whether what is forbidden was refused whole, or kept out of the record, as the charter says."""
    purpose, _ = next(scenes(run, planned.name))
    person = scene(run, purpose).person
    data = data_of(run, planned)
    feature = min(planned.tied_to, default=None)
    try:
        ref = probing(run).put(door_of(run, planned), planned.name, person, fields, feature=feature)
    except NotTaken as no:
        return no.reason in {RefusedBecause.NEVER, RefusedBecause.MISSING_FIELD}
    left = looked_at(run, Written(ref=ref, data=data))
    return not refuses and left is not None and not any(_secrets(run)[kind] in value for value in left.values())


def _card() -> str:
    """Return a number that no card has: of the right length, with the right checksum (ISO/IEC 7812-1)."""
    body = "4" + "".join(secrets.choice("0123456789") for _ in range(14))
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(body))
    total = sum(value - 9 if value > 9 else value for value in doubled)  # noqa: PLR2004  # a sum of two digits
    return f"{body}{-total % 10}"


def _iban() -> str:
    """Return a number that no account has, with the right checksum (ISO 13616)."""
    body = digits(18)
    check = 98 - int(f"{body}131400") % 97  # D is 13, E is 14
    return f"DE{check:02}{body}"
