"""Requests of people as they are listed: what is owed by the nearest day, what is done by the latest, and every one of them once."""

from __future__ import annotations

import pytest

from etanche.store import RequestRow, Store, requests
from etanche.terms import OrganisationId, new_id

DAYS = ("2026-01-09", "2026-01-09", "2026-03-01", "2026-05-20", "2026-05-20", "2026-07-14", "2026-09-01")


def _request(organisation: bytes, due: str, *, is_open: bool) -> RequestRow:
    return RequestRow(
        organisation=organisation,
        id=new_id(),
        person=new_id(),
        category=1,
        day=due,
        record=new_id(),
        open=int(is_open),
        due=due,
        body="{}",
    )


def _paged(store: Store, organisation: bytes, *, is_open: bool) -> list[str]:
    """Return the days of all, read two at a time."""
    found: list[str] = []
    after: tuple[str, bytes] | None = None
    while True:
        with store.reading() as connection:
            rows = requests.listed(connection, organisation, most=2, is_open=is_open, after=after)
        if not rows:
            return found
        found += [row.due for row in rows]
        after = (rows[-1].due, rows[-1].id)


@pytest.mark.parametrize("is_open", [True, False])
def test_what_is_owed_comes_by_the_nearest_day_and_what_is_done_by_the_latest(
    store: Store, organisation: OrganisationId, *, is_open: bool
) -> None:
    """Page by page each stands once, those of one day too: the one answered last is not behind a hundred others. A neighbour's stand nowhere."""
    with store.writing() as connection:
        for due in DAYS:
            requests.put(connection, _request(organisation, due, is_open=is_open))
        requests.put(connection, _request(organisation, "2026-02-02", is_open=not is_open))
        requests.put(connection, _request(new_id(), "2026-02-02", is_open=is_open))

    assert list(DAYS if is_open else reversed(DAYS)) == _paged(store, organisation, is_open=is_open)
