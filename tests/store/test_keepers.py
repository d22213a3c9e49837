"""The smaller tables: each keeper gives back what it was given, to the organisation that gave it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etanche.store import (
    CharterRow,
    DayRow,
    ImportRow,
    RowExists,
    SessionRow,
    StandingRow,
    Store,
    VerdictRow,
    charters,
    counts,
    days,
    facts,
    imports,
    moment_of,
    moment_text,
    names,
    sessions,
    standing,
    verdicts,
)
from etanche.terms import OrganisationId, new_id

EARLY, AT, LATE = (f"2026-11-{day}T06:02:00.000000+00:00" for day in (20, 21, 22))


@given(
    one=st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=2))])),
    two=st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=-11))])),
)
def test_texts_of_moments_sort_as_time_does(one: datetime, two: datetime) -> None:
    """A moment comes back as it was, and the order of texts is the order of moments, whatever their zones."""
    edges = (datetime(2, 1, 1, tzinfo=UTC), datetime(9998, 12, 31, tzinfo=UTC))
    if not all(edges[0] < moment < edges[1] for moment in (one, two)):
        return

    assert one == moment_of(moment_text(one))
    assert (one < two) == (moment_text(one) < moment_text(two))


def test_a_moment_without_a_zone_is_refused() -> None:
    """Nobody can write a time that does not say where it is."""
    with pytest.raises(ValueError, match="time zone"):
        moment_text(datetime(2026, 5, 25))  # noqa: DTZ001 - the mistake itself


def test_facts_say_the_last_thing_told(store: Store, organisation: OrganisationId, other: OrganisationId) -> None:
    """A fact replaces the one of its name, in its organisation."""
    with store.writing() as connection:
        facts.put(connection, organisation, "tick", "one")
        facts.put(connection, organisation, "tick", "two")

    with store.reading() as connection:
        assert "two" == facts.get(connection, organisation, "tick")
        assert facts.get(connection, organisation, "tock") is None
        assert facts.get(connection, other, "tick") is None


def test_a_name_keeps_its_number(store: Store, organisation: OrganisationId, other: OrganisationId) -> None:
    """A name has one number for ever; no two names of a section share one; sections and organisations count apart."""
    with store.writing() as connection:
        given = [names.number(connection, organisation, "category", name) for name in ("visit", "order", "visit")]
        assert [1, 2, 1] == given
        assert 1 == names.number(connection, organisation, "field", "visit.page")
        assert 1 == names.number(connection, other, "category", "order")

    with store.reading() as connection:
        assert {"visit": 1, "order": 2} == names.all_of(connection, organisation, "category")
        assert 2 == names.known(connection, organisation, "category", "order")
        assert names.known(connection, organisation, "category", "parcel") is None


def test_charters_are_all_kept(store: Store, organisation: OrganisationId, other: OrganisationId) -> None:
    """Every charter applied is kept; the last one applied by a moment is current, or the first when the clock is before all."""
    one = CharterRow(organisation=organisation, digest="1" * 64, text="étanche: 1\n", applied=EARLY)
    two = CharterRow(organisation=organisation, digest="2" * 64, text="étanche: 2\n", applied=AT)
    again = CharterRow(organisation=organisation, digest="1" * 64, text="étanche: 1\n", applied=LATE)
    with store.writing() as connection:
        assert charters.current(connection, organisation, LATE) is None
        for row in (one, two):
            charters.append(connection, row)
        assert two == charters.current(connection, organisation, AT)
        charters.append(connection, again)

    with store.reading() as connection:
        assert again == charters.current(connection, organisation, LATE)
        assert two == charters.current(connection, organisation, AT)
        assert one == charters.current(connection, organisation, "1999")
        assert [again, two, one] == charters.history(connection, organisation)
        assert [] == charters.history(connection, other)


def _day(organisation: bytes, day: str, category: int = 1) -> DayRow:
    return DayRow(organisation=organisation, category=category, day=day, bucket=new_id(), opened=EARLY)


def test_a_day_is_opened_once(store: Store, organisation: OrganisationId) -> None:
    """Opening a day again changes nothing and says so."""
    first = _day(organisation, "2026-05-25")
    with store.writing() as connection:
        assert days.open_day(connection, first)
        assert not days.open_day(connection, _day(organisation, "2026-05-25"))

    with store.reading() as connection:
        assert first == days.get(connection, organisation, 1, "2026-05-25")
        assert days.get(connection, organisation, 2, "2026-05-25") is None


def test_a_dead_day_stays_dead(store: Store, organisation: OrganisationId, other: OrganisationId) -> None:
    """A day's death is written once, keeps its first moment, and opening it again does not undo it."""
    rows = [_day(organisation, "2026-05-25"), _day(organisation, "2026-05-26"), _day(organisation, "2026-05-25", 2)]
    theirs = _day(other, "2026-05-25")
    with store.writing() as connection:
        for row in (*rows, theirs):
            days.open_day(connection, row)
        dead = [(1, "2026-05-25"), (1, "1999-01-01")]
        assert 1 == days.mark_destroyed(connection, organisation, dead, AT)
        assert 0 == days.mark_destroyed(connection, organisation, dead, LATE)
        assert not days.open_day(connection, rows[0])

    with store.reading() as connection:
        first, *rest = days.known(connection, organisation)
        assert ("2026-05-25", AT) == (first.day, first.destroyed)
        assert rows[1:] == rest
        assert rows[1:] == days.known(connection, organisation, state="living")
        assert [first] == days.known(connection, organisation, state="destroyed")
        assert [rows[2]] == days.known(connection, organisation, 2)
        assert [theirs] == days.known(connection, other, state="living")


