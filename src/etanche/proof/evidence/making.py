"""
A bundle is made: what one run of checks saw, what the journal and the keys say, signed, in one file.

    made = bundle(bench, run, keys=…, nonce="asked by the auditor")   →  the bytes of a zip file

Everything in it is typed (`shapes`). The digest of its manifest is a line of the journal, so the house cannot say later
that it gave another one.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from typing import Final

from etanche import __version__
from etanche.charter import canonical
from etanche.charter import digest as digest_of_charter
from etanche.errors import Refused, Unreadable
from etanche.journal import AnchorKind, Entry, Receipt
from etanche.keyring import digest, knows_nobody
from etanche.proof.attestations import KIND, Attestations, Attested
from etanche.proof.bench import Bench
from etanche.proof.drilled import last_drills
from etanche.proof.evidence import canonical as form
from etanche.proof.evidence import checkpoints, container, shapes
from etanche.proof.proving import Run
from etanche.store import entries, moment_text, names, records

MANIFEST_LABEL: Final = b"etanche evidence bundle\x01"


class RunInPart(Refused):
    """Evidence was asked for of a run that left promises out: what is broken would not be in it."""


class NonceUnreadable(Unreadable):
    """A nonce is too long, or no line of text."""


def bundle(
    bench: Bench, run: Run, *, keys: shapes.Keys, by: str, nonce: str = "", receipts: Iterable[Receipt] = ()
) -> bytes:
    """
    Return a bundle of evidence.

    Args:
        bench: the house that was checked.
        run: what the checks said.
        keys: what is told of the keys.
        by: who asked for it; the name is journalled, and not in the bundle.
        nonce: a word of whoever wants to be sure that it was made after they asked.
        receipts: receipts somebody holds: the checkpoints at their positions are told.

    Raises:
        NonceUnreadable: as its name says.
        RunInPart: the run left promises out; evidence tells of every one.
    """
    _readable(nonce)
    if left_out := {promise.id for promise in bench.promises} - {verdict.id for verdict in run.verdicts}:
        raise RunInPart(
            f"this run left out {len(left_out)} promises, and evidence tells of every one",
            hint="make a whole run: without --fast",
        )
    receipt = bench.journal.receipt(by=by)
    members = _members(bench, run, keys, receipt, {one.head.position for one in receipts})
    manifest = shapes.Manifest(
        format="etanche-evidence",
        version=2,
        program=__version__,
        made=moment_text(receipt.at),
        nonce=nonce,
        organisation=bench.organisation.hex(),
        run=run.id,
        charter=shapes.CharterIs(applied=bench.plan.digest, digest=digest_of_charter(bench.charter)),
        head=shapes.Place(position=receipt.head.position, link=receipt.head.link.hex()),
        key=receipt.public.hex(),
        files={name: digest(content).hex() for name, content in members.items()},
    )
    said = form.written(manifest)
    signature = bench.keyring.signer(bench.organisation).sign(MANIFEST_LABEL + said)
    signed = {container.MANIFEST: said, container.SIGNATURE: f"{signature.hex()}\n".encode()}
    _told(bench, by, said)
    return container.pack(signed | members)


def _readable(nonce: str) -> None:
    if len(nonce) > shapes.NONCE_LONGEST or not (nonce.isprintable() and nonce == nonce.strip()):
        raise NonceUnreadable(
            "the nonce is too long, or no line of text", hint=f"take at most {shapes.NONCE_LONGEST} letters in one line"
        )


def _members(bench: Bench, run: Run, keys: shapes.Keys, receipt: Receipt, wanted: Container[int]) -> dict[str, bytes]:
    stamped = {one.receipt.head.position: one for one in bench.journal.anchors.held() if one.kind is AnchorKind.STAMPED}
    lines, journal = _journal(bench, receipt, wanted=_Either(wanted, stamped), stamps=len(stamped))
    members = {
        container.RECEIPT: receipt.written().encode("ascii"),
        container.CHARTER: canonical(bench.charter),
        container.VERDICTS: form.written(_verdicts(run)),
        container.DRILLS: form.written(_drills(bench)),
        container.COUNTS: form.written(counts(bench)),
        container.JOURNAL: form.written(journal),
        container.CHECKPOINTS: lines,
        container.KEYS: form.written(keys),
        container.ATTESTATIONS: form.written(_attestations(bench)),
    }
    for position, anchor in stamped.items():
        text, answer = container.stamp_names(position)
        members |= {text: anchor.receipt.written().encode("ascii"), answer: anchor.response}
    return members


class _Either:
    """Positions of one or the other."""

    def __init__(self, *found: Container[int]) -> None:
        self._found = found

    def __contains__(self, position: object) -> bool:
        return any(position in one for one in self._found)


def _verdicts(run: Run) -> shapes.Verdicts:
    told = [
        shapes.VerdictIs(
            promise=verdict.id,
            state=verdict.state.value,
            finding=verdict.because,
            measured={name: shapes.typed(value) for name, value in verdict.measured.items()},
            at=moment_text(verdict.at),
        )
        for verdict in run.verdicts
    ]
    return shapes.Verdicts(at=moment_text(run.at), seconds=round(run.seconds, 3), verdicts=told)


def _drills(bench: Bench) -> shapes.Drills:
    signer = bench.keyring.signer(bench.organisation)
    found = last_drills(bench.store, bench.organisation, signer=signer, promises=bench.plan.promises)
    told = [
        shapes.DrillIs(
            promise=one.result.promise,
            sabotage=one.result.sabotage,
            noticed=one.result.noticed,
            before=one.result.before.value,
            under=one.result.under.value,
            at=moment_text(one.at),
            charter=one.charter,
        )
        for one in found
    ]
    return shapes.Drills(drills=told)


def _attestations(bench: Bench) -> shapes.Attestations:
    """Tell which evidence people entered; no word that somebody wrote, and nobody's name."""
    told = [_attested(one) for one in Attestations.of_bench(bench).listed()]
    return shapes.Attestations(attestations=told)


