"""
The heads of journals, kept on the shelf: apart from the data, so that who rolls the data back is found out.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, insert, select

from etanche.store.shelf_tables import heads
from etanche.store.wrappings import Wrappings


@dataclass(frozen=True, kw_only=True)
class Head:
    """The end of a journal's chain, as it was when it was last sealed."""

    position: int
    link: bytes
    at: str


class Heads(Wrappings):
    """What keeps the heads of journals on an open shelf; `Shelf` is one."""

    def put_head(self, organisation: bytes, position: int, link: bytes, at: str) -> None:
        """Keep the head of a journal's chain, in the place of the one before."""
        with self._writing() as connection:
            connection.execute(heads.delete().where(heads.c.organisation == organisation))
            connection.execute(insert(heads).values(organisation=organisation, position=position, link=link, at=at))

    def headed(self) -> dict[bytes, int]:
        """Return the organisations whose journal was ever begun, each with how many lines of it were sealed."""
        with self._reading() as connection:
            found = connection.execute(
                select(heads.c.organisation, func.max(heads.c.position).label("position")).group_by(
                    heads.c.organisation
                )
            )
            return {row.organisation: row.position for row in found}

    def head(self, organisation: bytes) -> Head | None:
        """Return the head of a journal's chain, or None when it was never sealed."""
        with self._reading() as connection:
            row = connection.execute(
                select(heads.c.position, heads.c.link, heads.c.at)
                .where(heads.c.organisation == organisation)
                .order_by(heads.c.position.desc())
            ).first()
            return None if row is None else Head(position=row.position, link=row.link, at=row.at)
