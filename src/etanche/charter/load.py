"""
A charter, from a file to frozen nouns: bytes → text → tree → layout → model → rules.

Each step tells what it finds; a step that needs the one before does not run on broken ground, so one fault gives one finding.
Nothing outside the file is read and nothing is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pydantic import ValidationError

from etanche.charter.explain import explain, unspoiled
from etanche.charter.faults import Fault, located
from etanche.charter.findings import CharterFaulty, Finding, Severity
from etanche.charter.layout import Survey, survey
from etanche.charter.model import Charter
from etanche.charter.rules import CARRIES, ahead, broken
from etanche.charter.source import decode, read_file
from etanche.charter.tree import plant
from etanche.terms import LANGUAGES, Language


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
    charter, faults = _model(layout)
    if charter is not None and layout.whole:
        faults = (*broken(charter), *(ahead(charter, now) if now else ()))
    findings = located(_without_echo((*layout.faults, *unspoiled(faults, layout.spoiled))), root)
    sound = all(finding.severity is not Severity.ERROR for finding in findings)
    return Loaded(charter=charter if sound else None, findings=findings)


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


def _model(layout: Survey) -> tuple[Charter | None, tuple[Fault, ...]]:
    try:
        return Charter.model_validate(layout.data, context={"languages": _languages(layout.data)}), ()
    except ValidationError as error:
        return None, explain(error)


def _languages(data: dict[str, object]) -> tuple[Language, ...]:
    """Return the languages every text must have; both, as long as the notice does not say."""
    notice = data.get("notice")
    written = notice.get("languages") if isinstance(notice, dict) else None
    if not isinstance(written, list) or not all(language in LANGUAGES for language in written):
        return LANGUAGES
    return tuple(language for language in LANGUAGES if language in written) or LANGUAGES
