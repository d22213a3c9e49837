"""Another charter for an instance: the sample with some changes, and what is asked of an instance that obeys it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.conftest import BOOKSHOP

from etanche.clock import FixedClock
from etanche.instance import Instance
from etanche.vault import Arrival

TODAY = date(2026, 11, 21)
NEXT = date(2026, 11, 22)
Write = Callable[..., Path]
Edit = tuple[str, str]


def charter_text(*edits: Edit, day: date = TODAY, announced: str = "", base: str = "") -> str:
    """Return a charter like the sample, or like another one, with a version of some day and some changes."""
    text = base or BOOKSHOP.read_text("utf-8")
    version = f"versions:\n  {day}: {{comment: {{fr: Une autre version, en: Another version}}}}\n"
    for old, new in (("versions:\n", version), *edits):
        assert old in text, old
        text = text.replace(old, new)
    if announced:
        text = re.sub(r"(?m)^  limits:\n", f"  announced: {{before: {announced}, by: [feed]}}\n  limits:\n", text)
    return text


@pytest.fixture
def write(tmp_path: Path, clock: FixedClock) -> Write:
    """Write a charter as `charter_text` makes it; it takes a minute."""

    def make(*edits: Edit, day: date = TODAY, announced: str = "", base: str = "") -> Path:
        clock.advance(timedelta(minutes=1))
        path = tmp_path / "another.yaml"
        path.write_text(charter_text(*edits, day=day, announced=announced, base=base), encoding="utf-8")
        return path

    return make


def called(name: str, *, was: str, told: bool = True) -> tuple[Edit, ...]:
    """Return what gives a category of the sample another name; unless it is told, it is another category."""
    head = f"  {name}:\n    was: {was}\n    title" if told else f"  {name}:\n    title"
    return (
        (f"  {was}:\n    title", head),
        (f"uses: [{was}]", f"uses: [{name}]"),
        (f"sees: {{{was}:", f"sees: {{{name}:"),
        (f'"minimise:{was}', f'"minimise:{name}'),
        (f"audience/{was}", f"audience/{name}"),
    )


def visits(instance: Instance, day: date, number: int = 3, category: str = "visit") -> None:
    """Take in some visits of a day."""
    at = instance.clock.now().replace(hour=5, year=day.year, month=day.month, day=day.day)
    arrivals = [Arrival(at=at, fields={"page": f"/{n}"}, who=f"w{n}") for n in range(number)]
    assert number == instance.vault.door("site-visits", actor="test").put_many(category, arrivals).stored


def readable(instance: Instance, category: str = "visit") -> int:
    """Return how many records the analyst can read."""
    return len(list(instance.vault.acting("web-analyst", purpose="audience", actor="ann").read(category)))
