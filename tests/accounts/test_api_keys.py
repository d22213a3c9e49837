"""Keys of programs open what they were made for, for a time, and nobody makes or widens one behind our back."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from etanche.accounts import ApiKey, ApiKeys, KeyAct, Made, NoSuchKey, NotAKey, OutsideKey, Scope, organisation_of
from etanche.clock import FixedClock
from etanche.errors import Unreadable
from etanche.instance import Instance
from etanche.proof import reopened
from etanche.proof.run import ProofRun
from etanche.store import api_keys

DAYS = timedelta(days=30)
READER = Scope(
    name="dashboard",
    acts=frozenset({KeyAct.READ, KeyAct.COUNT}),
    role="web-analyst",
    purposes=frozenset({"audience"}),
    categories=frozenset({"visit"}),
)
WRITER = Scope(name="site", acts=frozenset({KeyAct.PUT}), categories=frozenset({"visit"}), channel="site-logs")


@pytest.fixture
def keys(instance: Instance) -> ApiKeys:
    """The keys of the bookshop."""
    return instance.api_keys


def made(keys: ApiKeys, scope: Scope = READER) -> Made:
    """Make a key for thirty days."""
    return keys.create(scope, until=keys.clock.now() + DAYS, by="ann")


def test_a_key_opens_what_it_was_made_for(keys: ApiKeys) -> None:
    """What is shown once gives the key back, with its scope."""
    one = made(keys)

    assert one.key.id == keys.of(one.secret).id
    assert READER == keys.of(one.secret).scope
    assert keys.organisation == organisation_of(one.secret)


def test_the_secret_is_nowhere(keys: ApiKeys, instance: Instance) -> None:
    """Neither the store, nor the journal, nor what a key prints holds what was shown."""
    one = made(keys)
    instance.journal.seal()
    instance.store.flush()
    secret = one.secret[-43:]
    held = b"".join(file.read_bytes() for file in instance.folder.rglob("*") if file.is_file())

    assert secret.encode() not in held
    assert secret not in repr(one)


def test_a_key_ends_by_itself(keys: ApiKeys, clock: FixedClock) -> None:
    """From its end on it opens nothing."""
    one = made(keys)
    clock.advance(DAYS)

    with pytest.raises(NotAKey):
        keys.of(one.secret)


def test_a_revoked_key_opens_nothing(keys: ApiKeys) -> None:
    """From that moment on, and it is revoked once."""
    one = made(keys)
    keys.revoke(one.key.id, by="ann")

    with pytest.raises(NotAKey):
        keys.of(one.secret)
    with pytest.raises(NoSuchKey):
        keys.revoke(one.key.id, by="ann")


@pytest.mark.parametrize("shown", ["", "etk_", "etk_" + "A" * 80, "é" * 84, "etk_" + "!" * 80, "A" * 10_000])
def test_what_is_no_key_opens_nothing(keys: ApiKeys, shown: str) -> None:
    """Whatever is shown, the answer is the same."""
    with pytest.raises(NotAKey, match="this key opens nothing"):
        keys.of(shown)


def test_another_secret_under_the_same_id_opens_nothing(keys: ApiKeys) -> None:
    """The last letter makes the difference."""
    one = made(keys)
    last = "A" if one.secret[-2] != "A" else "Q"

    with pytest.raises(NotAKey):
        keys.of(one.secret[:-2] + last + one.secret[-1])


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("scope", json.dumps(replace(READER, acts=frozenset(KeyAct)).as_json())),
        ("until", "2099-01-01T00:00:00.000000+00:00"),
        ("made_by", "the director"),
        ("digest", b"\0" * 32),
    ],
)
def test_a_row_that_was_changed_opens_nothing(keys: ApiKeys, instance: Instance, column: str, value: object) -> None:
    """Who writes into the store neither widens a key, nor lengthens it, nor hands it to another secret."""
    one = made(keys)
    with instance.store.writing() as connection:
        connection.exec_driver_sql(f"UPDATE api_keys SET {column} = ?", (value,))

    with pytest.raises(NotAKey):
        keys.of(one.secret)
    assert () == keys.listed()


def test_a_revoked_key_is_not_opened_again_by_hand(keys: ApiKeys, instance: Instance) -> None:
    """Whoever takes the word away that it was revoked has a row that opens nothing and is not listed."""
    one = made(keys)
    keys.revoke(one.key.id, by="ann")
    with instance.store.writing() as connection:
        connection.exec_driver_sql("UPDATE api_keys SET revoked = NULL")

    with pytest.raises(NotAKey):
        keys.of(one.secret)
    assert () == keys.listed()


def test_a_row_put_back_from_before_it_was_revoked_is_found(keys: ApiKeys, instance: Instance) -> None:
    """It has a true mark; the journal says that it was revoked, and the check of the night compares."""
    one = made(keys)
    with instance.store.reading() as connection:
        [row] = api_keys.listed(connection, keys.organisation)
    keys.revoke(one.key.id, by="ann")
    with ProofRun(instance.bench) as run:
        before = reopened.keys(run)
    with instance.store.writing() as connection:
        connection.exec_driver_sql("UPDATE api_keys SET revoked = NULL, mark = ?", (row.mark,))
    with ProofRun(instance.bench) as run:
        after = reopened.keys(run)

    assert (0, 1) == (before, after)


def test_a_key_that_somebody_else_says_was_revoked_is_revoked_like_the_others(
    keys: ApiKeys, instance: Instance
) -> None:
    """Hidden so from whoever ends all keys, it would be open again once the word is taken away."""
    one = made(keys)
    with instance.store.writing() as connection:
        connection.exec_driver_sql("UPDATE api_keys SET revoked = made")
    standing = [key.id for key in keys.listed() if key.revoked is None]
    keys.revoke(one.key.id, by="ann")
    with instance.store.writing() as connection:
        connection.exec_driver_sql("UPDATE api_keys SET revoked = NULL")

    assert [one.key.id] == standing
    with pytest.raises(NotAKey):
        keys.of(one.secret)


def test_the_last_use_is_told(keys: ApiKeys, clock: FixedClock) -> None:
    """To the minute; and the first use of a day is a line of the journal."""
    one = made(keys)
    clock.advance(timedelta(hours=1))
    keys.of(one.secret)
    keys.of(one.secret)

    assert [clock.now()] == [key.used for key in keys.listed()]
    assert ["key-created", "key-used"] == [
        entry.act for entry in keys.journal.entries(last=10) if entry.object == "api-keys"
    ]


def test_what_becomes_of_a_key_is_journalled(keys: ApiKeys) -> None:
    """Who made it and who ended it, with its id and never with its secret."""
    one = made(keys)
    keys.revoke(one.key.id, by="bea")
    told = [(entry.actor, entry.act, entry.facts["key"]) for entry in keys.journal.entries(last=10)]

    assert [("ann", "key-created", one.key.id.hex()), ("bea", "key-revoked", one.key.id.hex())] == told[-2:]


def test_a_key_does_what_it_was_made_for_only(keys: ApiKeys) -> None:
    """Another act, another category, another purpose: each is refused."""
    key = made(keys).key
    key.require(KeyAct.READ, category="visit", purpose="audience")

    for act, category, purpose in [
        (KeyAct.ERASE, None, None),
        (KeyAct.READ, "order", "audience"),
        (KeyAct.READ, "visit", "selling"),
    ]:
        with pytest.raises(OutsideKey):
            key.require(act, category=category, purpose=purpose)


@pytest.mark.parametrize("act", sorted(set(KeyAct) - {KeyAct.PUT}))
def test_a_write_only_key_does_nothing_else(keys: ApiKeys, act: KeyAct) -> None:
    """It takes nothing out, by any verb."""
    key: ApiKey = made(keys, WRITER).key

    assert key.scope.write_only
    with pytest.raises(OutsideKey):
        key.require(act)


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "Ann's key"},
        {"acts": frozenset[KeyAct]()},
        {"role": "director"},
        {"role": None},
        {"purposes": frozenset({"selling"})},
        {"purposes": frozenset[str]()},
        {"categories": frozenset({"order"})},
        {"channel": "site-logs"},
    ],
)
def test_a_scope_says_neither_too_little_nor_too_much(keys: ApiKeys, wrong: dict[str, object]) -> None:
    """Every word is of the charter, and nothing is granted by leaving it out."""
    with pytest.raises(Unreadable):
        made(keys, replace(READER, **wrong))  # type: ignore[arg-type]  # the mistake itself


def test_a_write_only_key_acts_in_no_role(keys: ApiKeys) -> None:
    """It cannot be given one: the gate has nobody to let in."""
    with pytest.raises(Unreadable, match="no use for a role"):
        made(keys, replace(WRITER, role="web-analyst"))


@pytest.mark.parametrize("days", [-1, 0, 400])
def test_a_key_ends_within_a_year(keys: ApiKeys, days: int) -> None:
    """One that nobody has to renew is one that nobody looks after."""
    with pytest.raises(Unreadable):
        keys.create(READER, until=keys.clock.now() + timedelta(days=days), by="ann")
