"""
What only the office of an organisation does, and that somebody is left in it whoever goes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from etanche.charter import Reader
from etanche.errors import Refused, Unreadable
from etanche.instance.belonging import Belonging, holds
from etanche.instance.office import Office
from etanche.instance.organisation import Organisation


class LastOfOffice(Refused):
    """Somebody would leave the office of an organisation empty; nobody could come in any more."""


class NotOfOffice(Refused):
    """Only the office of an organisation lets people in, and says what their roles and values are; nobody does so for themselves."""


class NoSuchRole(Unreadable):
    """The charter has no such role of people."""


class Officed(Belonging):
    """The memberships of one instance, as far as offices guard them."""

    def _require_office(self, house: Organisation, by: bytes, *, about: bytes | None = None) -> None:
        office = Office(house).role
        members = {one.person: one for one in self.members(house.organisation_id)}
        who = members.get(by)
        if (
            office is None
            or who is None
            or office not in who.roles
            or not holds(house, office, who.actor)
            or by == about
        ):
            raise NotOfOffice(
                "only the office of an organisation does this, and never for oneself",
                hint="ask somebody else of the office",
            )

    def _out(self, house: Organisation, person: bytes, go: Callable[[], object]) -> None:
        """Let somebody out of the office, unless nobody would be left in it: whoever said before that they go is not counted on."""
        with Office(house).going(person) as before:
            self._unless_last(house, person, before)
            go()

    def _unless_last(self, house: Organisation, person: bytes, before: frozenset[bytes]) -> None:
        office = Office(house).role
        there = {one.person for one in self.members(house.organisation_id) if office in one.roles}
        if person in there and not there - before - {person}:
            raise LastOfOffice(
                "nobody would be left in the office of this organisation", hint="let somebody else into it first"
            )


def require_roles(house: Organisation, roles: Iterable[str]) -> None:
    """Go on only with roles of people that the charter of an organisation has, one at least; raises `NoSuchRole`."""
    people = {name for name, role in house.charter.roles.items() if role.is_ is Reader.PERSON}
    wrong = [role for role in roles if role not in people]
    if wrong or not roles:
        raise NoSuchRole(
            f"the charter has no role of people `{wrong[0]}`" if wrong else "no role was named",
            hint=f"it has {', '.join(f'`{name}`' for name in sorted(people))}",
        )
