"""
Holes that were published in components, against what is installed here: OSV files (https://ossf.github.io/osv-schema), read and asked nowhere.

A file is one advisory, a list of them, the answer of the service `{"vulns": […]}`, or the report of its scanner `{"results": […]}`. Only PyPI is
looked at: those are the components that this program is made of. An advisory that was withdrawn counts for nothing; a version that cannot be
read counts as affected, because a hole nobody can rule out is one. An entry that cannot be read costs no other: it is counted.
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
_BYTE_ORDER: Final = "\ufeff"
_MALFORMED: Final = (ValueError, TypeError, KeyError, AttributeError)


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


@dataclass(frozen=True, kw_only=True)
class Looked:
    """What a file says of what is installed here."""

    holes: tuple[Affected, ...]
    unread: int = 0
    """Entries that cannot be read: what they say of us is not known, and the others count all the same."""


def affected(text: str, components: Mapping[str, str]) -> Looked:
    """
    Return the holes of a file that are in some components, by their names.

    Raises:
        AdvisoriesUnreadable: the file is no JSON, holds no advisory, or lies deeper than anybody reads.
    """
    try:
        found, read, unread = _looked(json.loads(text.removeprefix(_BYTE_ORDER)), components)
    except (*_MALFORMED, RecursionError):
        raise _unreadable() from None
    if unread and not read:
        raise _unreadable()
    return Looked(holes=tuple(found[key] for key in sorted(found)), unread=unread)


def _unreadable() -> AdvisoriesUnreadable:
    return AdvisoriesUnreadable(
        "this file holds no advisories in the form of OSV", hint="export it as OSV JSON (ossf.github.io/osv-schema)"
    )


def _looked(said: Any, components: Mapping[str, str]) -> tuple[dict[tuple[str, str], Affected], int, int]:
    """Return what is found, of how many advisories, and how many entries could not be read."""
    found: dict[tuple[str, str], Affected] = {}
    read = unread = 0
    for advisory in _advisories(said):
        try:
            holes, wrong = _of(advisory, components)
        except _MALFORMED:
            unread += 1
            continue
        found |= {(one.id, one.package): one for one in holes}
        read, unread = read + 1, unread + wrong
    return found, read, unread


def _advisories(said: Any) -> Iterator[Any]:
    """Yield what stands where advisories stand, whatever it is."""
    if isinstance(said, list):
        for one in said:
            yield from _advisories(one) if _holds_more(one) else (one,)
    elif "results" in said:
        for result in said["results"]:
            packages = result.get("packages") if isinstance(result, dict) else None
            for package in packages if isinstance(packages, list) else (None,):
                yield from _advisories(package.get("vulnerabilities", [])) if isinstance(package, dict) else (None,)
    elif "vulns" in said:
        yield from _advisories(said["vulns"])
    elif isinstance(said["id"], str):
        yield said
    else:
        raise TypeError


def _holds_more(one: Any) -> bool:
    return isinstance(one, list) or (isinstance(one, dict) and not one.keys().isdisjoint({"results", "vulns"}))


def _of(advisory: Mapping[str, Any], components: Mapping[str, str]) -> tuple[list[Affected], int]:
    """Return where an advisory concerns us, and how many of the components that it names could not be read."""
    name = _plain(advisory["id"])[:_LONGEST_ID]
    if advisory.get("withdrawn"):
        return [], 0
    found, wrong = [], 0
    for one in advisory.get("affected", []):
        try:
            hole = _in(one, components)
        except _MALFORMED:
            wrong += 1
            continue
        if hole is not None:
            package, there, fixed = hole
            found.append(Affected(id=name, package=package, installed=there, fixed=fixed))
    return found, wrong


def _in(one: Mapping[str, Any], components: Mapping[str, str]) -> tuple[str, str, tuple[str, ...]] | None:
    """Return the component of ours that is meant, its version, and those that close the hole; nothing if none is."""
    package = one.get("package", {})
    name = str(canonicalize_name(package.get("name", "")))
    there = components.get(name)
    if there is None or str(package.get("ecosystem", "")).lower().partition(":")[0] != _ECOSYSTEM:
        return None
    ranges = [each for each in one.get("ranges", []) if each.get("type") in {"ECOSYSTEM", "SEMVER"}]
    if not (_listed(there, one.get("versions", [])) or any(_within(there, each["events"]) for each in ranges)):
        return None
    fixed = [_plain(event["fixed"]) for each in ranges for event in each["events"] if "fixed" in event]
    return name, there, tuple(dict.fromkeys(fixed))


def _plain(text: str) -> str:
    """Return what a stranger wrote as one line that commands no terminal."""
    return "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in text)


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
