"""The register as one flat table, a row for each category of each activity, and as CSV."""

from __future__ import annotations

import csv
import io
from datetime import date

from etanche.exchange.register import Activity, Actor, Data, Party, Receiver, Register
from etanche.exchange.sheets.shape import looks_computed
from etanche.exchange.sheets.telling import Teller
from etanche.terms import Language

INSIDE = frozenset({Receiver.INTERNAL, Receiver.PROGRAM})

COLUMNS = (
    *("part", "reference", "activity", "theme", "created", "updated"),
    *("controller", "contact", "dpo", "representative", "joint", "client", "basis"),
    *("category", "category-reference", "fields", "nature", "people", "source"),
    *("term", "rule", "figures", "then", "archive"),
    *("internal", "recipients", "transfers", "places", "measures"),
)

BYTE_ORDER_MARK = "\ufeff"
"""Spreadsheets take a CSV file for UTF-8 only when it begins with this."""

AS_TEXT = "'"
"""Put before a text that begins like a formula, so that a spreadsheet shows it instead of computing it."""


def csv_of(register: Register, language: Language) -> bytes:
    """Return the register as CSV (RFC 4180) in UTF-8, with a head; no cell can become a formula."""
    made = io.StringIO(newline="")
    writer = csv.writer(made, lineterminator="\r\n")
    teller = Teller(register, language)
    writer.writerow([teller.say(f"csv.{column}") for column in COLUMNS])
    for activity in register.activities:
        for data in activity.data:
            row = _row(activity, data, teller)
            writer.writerow([_safe(row[column]) for column in COLUMNS])
    return (BYTE_ORDER_MARK + made.getvalue()).encode("utf-8")


def _safe(cell: str | date) -> str:
    """Return a cell that no spreadsheet takes for a formula; a day as ISO 8601 writes it."""
    text = cell.isoformat() if isinstance(cell, date) else cell
    return f"{AS_TEXT}{text}" if looks_computed(text) else text


def _row(activity: Activity, data: Data, teller: Teller) -> dict[str, str | date]:
    """Return one category of one activity, by column."""
    none, none_she = teller.none(), teller.none("none-she")
    head = activity.actors[0]
    concerned = [recipient for recipient in activity.recipients if data.name in recipient.receives]
    inside = [teller.text(recipient.title) for recipient in concerned if recipient.kind in INSIDE]
    outside = [teller.recipient(recipient) for recipient in activity.recipients if recipient.kind not in INSIDE]
    people = {people.name: people.title for people in activity.people}
    return {
        "part": teller.say(f"part.{activity.part}"),
        "reference": activity.reference,
        "activity": teller.text(activity.title),
        "theme": teller.theme(activity),
        "created": activity.created,
        "updated": activity.updated,
        "controller": teller.joined([teller.text(head.name), head.address, teller.country(head.country)]),
        "contact": head.email,
        "dpo": _contacts(activity, teller, Party.DPO) or none,
        "representative": _contacts(activity, teller, Party.REPRESENTATIVE) or none,
        "joint": _contacts(activity, teller, Party.JOINT) or none,
        "client": _contacts(activity, teller, Party.CLIENT) or none,
        "basis": teller.basis(activity),
        "category": teller.text(data.title),
        "category-reference": data.name,
        "fields": teller.fields(data),
        "nature": teller.joined([teller.say(f"nature.{data.nature}"), data.condition]),
        "people": teller.joined(teller.text(people[name]) for name in data.people),
        "source": teller.text(data.sources),
        "term": teller.text(data.term.said),
        "rule": data.term.rule,
        "figures": teller.joined(data.term.durations) or none_she,
        "then": teller.say(f"then.{data.term.then}"),
        "archive": teller.joined(teller.text(teller.titles[name]) for name in data.archives) or none,
        "internal": teller.joined(inside) or teller.none("no-one"),
        "recipients": teller.joined(outside) or none,
        "transfers": _transfers(activity, teller) or none,
        "places": teller.all_places([data]),
        "measures": teller.joined(teller.text(measure.said) for measure in activity.measures) or none_she,
    }


def _contacts(activity: Activity, teller: Teller, party: Party) -> str:
    """Say who stands in some capacity, with how to reach them."""

    def reached(actor: Actor) -> str:
        return " ".join(part for part in (teller.text(actor.name), f"<{actor.email}>" if actor.email else "") if part)

    return teller.joined(reached(actor) for actor in activity.actors if actor.party is party)


def _transfers(activity: Activity, teller: Teller) -> str:
    """Say to whom data leave the European Economic Area, and under what."""
    return teller.joined(
        f"{teller.text(recipient.title)} ({teller.country(recipient.country)}) {teller.guarantee(recipient)}"
        for recipient in activity.transfers
    )
