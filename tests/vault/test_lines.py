"""What the journal says of visits: whose days were read, and whose salts are gone."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tests.conftest import IN_FILES

from etanche.store import days, moment_text
from etanche.vault import Arrival

if TYPE_CHECKING:
    from tests.vault.conftest import House

DAY = timedelta(days=1)


@IN_FILES
def test_a_reading_is_of_the_days_of_its_own_category(house: House) -> None:
    """Days on which only something else came in are not among those that the line counts, or says were refused."""
    house.put(house.visit())
    letter = Arrival(at=house.clock.now() - 9 * DAY, fields={"note": "a letter"})
    house.vault.door("desk", actor="ann").put_many("letter", [letter])
    house.read()
    line = house.last("read")

    assert (1, "2026-05-25", "2026-05-25") == (line.facts["days"], line.facts["first"], line.facts["last"])
    assert (0, "granted") == (line.facts["refused-days"], line.decision)


@IN_FILES
def test_the_end_of_a_pseudonym_is_written_down(house: House) -> None:
    """The vault says of which category the salt is gone, and of which days; the next day's is not touched."""
    house.put(house.visit())
    (before,) = house.vault._means.pseudonyms().values()
    house.day_by_day(1)
    house.put(house.visit())
    line = house.last("salt-destroyed")

    assert "visit" == before[0]
    assert ("vault", "visit") == (line.actor, line.object)
    assert (1, "2026-05-25", "2026-05-25") == (line.facts["days"], line.facts["first"], line.facts["last"])
    assert 1 == len(house.journal.entries(act="salt-destroyed"))


@IN_FILES
def test_a_key_that_comes_back_after_its_day_died_is_destroyed_again(house: House) -> None:
    """Beside an older shelf the data know that the day is over: whatever carries out what was decided takes its key away again."""
    house.put(house.visit())
    ((category, day, _),) = house.shelf.buckets(house.organisation)
    with house.store.writing() as connection:
        days.mark_destroyed(connection, house.organisation, [(category, day)], moment_text(house.clock.now()))
    rows = house.vault.bury()

    assert 0 < rows
    assert [] == house.shelf.buckets(house.organisation)
