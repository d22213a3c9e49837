"""
Who sees what must fit what the purposes use.
"""

from __future__ import annotations

from collections.abc import Iterator

from etanche.charter.model import Charter
from etanche.charter.rules.rule import Rule, Wrong


def _beyond(charter: Charter) -> Iterator[Wrong]:
    for name, role in charter.roles.items():
        for category, purposes in role.sees.items():
            for number, purpose in enumerate(purposes):
                if category not in charter.purposes[purpose].uses:
                    what = f"`{name}` would see `{category}` for `{purpose}`, which does not use it"
                    hint = f"`{purpose}` uses {', '.join(f'`{used}`' for used in charter.purposes[purpose].uses)}"
                    yield Wrong(path=("roles", name, "sees", category, number), what=what, hint=hint)


def _unseen(charter: Charter) -> Iterator[Wrong]:
    seen = {
        (category, purpose)
        for role in charter.roles.values()
        for category, purposes in role.sees.items()
        for purpose in purposes
    }
    for name, purpose in charter.purposes.items():
        for number, category in enumerate(purpose.uses):
            if (category, name) not in seen:
                what = f"no role sees `{category}` for `{name}`: these data would serve nobody"
                hint = f"add `{category}: [{name}]` to the `sees` of a role, or leave it out here"
                yield Wrong(path=("purposes", name, "uses", number), what=what, hint=hint)


TOGETHER: tuple[Rule, ...] = (
    Rule(id="sees", search=_beyond),
    Rule(id="no-role", search=_unseen),
)
