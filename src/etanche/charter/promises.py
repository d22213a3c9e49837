"""
A charter reduced to promises `kind:subject`, each with the clauses of an older text that it carries.

A promise is made only when this version can say it, keep it, prove it and drill it.
What a charter promises depends on its content alone, never on the order in which it is written.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from etanche.charter.model import Charter
from etanche.terms import PromiseId


@dataclass(frozen=True, kw_only=True, order=True)
class Promise:
    """One promise: said, kept, proved and drilled under one id."""

    kind: str
    subject: str
    clauses: tuple[str, ...] = ()

    @property
    def id(self) -> PromiseId:
        """Return `kind:subject`."""
        return PromiseId(f"{self.kind}:{self.subject}")


ALWAYS: tuple[tuple[str, str], ...] = (
    ("documents", "channels"),
    ("documents", "contacts"),
    ("documents", "date"),
    ("documents", "history"),
    ("documents", "scope"),
    ("logs", "chain"),
    ("logs", "journal"),
    ("minimise", "unused"),
    ("recipients", "others"),
    ("sealed", "inventory"),
    ("sealed", "keys"),
    ("sealed", "records"),
)
"""What every charter promises."""


def promises(charter: Charter) -> tuple[Promise, ...]:
    """Return the promises of a charter, each once, in the order of kind and subject."""
    clauses: dict[str, list[str]] = {}
    for clause, carried in charter.carries.items():
        for promise in carried:
            clauses.setdefault(promise, []).append(clause)
    made = {*ALWAYS, *_data(charter), *_purposes(charter), *_others(charter)}
    return tuple(
        Promise(kind=kind, subject=subject, clauses=tuple(sorted(clauses.get(f"{kind}:{subject}", ()))))
        for kind, subject in sorted(made)
    )


def _data(charter: Charter) -> Iterator[tuple[str, str]]:
    for name, category in charter.categories.items():
        yield "minimise", name
        for field_name, field in category.fields.items():
            if field.only is not None or field.lasts is not None:
                yield "minimise", f"{name}.{field_name}"
        for role in charter.roles:
            yield "access", f"{role}/{name}"


def _purposes(charter: Charter) -> Iterator[tuple[str, str]]:
    for name, purpose in charter.purposes.items():
        yield "purpose", name
        for category in purpose.uses:
            yield "retention", f"{name}/{category}"
        if purpose.objection is not None:
            yield "objection", name
            yield "objection", "list"


def _others(charter: Charter) -> Iterator[tuple[str, str]]:
    for region in charter.regions:
        yield "hosting", region
    for recipient in charter.recipients:
        yield "recipients", recipient
    if not charter.answers.sale:
        yield "recipients", "never-sold"
    if charter.notice.limits:
        yield "documents", "limits"
