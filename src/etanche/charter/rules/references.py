"""
Every name in a charter that must be found in a section, with its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from etanche.charter.model import Charter
from etanche.charter.tree import Path

VAULT, SPHERES, PRIVATE = "vault", "spheres", "private"
PLACES = (VAULT, SPHERES, PRIVATE)
"""Where a category can be without being at an estate."""


@dataclass(frozen=True, kw_only=True)
class Reference:
    """A name that must be found in a section."""

    name: str
    section: str
    path: Path
    on_key: bool = False


def names_of(charter: Charter, section: str) -> Mapping[str, object]:
    """Return the things of a section under their names."""
    things: Mapping[str, object] = getattr(charter, section)
    return things


def references(charter: Charter) -> Iterator[Reference]:
    """Yield every reference of a charter, in the order of its sections."""
    yield from _places(charter)
    yield from _doors(charter)
    yield from _data(charter)
    yield from _purposes(charter)
    yield from _readers(charter)
    yield from _others(charter)
    yield from _rights(charter)


def _places(charter: Charter) -> Iterator[Reference]:
    for name, region in charter.regions.items():
        yield from _one(region.host, "recipients", ("regions", name, "host"))
    yield from _one(charter.vault.region, "regions", ("vault", "region"))
    yield from _one(charter.vault.replica, "regions", ("vault", "replica"))
    for name, estate in charter.estates.items():
        yield from _one(estate.region, "regions", ("estates", name, "region"))
        yield from _keys(estate.tables, "categories", ("estates", name, "tables"))


def _doors(charter: Charter) -> Iterator[Reference]:
    for name, channel in charter.channels.items():
        yield from _one(channel.application, "applications", ("channels", name, "application"))
    for event, telling in charter.events.items():
        yield from _listed(telling.from_, "channels", ("events", event, "from"))


def _data(charter: Charter) -> Iterator[Reference]:
    for name, category in charter.categories.items():
        here: Path = ("categories", name)
        yield from _listed(category.of, "people", (*here, "of"))
        yield from _listed(category.from_, "channels", (*here, "from"))
        for number, place in enumerate(category.in_):
            if place not in PLACES:
                yield Reference(name=place, section="estates", path=(*here, "in", number))
        yield from _listed(category.tied_to, "features", (*here, "tied-to"))
        for field_name, field in category.fields.items():
            yield from _one(field.to, "categories", (*here, "fields", field_name, "to"))


def _purposes(charter: Charter) -> Iterator[Reference]:
    for name, purpose in charter.purposes.items():
        here: Path = ("purposes", name)
        yield from _one(purpose.for_, "people", (*here, "for"))
        yield from _listed(purpose.with_, "recipients", (*here, "with"))
        yield from _listed(purpose.uses, "categories", (*here, "uses"))
        yield from _listed(purpose.asked_in, "channels", (*here, "asked-in"))


def _readers(charter: Charter) -> Iterator[Reference]:
    for name, role in charter.roles.items():
        if role.needs:
            here: Path = ("roles", name, "needs")
            yield from _listed(role.needs.without_case, "categories", (*here, "without-case"))
            yield from _listed(role.needs.approved_by, "roles", (*here, "approved-by"))
            yield from _one(role.needs.agreement, "attested", (*here, "agreement"))
        yield from _granted(role.sees, ("roles", name, "sees"))
    for name, recipient in charter.recipients.items():
        yield from _granted(recipient.receives, ("recipients", name, "receives"))


def _others(charter: Charter) -> Iterator[Reference]:
    for name, host in charter.hosts.items():
        section = "providers" if host.to in charter.providers else "recipients"
        yield from _one(host.to, section, ("hosts", name, "to"))
    for name, tracer in charter.tracers.items():
        yield from _one(tracer.set_by, "recipients", ("tracers", name, "set-by"))
        yield from _one(tracer.purpose, "purposes", ("tracers", name, "purpose"))
    for name, provider in charter.providers.items():
        yield from _one(provider.host, "hosts", ("providers", name, "host"))
        for scope_name, scope in provider.scopes.items():
            yield from _listed(scope.for_, "features", ("providers", name, "scopes", scope_name, "for"))


def _rights(charter: Charter) -> Iterator[Reference]:
    if charter.rights:
        yield from _listed(charter.rights.by, "channels", ("rights", "by"))
        yield from _one(charter.rights.requests, "categories", ("rights", "requests"))
        yield from _one(charter.rights.identity.proof, "categories", ("rights", "identity", "proof"))
    if charter.accounts:
        yield from _listed(charter.accounts.for_, "people", ("accounts", "for"))
        required = charter.accounts.second_factor.required_for
        yield from _listed(required, "roles", ("accounts", "second-factor", "required-for"))
    if charter.tenants:
        yield from _one(charter.tenants.who, "people", ("tenants", "who"))
        yield from _listed(charter.tenants.regions, "regions", ("tenants", "regions"))


def _one(name: str | None, section: str, path: Path) -> Iterator[Reference]:
    if name is not None:
        yield Reference(name=name, section=section, path=path)


def _listed(names: Iterable[str], section: str, path: Path) -> Iterator[Reference]:
    for number, name in enumerate(names):
        yield Reference(name=name, section=section, path=(*path, number))


def _keys(things: Mapping[str, object], section: str, path: Path) -> Iterator[Reference]:
    for name in things:
        yield Reference(name=name, section=section, path=(*path, name), on_key=True)


def _granted(grants: Mapping[str, tuple[str, ...]], path: Path) -> Iterator[Reference]:
    for category, purposes in grants.items():
        yield Reference(name=category, section="categories", path=(*path, category), on_key=True)
        yield from _listed(purposes, "purposes", (*path, category))
