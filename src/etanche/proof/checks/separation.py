"""
`separation:organisations`: what is sealed for one organisation opens for no other, and nothing of ours lies under another's name.
`separation:outsiders`: whoever has no account, or one of nowhere, is given nothing at the door, and is not told whether there is something.

What the canary left is carried over to an organisation that does not exist, as somebody with the file would carry it,
and must stay shut.
"""

from __future__ import annotations

from etanche.charter import Promise
from etanche.keyring import SealBroken
from etanche.proof import canary, strangers
from etanche.proof.canary import Left
from etanche.proof.outcome import Outcome, broken, kept, unproven
from etanche.proof.persons import seals
from etanche.proof.reach import Reach, Sight
from etanche.proof.run import ProofRun
from etanche.proof.survey import bound_to
from etanche.store import organisations, schema
from etanche.terms import new_id


def sees(reach: Reach, subject: str) -> Sight:
    """See the vault and its door; spheres and keys of interfaces are not seen."""
    if subject == "outsiders":
        apart = Sight.WHOLE if reach.charter.spheres is None else Sight.PART
        return apart if reach.vaulted else Sight.NONE
    return Sight.WHOLE if subject == "organisations" and reach.vaulted and reach.charter.spheres is None else Sight.NONE


def check(run: ProofRun, promise: Promise) -> Outcome:
    """Ask at the door, or carry the check's own records over."""
    return strangers.look(run) if promise.subject == "outsiders" else _apart(run)


def _apart(run: ProofRun) -> Outcome:
    """Carry the canary's records over to another organisation and to another person, and look for rows that were."""
    bench, tried = run.bench, 0
    for category in sorted(run.reach.held):
        scene = canary.scene(run, category)
        if not scene.left:
            return unproven("no-canary")
        opened = sum(1 for left in scene.left if _opens_for_another(run, left))
        if opened:
            return broken("separation.unbound", records=opened)
        tried += len(scene.left)
    for category in sorted(run.reach.persons):
        moved, found = seals.carried_over(run, category)
        if moved:
            return broken("separation.unbound", records=moved)
        tried += found
    with bench.store.reading() as connection:
        strange = schema.strangers(connection, organisations.known(connection, bench.organisation))
    if strange:
        return broken("separation.carried-over", tables=len(strange))
    return kept("separation.apart", canaries=tried)


def _opens_for_another(run: ProofRun, left: Left) -> bool:
    """Tell whether a row opens under the name of an organisation that it was not sealed for."""
    row = left.row
    key = run.bench.keyring.day_key(row.organisation, row.category, row.day, create=False)
    if key is None:
        return False
    try:
        key.open(row.sealed, bound_to(row._replace(organisation=new_id())))
    except SealBroken:
        return False
    return True
