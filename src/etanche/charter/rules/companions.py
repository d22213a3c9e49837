"""
Keys that go with something else: what they belong to is a table, one row for each key.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from etanche.charter.countries import in_eea
from etanche.charter.kinds import ChannelKind, Choice, Factor, FieldKind, Nature, Opening, Teller, Theme, Who
from etanche.charter.model import Charter
from etanche.charter.rules.references import names_of
from etanche.charter.rules.rule import Rule, Wrong
from etanche.charter.tree import Path

REPORTS = (ChannelKind.TELEMETRY, ChannelKind.CRASH_REPORT, ChannelKind.SELF_REPORT)


@dataclass(frozen=True, kw_only=True)
class Companion:
    """A key that goes with some values of another key of the same thing, and may be needed there."""

    section: str
    key: str
    beside: str
    values: tuple[StrEnum, ...]
    example: str = ""
    """What to write where the key is needed; empty where it is not."""


COMPANIONS: tuple[Companion, ...] = (
    Companion(section="people", key="from-age", beside="is", values=(Who.PERSON,)),
    Companion(section="channels", key="application", beside="kind", values=REPORTS, example="…"),
    Companion(section="channels", key="every", beside="kind", values=(ChannelKind.SELF_REPORT,), example="1 month"),
    Companion(section="categories", key="condition", beside="nature", values=(Nature.SENSITIVE, Nature.CRIMINAL)),
    Companion(section="purposes", key="by", beside="theme", values=(Theme.MARKETING,), example="[email]"),
)
FIELD_COMPANIONS: tuple[Companion, ...] = (
    Companion(section="", key="lasts", beside="kind", values=(FieldKind.PSEUDONYM,), example="1 day"),
    Companion(section="", key="to", beside="kind", values=(FieldKind.LINK,), example="…"),
    Companion(section="", key="values", beside="kind", values=(FieldKind.CHOICE,), example="[one, other]"),
)


def attribute(thing: object, key: str) -> object:
    """Return what a thing has under a key, as it is written in a charter."""
    name = key.replace("-", "_")
    return getattr(thing, name, None) if hasattr(thing, name) else getattr(thing, f"{name}_", None)


def lacking(path: Path, key: str, thing: str, example: str) -> Wrong:
    """Return that a key is needed beside something."""
    return Wrong(path=path, says="lacking", blanks={"key": key, "thing": thing, "example": example}, on_key=True)


def stray(path: Path, thing: str, home: str) -> Wrong:
    """Return that the last key of a path stands beside something that it does not go with."""
    return Wrong(path=path, says="stray", blanks={"key": path[-1], "thing": thing, "home": home}, on_key=True)


def _checked(things: Mapping[str, object], at: Path, table: tuple[Companion, ...]) -> Iterator[Wrong]:
    for name, thing in things.items():
        for row in table:
            value = attribute(thing, row.beside)
            here, said = attribute(thing, row.key), f"{row.beside}: {value}"
            if value in row.values and row.example and not here:
                yield lacking((*at, name), row.key, said, row.example)
            elif value not in row.values and here:
                yield stray((*at, name, row.key), said, f"{row.beside}: {row.values[0]}")


def _keys(charter: Charter) -> Iterator[Wrong]:
    for section in ("people", "channels", "categories", "purposes"):
        rows = tuple(row for row in COMPANIONS if row.section == section)
        yield from _checked(names_of(charter, section), (section,), rows)
    for name, category in charter.categories.items():
        yield from _checked(category.fields, ("categories", name, "fields"), FIELD_COMPANIONS)


def _case(charter: Charter) -> Iterator[Wrong]:
    for name, role in charter.roles.items():
        if role.needs and role.needs.case is None:
            for key in ("for_at_most", "without_case", "approved_by"):
                if key in role.needs.model_fields_set:
                    written = key.replace("_", "-")
                    yield lacking(("roles", name, "needs", written), "case", written, "open")


def _representative(charter: Charter) -> Iterator[Wrong]:
    organisation = charter.organisation
    if organisation.representative and in_eea(organisation.country):
        said = f"country: {organisation.country}"
        yield Wrong(path=("organisation", "representative"), says="needless", blanks={"thing": said}, on_key=True)


def _counts(charter: Charter) -> Iterator[Wrong]:
    for event, telling in charter.events.items():
        if telling.counts and not event.startswith("last-"):
            yield Wrong(path=("events", event, "counts"), says="counts", blanks={"event": event}, on_key=True)


def _tenants(charter: Charter) -> Iterator[Wrong]:
    tenants = charter.tenants
    if tenants is None:
        return
    chosen = Choice.REGION in tenants.choose
    if chosen and not tenants.regions:
        yield lacking(("tenants",), "regions", "choose: [region]", "[…]")
    elif tenants.regions and not chosen:
        yield lacking(("tenants", "regions"), "choose", "regions", "[region]")


def _sections(charter: Charter) -> Iterator[Wrong]:
    """Yield the words that need another section, which is not there."""
    announced, accounts = charter.notice.announced, charter.accounts
    if announced and Teller.ACCOUNT_PAGE in announced.by and accounts is None:
        yield _without(("notice", "announced", "by"), Teller.ACCOUNT_PAGE, "accounts")
    if accounts and Opening.PROVIDER in accounts.opened_by and not charter.providers:
        yield _without(("accounts", "opened-by"), Opening.PROVIDER, "providers")
    if accounts and Factor.PROVIDER in accounts.second_factor.by and not charter.providers:
        yield _without(("accounts", "second-factor", "by"), Factor.PROVIDER, "providers")
    if charter.tenants and Choice.DIRECTORY in charter.tenants.choose and charter.spheres is None:
        yield _without(("tenants", "choose"), Choice.DIRECTORY, "spheres")


def _without(path: Path, word: StrEnum, section: str) -> Wrong:
    return Wrong(path=path, says="section", blanks={"word": word, "section": section})


ALONE: tuple[Rule, ...] = tuple(
    Rule(id="companion", search=search) for search in (_keys, _case, _representative, _counts, _tenants, _sections)
)