def _unmarked(_row: StandingRow) -> None:
    """Mark nothing: the store keeps what it is given."""


def _event(organisation: bytes, subject: str, event: str = "collected") -> StandingRow:
    return StandingRow(
        organisation=organisation, subject=subject, event=event, effective="2026-05-25", recorded=AT, because="import"
    )


def test_events_are_kept_in_order_of_commit(store: Store, organisation: OrganisationId) -> None:
    """A subject's events come in the order they were committed, numbered by the store."""
    with store.writing() as connection:
        assert range(1, 3) == standing.append(
            connection,
            organisation,
            [_event(organisation, "visit/2026-05-25"), _event(organisation, "visit/2026-05-26")],
            mark=_unmarked,
        )
        assert range(3, 4) == standing.append(
            connection, organisation, [_event(organisation, "visit/2026-05-25", "ended")], mark=_unmarked
        )
        assert range(0) == standing.append(connection, organisation, [], mark=_unmarked)

    with store.reading() as connection:
        found = standing.of_subject(connection, organisation, "visit/2026-05-25")
    assert [(1, "collected"), (3, "ended")] == [(row.seq, row.event) for row in found]


def test_events_are_found_under_a_prefix(store: Store, organisation: OrganisationId, other: OrganisationId) -> None:
    """All subjects of a category, and of no category whose name merely begins alike."""
    subjects = ["visit/2026-05-26", "visit/2026-05-25", "visitor/2026-05-25", "order/2026-05-25", "visit/é"]
    with store.writing() as connection:
        standing.append(
            connection, organisation, [_event(organisation, subject) for subject in subjects], mark=_unmarked
        )
        standing.append(connection, other, [_event(other, "visit/2026-05-27")], mark=_unmarked)

    with store.reading() as connection:
        found = [row.subject for row in standing.under(connection, organisation, "visit/")]
    assert ["visit/2026-05-25", "visit/2026-05-26", "visit/é"] == found


def _verdict(organisation: bytes, promise: str, at: str, state: str = "kept", run: str = "run") -> VerdictRow:
    return VerdictRow(
        organisation=organisation,
        promise=promise,
        at=at,
        run=run,
        state=state,
        because="because",
        measured="{}",
        digest="1" * 64,
    )


def test_the_last_verdict_of_each_promise_counts(
    store: Store, organisation: OrganisationId, other: OrganisationId
) -> None:
    """Each promise shows its own last verdict, one only, and none of another organisation's."""
    rows = [
        _verdict(organisation, "logs:chain", EARLY),
        _verdict(organisation, "logs:chain", AT, "broken"),
        _verdict(organisation, "sealed:keys", EARLY),
        _verdict(organisation, "sealed:keys", EARLY, "broken", "second"),
    ]
    with store.writing() as connection:
        verdicts.append(connection, rows)
        verdicts.append(connection, [_verdict(other, "logs:chain", LATE)])
        verdicts.append(connection, [])

    with store.reading() as connection:
        assert [rows[1], rows[3]] == verdicts.latest(connection, organisation)
        assert rows[:2] == verdicts.history(connection, organisation, "logs:chain")
        assert [rows[1]] == verdicts.history(connection, organisation, since=AT)
    with pytest.raises(RowExists), store.writing() as connection:
        verdicts.append(connection, rows[:1])


