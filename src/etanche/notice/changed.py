"""
The things, items and values that the sentence of a change speaks of, found in the charter of before or of after.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from etanche.charter import After, Between, Charter, Duration, FirstOf, Keep, LastOf, Unit, While
from etanche.charter.change import ASIDE, Change, How, place, renamed
from etanche.notice.citing import law_words
from etanche.notice.keeping import duration_words, keep_words
from etanche.notice.naming import told
from etanche.terms import Language, Text
from etanche.words import begun_large, begun_small, country_words, date_words, fine, knows, number_words, say

_NAMED = (
    "people", "regions", "estates", "applications", "channels", "features", "categories", "never", "purposes", "roles",
    "recipients", "hosts", "tracers", "providers", "attested",
)  # fmt: skip
_GRANTS = frozenset({"roles.sees", "recipients.receives"})
_CITATIONS = frozenset({"purposes.law", "categories.condition"})
_REFERENCES = frozenset(
    {
        "regions.host",
        "vault.region",
        "vault.replica",
        "estates.region",
        "estates.tables",
        "channels.application",
        "events.from",
    }
    | {f"categories.{key}" for key in ("of", "from", "in", "tied-to", "fields.to")}
    | {f"purposes.{key}" for key in ("for", "with", "uses", "asked-in")}
    | {"roles.needs.without-case", "roles.needs.approved-by", "roles.needs.agreement"}
    | {"hosts.to", "tracers.set-by", "tracers.purpose"}
    | {"providers.host", "providers.scopes.for", "rights.by", "rights.requests", "rights.identity.proof"}
    | {"accounts.for", "accounts.second-factor.required-for", "tenants.who", "tenants.regions"}
)
"""Places where the name of a thing of the charter stands."""

_SAID_ALREADY = {
    "purposes.theme": "theme",
    "purposes.basis": "basis",
    "purposes.by": "notice.means",
    "channels.kind": "notice.channel",
    "hosts.called-by": "caller",
    "accounts.passwords.classes": "sign",
    "accounts.second-factor.by": "factor",
}
"""Places whose words of the language other pages say too."""

_INNER = frozenset({"fields", "scopes", "tables"})
"""Keys below which things live inside a thing."""

_DEEPEST_KEY = 5
"""Steps of a path that leads to a key of what lives inside a thing; one more is an item of a list."""


@dataclass(frozen=True, kw_only=True)
class Sides:
    """One change between two charters, to be told in one language."""

    old: Charter
    new: Charter
    change: Change
    language: Language

    @cached_property
    def _former(self) -> Mapping[tuple[str, str], str]:
        """(section, new name) → old name."""
        return {(section, name): was for (section, was), name in renamed(self.old, self.new).items()}

    @property
    def _of_before(self) -> bool:
        return self.change.how is How.REMOVED

    def thing(self, *, within: bool) -> str:
        """Return the title of the thing that a path leads into, `within` it that of what lives inside; nothing when there is none."""
        path = self.change.path
        if path[0] == "events":
            return begun_large(self.event(path[1]))
        if path[:2] == ("organisation", "declarations"):
            return self._title("declarations", path[2], before=self._of_before)
        if path[0] not in _NAMED:
            return ""
        outer = self._title(path[0], path[1], before=self._of_before)
        if not within or len(path) < _DEEPEST_KEY or path[2] not in _INNER:
            return outer
        return say("change.said.within", self.language, thing=outer, part=self._inner())

    def item(self) -> str:
        """Return what came in or went away, or what lives inside a thing and changed."""
        path = self.change.path
        if place(path) in _GRANTS:
            return self.granted(*path[3:5])
        if len(path) <= _DEEPEST_KEY and path[2:3] and path[2] in _INNER:
            return self._inner()
        if path[-2] == "events":
            return self.event(path[-1])
        if place(path) == "estates.tables.fields":
            return self._title(f"categories/{path[3]}/fields", path[5], before=self._of_before)
        return self.value(path[-1], before=self._of_before)

    def granted(self, category: str, purpose: str) -> str:
        """Return a grant: a category, and what for."""
        named = {"category": ("categories", category), "purpose": ("purposes", purpose)}
        titles = {blank: self._title(*pair, before=self._of_before) for blank, pair in named.items()}
        return say("change.purpose-for", self.language, **titles)

    def event(self, name: str) -> str:
        """Return an event of the language in words."""
        return say(f"event.{name}", self.language)

    def called(self, name: str) -> str:
        """Return the title of a category of the new charter."""
        return self._title("categories", name, before=False)

    def value(self, value: object, *, before: bool) -> str:
        """Return a value as people write it."""
        match value:
            case Text():
                return told(value, self.language)
            case Duration() | After() | Between() | While() | FirstOf() | LastOf():
                return self._time(value)
            case bool():
                return say("word.yes" if value else "word.no", self.language)
            case date():
                return date_words(value, self.language)
            case int():
                return self._number(value)
            case _:
                return self._word(str(value), before=before)

    def _time(self, time: Duration | Keep) -> str:
        return duration_words(time, self.language) if isinstance(time, Duration) else keep_words(time, self.language)

    def _number(self, number: int) -> str:
        if place(self.change.path) == "people.from-age":
            return duration_words(Duration(number=number, unit=Unit.YEAR), self.language)
        return number_words(number, self.language)

    def _word(self, written: str, *, before: bool) -> str:
        """Return a word of the language, a country, a citation, or the title of whatever has this name."""
        here = place(self.change.path)
        key = f"change.value.{here}.{written}"
        if here in _SAID_ALREADY:
            return begun_small(say(f"{_SAID_ALREADY[here]}.{written}", self.language))
        if knows(key, self.language):
            return say(key, self.language)
        return self._specially(here, written, before=before) or fine(written, self.language)

    def _specially(self, here: str, written: str, *, before: bool) -> str:
        """Return a country, a day, a citation, or the title of what a name stands for; nothing where words stand."""
        if here.endswith("country"):
            return country_words(written, self.language)
        if here == "organisation.fiscal-year-end":
            return day_and_month(written, self.language)
        if here in _CITATIONS:
            return law_words(written, self.language)
        if here == "roles.needs.own":
            return self._field_of_role(written, before=before)
        return self._referred(written, before=before) if here in _REFERENCES else ""

    def _referred(self, name: str, *, before: bool) -> str:
        """Return the title of whatever has a name: one name names one thing."""
        section = next((section for section in _NAMED if self._find(section, name, before=before)), None)
        return self._title(section, name, before=before) if section else name

    def _field_of_role(self, field: str, *, before: bool) -> str:
        """Return what a field is called in the first category that a role sees."""
        role = self._find("roles", self.change.path[1], before=before)
        category = next(iter(getattr(role, "sees", ())), "")
        return self._title(f"categories/{category}/fields", field, before=before)

    def _inner(self) -> str:
        """Return the title of what lives inside a thing."""
        path = self.change.path
        section = "categories" if path[2] == "tables" else "/".join(path[:3])
        return self._title(section, path[3], before=self._of_before)

    def _title(self, section: str, name: str, *, before: bool) -> str:
        """Return what a thing is called on a page."""
        thing = self._find(section, name, before=before)
        for attribute in ("title", "name", "says", "address"):
            text = getattr(thing, attribute, None)
            if isinstance(text, Text):
                return told(text, self.language).removesuffix(".")
            if isinstance(text, str) and text:
                return fine(text, self.language)
        kind = getattr(thing, "kind", None)
        return say(f"change.value.categories.fields.kind.{kind}", self.language) if kind else name.removesuffix(ASIDE)

    def _find(self, section: str, name: str, *, before: bool) -> object:
        """Return a thing of the charter of before or of after, under the name it has there; nothing if neither has it."""
        sought = ((self.old, True), (self.new, False)) if before else ((self.new, False), (self.old, True))
        for charter, former in sought:
            outer, _, rest = section.partition("/")
            held, _, part = rest.partition("/")
            if part:
                called = self._former.get((outer, held), held) if former else held
                things: Mapping[str, object] = getattr(getattr(charter, outer).get(called), part, {})
            else:
                things = charter.organisation.declarations if outer == "declarations" else getattr(charter, outer)
            known = self._former.get((section, name), name) if former else name
            if known in things:
                return things[known]
        return None


def day_and_month(written: str, language: Language) -> str:
    """Return a day of every year: `06-30` is `30 juin`, `30 June`."""
    month, day = map(int, written.split("-"))
    words = date_words(date(2024, month, day), language)
    return words.rpartition(" ")[0] or words
