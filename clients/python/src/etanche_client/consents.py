"""
What people decide on: the words they are asked by, their yes and no, what shows it, and what they wish for after their death.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from etanche_client.nouns import Decided, Words
from etanche_client.transport import Asking

Json = Mapping[str, Any]


class Consents(Asking):
    """What people say to the purposes that they decide on."""

    def words(self, purpose: str, *, language: Literal["fr", "en"]) -> Words:
        """Return the words by which people are asked about a purpose: show these, and say by their digest that you did."""
        told = self._ask("GET", f"consents/{purpose}", query={"lang": language}).json()
        return Words(purpose=told["purpose"], language=told["language"], text=told["text"], digest=told["digest"])

    def of(self, person: str) -> list[Json]:
        """Return what somebody decided on: purpose, yes or no, since when, and what shows it."""
        return list(self._ask("GET", f"persons/{person}/consents").json())

    def give(self, person: str, shown: Words) -> Decided:
        """Write down a yes that somebody said to words they were shown; to other words than those of the charter in force it is none."""
        body = {"purpose": shown.purpose, "yes": True, "language": shown.language, "seen": shown.digest}
        return self._said(person, body)

    def withdraw(self, person: str, purpose: str, *, language: Literal["fr", "en"]) -> Decided:
        """Write down a no; what was held for that alone is destroyed when this returns."""
        return self._said(person, {"purpose": purpose, "yes": False, "language": language})

    def receipt(self, person: str, purpose: str) -> bytes:
        """Return the signed receipt of somebody's last word, which `etanche verify` looks at without the organisation."""
        return self._ask("POST", f"persons/{person}/consents/{purpose}/receipt").content

    def instruct(self, person: str, wish: str, *, name: str = "", email: str = "") -> None:
        """Seal what somebody wishes for their data after their death (`keep`, `erase`, `hand-over`), and who sees to it."""
        self._ask("PUT", f"persons/{person}/instructions", {"wish": wish, "name": name, "email": email})

    def take_back(self, person: str) -> None:
        """Write down that they wish nothing any more."""
        self._ask("DELETE", f"persons/{person}/instructions")

    def _said(self, person: str, body: Json) -> Decided:
        told = self._ask("POST", f"persons/{person}/consents", body).json()
        return Decided(new=told["new"], gone=told["gone"], posted=told["posted"])
