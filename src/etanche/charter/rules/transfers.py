"""
What leaves the European Economic Area is said, rests on an instrument, and the instrument is still alive.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from etanche.charter.countries import in_eea
from etanche.charter.evaluate import add
from etanche.charter.kinds import Instrument
from etanche.charter.model import Charter, Recipient, Transfer
from etanche.charter.rules.dated import AnyRule, Dated
from etanche.charter.rules.known import Entry, cut, entries, figure, texts
from etanche.charter.rules.rule import Rule, Wrong

_NUMBER = re.compile(r"\d{2,4}/\d+|\b4[5-9]\b|\bBCR\b")
DEROGATIONS = "49"
"""The article of the GDPR that lists them."""


def abroad(recipient: Recipient) -> bool:
    """Return whether a recipient is outside the European Economic Area."""
    return recipient.country is not None and not in_eea(recipient.country)


def _regions_abroad(charter: Charter, host: str | None = None) -> list[str]:
    """Return the regions outside the European Economic Area, all of them or those of one host."""
    return [
        name
        for name, region in charter.regions.items()
        if not in_eea(region.country) and (host is None or region.host == host)
    ]


def _undeclared(charter: Charter) -> Iterator[Wrong]:
    for name, recipient in charter.recipients.items():
        path, regions = ("recipients", name), _regions_abroad(charter, name)
        blanks = {"recipient": name, "country": recipient.country, "region": regions[0] if regions else ""}
        if recipient.transfer is None and abroad(recipient):
            yield Wrong(path=path, blanks=blanks, on_key=True)
        elif recipient.transfer is None and regions:
            yield Wrong(path=path, says="region", blanks=blanks, on_key=True)
        elif recipient.transfer is not None and not abroad(recipient) and not regions:
            yield Wrong(path=(*path, "transfer"), says="inside", blanks=blanks, on_key=True)


def _answered(charter: Charter) -> Iterator[Wrong]:
    named = [name for name, recipient in charter.recipients.items() if recipient.transfer and abroad(recipient)]
    told = {name for name, recipient in charter.recipients.items() if recipient.transfer is None}
    outside = named or [name for name in _regions_abroad(charter) if charter.regions[name].host not in told]
    elsewhere = bool(_regions_abroad(charter)) or any(map(abroad, charter.recipients.values()))
    if charter.answers.outside_eea and not outside and not elsewhere:
        yield Wrong(path=("answers", "outside-eea"), says="nothing")
    elif not charter.answers.outside_eea and outside:
        yield Wrong(path=("answers", "outside-eea"), blanks={"name": outside[0]})


def _transfers(charter: Charter, by: Instrument | None = None) -> Iterator[tuple[str, Recipient, Transfer]]:
    for name, recipient in charter.recipients.items():
        transfer = recipient.transfer
        if transfer is not None and (by is None or transfer.by is by):
            yield name, recipient, transfer


def _names(entry: Entry, words: str) -> bool:
    return any(word in words.casefold() for word in texts(entry, "words"))


def _vague(charter: Charter) -> Iterator[Wrong]:
    vague, encrypted = (next(entries("transfers", table)) for table in ("no-instrument", "encryption"))
    for name, _, transfer in _transfers(charter):
        path, blanks = ("recipients", name, "transfer", "reference"), {"reference": cut(transfer.reference)}
        if _names(vague, transfer.reference) and not _named(transfer) and not _names(encrypted, transfer.reference):
            yield Wrong(path=path, blanks=blanks)
        elif transfer.by is Instrument.DEROGATION and DEROGATIONS not in transfer.reference:
            yield Wrong(path=path, says="derogation", blanks=blanks)


def _named(transfer: Transfer) -> bool:
    """Return whether a reference has the number of a text."""
    return _NUMBER.search(transfer.reference) is not None


def _encrypted(charter: Charter) -> Iterator[Wrong]:
    encrypted = next(entries("transfers", "encryption"))
    for name, _, transfer in _transfers(charter):
        if _names(encrypted, transfer.reference) and not _named(transfer):
            blanks = {"reference": cut(transfer.reference)}
            yield Wrong(path=("recipients", name, "transfer", "reference"), blanks=blanks)


def _adequate(charter: Charter, day: date) -> Iterator[Wrong]:
    decided = {str(entry["country"]): entry for entry in entries("transfers", "adequacy", day)}
    for name, recipient, transfer in _transfers(charter, Instrument.ADEQUACY):
        path, decision = ("recipients", name, "transfer"), decided.get(recipient.country or "")
        if abroad(recipient) and decision is None:
            yield Wrong(path=(*path, "by"), blanks={"recipient": name, "country": recipient.country})
        elif abroad(recipient) and decision is not None and _another(decision, transfer, day):
            blanks = {"country": recipient.country, "reference": decision["reference"]}
            yield Wrong(path=(*path, "reference"), says="another", blanks=blanks)


def _another(decision: Entry, transfer: Transfer, day: date) -> bool:
    """Return whether a reference leaves out the decision on its country; where there is a list, TRF-04 tells of it."""
    told = decision.get("listed") or _annulled(transfer, day) is not None or _names_nothing(transfer)
    return not told and str(decision["number"]) not in transfer.reference


def _names_nothing(transfer: Transfer) -> bool:
    return any(
        _names(next(entries("transfers", table)), transfer.reference) for table in ("no-instrument", "encryption")
    )


def _listed(charter: Charter, day: date) -> Iterator[Wrong]:
    most = figure("privacy-framework", day).most
    lists = {entry["country"]: entry for entry in entries("transfers", "adequacy", day) if entry.get("listed")}
    for name, recipient, transfer in _transfers(charter, Instrument.ADEQUACY):
        decision = lists.get(recipient.country)
        if decision is None or _annulled(transfer, day) is not None:
            continue
        path = ("recipients", name, "transfer")
        blanks = {"recipient": name, "reference": decision["reference"], "checked": transfer.checked}
        if str(decision["number"]) not in transfer.reference:
            yield Wrong(path=(*path, "reference"), blanks=blanks)
        elif most is not None and add(transfer.checked, most) <= day:
            yield Wrong(path=(*path, "checked"), says="long-ago", blanks=blanks)


def _annulled(transfer: Transfer, day: date) -> Entry | None:
    """Return what a reference names that a court has annulled, unless it names beside it what stands in its place."""
    alive = any(str(it["number"]) in transfer.reference for it in entries("transfers", "adequacy", day))
    if alive or any(_names(it, transfer.reference) for it in entries("transfers", "clauses", day)):
        return None
    return next((it for it in entries("transfers", "annulled", day) if _names(it, transfer.reference)), None)


def _dead(charter: Charter, day: date) -> Iterator[Wrong]:
    for name, _, transfer in _transfers(charter):
        annulled = _annulled(transfer, day)
        if annulled is not None:
            blanks = {"name": annulled["name"], "by": annulled["by"], "since": annulled["since"]}
            yield Wrong(path=("recipients", name, "transfer", "reference"), blanks=blanks)


def _clauses(charter: Charter, day: date) -> Iterator[Wrong]:
    known = list(entries("transfers", "clauses", day))
    for name, _, transfer in _transfers(charter, Instrument.SCC):
        if known and not any(_names(clauses, transfer.reference) for clauses in known):
            blanks = {"reference": cut(transfer.reference), "instead": known[0]["reference"]}
            yield Wrong(path=("recipients", name, "transfer", "reference"), blanks=blanks)


def _systematic(charter: Charter) -> Iterator[Wrong]:
    for name, recipient, _ in _transfers(charter, Instrument.DEROGATION):
        if recipient.needs is None and recipient.receives:
            yield Wrong(path=("recipients", name, "transfer", "by"), blanks={"recipient": name})


ALONE: tuple[AnyRule, ...] = (
    Rule(id="TRF-02", search=_vague),
    Dated(id="TRF-03", search=_adequate),
    Dated(id="TRF-04", search=_listed),
    Dated(id="TRF-05", search=_dead),
    Dated(id="TRF-06", search=_clauses),
    Rule(id="TRF-07", search=_systematic),
    Rule(id="TRF-09", search=_encrypted),
)
TOGETHER: tuple[AnyRule, ...] = (
    Rule(id="TRF-01", search=_undeclared),
    Rule(id="TRF-08", search=_answered),
)