def test_old_verdicts_can_be_forgotten(store: Store, organisation: OrganisationId, other: OrganisationId) -> None:
    """Verdicts before a moment go, the moment's own and later ones stay."""
    with store.writing() as connection:
        for owner in (organisation, other):
            verdicts.append(connection, [_verdict(owner, "logs:chain", at) for at in (EARLY, AT, LATE)])
        assert 1 == verdicts.forget_before(connection, organisation, AT)

    with store.reading() as connection:
        assert [AT, LATE] == [row.at for row in verdicts.history(connection, organisation)]
        assert 3 == len(verdicts.history(connection, other))


def test_counts_add_up_by_day_and_name(store: Store, organisation: OrganisationId, other: OrganisationId) -> None:
    """Counts begin at nothing, add up, and are read by day and by the beginning of their name."""
    with store.writing() as connection:
        for day in ("2026-05-25", "2026-05-26", "2026-05-26"):
            counts.add(connection, organisation, day, "dropped/screen", 2)
            counts.add(connection, organisation, day, "opted-out")
        counts.add(connection, other, "2026-05-25", "opted-out", 7)

    with store.reading() as connection:
        assert {("2026-05-26", "dropped/screen"): 4, ("2026-05-26", "opted-out"): 2} == counts.read(
            connection, organisation, since="2026-05-26"
        )
        assert {("2026-05-25", "dropped/screen"): 2} == counts.read(
            connection, organisation, until="2026-05-25", name="dropped/"
        )


def test_an_import_goes_on_where_it_was(store: Store, organisation: OrganisationId, other: OrganisationId) -> None:
    """How far an import has come is kept with its batches, for each file and organisation."""
    half = ImportRow(organisation=organisation, fingerprint=bytes(32), lines=500)
    done = ImportRow(organisation=organisation, fingerprint=bytes(32), lines=1_000, finished=AT)
    with store.writing() as connection:
        assert imports.get(connection, organisation, bytes(32)) is None
        imports.put(connection, half)
        assert half == imports.get(connection, organisation, bytes(32))
        imports.put(connection, done)

    with store.reading() as connection:
        assert done == imports.get(connection, organisation, bytes(32))
        assert imports.get(connection, other, bytes(32)) is None
        assert imports.get(connection, organisation, b"\1" * 32) is None


def session_of(organisation: bytes, account: bytes, number: int, *, ends: str = LATE) -> SessionRow:
    """Return a session to be written."""
    id_ = bytes([number]) * 16
    return SessionRow(
        organisation=organisation,
        id=id_,
        digest=id_ * 2,
        account=account,
        begun=EARLY,
        seen=EARLY,
        ends=ends,
        level="password",
        device="",
    )


def test_sessions_are_found_closed_and_swept_one_by_one(
    store: Store, organisation: OrganisationId, other: OrganisationId
) -> None:
    """A session is found by its digest, in its organisation; only whose it is can close it; what ended is swept."""
    ann, bob = new_id(), new_id()
    one, two, three = (session_of(organisation, ann, number) for number in (1, 2, 3))
    theirs = session_of(organisation, bob, 4, ends=AT)
    with store.writing() as connection:
        for row in (one, two, three, theirs):
            sessions.put(connection, row)
        sessions.see(connection, replace(one, seen=AT, mark=b"anew"))

    with store.reading() as connection:
        found = sessions.by_digest(connection, organisation, one.digest)
        assert found is not None
        assert (AT, b"anew") == (found.seen, found.mark)
        assert sessions.by_digest(connection, other, one.digest) is None
        assert [one.id, two.id, three.id] == [row.id for row in sessions.of_account(connection, organisation, ann)]
    with store.writing() as connection:
        assert not sessions.remove(connection, organisation, bob, one.id)
        assert sessions.remove(connection, organisation, ann, one.id)
        assert 1 == sessions.remove_all(connection, organisation, ann, but=two.id)
        assert 1 == sessions.sweep(connection, organisation, LATE)
        assert [two] == sessions.of_account(connection, organisation, ann)


def test_a_challenge_is_answered_once(store: Store, organisation: OrganisationId) -> None:
    """Of two answers to one question the second finds it gone, and a newer question takes the place of the older."""
    row = session_of(organisation, new_id(), 1)
    with store.writing() as connection:
        sessions.put(connection, row)
        sessions.ask(connection, organisation, row.id, b"first")
        sessions.ask(connection, organisation, row.id, b"second")

        assert not sessions.answered(connection, organisation, row.id, b"first")
        assert sessions.answered(connection, organisation, row.id, b"second")
        assert not sessions.answered(connection, organisation, row.id, b"second")
