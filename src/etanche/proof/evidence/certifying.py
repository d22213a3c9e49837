"""
A certificate of erasure is given, at the erasure or long after, and looked at by whoever is shown it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from etanche import __version__
from etanche.charter import add
from etanche.clock import day_of
from etanche.journal import Head, Receipt
from etanche.proof.bench import Bench
from etanche.proof.evidence import certificate as form
from etanche.proof.evidence.faults import Rejected
from etanche.proof.evidence.report import Report, Said, moment
from etanche.proof.evidence.shapes import Place
from etanche.proof.evidence.whose import by_whom, confronted, of_one_place, signer_of
from etanche.store import moment_of, moment_text
from etanche.terms import OrganisationId
from etanche.vault import ELSEWHERE, Erasure, Kept

CANNOT = ("house", "changed-code", "clock", "erased-elsewhere", "backups-kept", "law")
MOST_IDS = 2_000


def certify(bench: Bench, person: bytes, *, by: str, erasure: Erasure | None = None) -> bytes:
    """
    Return a certificate for a person who was erased.

    Args:
        bench: the house.
        person: who; their id is in the file, under its opening, and nowhere else.
        by: who gives it; the name is journalled.
        erasure: what the erasure just told, so that the ids of its keys can be listed.

    Raises:
        NotErased: nobody of that id was erased, as far as the journal remembers.
    """
    erased = bench.vault.erased(person)
    receipt = bench.journal.receipt(by=by)
    commitment, opening = form.committed(bench.organisation, person)
    ids = [key.hex() for key in erasure.keys[:MOST_IDS]] if erasure and len(erasure.keys) <= MOST_IDS else []
    told = form.Erasure(
        format="etanche-certificate",
        version=1,
        program=__version__,
        organisation=bench.organisation.hex(),
        name=bench.charter.organisation.name,
        charter=bench.plan.digest,
        key=receipt.public.hex(),
        commitment=commitment,
        destroyed=dict(erased.destroyed),
        keys=form.Gone(count=erased.keys, digests=list(erased.digests), ids=ids),
        unreadable=None if erased.unreadable is None else moment_text(erased.unreadable),
        marks=None if erased.marks_gone is None else moment_text(erased.marks_gone),
        backups=_backups(bench, erased.unreadable),
        kept=[_staying(bench, one) for one in erased.kept],
        issued=form.Issued(
            at=moment_text(receipt.at),
            head=Place(position=receipt.head.position, link=receipt.head.link.hex()),
            receipt=receipt.signature.hex(),
        ),
        hidden=erased.hidden,
    )
    return form.signed(told, opening, bench.keyring.signer(bench.organisation))


def _staying(bench: Bench, kept: Kept) -> form.Staying:
    purpose = bench.charter.purposes.get(kept.purpose)
    # What no purpose keeps says why itself: a hold, or that it was filed elsewhere.
    basis = kept.purpose if purpose is None or purpose.basis is None else str(purpose.basis)
    return form.Staying(
        category=kept.category,
        purpose=kept.purpose,
        records=kept.records,
        until=kept.until,
        basis=basis,
        law=[] if purpose is None else list(purpose.law),
    )


def _backups(bench: Bench, unreadable: datetime | None) -> form.Copies:
    """Return when the last backup dies that could hold what was erased: made at the last moment before, kept as long as any is."""
    backups, zone = bench.charter.vault.backups, bench.plan.zone
    held = list(_made_before(bench, unreadable))
    if backups is None or unreadable is None:
        return form.Copies(keep=None, dead=None, held=len(held), overdue=len(held) if backups is None else 0)
    today = day_of(bench.clock.now(), zone)
    overdue = sum(add(day_of(taken, zone), backups.keep) <= today for taken in held)
    dead: date = add(day_of(unreadable, zone), backups.keep)
    return form.Copies(keep=str(backups.keep), dead=dead.isoformat(), held=len(held), overdue=overdue)


def _made_before(bench: Bench, moment_: datetime | None) -> Iterator[datetime]:
    """Yield when each backup was taken that the journal knows of and that could hold what was erased."""
    gone = {str(line.facts["backup"]) for line in bench.journal.entries(act="backup-deleted")}
    for line in bench.journal.entries(act="backup-made"):
        taken = moment_of(str(line.facts["taken"]))
        if str(line.facts["backup"]) not in gone and (moment_ is None or taken <= moment_):
            yield taken


def receipt_of(data: bytes) -> Receipt:
    """
    Return the receipt that a certificate is.

    Raises:
        Rejected: it was changed.
    """
    told = form.opened(data).certificate
    return Receipt(
        organisation=OrganisationId(bytes.fromhex(told.organisation)),
        head=Head(position=told.issued.head.position, link=bytes.fromhex(told.issued.head.link)),
        at=moment_of(told.issued.at),
        public=bytes.fromhex(told.key),
        signature=bytes.fromhex(told.issued.receipt),
    )


def verify_certificate(data: bytes, *, fingerprint: str | None, receipts: Sequence[Receipt] = ()) -> Report:
    """
    Return what a certificate comes to.

    Args:
        data: the file.
        fingerprint: of the key that the organisation publishes.
        receipts: later receipts of the same journal say nothing of it; one at the same place must agree.
    """
    try:
        found, receipt, signed_by = _opened(data, fingerprint)
    except Rejected as why:
        return Report(kind="certificate", rejected=Said(f"rejected.{why.why}", dict(why.blanks)))
    spoken = [*_signer(found, fingerprint, signed_by), *confronted(receipt, receipts, of_one_place(receipt))]
    told = found.certificate
    if told.hidden:
        spoken.append((False, Said("says.hidden", {"n": told.hidden})))
    if told.backups.overdue:
        spoken.append((False, Said("says.overdue", {"n": told.backups.overdue})))
    return Report.of("certificate", spoken, says=_says(told), cannot=CANNOT)


def _opened(data: bytes, published: str | None) -> tuple[form.Certificate, Receipt, str]:
    """Return the certificate, the receipt that it is, and the fingerprint of the key it is signed with."""
    found, receipt = form.opened(data), receipt_of(data)
    return found, receipt, signer_of(receipt, published)


def _signer(found: form.Certificate, fingerprint: str | None, signed_by: str) -> Iterator[tuple[bool, Said]]:
    yield by_whom(signed_by, fingerprint)
    yield True, Said("established.certificate", {"at": moment(found.certificate.issued.at)})
    if found.opening is not None:
        yield True, Said("established.person", {"person": found.opening.person})


def _says(told: form.Erasure) -> Iterator[Said]:
    if told.nothing:
        # Moments of what was never done would read like something done.
        yield Said("says.nothing")
    else:
        yield Said("says.erased")
        for category, count in told.destroyed.items():
            yield Said("says.destroyed", {"n": count, "category": category})
        yield Said("says.keys", {"n": told.keys.count, "digest": ", ".join(told.keys.digests) or "-"})
        yield from _moments(told)
    for one in told.kept:
        if one.basis == ELSEWHERE:
            yield Said("says.kept-elsewhere", {"n": one.records, "category": one.category})
            continue
        law = ", ".join(one.law) or one.basis
        blanks: dict[str, str | int] = {
            "n": one.records,
            "category": one.category,
            "purpose": one.purpose,
            "law": law,
        }
        yield (
            Said("says.kept-open", blanks)
            if one.until is None
            else Said("says.kept-until", blanks | {"until": one.until})
        )
    yield Said("says.head", {"position": told.issued.head.position})


def _moments(told: form.Erasure) -> Iterator[Said]:
    """Tell the three moments: unreadable, marks gone, backups dead."""
    yield (
        Said("says.unreadable-open")
        if told.unreadable is None
        else Said("says.unreadable", {"at": moment(told.unreadable)})
    )
    yield Said("says.marks-open") if told.marks is None else Said("says.marks", {"at": moment(told.marks)})
    if told.backups.dead is not None:
        yield Said("says.backups", {"day": told.backups.dead})
    elif told.backups.keep is None and told.unreadable is not None:
        yield Said("says.backups-none")
    if told.backups.held:
        yield Said("says.copies", {"n": told.backups.held})
