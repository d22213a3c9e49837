"""
`sealed:records`, `sealed:keys`, `sealed:inventory`, `sealed:transport`, `sealed:passwords`: nothing to read without its key, keys apart and wrapped,
a list of the rest, and nothing on the way in clear.
"""

from __future__ import annotations

from typing import Final

from etanche.charter import Promise
from etanche.keyring import KeyBroken, KeyGone, SealBroken
from etanche.proof import canary, transport
from etanche.proof.canary import Left
from etanche.proof.checks.minimise import search_for
from etanche.proof.drilled import strange_drills
from etanche.proof.guests import passwords
from etanche.proof.hidden import disguised
from etanche.proof.inventory import DATA, SHELF, Shows, counted, unlisted, unlisted_files
from etanche.proof.look import below, files_below, search
from etanche.proof.outcome import Outcome, broken, kept, unproven
from etanche.proof.persons import seals
from etanche.proof.reach import Reach, Sight
from etanche.proof.run import ProofRun
from etanche.proof.survey import bound_to, survey

WRAPPED_BYTES: Final = 95
"""Two layers around 32 bytes, each 29 more, and five bytes that name the format and the epoch; a provider may add to its own."""

MOST_SEARCHED: Final = 512
"""So many keys are looked for among the data; their ids are random, so the first ones are as good a sample as any."""

_WRAPPED_FORMAT: Final = 1
_GUARDED: Final = "organisation"


def sees(reach: Reach, subject: str) -> Sight:
    """See the vault, its keys in a file, what is kept of passwords, and how our door is spoken to; client keys and devices are not seen."""
    match subject:
        case "records" if reach.vaulted:
            return Sight.WHOLE
        case "keys" | "transport":
            return Sight.WHOLE
        case "passwords" if reach.charter.accounts is not None:
            return Sight.WHOLE
        case "inventory":
            return Sight.PART if reach.charter.estates else Sight.WHOLE
    return Sight.NONE


def check(run: ProofRun, promise: Promise) -> Outcome:
    """Inspect the bytes, the keys or the list."""
    match promise.subject:
        case "records":
            return _records(run)
        case "keys":
            return _keys(run)
        case "transport":
            return transport.look(run)
        case "passwords":
            return passwords.kept_secret(run)
        case _:
            return _inventory(run)


def _records(run: ProofRun) -> Outcome:
    """What the canary left is in no file in clear and opens nowhere else; every living record looked at opens."""
    of_persons = seals.looked_at(run)
    if isinstance(of_persons, Outcome):
        return of_persons
    files, tables, canaries, opened = of_persons
    for category in sorted(run.reach.held):
        scene = canary.scene(run, category)
        if not scene.left:
            return unproven("no-canary")
        found = search_for(run, scene, category)
        if found.found:
            return broken("sealed.in-clear", files=max(found.found.values()))
        if moved := sum(1 for left in scene.left if _opens_elsewhere(run, left)):
            return broken("sealed.unbound", records=moved)
        files, tables, canaries = found.files, found.tables, canaries + len(scene.left)
    seen = _living(run)
    if isinstance(seen, Outcome):
        return seen
    return kept(
        "sealed.sealed-on-a-server" if tables else "sealed.sealed",
        tables=tables,
        records=opened + seen,
        canaries=canaries,
        files=files,
    )


def _living(run: ProofRun) -> Outcome | int:
    """
    Open living records of traffic; return how many opened, or that one did not.

    To a category that is not kept whole no canary can be sent; what lies in it opens like the rest, or shows.
    """
    opened = 0
    for category in sorted(run.reach.plan.categories):
        seen = survey(run, category)
        if false := disguised(run, category):
            return broken("sealed.false-canary", records=false)
        if seen.shut or seen.keyless:
            return broken("sealed.does-not-open", records=seen.shut + seen.keyless)
        opened += seen.opened
    return opened


def _opens_elsewhere(run: ProofRun, left: Left) -> bool:
    """Tell whether a row opens as another record, or as one of another day."""
    row = left.row
    key = run.bench.keyring.day_key(row.organisation, row.category, row.day, create=False)
    if key is None:
        return False
    for bound in (bound_to(row, record=bytes(len(row.id))), bound_to(row, day="1970-01-01")):
        try:
            key.open(row.sealed, bound)
        except SealBroken:
            continue
        return True
    return False


