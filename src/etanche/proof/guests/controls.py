"""
The controls by which a page lets people say yes and no, as a browser has them: what is set before anybody touched it, what pressing sends, what stands beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

PURPOSE: Final = "purpose"
CHOICE: Final = "choice"
YES: Final = "yes"
NO: Final = "no"

_ASKED: Final = "asked"
"""The class of what holds the words by which somebody is asked."""

_VOID: Final = frozenset({"br", "hr", "img", "input", "link", "meta", "source", "use", "wbr"})


@dataclass(frozen=True, kw_only=True)
class Control:
    """One thing to press."""

    about: tuple[str, ...]
    """The purposes that its form says a word on."""

    sends: str
    """What pressing it says: `yes` or `no`."""

    on: bool
    """Whether it shows that a yes was said."""

    folded: int
    """What has to be opened first to get at it: each is an act more."""

    action: str
    fields: Mapping[str, str] = field(repr=False)
    """What its form sends besides."""

    words: tuple[str, ...] = field(repr=False)
    """What stands beside it: the lines by which somebody is asked."""


@dataclass
class _Form:
    action: str
    folded: int
    fields: list[tuple[str, str]] = field(default_factory=list)
    says: list[str] = field(default_factory=list)
    on: bool = False


@dataclass
class _Item:
    forms: list[_Form] = field(default_factory=list)
    words: list[str] = field(default_factory=list)


def controls_of(html: str, purpose: str) -> tuple[Control, ...]:
    """Return everything on a page by which somebody says a word on a purpose, in its order."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return tuple(one for item in reader.items for one in _controls(item) if purpose in one.about)


def _controls(item: _Item) -> Iterator[Control]:
    for form in item.forms:
        about = tuple(value for name, value in form.fields if name == PURPOSE)
        fields = {name: value for name, value in form.fields if name != CHOICE}
        for says in form.says:
            yield Control(
                about=about,
                sends=says,
                on=form.on,
                folded=form.folded,
                action=form.action,
                fields=fields,
                words=tuple(item.words),
            )


class _Reader(HTMLParser):
    """Gathers forms by the item of a list that they stand in; what stands in none is an item of its own."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.items: list[_Item] = [_Item()]
        self._open: list[tuple[str, bool]] = []
        """The elements around what is read, the outermost first; and of each whether it folds what is in it away."""

        self._form: _Form | None = None
        self._asked = 0
        """How many elements were open where the words began; none as long as they have not."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "li":
            self.items.append(_Item())
        elif tag == "form":
            self._form = _Form(action=said.get("action", ""), folded=sum(folds for _, folds in self._open))
            self.items[-1].forms.append(self._form)
        elif tag in {"input", "button"} and self._form is not None:
            _press(self._form, tag, said)
        elif tag == "p" and self._asked:
            self.items[-1].words.append("")
        if tag not in _VOID:
            self._open.append((tag, tag == "details" and "open" not in said))
            if _ASKED in said.get("class", "").split():
                self._asked = self._asked or len(self._open)

    def handle_endtag(self, tag: str) -> None:
        while self._open and any(tag == name for name, _ in self._open):
            if self._open.pop()[0] == tag:
                break
        if len(self._open) < self._asked:
            self._asked = 0
        if tag == "form":
            self._form = None
        elif tag == "li":
            self.items.append(_Item())

    def handle_data(self, data: str) -> None:
        if self._asked and self.items[-1].words:
            self.items[-1].words[-1] += data


def _press(form: _Form, tag: str, said: Mapping[str, str]) -> None:
    """Note what an element of a form sends, and whether it is set."""
    name, value = said.get("name", ""), said.get("value", "")
    if name == CHOICE:
        form.says.append(value)
        form.on = form.on or "checked" in said or said.get("aria-checked") == "true"
    elif tag == "input" and name:
        form.fields.append((name, value))
