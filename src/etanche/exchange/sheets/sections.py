"""The sections of an activity's sheet, in the order of the CNIL's model; none is ever empty (REG-02)."""

from __future__ import annotations

from collections.abc import Iterable

from etanche.exchange.register import Activity, Data, Receiver, Recipient
from etanche.exchange.sheets.shape import Cell, Look, Row
from etanche.exchange.sheets.telling import Teller

DATA_COLUMNS = ("description", "term", "rule", "then", "reference", "source", "figures", "fields")
SENSITIVE = frozenset({"sensitive", "criminal"})

Rows = list[Row]


def sections(activity: Activity, teller: Teller) -> tuple[Rows, ...]:
    """Return every section of a sheet."""
    return (
        _description(activity, teller),
        _actors(activity, teller),
        _purposes(activity, teller),
        _categories(activity, teller),
        _archive(activity, teller),
        _sensitive(activity, teller),
        _people(activity, teller),
        _recipients(activity, teller),
        _measures(activity, teller),
        _transfers(activity, teller),
    )


def _head(teller: Teller, section: str, *columns: str) -> Row:
    """Return the row that names a section and its columns."""
    cells = (teller.say(f"section.{section}"), *(teller.say(f"column.{column}") for column in columns))
    return Row(cells=cells, look=Look.SECTION)


def _or_none(rows: Rows, teller: Teller, key: str = "none") -> Rows:
    """Return the rows, or one that says there is none."""
    return rows if len(rows) > 1 else [*rows, Row(cells=(teller.none(key),))]


def _description(activity: Activity, teller: Teller) -> Rows:
    """Say what the activity is, on what basis, and where its data are."""
    facts: list[tuple[str, Cell]] = [
        ("name", teller.text(activity.title)),
        ("reference", activity.reference),
        ("created", activity.created),
        ("updated", activity.updated),
        ("part", teller.say(f"part.{activity.part}")),
        ("basis", teller.basis(activity)),
        ("balance", teller.balance(activity)),
        ("impact", teller.impact(activity)),
        ("automated", teller.automated(activity)),
        ("rights", teller.rights(activity)),
        ("places", teller.all_places(activity.data)),
    ]
    if activity.law:
        facts.append(("law", teller.joined(activity.law)))
    if activity.figures_only:
        facts.append(("figures", teller.say("value.figures", n=activity.figures_only)))
    if activity.origin == "built-in":
        facts.append(("origin", teller.say("value.built-in")))
    return [_head(teller, "description"), *(Row(cells=(teller.say(f"row.{key}"), value)) for key, value in facts)]


def _actors(activity: Activity, teller: Teller) -> Rows:
    """Say who answers for the activity."""
    return [
        _head(teller, "actors", "name", "address", "country", "email", "note"),
        *(
            Row(
                cells=(
                    teller.say(f"party.{actor.party}"),
                    teller.text(actor.name),
                    actor.address,
                    teller.country(actor.country),
                    actor.email,
                    teller.text(actor.note),
                )
            )
            for actor in activity.actors
        ),
    ]


def _purposes(activity: Activity, teller: Teller) -> Rows:
    """Say what the activity is for; a purpose has one reason, so there is never a second."""
    return [
        _head(teller, "purposes"),
        Row(cells=(teller.say("row.purpose"), teller.text(activity.title))),
        Row(cells=(teller.say("row.theme"), teller.theme(activity))),
    ]


def _categories(activity: Activity, teller: Teller) -> Rows:
    """Say the data line by line of the model, each with its time."""
    rows = [_head(teller, "categories", *DATA_COLUMNS)]
    for data in activity.data:
        if data.nature not in SENSITIVE:
            rows.extend(_lines(data, teller))
    return _or_none(rows, teller, "none-she")


def _sensitive(activity: Activity, teller: Teller) -> Rows:
    """Say the special categories and criminal data, with the condition that allows them."""
    rows = [_head(teller, "sensitive", *DATA_COLUMNS, "condition")]
    for data in activity.data:
        if data.nature in SENSITIVE:
            rows.extend(_lines(data, teller))
    return _or_none(rows, teller, "none-she")


