"""
`hosting:<region>`: the stores are stamped with the region that the charter names, and lie in the folder that was opened.

What this does *not* see: where on earth a machine stands. The stamp is put when the instance is made;
the check sees that it is still the one the charter says, that the settings name no other country for the stores, and that no file was
moved elsewhere behind a link.
Of a store on a server it sees no more than which server it is, so the promise is then unproven; that the server is the one on
which the store was stamped is seen there too.
"""

from __future__ import annotations

from typing import Final

from etanche.charter import Promise
from etanche.proof.outcome import Outcome, broken, kept, unproven
from etanche.proof.reach import Reach, Sight
from etanche.proof.run import ProofRun
from etanche.proof.stamps import STAMP, Stamp, read_stamp
from etanche.store import Tree, facts

REGION: Final = "region"
"""The fact under which the hall says in which region the data are."""


def sees(reach: Reach, subject: str) -> Sight:
    """See the place of the vault; copies, databases that were there before and exports are not seen."""
    charter = reach.charter
    if subject != charter.vault.region:
        return Sight.NONE
    others = any(estate.region == subject for estate in charter.estates.values())
    return Sight.PART if others or charter.vault.replica == subject else Sight.WHOLE


def check(run: ProofRun, promise: Promise) -> Outcome:
    """Observe the stamp and the places of the files."""
    bench = run.bench
    if (found := _elsewhere(run, promise)) is not None:
        return found
    folder = bench.folder.resolve()
    files = [*bench.store.files, *bench.shelf.files, bench.tombstones.path]
    astray = sum(1 for file in files if file.resolve().parent != folder)
    if astray:
        return broken("hosting.astray", files=astray)
    if not (bench.store.files and bench.shelf.files):
        return unproven("hosting.on-a-server")
    return kept("hosting.here", files=len(files))


def _elsewhere(run: ProofRun, promise: Promise) -> Outcome | None:
    """Compare what is said of the stores: in them, in the settings, and under the organisation's signature."""
    bench = run.bench
    with bench.store.reading() as connection:
        stamped = facts.get(connection, bench.organisation, REGION)
    if stamped is None:
        return unproven("hosting.no-stamp")
    if not stamped == bench.plan.region == promise.subject:
        return broken("hosting.elsewhere")
    if bench.country() not in {None, bench.charter.regions[promise.subject].country}:
        return broken("hosting.another-country")
    return None if _stamped(run) else broken("hosting.misplaced")


def _stamped(run: ProofRun) -> bool:
    """Return whether both stores say, under the organisation's signature, that they are where they are."""
    bench = run.bench
    public = bench.keyring.signer(bench.organisation).public
    with bench.store.reading() as connection:
        data = facts.get(connection, bench.organisation, STAMP)
    said = (
        (Tree.DATA, data, bench.store.cluster()),
        (Tree.SHELF, bench.shelf.fact(bench.organisation, STAMP), bench.shelf.cluster()),
    )
    return all(
        read_stamp(text or "", tree, bench.organisation, public)
        == Stamp(tree=tree, organisation=bench.organisation, region=bench.plan.region, server=server)
        for tree, text, server in said
    )
