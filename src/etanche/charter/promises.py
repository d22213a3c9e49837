"""
A charter reduced to promises `kind:subject` (LANGUAGE §12), each with the clauses of an older text that it carries.

Every promise of the language is derived, whether this version checks it or not; which ones it checks, the room of proofs says.
What a charter promises depends on its content alone, never on the order in which it is written.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from etanche.charter.builtin import builtin
from etanche.charter.kinds import Basis, ChannelKind, Choice, FieldKind, Regime, Stance
from etanche.charter.model import Charter
from etanche.terms import PromiseId


@dataclass(frozen=True, kw_only=True, order=True)
class Promise:
    """One promise: said, and where it can be kept, proved and drilled, under one id."""

    kind: str
    subject: str
    clauses: tuple[str, ...] = ()

    @property
    def id(self) -> PromiseId:
        """Return `kind:subject`."""
        return PromiseId(f"{self.kind}:{self.subject}")


Made = Iterator[tuple[str, str]]
"""Kinds and subjects."""

ALWAYS: tuple[tuple[str, str], ...] = (
    ("continuity", "halt"),
    ("documents", "channels"),
    ("documents", "contacts"),
    ("documents", "date"),
    ("documents", "history"),
    ("documents", "register"),
    ("documents", "responsibility"),
    ("documents", "scope"),
    ("egress", "others"),
    ("incidents", "breach"),
    ("logs", "chain"),
    ("logs", "journal"),
    ("minimise", "unused"),
    ("recipients", "others"),
    ("sealed", "inventory"),
    ("sealed", "keys"),
    ("sealed", "records"),
    ("sealed", "transport"),
    ("separation", "organisations"),
    ("separation", "outsiders"),
)
"""What every charter promises."""

OF_RIGHTS = ("access", "complaint", "erasure", "identity", "rectification", "restriction")
"""What every charter with a section `rights` promises."""

OF_SPHERES = ("destination", "directory", "door", "history", "invisible", "messages", "profiles", "seal")
"""What every charter with a section `spheres` promises."""


def promises(charter: Charter) -> tuple[Promise, ...]:
    """Return the promises of a charter, each once, in the order of kind and subject."""
    clauses: dict[str, list[str]] = {}
    for clause, carried in charter.carries.items():
        for promise in carried:
            clauses.setdefault(promise, []).append(clause)
    made = {*ALWAYS}
    for family in (_notice, _places, _doors, _data, _purposes, _readers, _recipients, _devices, _rights, _accounts):
        made.update(family(charter))
    made.update(_trouble(charter))
    return tuple(
        Promise(kind=kind, subject=subject, clauses=tuple(sorted(clauses.get(f"{kind}:{subject}", ()))))
        for kind, subject in sorted(made)
    )


def _notice(charter: Charter) -> Made:
    """Yield what the documents say of themselves (LANGUAGE §3)."""
    if charter.notice.limits:
        yield "documents", "limits"
    if charter.organisation.declarations:
        yield "documents", "declarations"
    if charter.notice.announced is not None:
        yield "documents", "changes"
        if charter.recipients:
            yield "recipients", "changes"
    if not charter.answers.sale:
        yield "recipients", "never-sold"


def _places(charter: Charter) -> Made:
    """Yield what is said of places and of what survives trouble (LANGUAGE §4)."""
    for region in charter.regions:
        yield "hosting", region
    if charter.vault.backups is not None:
        yield "continuity", "backups"
    if charter.vault.replica is not None:
        yield "continuity", "replica"
    for name, application in charter.applications.items():
        # Only an authorisation that is good without asking us lies on the device.
        if application.offline is not None:
            yield "sealed", name


def _doors(charter: Charter) -> Made:
    """Yield what is said of programs that hold a key (LANGUAGE §5, §10)."""
    for name, channel in charter.channels.items():
        if channel.kind is ChannelKind.CONNECTOR:
            yield "egress", name
        if channel.kind is ChannelKind.API:
            yield "separation", "api-keys"


def _data(charter: Charter) -> Made:
    """Yield what is said of each datum and of what is refused (LANGUAGE §6)."""
    for name, category in charter.categories.items():
        yield "minimise", name
        for field_name, field in category.fields.items():
            if field.only is not None or field.lasts is not None or field.kind is FieldKind.TOKEN:
                yield "minimise", f"{name}.{field_name}"
        if "private" in category.in_:
            yield "spheres", "private-messages"
    for name in charter.never:
        yield "minimise", name
    for held in builtin(charter):
        yield "minimise", held.name
        # How long lines of the journal stay is `logs:journal`; nothing is promised twice.
        if held.name != "journal":
            yield "retention", held.name


def _purposes(charter: Charter) -> Made:
    """Yield what is said of each purpose, and the way out of it (LANGUAGE §7)."""
    for name, purpose in charter.purposes.items():
        yield "purpose", name
        for category in purpose.uses:
            yield "retention", f"{name}/{category}"
        if purpose.objection is not None:
            yield "objection", name
            yield "objection", "list"
        if purpose.basis is Basis.CONSENT:
            yield "consent", name
            yield "consent", "choices"
            yield "objection", "list"
        if purpose.as_ is Stance.PROCESSOR:
            yield "documents", "agreement"


def _readers(charter: Charter) -> Made:
    """Yield what is said of each role (LANGUAGE §9)."""
    for name, role in charter.roles.items():
        for category in charter.categories:
            yield "access", f"{name}/{category}"
        if role.needs is not None:
            yield "access", name
        if role.takes_away is not None:
            yield "hosting", name


def _recipients(charter: Charter) -> Made:
    """Yield what is said of everybody else who receives, and of every address called (LANGUAGE §9)."""
    for recipient in charter.recipients:
        yield "recipients", recipient
    for host in charter.hosts:
        yield "egress", host


def _devices(charter: Charter) -> Made:
    """Yield what is said of people's devices and of the providers they log in with (LANGUAGE §9)."""
    for tracer in charter.tracers:
        yield "consent", tracer
        yield "consent", "choices"
    for name, provider in charter.providers.items():
        yield "accounts", name
        yield "consent", name
        for scope in provider.scopes:
            yield "scopes", f"{name}/{scope}"


