"""
Somebody made up decides on their own page: they log in by the real door, read what they are asked, say yes, and take it back.

The page is drawn in this process, by what draws everybody's: what stands between it and a browser is not seen. It shows whom the run made up,
and the vault behind it knows nobody else.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple
from urllib.parse import urlencode, urlsplit

from etanche.charter import Proof
from etanche.proof.door import Answered, Asked, OwnPage
from etanche.proof.guests.controls import CHOICE, NO, YES, Control, controls_of
from etanche.proof.guests.lent import LentVault
from etanche.proof.guests.scene import guest, lobby, lodge_of
from etanche.proof.lodge import Own
from etanche.proof.outcome import Outcome, broken, kept, unproven
from etanche.proof.persons.asking import Reader, reader_of, reads
from etanche.proof.persons.scene import Scene, Written, probing, row_of, write
from etanche.proof.reach import Reach, starts
from etanche.proof.run import ProofRun
from etanche.proof.survey import numbers
from etanche.rights.consent import Evidence, Shown, read
from etanche.terms import Language
from etanche.vault import THEMSELVES, Mirror, NotTaken, ProbeRun

FOUND: Final = 200
TAKEN: Final = 303

_MOST: Final = 4
"""Nobody is asked to press more often: a word that has not arrived by then never does."""

_KNOWN_BY: Final = ("restricted", "restriction-lifted")
"""What leaves everything as it was, and shows that there is somebody: nobody has a page of whom nothing was ever told."""

_FORM: Final = {"content-type": "application/x-www-form-urlencoded"}


class Guestroom(LentVault):
    """The vault behind the page of somebody made up: what it does stands under the run, and whoever that run did not make up is refused."""

    def stand_under(self, run: ProbeRun) -> None:
        """Know which run this is lent for, which signs every line of it."""
        super().stand_under(run)
        self._means = replace(self._means, probe=run.id)

    def mirror(self, person: bytes, *, by: str = THEMSELVES) -> Mirror:  # noqa: ARG002  # a probe has a name of its own
        """Return what a person of ours sees of their own."""
        return self.probing(self.run).mirror(person)

    def group_of(self, person: bytes) -> frozenset[bytes]:
        """Return a person of ours, who is nobody else."""
        self.mirror(person)
        return super().group_of(person)

    def let_go(self, who: Collection[bytes]) -> int:
        """Destroy what nothing holds any more of persons of ours."""
        for person in who:
            self.mirror(person)
        return super().let_go(who)


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """Somebody made up, before their own page."""

    run: ProofRun
    purpose: str
    person: bytes
    page: OwnPage
    headers: Mapping[str, str] = field(repr=False)

    def look(self, language: Language) -> tuple[Control, ...]:
        """Return the controls of the purpose as the page has them now; none if there is no such page."""
        found = self._ask(Asked(path=self.page.address, query=f"lang={language}", headers=self.headers))
        return controls_of(found.text, self.purpose) if found.status == FOUND else ()

    def press(self, control: Control) -> None:
        """Send the form of a control; whether it did anything is for the page to show."""
        where = urlsplit(control.action)
        asked = Asked(method="POST", path=where.path, query=where.query, headers={**self.headers, **_FORM})
        self._ask(asked, urlencode({**control.fields, CHOICE: control.sends}).encode())

    def _ask(self, asked: Asked, form: bytes = b"") -> Answered:
        return self.page.ask(asked, form)


def there(reach: Reach) -> bool:
    """Tell whether the charter lets people in to a page of their own, where they decide."""
    charter = reach.charter
    proved = frozenset() if charter.rights is None else frozenset(charter.rights.identity.by)
    return charter.accounts is not None and not proved.isdisjoint({Proof.ACCOUNT, Proof.SIGNED_LINK})


def whole(reach: Reach, purpose: str) -> bool:
    """Tell whether all that a purpose uses can be written and read for somebody made up who decides on their page."""
    return there(reach) and set(reach.charter.purposes[purpose].uses) <= reach.persons


def held_alone(reach: Reach, purpose: str) -> tuple[str, ...]:
    """Return the categories that a purpose uses and no other, as far as somebody made up can have a record there."""
    uses = sorted(set(reach.charter.purposes[purpose].uses) & reach.persons)
    return tuple(name for name in uses if reach.plan.purposes_of(name) == (purpose,))


def decided(run: ProofRun, purpose: str) -> Outcome:
    """Let somebody made up say yes and take it back on their page, in every language it has."""
    lodge, reader = lodge_of(run), reader_of(run.reach, purpose)
    if run.bench.door is None:
        return unproven("door.none")
    if lodge is None or lodge.own is None:
        return unproven("accounts.nobody-yet")
    if reader is None:
        return unproven("no-canary")
    if not all(guard.ok for guard in run.bench.standing.guards(())):
        # Where the clock is in doubt nothing is destroyed because of a word.
        return unproven("consent.clock-in-doubt")
    languages = run.bench.charter.notice.languages
    for language in languages:
        with _visitor(run, lodge.own, purpose) as visitor:
            if wrong := _walked(visitor, reader, language):
                return wrong
    gone = len(languages) * len(held_alone(run.reach, purpose))
    return kept("consent.on-the-page", languages=len(languages), records=gone)


@contextmanager
def _visitor(run: ProofRun, own: Own, purpose: str) -> Iterator[Visitor]:
    """Let somebody made up log in, who has all that the purpose needs but their yes."""
    begun, shows = run.once("before the page", lambda: _logged_in(run))
    person = probing(run).person()
    for event, about in starts(run.bench.charter, purpose):
        if (event, about) != ("consent-given", purpose):
            probing(run).tell(person, event, purpose=about)
    for event in _KNOWN_BY:
        probing(run).tell(person, event)
    vault = run.once("guestroom", lambda: Guestroom.lent(run.bench, run.probe))
    with own(account=begun, person=person, vault=vault) as page:
        yield Visitor(run=run, purpose=purpose, person=person, page=page, headers=shows)


def _logged_in(run: ProofRun) -> tuple[bytes, Mapping[str, str]]:
    lodge = lodge_of(run)
    if lodge is None:
        raise LookupError("nobody can have an account")
    begun = guest(run, lobby(run, lodge)).begun
    return begun.session.account, lodge.shows(begun.secret)


def _walked(visitor: Visitor, reader: Reader, language: Language) -> Outcome | None:
    """Read, say yes, take it back; return the first thing that is wrong."""
    found = visitor.look(language)
    if not found:
        return broken("consent.no-page", language=language)
    if wrong := _asked_apart(found, language):
        return wrong
    yes = _pressed(visitor, found, YES, language)
    somebody = None if yes is None else _written(visitor)
    if yes is None or somebody is None or not reads(visitor.run, reader, somebody):
        return broken("consent.yes-lost", language=language)
    if not _shown_is_kept(visitor, found[0], language):
        return broken("consent.other-words", language=language)
    return _taken_back(visitor, reader, somebody, yes, language)


def _taken_back(visitor: Visitor, reader: Reader, somebody: Scene, yes: _Pressed, language: Language) -> Outcome | None:
    """Take the yes back; return the first thing that is wrong: with how it is done, with who reads on, or with what is left."""
    no = _pressed(visitor, yes.then, NO, language)
    if no is None or reads(visitor.run, reader, somebody):
        return broken("consent.no-lost", language=language)
    if no.acts > yes.acts:
        return broken("consent.no-harder", language=language, given=yes.acts, taken=no.acts)
    alone = held_alone(visitor.run.reach, visitor.purpose)
    left = sum(_is_left(visitor, somebody.written[name]) for name in alone)
    return broken("consent.outlives", records=left) if left else None


def _asked_apart(found: tuple[Control, ...], language: Language) -> Outcome | None:
    """Look at a page of somebody who was never asked: one thing to press, for this purpose and no other, and it is not set."""
    if len(found) != 1 or len(found[0].about) != 1:
        return broken("consent.bundled", language=language, controls=len(found))
    return broken("consent.ticked", language=language) if found[0].on or found[0].sends != YES else None


class _Pressed(NamedTuple):
    """In how many acts a word was said, and the controls as they are since."""

    acts: int
    then: tuple[Control, ...]


def _pressed(visitor: Visitor, found: tuple[Control, ...], says: str, language: Language) -> _Pressed | None:
    """Say a word, and again until the page shows it; return nothing if it never does."""
    acts = 0
    for _ in range(_MOST):
        control = next((one for one in found if one.sends == says), None)
        if control is None:
            return None
        acts += 1 + control.folded
        visitor.press(control)
        found = visitor.look(language)
        if found and found[0].on == (says == YES):
            return _Pressed(acts, found)
    return None


def _shown_is_kept(visitor: Visitor, control: Control, language: Language) -> bool:
    """Tell whether what is kept of a yes is the text that stood on the page, by its digest, in the language of the page."""
    on_page = Shown(purpose=visitor.purpose, language=language, lines=control.words)
    evidence = [read(data) for _, data in visitor.run.bench.vault.evidence(visitor.person)]
    said = [one for one in evidence if isinstance(one, Evidence) and one.purpose == visitor.purpose]
    return bool(said) and (said[-1].digest, said[-1].language) == (on_page.digest, language) and said[-1].whole


def _written(visitor: Visitor) -> Scene | None:
    """Write of somebody who said yes what the purpose uses; nothing if it is turned away."""
    run = visitor.run
    uses = sorted(set(run.bench.charter.purposes[visitor.purpose].uses) & run.reach.persons)
    try:
        return Scene(person=visitor.person, written={name: write(run, name, visitor.person) for name in uses})
    except NotTaken:
        return None


def _is_left(visitor: Visitor, written: Written) -> bool:
    """Tell whether a record, or what opens it, is still there."""
    bench, number = visitor.run.bench, numbers(visitor.run.bench).categories[written.ref.category]
    living = bench.shelf.keys_of_persons(bench.organisation, [visitor.person])
    return row_of(visitor.run, written.ref) is not None or any(row[1] == number for row in living)
