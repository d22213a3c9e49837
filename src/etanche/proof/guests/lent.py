"""
A vault lent to people made up: it stands on the rooms of a house, under the credential of one run of checks.
"""

from __future__ import annotations

from typing import Self

from etanche.vault import Below, Beside, Erasure, ProbeRun, Vault


class LentVault(Vault):
    """The vault of somebody made up; it erases nobody that its run did not make up."""

    run: ProbeRun

    @classmethod
    def lent(cls, below: Below, run: ProbeRun) -> Self:
        """Return one on the rooms of a house, for one run."""
        made = cls.of(below)
        made.stand_under(run)
        return made

    def stand_under(self, run: ProbeRun) -> None:
        """Know which run this is lent for."""
        self.run = run

    def erase(
        self,
        person: bytes,
        *,
        actor: str,  # noqa: ARG002  # a probe has a name of its own
        case: str | None = None,  # noqa: ARG002  # nor is there a case
        beside: Beside | None = None,  # noqa: ARG002  # nobody was given anything of whom we made up
    ) -> Erasure:
        """Erase somebody made up."""
        return self.probing(self.run).erase(person)
