"""
One tracking request becomes one arrival at the vault, or a reason why it is none.

A request is a visit when it has a site (`idsite`), asks to be recorded (`rec=1`) and fits the category;
it is answered but not recorded when it comes from a crawler or only says that a page is still open (`ping=1`).
Whatever else it carries is dropped here, by name, before anything is handed on.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from etanche.charter import CategoryPlan, Unknown
from etanche.intake.agent import LONGEST_AGENT, Behind, read_agent
from etanche.intake.facts import Fact, Shape
from etanche.intake.hit import Hit
from etanche.intake.page import DEED_PARAMETERS, action_of, visited_page
from etanche.intake.parameters import TRANSPORT, Parameters, known_name
from etanche.vault import Arrival

BOT: Final = "bot"
HEARTBEAT: Final = "heartbeat"

_LONGEST_LANGUAGE: Final = 128
_SITE = re.compile(r"0*[1-9]\d{0,8}", re.ASCII)
_SCREEN = re.compile(r"\d{2,5}x\d{2,5}", re.ASCII)
_CONTROLS = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
_FEEDS: Final[Mapping[str, frozenset[Fact]]] = {
    "url": frozenset({Fact.PAGE}),
    "res": frozenset({Fact.SCREEN}),
    "ua": frozenset({Fact.BROWSER, Fact.SYSTEM, Fact.TERMINAL, Fact.VISITOR}),
    "lang": frozenset({Fact.VISITOR}),
    **dict.fromkeys(DEED_PARAMETERS, frozenset({Fact.ACTION})),
    "download": frozenset({Fact.ACTION, Fact.PAGE}),
}
"""What each parameter is looked at for; one that feeds no fact the category wants is dropped."""


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What became of one tracking request: an arrival, a reason why there is none, or neither when it is no visit at all."""

    arrival: Arrival | None = field(default=None, repr=False)
    not_a_visit: str = ""
    dropped: Mapping[str, int] = field(default_factory=dict)

    @property
    def valid(self) -> bool:
        """Whether the request is one that is answered as recorded."""
        return self.arrival is not None or bool(self.not_a_visit)


class Reader:
    """Reads tracking requests for one category of a plan."""

    def __init__(self, category: CategoryPlan) -> None:
        self._shape = Shape.of(category)
        self._unknown = category.unknown
        self._required = frozenset(
            plan.name for fact, plan in self._shape.fields.items() if plan.required and fact is not Fact.VISITOR
        )

    def read(self, hit: Hit, asked: Parameters, at: datetime) -> Reading:
        """Read one tracking request of a hit."""
        if not _SITE.fullmatch(asked.get("idsite", "")) or asked.get("rec") != "1":
            return Reading()
        dropped = Counter(known_name(name) for name in asked if not self._uses(name))
        if asked.get("ping") == "1":
            return Reading(not_a_visit=HEARTBEAT)
        agent = read_agent(asked.get("ua") or hit.headers.get("user-agent", ""))
        if agent.behind is Behind.CRAWLER or asked.get("recMode") == "1":
            return Reading(not_a_visit=BOT)
        if dropped and self._unknown is Unknown.REFUSE:
            return Reading()
        fields = self._shape.fill(
            {
                Fact.ADDRESS: hit.address,
                Fact.BROWSER: agent.browser,
                Fact.SYSTEM: agent.system,
                Fact.TERMINAL: agent.terminal,
                Fact.SCREEN: _screen(asked.get("res", "")),
                Fact.PAGE: visited_page(asked),
                Fact.ACTION: action_of(asked),
            }
        )
        if not self._required <= fields.keys():
            return Reading()
        return Reading(arrival=Arrival(at=at, fields=fields, who=who(hit, asked)), dropped=dropped)

    def _uses(self, name: str) -> bool:
        """Say whether a parameter steers the request or feeds a fact that the category has a field for."""
        return name in TRANSPORT or self._shape.wants(_FEEDS.get(name, frozenset()))


def who(hit: Hit, asked: Parameters | None = None) -> str | None:
    """Return who a visitor is today: a word the vault makes a pseudonym of, the same at the opt-out as at the tracker."""
    asked = asked or {}
    return visitor(
        hit.address,
        asked.get("ua") or hit.headers.get("user-agent", ""),
        asked.get("lang") or hit.headers.get("accept-language", ""),
    )


def visitor(address: str, agent: str, language: str) -> str | None:
    """
    Return the one word for a visitor, from the *masked* address, the user agent and the languages; nothing if all are empty.

    The full address is no input of this, so that nobody who learns a pseudonym's salt can try addresses out.
    """
    parts = (address, agent[:LONGEST_AGENT], language[:_LONGEST_LANGUAGE])
    cleaned = [_CONTROLS.sub("", part).strip() for part in parts]
    return "\n".join(cleaned) if any(cleaned) else None


def _screen(text: str) -> str:
    """Return the size of a screen, or nothing if it is none."""
    return text if _SCREEN.fullmatch(text) else ""
