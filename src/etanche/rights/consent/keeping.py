"""
Somebody says yes, or takes it back, by any door: one event for each person that they are, with its evidence; what only the yes held goes.
"""

from __future__ import annotations

from dataclasses import dataclass

from etanche.errors import NotFound, Refused
from etanche.rights.around import Around
from etanche.rights.consent.evidence import Evidence, How, Shown, evidence_of, words_of
from etanche.rights.outside import announced_of
from etanche.rights.recipients import Telling
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
        seen_now = shown if same else None
        evidence = evidence_of(self.around, purpose, yes=yes, how=how, language=language, shown=seen_now)
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
        found = self.last_words(person).get(purpose)
        if found is None:
            raise NeverAsked("nothing shows their last word on this purpose", hint="see `etanche consent list`")
        return found

    def last_words(self, person: bytes) -> dict[str, Evidence]:
        """Return what shows the last word of a person on each purpose; what shows an earlier one, which holds no more, is left out."""
        choices = {one.purpose: one for one in self.choices(person)}
        # Of two words of one moment the one that holds was said last.
        kept = sorted(self.kept(person), key=lambda one: (one.at, _shows(one, choices.get(one.purpose))))
        found = {one.purpose: one for one in kept}
        return {purpose: one for purpose, one in found.items() if _shows(one, choices.get(purpose))}

    def said_yes(self, person: bytes, purpose: str) -> bool:
        """Tell whether a person's yes to a purpose holds now."""
        return any(one.purpose == purpose and one.said is Said.YES for one in self.choices(person))


def _shows(evidence: Evidence, choice: Choice | None) -> bool:
    """Tell whether evidence is of somebody's last word: a no can have come without any, by a list of refusals or a word of staff."""
    if choice is None:
        return True
    # A yes that came to its end by itself is their last word still.
    yes = choice.said in {Said.YES, Said.STOPPED} or (choice.said is Said.NO and choice.until is not None)
    return yes == (evidence.act in {"consent-given", "objection-withdrawn"})
