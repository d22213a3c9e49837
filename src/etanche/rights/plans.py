"""
What an erasure asked for will do: what goes, what stays and why, and where nobody could look.
"""

from __future__ import annotations

from etanche.charter import FieldKind
from etanche.keyring import knows_nobody
from etanche.rights.around import Around
from etanche.rights.filed import Filed
from etanche.vault import ErasurePlan, NoSuchPerson


def plan_for(around: Around, filed: Filed) -> ErasurePlan:
    """Return what erasing who asked, and everybody they are joined with, would do now."""
    try:
        return around.vault.plan_of_erasure(filed.person)
    except NoSuchPerson:
        return ErasurePlan(going={}, kept=())


def by_hand(around: Around) -> tuple[str, ...]:
    """
    Return the categories in which somebody has to look by hand, in the order of the charter.

    Nobody is found there by an address: records of nobody in particular, those without a findable one, and those in other databases.
    """
    plan, found = around.plan, []
    for name, category in around.charter.categories.items():
        held = plan.categories.get(name)
        if held is None:
            found.append(name)
            continue
        addresses = [one for one in held.fields.values() if one.kind is FieldKind.EMAIL and one.findable]
        if category.in_ != ("vault",) or knows_nobody(plan, name) or not addresses:
            found.append(name)
    return tuple(found)