def _keys(run: ProofRun) -> Outcome:
    """Keys lie in a file of their own, each in its two wrappings, and no file of the instance is open to others."""
    bench = run.bench
    shelved = bench.shelf.living_keys(bench.organisation)
    bare = sum(1 for _, kind, wrapped in shelved if _bare(kind, wrapped))
    if bare:
        return broken("sealed.bare-key", keys=bare)
    undead = bench.shelf.undead_keys(bench.organisation)
    if undead:
        return broken("sealed.undead-key", keys=len(undead))
    wanted = {key_id.hex(): wrapped for key_id, _, wrapped in shelved[:MOST_SEARCHED]}
    beside = search(bench.store.files, wanted, tables=bench.store.rows())
    if beside.found:
        return broken("sealed.key-beside-data", keys=len(beside.found))
    lost = sum(bench.vault.keyless().values())
    if lost:
        return broken("sealed.lost-key", records=lost)
    if shown := bench.vault.keyless_evidence():
        return broken("sealed.lost-evidence-key", events=shown)
    ajar = _ajar(run) or _misguarded(run) or _locked_out(run)
    return ajar or _wrapped(run, keys=len(shelved), tables=beside.tables)


def _wrapped(run: ProofRun, *, keys: int, tables: int) -> Outcome:
    """Say what was seen; of a server its rows only, and what destroying a key leaves in its files."""
    if run.bench.shelf.place.keeps_traces:
        return kept("sealed.wrapped-on-a-server", keys=keys)
    return kept("sealed.wrapped-beside-a-server" if tables else "sealed.wrapped", tables=tables, keys=keys)


def _bare(kind: str, wrapped: bytes) -> bool:
    """Tell whether a key lacks one of its wrappings; that of an organisation's key is as long as its provider makes it."""
    fits = len(wrapped) >= WRAPPED_BYTES if kind == _GUARDED else len(wrapped) == WRAPPED_BYTES
    return not fits or wrapped[0] != _WRAPPED_FORMAT


def _misguarded(run: ProofRun) -> Outcome | None:
    """The organisation's key is behind the provider that the charter names; return what is not so."""
    try:
        found = run.bench.keyring.guard(run.bench.organisation).kind
    except (KeyBroken, KeyGone):
        return broken("sealed.broken-key")
    return None if found == run.reach.charter.vault.keys.value else broken("sealed.other-provider")


def _ajar(run: ProofRun) -> Outcome | None:
    """Files and folders are their owner's alone, and nothing leads elsewhere; return what is not so."""
    found = below(run.bench.folder)
    if found.astray:
        return broken("sealed.links", things=found.astray)
    if found.open_folders:
        return broken("sealed.open-folders", folders=found.open_folders)
    if found.open_files:
        return broken("sealed.open-files", files=found.open_files)
    return None


def _locked_out(run: ProofRun) -> Outcome | None:
    """Every living bucket opens with the root, so what is sealed is not lost, and no living key is said to be dead."""
    bench = run.bench
    buried = {
        key_id
        for key_id, _, _ in bench.shelf.living_keys(bench.organisation)
        # A sweep may have taken the key since the shelf was asked: zeros first, the tombstone after.
        if key_id in bench.tombstones and bench.shelf.get(bench.organisation, key_id) is not None
    }
    for category, day, key_id in bench.shelf.buckets(bench.organisation):
        held = (bench.organisation, category, day)
        try:
            key = bench.keyring.day_key(*held, create=False)
            # The day of records of persons has a secret and no key of its own: it opens with theirs.
            opens = key is not None or (key_id not in bench.tombstones and bench.keyring.open_bucket(*held))
        except (KeyBroken, KeyGone):
            return broken("sealed.broken-key")
        if not opens and bench.shelf.bucket(bench.organisation, category, day) is not None:
            buried.add(key_id)
    return broken("sealed.buried-key", keys=len(buried)) if buried else None


def _inventory(run: ProofRun) -> Outcome:
    """Compare what is really in the stores and in the folder with the printed list, and what is kept of drills with its marks."""
    bench = run.bench
    strange = unlisted(bench.store.inventory(), DATA) + unlisted(bench.shelf.inventory(), SHELF)
    if strange:
        return broken("sealed.unlisted", columns=strange)
    if added := len(bench.store.additions()) + len(bench.shelf.additions()):
        return broken("sealed.unlisted-additions", additions=added)
    if remade := len(bench.store.redefined()) + len(bench.shelf.redefined()):
        return broken("sealed.redefined", definitions=remade)
    if astray := unlisted_files(bench.folder, files_below(bench.folder)):
        return broken("sealed.unlisted-files", files=astray)
    if invented := strange_drills(bench):
        return broken("sealed.false-drills", drills=invented)
    shown = counted(DATA, SHELF)
    return kept("sealed.listed", sealed=shown[Shows.SEALED], keyed=shown[Shows.KEYED], clear=shown[Shows.CLEAR])