def _attested(one: Attested) -> shapes.AttestationIs:
    row = one.row
    return shapes.AttestationIs(
        promise=f"{KIND}:{row.name}",
        about="organisation" if row.about is None else "actor",
        evidence=row.digest.hex(),
        issuer=digest(row.issuer.encode()).hex() if row.about is None else None,
        made=row.made,
        until=one.until.isoformat(),
        entered=row.recorded,
        stands=one.ours,
    )


def counts(bench: Bench) -> shapes.Counts:
    """Return what is there, counted: an auditor finds a record of their own again as one more."""
    days: dict[str, dict[str, int]] = {}
    persons: dict[str, int] = {}
    with bench.store.reading() as connection:
        for name in sorted(bench.plan.categories):
            number = names.known(connection, bench.organisation, "category", name)
            found = {} if number is None else records.count_by_day(connection, bench.organisation, number)
            if knows_nobody(bench.plan, name):
                days[name] = found
            else:
                persons[name] = sum(found.values())
        acts = entries.count_by_act(connection, bench.organisation)
    return shapes.Counts(days=days, persons=persons, acts=acts)


def _journal(bench: Bench, receipt: Receipt, *, wanted: Container[int], stamps: int) -> tuple[bytes, shapes.JournalIs]:
    report = bench.journal.verify()
    with bench.store.reading() as connection:
        cuts = entries.all_cuts(connection, bench.organisation)
        rows = entries.checkpoints_after(connection, bench.organisation)
        there, lines = checkpoints.told(checkpoints.named(rows, cuts), upto=receipt.head.position, wanted=wanted)
    fault = report.fault
    told = shapes.JournalIs(
        intact=report.intact,
        fault=None if fault is None else shapes.FaultIs(kind=str(fault.kind), position=fault.position),
        entries=report.entries,
        cut=report.cut,
        lost=report.lost,
        zone=bench.plan.zone,
        cuts=[
            shapes.CutIs(
                first=cut.first,
                last=cut.last,
                link=cut.link.hex(),
                rule=cut.rule,
                at=cut.at,
                signature=cut.signature.hex(),
            )
            for cut in cuts
        ],
        checkpoints=there,
        stamps=stamps,
    )
    return lines, told


def _told(bench: Bench, by: str, manifest: bytes) -> None:
    bench.journal.note(
        Entry(
            organisation=bench.organisation,
            at=bench.clock.now(),
            actor=by,
            act="evidence-given",
            object="bundle",
            decision="done",
            facts={"manifest": digest(manifest).hex()},
        )
    )
    bench.journal.seal()
