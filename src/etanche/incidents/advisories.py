"""
Holes that were published in components, against what is installed here: OSV files (https://ossf.github.io/osv-schema), read and asked nowhere.

A file is one advisory, a list of them, the answer of the service `{"vulns": […]}`, or the report of its scanner `{"results": […]}`. Only PyPI is
looked at: those are the components that this program is made of. An advisory that was withdrawn counts for nothing; a version that cannot be
read counts as affected, because a hole nobody can rule out is one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import distributions
from typing import Any, Final

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from etanche.errors import Unreadable

_ECOSYSTEM: Final = "pypi"
_LONGEST_ID: Final = 64


class AdvisoriesUnreadable(Unreadable):
    """A file holds no advisories in the form of OSV."""


@dataclass(frozen=True, kw_only=True)
class Affected:
    """A hole in a component that is installed here."""

    id: str
    package: str
    installed: str
    fixed: tuple[str, ...]
    """The versions that close it; none, if none does yet."""


def installed() -> Mapping[str, str]:
    """Return the version of each component that is installed beside this program, by its normalised name."""
    found = {}
    for one in distributions():
        name = one.metadata["Name"]
        if name:
            found[str(canonicalize_name(name))] = one.version
    return found


def affected(text: str, components: Mapping[str, str]) -> tuple[Affected, ...]:
    """
    Return the holes of a file that are in some components, by their names.

    Raises:
        AdvisoriesUnreadable: the file is no JSON, or holds no advisory.
    """
    try:
        advisories = list(_advisories(json.loads(text)))
        found = {(one.id, one.package): one for advisory in advisories for one in _of(advisory, components)}
    except (ValueError, TypeError, KeyError, AttributeError):
        raise AdvisoriesUnreadable(
            "this file holds no advisories in the form of OSV", hint="export it as OSV JSON (ossf.github.io/osv-schema)"
        ) from None
    return tuple(found[key] for key in sorted(found))


def _advisories(said: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(said, list):
        for one in said:
            yield from _advisories(one)
    elif "results" in said:
        for result in said["results"]:
            for package in result["packages"]:
                yield from _advisories(package.get("vulnerabilities", []))
    elif "vulns" in said:
        yield from _advisories(said["vulns"])
    elif isinstance(said["id"], str):
        yield said
    else:
        raise TypeError


def _of(advisory: Mapping[str, Any], components: Mapping[str, str]) -> Iterator[Affected]:
    if advisory.get("withdrawn"):
        return
    for one in advisory.get("affected", []):
        package = one.get("package", {})
        name = str(canonicalize_name(package.get("name", "")))
        there = components.get(name)
        if there is None or str(package.get("ecosystem", "")).lower().partition(":")[0] != _ECOSYSTEM:
            continue
        ranges = [each for each in one.get("ranges", []) if each.get("type") in {"ECOSYSTEM", "SEMVER"}]
        if _listed(there, one.get("versions", [])) or any(_within(there, each["events"]) for each in ranges):
            fixed = [event["fixed"] for each in ranges for event in each["events"] if "fixed" in event]
            yield Affected(
                id=str(advisory["id"])[:_LONGEST_ID], package=name, installed=there, fixed=tuple(dict.fromkeys(fixed))
            )


def _listed(version: str, versions: Sequence[str]) -> bool:
    return any(one == version or _same(one, version) for one in versions)


def _same(one: str, other: str) -> bool:
    try:
        return Version(one) == Version(other)
    except InvalidVersion:
        return False


def _within(version: str, events: Sequence[Mapping[str, str]]) -> bool:
    """Tell whether a version lies in a range, by the algorithm of the schema: what was introduced is in, until it is fixed."""
    try:
        at = Version(version)
        told = sorted(
            ((_version(text), kind) for event in events for kind, text in event.items()), key=lambda one: one[0]
        )
    except InvalidVersion:
        return True
    inside = False
    for when, kind in told:
        if kind == "introduced" and at >= when:
            inside = True
        elif (kind == "fixed" and at >= when) or (kind == "last_affected" and at > when):
            inside = False
    return inside


def _version(text: str) -> Version:
    """Return a version; `0` stands for before the first one."""
    return Version("0.dev0") if text == "0" else Version(text)
