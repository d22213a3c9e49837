"""
What people attest: the digest of the evidence, who issued it, who answers for it, from which day until which; signed as a whole.

The evidence stays where the organisation keeps such papers; whoever has the file can tell by its digest that it is the one that was entered.
An undertaking that a role needs is attested for each actor by itself (`about`); the others for the whole organisation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Self

from etanche.charter import Charter, Plan
from etanche.charter.evaluate import add
from etanche.clock import Clock, day_of
from etanche.errors import NotFound, Refused, Unreadable
from etanche.journal import Entry, Fact, Journal
from etanche.keyring import Signer
from etanche.proof.attested_rows import is_ours, signed
from etanche.proof.bench import Bench
from etanche.store import AttestationRow, Store, attestations, moment_text
from etanche.terms import OrganisationId, one_name, same_name

KIND = "attest"
ENTERED = "evidence-entered"
"""The act of the journal by which evidence comes in."""

_LONGEST = 100
_FACTS = ("digest", "on", "until")
_LINK = re.compile(r"https://[A-Za-z0-9.-]+(?::\d{1,5})?(?:/[!#-;=?-~]{0,400})?", re.ASCII)


class NoSuchAttestation(NotFound):
    """The charter has no attestation of this name."""


class NotAttested(Refused):
    """The dates of the evidence cannot be: it is of a day to come, or would count longer than the charter lets it."""


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What is entered."""

    name: str
    """The attestation of the charter, with or without `attest:` before it."""

    digest: bytes
    issuer: str
    owner: str
    made: date
    until: date | None = None
    """The last day on which it counts; left out, as long as the charter lets it."""

    link: str | None = None
    """Where everybody can read it, if anywhere: an address that begins with `https://`."""

    about: str | None = None
    """The actor whose undertaking it is."""

    by: str
    """Who entered it."""


@dataclass(frozen=True, kw_only=True)
class Attested:
    """The last evidence of an attestation, for the organisation or for one actor."""

    row: AttestationRow
    until: date
    """The last day on which it counts, by the charter of now."""

    ours: bool
    """Whether it stands as it was entered."""

    left: int
    """Days until that day; less than 0 once it is past."""

    def as_json(self) -> dict[str, object]:
        """Return it for programs."""
        row = self.row
        return {
            "promise": f"{KIND}:{row.name}",
            "for": row.about,
            "digest": row.digest.hex(),
            "issuer": row.issuer,
            "owner": row.owner,
            "link": row.link,
            "on": row.made,
            "until": self.until.isoformat(),
            "days_left": self.left,
            "believed": self.ours,
        }


