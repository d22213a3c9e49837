"""Who was erased and is back in the data, as after a backup was put back, ends again: by what the tombstones and the shelf know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from etanche.vault import end_again, unended

if TYPE_CHECKING:
    from tests.vault.persons.conftest import Company


def test_who_ended_and_came_back_ends_again(firm: Company) -> None:
    """Whom the tombstones know to have ended is ended in the data too, and nothing is taken in for them; everybody else lives on."""
    ended, other = firm.person(), firm.person()
    firm.put_for("order", ended, other)
    firm.tombstones.append(firm.organisation, [ended], firm.clock.now())
    ledger, now = firm.standing.persons, firm.clock.now()
    with firm.store.writing() as connection:
        back = [
            end_again(
                connection, firm.organisation, shelf=firm.shelf, tombstones=firm.tombstones, ledger=ledger, at=now
            )
            for _ in range(2)
        ]
        left = unended(connection, firm.organisation, [ended, other])

    assert [1, 0] == back
    assert [other] == left
    assert () == firm.put_for("order", ended)
    assert 1 == len(firm.put_for("order", other))
