"""
Somebody says yes, or takes it back, by any door: one event for each person that they are, with its evidence; what only the yes held goes.
"""

from __future__ import annotations

from dataclasses import dataclass

from etanche.errors import NotFound, Refused
from etanche.rights.around import Around
from etanche.rights.consent.evidence import ACTS, Evidence, How, Shown, words_of
from etanche.rights.outside import announced_of
from etanche.rights.recipients import Telling
from etanche.store import moment_text
from etanche.terms import Language
from etanche.vault import THEMSELVES, Choice, Said


class NeverAsked(NotFound):
    """Nothing shows that somebody ever said yes or no to a purpose."""


class NotShown(Refused):
    """A yes is to rest on words that were shown, and these are others."""


@dataclass(frozen=True, kw_only=True)
class Answered:
    """What came of a word."""

    new: bool
    """Whether it changed something, or made a yes that is for a time hold anew."""

    gone: int = 0
    """Records that nothing held any more, and that were destroyed at once."""

    told: tuple[Telling, ...] = ()
    """Who had been given them, and is told."""


@dataclass(frozen=True, kw_only=True)
class Consents:
    """What the persons of one organisation decide on."""

    around: Around

    def shown(self, purpose: str, language: Language) -> Shown:
        """
        Return the words by which somebody is asked.

        Raises:
            NeverAsked: nobody decides on this purpose.
        """
        plan = self.around.plan
        if purpose not in plan.consents and purpose not in plan.objections:
            known = ", ".join(f"`{one}`" for one in sorted(plan.consents | plan.objections.keys())) or "there is none"
            raise NeverAsked(f"nobody decides on `{purpose}`", hint=f"people decide on: {known}")
        return Shown.of(self.around.charter, purpose, language)

    def choices(self, person: bytes) -> tuple[Choice, ...]:
        """Return every purpose that a person decides on, with their last word."""
        return self.around.vault.mirror(person).choices()

    def say(
        self,
        person: bytes,
        purpose: str,
        *,
        yes: bool,
        language: Language,
        how: How,
        actor: str = THEMSELVES,
        seen: str | None = None,
    ) -> Answered:
        """
        Write down somebody's word on a purpose; a no destroys at once what nothing holds any more.

        A no is written in one transaction, with the letters to whoever was given what it ends, which is destroyed after it: killed between,
        it holds, and the sweep does the rest.

        Args:
            person: whose word it is, and of whom they are joined with.
            purpose: one that they decide on.
            yes: give a consent, or take an objection back; else withdraw it, or object.
            language: in which they were asked.
            how: by which way they said it.
            actor: who writes it down.
            seen: the digest of the words that they were shown, where whoever asks can prove it. A yes without it is one that `actor`
                answers for: to the words of now; of a no without it nobody says that any words were shown, and it claims none.

        Raises:
            NeverAsked: nobody decides on this purpose.
            NotShown: they said yes to other words than those of the charter in force.
            NotTheirsToSay: they do not decide on it.
        """
        shown = self.shown(purpose, language)
        same = yes if seen is None else seen == shown.digest
        if yes and not same:
            raise NotShown("the text has changed since it was shown", hint="show it again, and ask again")
        evidence = self._evidence(shown, yes=yes, how=how, same=same)
        vault = self.around.vault
        beside = None if yes else announced_of(self.around, person, purpose)
        new = vault.mirror(person, by=actor).say(purpose, yes=yes, evidence=evidence.written(), beside=beside)
        if yes or not new:
            return Answered(new=new)
        gone = vault.let_go(vault.group_of(person))
        return Answered(new=True, gone=gone, told=() if beside is None else beside.told)

    def kept(self, person: bytes) -> tuple[Evidence, ...]:
        """Return what shows the words of a person, and of whom they are joined with, each once, in the order in which they were said."""
        return words_of(self.around.vault, self.around.vault.group_of(person))

    def last(self, person: bytes, purpose: str) -> Evidence:
        """
        Return what shows the last word of a person on a purpose.

        Raises:
            NeverAsked: nothing does.
        """
        found = [one for one in self.kept(person) if one.purpose == purpose]
        if not found:
            raise NeverAsked("nothing shows a yes or a no of theirs to this purpose", hint="see `etanche consent list`")
        return found[-1]

    def last_words(self, person: bytes) -> dict[str, Evidence]:
        """Return what shows the last word of a person on each purpose."""
        return {one.purpose: one for one in self.kept(person)}

    def said_yes(self, person: bytes, purpose: str) -> bool:
        """Tell whether a person's yes to a purpose holds now."""
        return any(one.purpose == purpose and one.said is Said.YES for one in self.choices(person))

    def _evidence(self, shown: Shown, *, yes: bool, how: How, same: bool) -> Evidence:
        around = self.around
        consent = shown.purpose in around.plan.consents
        return Evidence(
            act=("consent-given" if yes else "consent-withdrawn")
            if consent
            else ("objection-withdrawn" if yes else "objection"),
            purpose=shown.purpose,
            at=moment_text(around.clock.now()),
            charter=around.plan.digest,
            dated=max(around.charter.versions).isoformat(),
            language=shown.language,
            text=shown.text if same else "",
            digest=shown.digest if same else "",
            how=how.value,
            acts=ACTS[how],
        )