class Attestations:
    """The evidence of one organisation, under the charter in force."""

    def __init__(
        self,
        *,
        store: Store,
        journal: Journal,
        signer: Signer,
        charter: Charter,
        plan: Plan,
        clock: Clock,
        organisation: OrganisationId,
    ) -> None:
        """Hold where it lies and who signs it; nothing is read yet."""
        self._store = store
        self._journal = journal
        self._signer = signer
        self._charter = charter
        self._zone = plan.zone
        self._needed = frozenset(plan.agreements.values())
        self._clock = clock
        self._organisation = organisation

    @classmethod
    def of_bench(cls, bench: Bench) -> Self:
        """Return those of a house opened for proof."""
        return cls(
            store=bench.store,
            journal=bench.journal,
            signer=bench.keyring.signer(bench.organisation),
            charter=bench.charter,
            plan=bench.plan,
            clock=bench.clock,
            organisation=bench.organisation,
        )

    def enter(self, evidence: Evidence) -> Attested:
        """
        Enter evidence; what was entered before stays, and counts no more.

        Raises:
            NoSuchAttestation: the charter has none of that name.
            NotAttested: its dates cannot be, or somebody attests their own undertaking.
            Unreadable: a word is too long, or an actor is missing or one too many.
        """
        name = evidence.name.removeprefix(f"{KIND}:")
        until = self._until(name, evidence)
        self._read(name, evidence)
        if same_name(evidence.by, evidence.about):
            raise NotAttested("nobody attests their own undertaking", hint="somebody else has seen it")
        row = AttestationRow(
            organisation=self._organisation,
            name=name,
            about=evidence.about,
            digest=evidence.digest,
            issuer=evidence.issuer,
            owner=evidence.owner,
            link=evidence.link,
            made=evidence.made.isoformat(),
            until=until.isoformat(),
            recorded=moment_text(self._clock.now()),
            actor=evidence.by,
        )
        row = signed(row, self._signer)
        facts = _facts(row)
        entry = Entry(
            organisation=self._organisation,
            at=self._clock.now(),
            actor=evidence.by,
            act=ENTERED,
            object=f"{KIND}:{name}",
            decision="done",
            facts=facts if evidence.about is None else facts | {"for": evidence.about},
        )
        with self._store.writing() as connection:
            attestations.append(connection, row)
            self._journal.write(connection, entry)
        return self._attested(row)

    def listed(self) -> tuple[Attested, ...]:
        """Return the last evidence of each attestation of the charter and each actor, the nearest end first."""
        with self._store.reading() as connection:
            rows = attestations.known(connection, self._organisation)
        return tuple(sorted(self._last(row for row in rows if row.name in self._charter.attested), key=_by_end))

    def last(self, name: str) -> tuple[Attested, ...]:
        """Return the last evidence of one attestation: for the organisation, or for each actor."""
        with self._store.reading() as connection:
            return tuple(self._last(attestations.known(connection, self._organisation, name)))

    def taken_away(self, name: str) -> int:
        """
        Return of how many the journal says that newer evidence was entered than the last that is there, or some where there is none.

        The dates count too: the same file, entered again with a nearer end, is newer evidence.
        """
        told: dict[str | None, tuple[Fact, ...]] = {}
        for line in self._journal.entries(act=ENTERED, object=f"{KIND}:{name}"):
            about = line.facts.get("for")
            told[None if about is None else one_name(str(about))] = tuple(line.facts[it] for it in _FACTS)
        there = {
            None if one.row.about is None else one_name(one.row.about): tuple(_facts(one.row)[it] for it in _FACTS)
            for one in self.last(name)
        }
        return sum(1 for about, entered in told.items() if there.get(about) != entered)

    def evidenced(self, digest: bytes) -> tuple[Attested, ...]:
        """Return what a file is the evidence of, whether it still counts or not."""
        with self._store.reading() as connection:
            rows = attestations.known(connection, self._organisation)
        return tuple(self._attested(row) for row in rows if row.digest == digest and row.name in self._charter.attested)

    def _last(self, rows: Iterable[AttestationRow]) -> list[Attested]:
        # By the moment that is signed: the order of the rows is not.
        ordered = sorted(rows, key=lambda row: (row.recorded, row.seq or 0))
        newest = {(row.name, None if row.about is None else one_name(row.about)): row for row in ordered}
        return [self._attested(row) for row in newest.values()]

    def _attested(self, row: AttestationRow) -> Attested:
        """Return evidence with its end: the one that was entered, or the one the charter of now gives it, if that is sooner."""
        if not is_ours(row, self._signer):
            # Somebody else's dates may be none.
            until = _day(row.until)
            return Attested(row=row, until=until, ours=False, left=(until - self._today).days)
        end = add(date.fromisoformat(row.made), self._charter.attested[row.name].every)
        until = min(date.fromisoformat(row.until), end)
        return Attested(row=row, until=until, ours=True, left=(until - self._today).days)

    @property
    def _today(self) -> date:
        return day_of(self._clock.now(), self._zone)

    def _until(self, name: str, evidence: Evidence) -> date:
        found = self._charter.attested.get(name)
        if found is None:
            raise NoSuchAttestation(
                f"the charter has no attestation `{name}`", hint="`etanche attest list` shows those it has"
            )
        end = add(evidence.made, found.every)
        until = evidence.until or end
        if evidence.made > self._today:
            raise NotAttested(f"`{evidence.made}` has not come yet", hint="evidence is entered once there is some")
        if until < self._today:
            raise NotAttested(
                f"this evidence counted until `{until}`, and that day is past", hint="enter evidence that still counts"
            )
        if not evidence.made <= until <= end:
            raise NotAttested(
                f"the charter asks for new evidence every {found.every}", hint=f"the last day can be `{end}` at most"
            )
        return until

    def _read(self, name: str, evidence: Evidence) -> None:
        words = (evidence.issuer, evidence.owner, evidence.by, evidence.about or "-")
        if not all(0 < len(word) <= _LONGEST and word.isprintable() for word in words):
            raise Unreadable(f"issuer, owner and actors are named in 1 to {_LONGEST} letters")
        if evidence.link is not None and not _LINK.fullmatch(evidence.link):
            raise Unreadable("the address of the evidence cannot be used", hint="it begins with `https://`")
        if (evidence.about is not None) is not (name in self._needed):
            raise Unreadable(
                f"`{name}` is attested for each actor" if name in self._needed else f"`{name}` is attested for all",
                hint="name the actor with --for" if name in self._needed else "leave out --for",
            )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return date.min


def _facts(row: AttestationRow) -> dict[str, Fact]:
    """Return what the journal's line holds of evidence, whomever it is about."""
    return dict(zip(_FACTS, (row.digest.hex(), row.made, row.until), strict=True))


def _by_end(one: Attested) -> tuple[date, str, str]:
    return one.until, one.row.name, one.row.about or ""
