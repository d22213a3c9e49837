"""
A receipt of a consent is given to who said yes, or took it back, and looked at by whoever is shown it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import msgspec

from etanche import __version__
from etanche.charter import Charter
from etanche.exchange.dpv import described
from etanche.exchange.names import term
from etanche.journal import Head, Receipt
from etanche.notice import purpose_title
from etanche.proof.bench import Bench
from etanche.proof.evidence import consent as form
from etanche.proof.evidence.certificate import committed
from etanche.proof.evidence.faults import Rejected
from etanche.proof.evidence.report import Report, Said, moment
from etanche.proof.evidence.shapes import Place
from etanche.proof.evidence.whose import by_whom, confronted, of_one_place, signer_of
from etanche.rights.consent import Evidence
from etanche.store import moment_of, moment_text
from etanche.terms import OrganisationId, new_id

RECEIPTED: Final = frozenset(form.STATUS)
"""The words of which there are receipts."""

CANNOT: Final = ("said", "house", "changed-code", "clock", "law")


def receipt_of_consent(
    bench: Bench, person: bytes, evidence: Evidence, *, charter: Charter, page: str | None, by: str
) -> bytes:
    """
    Return a signed receipt of a yes, or of its end.

    Args:
        bench: the house.
        person: whose word it is; their id is in the file, under its opening, and nowhere else.
        evidence: what is kept of it.
        charter: the one that was in force then.
        page: where it is taken back, if an address is known.
        by: who gives it; the name is journalled.
    """
    journal = bench.journal.receipt(by=by)
    hidden, opening = committed(bench.organisation, person)
    told = form.Told(
        version=1,
        program=__version__,
        organisation=bench.organisation.hex(),
        name=charter.organisation.name,
        title=purpose_title(charter, evidence.purpose, evidence.language),
        key=journal.public.hex(),
        commitment=hidden,
        shown=form.Shown(
            language=evidence.language,
            digest=evidence.digest or None,
            text=evidence.text,
            charter=evidence.charter,
            dated=evidence.dated,
        ),
        word=form.Spoken(
            act=evidence.act, purpose=evidence.purpose, at=evidence.at, how=evidence.how, acts=evidence.acts
        ),
        at=moment_text(journal.at),
        head=Place(position=journal.head.position, link=journal.head.link.hex()),
        receipt=journal.signature.hex(),
    )
    document = _document(charter, told, page or f"mailto:{_contact(charter)}")
    opens = form.Opening(person=opening.person, salt=opening.salt)
    return form.signed(document, opens, bench.keyring.signer(bench.organisation))


def _contact(charter: Charter) -> str:
    holder = charter.organisation.dpo or charter.organisation.contact
    return holder.email if holder else ""


def _document(charter: Charter, told: form.Told, page: str) -> dict[str, Any]:
    use = described(charter, told.word.purpose)
    name = new_id().hex()
    subject = {"@id": f"urn:etanche:person:{told.commitment}", "@type": term("dpv:DataSubject")}
    return {
        "@context": {**use.context, "schema": "https://schema.org/", "etanche": form.OURS},
        "@id": f"urn:etanche:receipt:{name}",
        "@type": form.KIND,
        "dct:conformsTo": {"@id": f"{form.SCHEMA}#receipt"},
        "dct:identifier": name,
        "dct:created": _moment(told.at),
        "dct:publisher": use.controller,
        "schema:recipient": subject,
        term("dpv:hasRecordOfActivity"): [
            {
                "@id": f"urn:etanche:consent:{name}",
                "@type": term("dpv:ConsentRecord"),
                "dct:conformsTo": {"@id": f"{form.SCHEMA}#record-eu-gdpr"},
                "dct:identifier": name,
                term("dpv:hasDataSubject"): subject,
                term("dpv:hasDataController"): {"@id": "charter:organisation"},
                term("dpv:hasJurisdiction"): {"@id": f"urn:iso:std:iso:3166:{charter.organisation.country}"},
                term("dpv:hasNotice"): _notice(told),
                term("dpv:hasProcess"): [use.process, *use.parts],
                term("dpv:hasConsentControl"): {"@type": term("dpv:WithdrawConsent"), term("dpv:isExercisedAt"): page},
                term("dpv:hasConsentStatus"): {
                    "@type": term(form.STATUS[told.word.act]),
                    term("dpv:isIndicatedAtTime"): _moment(told.word.at),
                    term("dpv:isIndicatedBy"): {"@id": subject["@id"]},
                    term("dpv:hasIndicationMethod"): told.word.how,
                    "etanche:acts": told.word.acts,
                },
            }
        ],
        "etanche:told": msgspec.to_builtins(told),
    }


def _notice(told: form.Told) -> dict[str, Any]:
    return {
        "@type": term("dpv:ConsentNotice"),
        "dct:identifier": f"sha256:{told.shown.digest}" if told.shown.digest else "",
        "dct:language": told.shown.language,
        "dct:description": {"@value": told.shown.text, "@language": told.shown.language},
        "dct:isPartOf": f"sha256:{told.shown.charter}",
        "dct:issued": {"@value": told.shown.dated, "@type": "xsd:date"},
    }


def _moment(at: str) -> dict[str, str]:
    return {"@value": at, "@type": "xsd:dateTime"}


def journal_receipt(data: bytes) -> Receipt:
    """
    Return the receipt of the journal that a receipt of a consent is too.

    Raises:
        Rejected: it was changed.
    """
    told = form.opened(data).told
    return Receipt(
        organisation=OrganisationId(bytes.fromhex(told.organisation)),
        head=Head(position=told.head.position, link=bytes.fromhex(told.head.link)),
        at=moment_of(told.at),
        public=bytes.fromhex(told.key),
        signature=bytes.fromhex(told.receipt),
    )


def verify_consent(data: bytes, *, fingerprint: str | None, receipts: Sequence[Receipt] = ()) -> Report:
    """Return what a receipt of a consent comes to, with nothing but the file and the fingerprint of the published key."""
    try:
        found, own = form.opened(data), journal_receipt(data)
        signed_by = signer_of(own, fingerprint)
    except Rejected as why:
        return Report(kind="consent", rejected=Said(f"rejected.{why.why}", dict(why.blanks)))
    told = found.told
    spoken = [
        by_whom(signed_by, fingerprint),
        (True, Said("established.consent", {"at": moment(told.at)})),
        *([(True, Said("established.person", {"person": found.opening.person}))] if found.opening else []),
        *([(True, Said("established.text", {"digest": told.shown.digest}))] if told.shown.digest else []),
        *confronted(own, receipts, of_one_place(own)),
    ]
    return Report.of("consent", spoken, says=_says(told), cannot=CANNOT)


def _says(told: form.Told) -> Iterator[Said]:
    word = told.word
    yield Said(f"says.{word.act}", {"organisation": told.name, "purpose": told.title, "at": moment(word.at)})
    yield Said("says.consent-how", {"how": word.how, "n": word.acts})
    yield (
        Said("says.consent-text", {"language": told.shown.language, "charter": told.shown.charter})
        if told.shown.digest
        else Said("says.consent-unshown")
    )
    yield Said("says.consent-head", {"position": told.head.position})
