"""Every key of the language is weighed on purpose, and nothing that weakens a promise goes through as harmless."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest
from tests.charter.mutations import Key, changed, keys
from tests.charter.test_plan_of_everything import EVERYTHING

from etanche.charter import Charter, read
from etanche.charter.change import Need, Weight, diff, place, weights
from etanche.charter.layout import survey
from etanche.charter.modelling import modelled
from etanche.charter.source import decode
from etanche.charter.tree import plant

KEYS = {key.place: key for key in keys()}
WORDS = {*Weight, "grows", "shrinks"}


@cache
def everything() -> Charter:
    """Return the charter that uses every key of the language."""
    charter = read(EVERYTHING.read_bytes(), file="charter.yaml").charter
    assert charter is not None
    return charter


@cache
def pairs() -> tuple[tuple[str, Charter, Charter], ...]:
    """Return (place, before, after) for a change of every key, there and back."""
    return tuple(_pairs())


def _pairs() -> Iterator[tuple[str, Charter, Charter]]:
    tried: set[str] = set()
    for where, other in changed(everything()):
        if where not in tried:
            tried.add(where)
            yield where, everything(), other
            yield where, other, everything()


@pytest.mark.parametrize("key", KEYS.values(), ids=lambda key: key.place)
def test_every_key_is_weighed_on_purpose(key: Key) -> None:
    """The table has the key, and says what each way of changing it asks for; none is left to the rule for the unknown."""
    row = weights().get(key.place, {})

    assert row, "not in facts/changes.toml"
    assert "any" in row or not key.ways - row.keys()
    assert WORDS >= set(row.values())
    assert key.ways | {"any", "first", "last", "changed"} >= row.keys()


def test_the_table_weighs_nothing_else() -> None:
    """A key that the language lost is not in the table any more."""
    assert set() == weights().keys() - KEYS.keys()


def test_every_change_of_a_key_is_found_where_it_is() -> None:
    """Whatever changes is told under its own key, there and back, and never as something else."""
    told = ((where, {place(change.path) for change in diff(before, after)}) for where, before, after in pairs())
    astray = [(where, places) for where, places in told if places != {where}]

    assert [] == astray
    assert KEYS.keys() == {where for where, _, _ in pairs()}


@pytest.mark.parametrize(
    ("edit", "need"),
    [
        (("email: {kind: email, findable: true}", "email: {kind: email}"), Need.NOTHING),
        (("portrait: {kind: picture}", "portrait: {kind: picture, findable: true}"), Need.NOTICE),
        (("    tied-to: [lab-sharing]\n", ""), Need.NOTICE),
        (("required-for: [doctor]", "required-for: [doctor, nurse]"), Need.NOTHING),
        ((", required-for: [doctor]", ""), Need.NOTICE),
        (("length: 14", "length: 12"), Need.NOTICE),
        (("length: 14", "length: 16"), Need.NOTHING),
        (("breach-list: true", "breach-list: false"), Need.NOTICE),
        (("idle: 30 minutes", "idle: 31 minutes"), Need.NOTICE),
        (("    issuer: Cabinet d'audit (exemple)\n", ""), Need.NOTICE),
        (("condition: GDPR 9(2)(c)", "condition: GDPR 9(2)(i)"), Need.NOTICE),
        (("counts: [message, reply, call, meeting]", "counts: [message, reply, call, meeting, click]"), Need.NOTICE),
        (("choose: [passwords, sessions, region]", "choose: [passwords, region]"), Need.NOTICE),
        (("address: api.sender.example", "address: api.other.example"), Need.NOTICE),
        (("fr: Une ordonnance imprimée échappe", "fr: Tout échappe"), Need.NOTICE),
        (("title: {fr: allergies connues", "title: {fr: religion"), Need.NOTICE),
        (("between 6 months and 1 year after created", "between 1 month and 1 year after created"), Need.NOTICE),
        (("keep: 12 hours after collected", "keep: 20 hours after collected"), Need.NOTICE),
        (("fiscal-year-end: 06-30", "fiscal-year-end: 12-31"), Need.NOTICE),
        (("keep: 13 months after collected", "keep: 14 months after collected"), Need.CONSENT),
        (("keep: 13 months after collected", "keep: 12 months after collected"), Need.NOTHING),
        (("    asked-in: [app-usage, app-health]\n", "    asked-in: [app-usage]\n"), Need.NOTICE),
        (("opened: {kind: count, title", "opened: {kind: count, findable: true, title"), Need.CONSENT),
        (("    receives: {subscription: [newsletter]}\n", "    receives: {opening: [opening-notice]}\n"), Need.CONSENT),
    ],
    ids=lambda case: case[1].strip()[:40] if isinstance(case, tuple) else str(case),
)
def test_what_weakens_a_promise_is_material(edit: tuple[str, str], need: Need) -> None:
    """The weightiest change of each edit asks for what it should, whether or not an operator would call it small."""
    text = EVERYTHING.read_text("utf-8")
    old, new = edit
    assert old in text
    order = [Need.NOTHING, Need.NOTICE, Need.CONSENT]
    after = _read(text.replace(old, new, 1))

    assert need == max((change.need for change in diff(everything(), after)), key=order.index)


def _read(text: str) -> Charter:
    """Return a charter that need not be sound."""
    charter, _ = modelled(survey(plant(decode(text.encode(), file="c"), file="c")).data)
    assert charter is not None
    return charter
