"""
One person's own data in one organisation, as the pages of whoever is logged in show them.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from etanche.charter import Charter
from etanche.instance import Link, Links, Organisation
from etanche.notice import basis_words, category_title
from etanche.rights import MOST_LOOKS, Card, Seen, cards_of
from etanche.standing import HELD_BY_NONE
from etanche.terms import Language
from etanche.vault import THEMSELVES, Held, Look, Mirror
from etanche.web.guarding import Asking
from etanche.words import date_words, fine, say


@dataclass(frozen=True, kw_only=True)
class Own:
    """Whose data, where, and in which words."""

    house: Organisation
    link: Link
    language: Language

    @classmethod
    def of(cls, links: Links, asking: Asking) -> Own:
        """
        Return the data of whoever asks, in the organisation that the address names.

        Raises:
            NoSuchOrganisation: there is none, or no link to it; the answer is the same.
        """
        house, link = links.require(asking.caller.account, str(asking.request.path_params["organisation"]))
        house.renew()
        return cls(house=house, link=link, language=asking.view.language)

    @property
    def mirror(self) -> Mirror:
        """What they see and do of their own."""
        return self.house.vault.mirror(self.link.person)

    @property
    def charter(self) -> Charter:
        """What the organisation promises."""
        return self.house.charter

    @property
    def name(self) -> str:
        """What the organisation is called by people."""
        return fine(self.charter.organisation.name, self.language)

    @cached_property
    def coming(self) -> str:
        """What they are told of another controller that takes over, until it has; nothing without one."""
        found = self.house.transfers.coming()
        if found is None:
            return ""
        names = {name: fine(said, self.language) for name, said in (("old", found.old), ("new", found.new))}
        return say("transfer.coming", self.language, day=date_words(found.on, self.language), **names)

    @cached_property
    def held(self) -> tuple[Held, ...]:
        """Every record, looked at once: each look is a line of the journal."""
        return self.mirror.held()

    @cached_property
    def looks(self) -> tuple[Look, ...]:
        """Who looked lately, the last one first: as many of each category as a page tells."""
        vault, categories = self.house.vault, {one.record.category for one in self.held}
        group, unknown = vault.group_of(self.link.person), self.hidden
        return vault.last_looks(group, sorted(categories), actor=THEMSELVES, most=MOST_LOOKS, hidden=unknown)

    @cached_property
    def hidden(self) -> set[int]:
        """The lines of the journal of which nobody can tell whom they are about; filled by who asks who looked."""
        return set()

    @property
    def seen(self) -> Seen:
        """The same, as archives and pages draw it."""
        return Seen(
            charter=self.charter, plan=self.house.plan, language=self.language, held=self.held, looks=self.looks
        )


def cards(own: Own) -> tuple[Card, ...]:
    """Return what is held, by category in the order of the charter."""
    return cards_of(own.seen)


def kept_by_law(own: Own) -> tuple[tuple[str, int, str], ...]:
    """Return what an erasure would leave: category, records, and why until when; a hold, or a law."""
    left: dict[tuple[str, str], int] = defaultdict(int)
    for one in own.held:
        why = _law(own, one)
        if why:
            left[category_title(own.charter, one.record.category, own.language), why] += 1
    return tuple((category, records, why) for (category, why), records in sorted(left.items()))


def _law(own: Own, held: Held) -> str:
    if held.stays:
        return say("own.erase.hold", own.language)
    for purpose, life in held.lives:
        if purpose in own.house.plan.exact and life.status not in HELD_BY_NONE:
            basis = basis_words(own.charter.purposes[purpose], own.language)
            if life.not_after is None:
                return basis
            return say("own.erase.until", own.language, basis=basis, date=life.not_after)
    return ""
