"""
Who sees what must fit what the purposes use, and the conditions of a role must fit what it sees.
"""

from __future__ import annotations

from collections.abc import Iterator

from etanche.charter.kinds import Stance
from etanche.charter.model import Charter
from etanche.charter.phrase import choice
from etanche.charter.rules.references import PRIVATE
from etanche.charter.rules.rule import Rule, Wrong


def _beyond(charter: Charter) -> Iterator[Wrong]:
    for name, role in charter.roles.items():
        for category, purposes in role.sees.items():
            for number, purpose in enumerate(purposes):
                uses = charter.purposes[purpose].uses
                if category not in uses:
                    blanks = {"role": name, "category": category, "purpose": purpose, "uses": choice(uses)}
                    yield Wrong(path=("roles", name, "sees", category, number), blanks=blanks)


def _unseen(charter: Charter) -> Iterator[Wrong]:
    """Yield what a purpose of ours uses and nobody reads: no role, and nobody who decides with us."""
    seen = {
        (category, purpose)
        for grants in (
            *(role.sees for role in charter.roles.values()),
            *(charter.recipients[name].receives for it in charter.purposes.values() for name in it.with_),
        )
        for category, purposes in grants.items()
        for purpose in purposes
    }
    for name, purpose in charter.purposes.items():
        for number, category in enumerate(purpose.uses):
            private = PRIVATE in charter.categories[category].in_
            if purpose.as_ is not Stance.PROCESSOR and not private and (category, name) not in seen:
                yield Wrong(path=("purposes", name, "uses", number), blanks={"category": category, "purpose": name})


def _own(charter: Charter) -> Iterator[Wrong]:
    for name, role in charter.roles.items():
        own = role.needs.own if role.needs else None
        for category in role.sees if own else ():
            if own not in charter.categories[category].fields:
                blanks = {"role": name, "field": own, "category": category}
                yield Wrong(path=("roles", name, "needs", "own"), says="own", blanks=blanks)


def _exceptions(charter: Charter) -> Iterator[Wrong]:
    for name, role in charter.roles.items():
        for number, category in enumerate(role.needs.without_case if role.needs else ()):
            if category not in role.sees:
                path = ("roles", name, "needs", "without-case", number)
                yield Wrong(path=path, says="exception", blanks={"role": name, "category": category})


TOGETHER: tuple[Rule, ...] = (
    Rule(id="sees", search=_beyond),
    Rule(id="no-role", search=_unseen),
    Rule(id="needs", search=_own),
    Rule(id="needs", search=_exceptions),
)
