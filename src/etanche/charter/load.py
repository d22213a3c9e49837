"""
A charter, from a file to frozen nouns: bytes → text → tree → layout → model → rules.

Each step tells what it finds; a step that needs the one before does not run on broken ground, so one fault gives one finding.
Nothing outside the file is read and nothing is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from etanche.charter.countries import zones
from etanche.charter.explain import unspoiled
from etanche.charter.faults import Fault, located
from etanche.charter.findings import CharterFaulty, Finding, Severity
from etanche.charter.justify import justify
from etanche.charter.layout import survey
from etanche.charter.model import Charter
from etanche.charter.modelling import modelled, of_later_version
from etanche.charter.rules import CARRIES, ahead, broken
from etanche.charter.source import decode, read_file
from etanche.charter.tree import plant
from etanche.clock import day_of
from etanche.terms import LANGUAGES


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """What was read: the charter, unless something in it is an error, and everything that was found."""

    charter: Charter | None
    findings: tuple[Finding, ...]


def read(data: bytes, *, file: str, now: datetime | None = None) -> Loaded:
    """
    Read and check a charter.

    Args:
        data: the bytes of the file.
        file: its name, for the places of findings.
        now: the moment at which the charter is to be obeyed from; without it, versions of days to come are let through.

    Raises:
        CharterUnreadable: it is no text, no YAML, or no mapping.
    """
    root = plant(decode(data, file=file), file=file)
    layout = survey(root)
    charter, faults = modelled(layout.data)
    if of_later_version(layout.data):
        return Loaded(charter=None, findings=located((fault for fault in faults if fault.path == ("etanche",)), root))
    if charter is not None and layout.whole:
        faults = (*broken(charter, _day(charter, now)), *(ahead(charter, now) if now else ()))
    told = tuple(_without_echo((*layout.faults, *unspoiled(faults, layout.spoiled))))
    written = charter.notice.languages if charter is not None else LANGUAGES
    findings = located(
        justify(told, charter, _day(charter, now)) if charter is not None else told, root, written=written
    )
    sound = all(finding.severity is not Severity.ERROR for finding in findings)
    return Loaded(charter=charter if sound else None, findings=findings)


def reread(text: str, *, file: str) -> Charter | None:
    """
    Return a charter that was sound when it was applied, whatever the rules have learned since; None if it cannot be read any more.

    Raises:
        CharterUnreadable: it is no text, no YAML, or no mapping.
    """
    layout = survey(plant(decode(text.encode(), file=file), file=file))
    charter, _ = modelled(layout.data)
    return charter if layout.whole else None


def _day(charter: Charter, now: datetime | None) -> date:
    """Return the day on which a charter is looked at: today where the organisation is, else the day of its newest version."""
    zone = charter.organisation.time_zone
    if now is None:
        return max(charter.versions)
    return day_of(now, zone if zone in zones() else "UTC")


def _without_echo(faults: Iterable[Fault]) -> Iterator[Fault]:
    """Leave out what is said of clauses as long as something else is wrong: which promises there are follows from the rest."""
    told = tuple(faults)
    others = any(fault.severity is Severity.ERROR and fault.id != CARRIES for fault in told)
    yield from (fault for fault in told if not others or fault.id != CARRIES)


def load(path: Path, *, now: datetime | None = None) -> Charter:
    """
    Read a charter that must be sound; `now` as for `read`.

    Raises:
        CharterUnreadable: the file is not there, or is no charter that could be read.
        CharterFaulty: at least one finding is an error.
    """
    loaded = read(read_file(path), file=str(path), now=now)
    if loaded.charter is None:
        raise CharterFaulty(loaded.findings)
    return loaded.charter