def _rights(charter: Charter) -> Made:
    """Yield the rights that follow from the bases, where the charter says how they are used (LANGUAGE §7, §10)."""
    if charter.rights is None:
        return
    bases = {purpose.basis for purpose in charter.purposes.values()}
    applies = {
        "objection": bool(bases & {Basis.LEGITIMATE_INTEREST, Basis.PUBLIC_TASK}),
        "portability": bool(bases & {Basis.CONSENT, Basis.CONTRACT}),
        "withdrawal": Basis.CONSENT in bases,
        "after-death": charter.rights.after_death is not None,
        "california": Regime.CALIFORNIA in charter.rights.regimes,
        "leaving": charter.spheres is not None,
    }
    for right in OF_RIGHTS:
        yield "rights", right
    for right, made in applies.items():
        if made:
            yield "rights", right


def _accounts(charter: Charter) -> Made:
    """Yield what is said of logging in, of sealed groups and of client organisations (LANGUAGE §10)."""
    if charter.accounts is not None:
        yield "accounts", "registration"
        yield "accounts", "sessions"
        yield "accounts", "second-factor"
        if charter.accounts.passwords is not None:
            yield "accounts", "passwords"
            yield "sealed", "passwords"
    if charter.spheres is not None:
        yield from (("spheres", word) for word in OF_SPHERES)
    chosen = charter.tenants.choose if charter.tenants is not None else ()
    if Choice.OWN_KEY in chosen:
        yield "sealed", "own-key"
    if Choice.REGION in chosen:
        yield "hosting", "choice"


def _trouble(charter: Charter) -> Made:
    """Yield what is said of incidents, and what people answer for (LANGUAGE §11)."""
    if charter.incidents.watch is not None:
        yield "incidents", "watch"
    if charter.incidents.announce is not None:
        yield "incidents", "announce"
    for attestation in charter.attested:
        yield "attest", attestation