def _lines(data: Data, teller: Teller) -> Iterable[Row]:
    """Return a category on as many lines as the model has for its fields; a nature of its own is one line."""
    families = dict.fromkeys(datum.family for datum in data.fields)
    for family in families if data.nature == "personal" else (None,):
        title = teller.text(data.title)
        yield Row(
            cells=(
                teller.family(data, family or ""),
                teller.say("data", category=title, fields=teller.fields(data, family)),
                teller.text(data.term.said),
                data.term.rule,
                teller.say(f"then.{data.term.then}"),
                data.name,
                teller.text(data.sources),
                teller.joined(data.term.durations),
                teller.names(data, family),
                *((data.condition,) if data.condition else ()),
            )
        )


def _archive(activity: Activity, teller: Teller) -> Rows:
    """Say which data are kept on when this activity has ended, for which other one, until when, and who still sees them."""
    rows = [_head(teller, "archive", "kept-for", "term", "rule", "seen-by", "reference")]
    others = {other.reference: other for other in teller.register.activities}
    for data in activity.data:
        for name in data.archives:
            other = others[name]
            kept = next(datum for datum in other.data if datum.name == data.name)
            seeing = [
                recipient
                for recipient in other.recipients
                if recipient.kind in {Receiver.INTERNAL, Receiver.PROGRAM} and data.name in recipient.receives
            ]
            rows.append(
                Row(
                    cells=(
                        teller.text(data.title),
                        teller.text(other.title),
                        teller.text(kept.term.said),
                        kept.term.rule,
                        teller.joined(teller.text(recipient.title) for recipient in seeing) or teller.none("no-one"),
                        other.reference,
                    )
                )
            )
        for name in data.archive_of:
            told = teller.say("archive-of", activity=teller.text(teller.titles[name]))
            rows.append(Row(cells=(teller.text(data.title), told, "", "", "", name)))
    return _or_none(rows, teller)


def _people(activity: Activity, teller: Teller) -> Rows:
    """Say whose data they are."""
    rows = [_head(teller, "people", "description", "precision", "reference")]
    for number, people in enumerate(activity.people, start=1):
        age = teller.say("value.from-age", n=people.from_age) if people.from_age else ""
        rows.append(Row(cells=(teller.say("row.person", n=number), teller.text(people.title), age, people.name)))
    return _or_none(rows, teller, "none-she")


def _recipients(activity: Activity, teller: Teller) -> Rows:
    """Say to whom the data are open, those inside first."""
    rows = [_head(teller, "recipients", "type", "precision", "receives", "country", "contract", "reference")]
    for number, recipient in enumerate(activity.recipients, start=1):
        rows.append(
            Row(
                cells=(
                    teller.say("row.recipient", n=number),
                    teller.say(f"receiver.{recipient.kind}"),
                    teller.recipient(recipient),
                    teller.categories(activity, recipient.receives) or teller.say("value.on-request"),
                    teller.country(recipient.country),
                    recipient.contract,
                    recipient.name,
                )
            )
        )
    return _or_none(rows, teller)


def _measures(activity: Activity, teller: Teller) -> Rows:
    """Say how the data are protected, each measure with the promise under which it is proved or attested."""
    rows = [_head(teller, "measures", "type", "precision", "promise")]
    for number, measure in enumerate(activity.measures, start=1):
        kind = teller.say(f"measure.{measure.type}")
        rows.append(Row(cells=(teller.say("row.measure", n=number), kind, teller.text(measure.said), measure.promise)))
    return _or_none(rows, teller, "none-she")


def _transfers(activity: Activity, teller: Teller) -> Rows:
    """Say which data leave the European Economic Area, to whom, and what makes it lawful."""
    rows = [_head(teller, "transfers", "recipient", "country", "guarantee", "document", "reference")]
    rows.extend(
        Row(
            cells=(
                teller.say("row.transfer", n=number),
                teller.text(recipient.title),
                teller.country(recipient.country),
                teller.guarantee(recipient),
                _document(recipient),
                recipient.name,
            )
        )
        for number, recipient in enumerate(activity.transfers, start=1)
    )
    return _or_none(rows, teller)


def _document(recipient: Recipient) -> str:
    """Return where the instrument of a transfer can be read."""
    return recipient.policy or recipient.contract
