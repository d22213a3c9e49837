"""
How the cost of work for one person grows with what the instance holds. Writes bench/growth.json, from which the drawings are made.
"""

from __future__ import annotations

import json
import statistics
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

from bench.ground import BODY, DESK, NOW, arrivals, chosen, house, people, room, sheets, timed
from bench.plot import Point, plot
from bench.results import HERE, Result
from etanche.charter import Status
from etanche.gate import Ask, decide
from etanche.instance import Organisation
from etanche.terms import Action
from etanche.vault import Arrival, Ref

FILE = HERE / "growth.json"
RECORDS = (1_000, 10_000, 100_000, 1_000_000)
"""Ten to a person, so there are a tenth as many people."""

CATEGORIES = (1, 10, 100)
ORGANISATIONS = (1, 10, 100, 1_000)
OF_ONE = (10, 100, 1_000, 10_000)
"""Records of one person."""

BATCH = 10_000
TIMES = 25
ERASED = 7
DRAWINGS = {
    "records": "Work for one person, over records held",
    "one": "Work on one record, and erasing, over the records of one person",
    "categories": "Work for one person, over categories in the charter",
    "organisations": "Work for one person of one organisation, over organisations of the instance",
}
AXES = {
    "records": "records held, ten to a person",
    "one": "records of the person",
    "categories": "categories in the charter",
    "organisations": "organisations of the instance",
}
MOST = 4.0
"""What work for one person may cost at the end of the longest axis, over what it costs at its beginning."""

WHY = "the indexes are deeper, and what was in memory when the instance was small comes from the disk when it is large"

Series = dict[str, list[Point]]
Works = dict[str, Callable[[int], object]]


def works(instance: Organisation, refs: list[Ref], them: list[bytes], emails: list[str]) -> Works:
    """Return what is done for one person or on one record; each takes a number that says which."""
    door = instance.vault.door("contact-form", actor="bench")
    desk = instance.vault.acting("desk", purpose="answering", actor="bench")
    ask = Ask(action=Action.READ, category="customer-sheet", purpose="answering", role="desk", life=Status.RUNNING)
    fresh = [f"new.{number}@example.org" for number in range(10_000)]

    def put(n: int) -> object:
        fields = {"name": "Jeanne Lin", "email": fresh[n % len(fresh)], "note": BODY[:200]}
        return door.put_many("customer-sheet", [Arrival(at=NOW, person=them[n % len(them)], fields=fields)])

    return {
        "put one": put,
        "read one": lambda n: desk.get(refs[n % len(refs)]),
        "find one": lambda n: desk.find("customer-sheet", "email", emails[n % len(emails)]),
        "all of a person": lambda n: desk.of_person(them[n % len(them)], "customer-sheet"),
        "ask the gate": lambda _: decide(instance.plan, ask),
    }


def over_records(sizes: Sequence[int]) -> Series:
    """Fill one instance, and stop at each size to do the work."""
    found: Series = {}
    with house(DESK) as instance:
        them = people(max(sizes) // 10)
        refs: list[Ref] = []
        for size in sizes:
            _fill(instance, them, refs, size)
            emails = [f"jeanne.{number}@example.org" for number in range(size)]
            _add(found, size, works(instance, refs, them[: size // 10], emails), size)
            found.setdefault("erase a person", []).append((size, _erasing(instance)))
    return found


def over_one(sizes: Sequence[int]) -> Series:
    """Give one person among a thousand ever more records."""
    found: Series = {}
    with house(DESK) as instance:
        _fill(instance, people(100), [], 1_000)
        one = [instance.vault.new_person()]
        refs: list[Ref] = []
        for size in sizes:
            _fill(instance, one, refs, size, first=10_000)
            emails = [f"jeanne.{10_000 + number}@example.org" for number in range(size)]
            done = works(instance, refs, one, emails)
            _add(found, size, {name: done[name] for name in ("put one", "read one", "find one")}, size)
    return found


def over_categories(sizes: Sequence[int]) -> Series:
    """Write ever longer charters, and do the same work in one category of each."""
    found: Series = {}
    for size in sizes:
        with room() as folder:
            charter = folder / "charter.yaml"
            charter.write_text(wide(size), encoding="utf-8")
            with house(charter) as instance:
                refs: list[Ref] = []
                _fill(instance, people(100), refs, 1_000)
                emails = [f"jeanne.{number}@example.org" for number in range(1_000)]
                _add(found, size, works(instance, refs, people(100), emails), 1_000)
                found.setdefault("erase a person", []).append((size, _erasing(instance)))
    return found


def over_organisations(sizes: Sequence[int]) -> Series:
    """Let ever more organisations share one instance, each with a person's records, and do the same work in the newest."""
    found: Series = {}
    with house(DESK) as instance:
        there = 1
        newest: Organisation = instance
        for size in sizes:
            for number in range(there, size):
                newest = instance.create_organisation(DESK, name=f"society-{number}", by="bench")
                _fill(newest, people(1), [], 10)
            there = size
            refs: list[Ref] = []
            _fill(newest, people(100), refs, 1_000)
            emails = [f"jeanne.{number}@example.org" for number in range(1_000)]
            _add(found, size, works(newest, refs, people(100), emails), 1_000)
            found.setdefault("erase a person", []).append((size, _erasing(newest)))
    return found


def wide(categories: int) -> str:
    """Return the desk's charter with so many categories beside its own, each with a purpose."""
    text = DESK.read_text(encoding="utf-8")
    more = "".join(
        f"""  card-{n}:
    title: {{fr: Carte {n}, en: Card {n}}}
    of: [customer]
    from: [contact-form]
    fields:
      name: {{kind: name}}
      email: {{kind: email, findable: true}}
"""
        for n in range(categories)
    )
    purposes = "".join(
        f"""  keeping-{n}:
    title: {{fr: Tenir la carte {n}, en: Keep card {n}}}
    theme: support
    uses: [card-{n}]
    basis: legitimate-interest
    interest: {{fr: Aider ceux qui ont une carte., en: Help those who have a card.}}
    balance: {{on: 2026-01-05, reference: LIA-{n}}}
    objection: reviewed
    keep: 3 years after collected
"""
        for n in range(categories)
    )
    sees = "".join(f", card-{n}: [keeping-{n}]" for n in range(categories))
    return (
        text.replace("  request-file:\n", f"{more}  request-file:\n", 1)
        .replace("  answering-rights:\n", f"{purposes}  answering-rights:\n", 1)
        .replace("ticket: [answering]}", f"ticket: [answering]{sees}}}", 1)
    )


def measure(scale: float) -> Iterator[Result]:
    """Measure every axis; the figures are how much dearer the end of the longest is than its beginning."""
    sizes = [size for size in RECORDS if size <= RECORDS[-1] * scale] or list(RECORDS[:2])
    found = {
        "records": over_records(sizes),
        "one": over_one(OF_ONE if scale >= 1 else OF_ONE[:2]),
        "categories": over_categories(CATEGORIES if scale >= 1 else CATEGORIES[:2]),
        "organisations": over_organisations(ORGANISATIONS if scale >= 1 else ORGANISATIONS[:2]),
    }
    if scale == 1:
        FILE.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    for name, line in found["records"].items():
        yield Result(
            name=f"{name}: at {sizes[-1]:,} records over at {sizes[0]:,}",
            value=line[-1][1] / line[0][1],
            unit="times",
            target=MOST,
            why=WHY,
        )
    for name, line in found["organisations"].items():
        yield Result(
            name=f"{name}: in one of {line[-1][0]:,} organisations over in the only one",
            value=line[-1][1] / line[0][1],
            unit="times",
            target=MOST,
            why=WHY,
        )


def drawn() -> dict[str, str]:
    """Return name → title of the drawings there are."""
    return DRAWINGS if FILE.exists() else {}


def draw(folder: Path) -> None:
    """Write the drawings of what was measured last."""
    if FILE.exists():
        folder.mkdir(exist_ok=True)
        found = json.loads(FILE.read_text(encoding="utf-8"))
        for name, title in DRAWINGS.items():
            (folder / f"{name}.svg").write_text(plot(title, AXES[name], "milliseconds", found[name]), encoding="utf-8")


def _fill(instance: Organisation, them: Sequence[bytes], refs: list[Ref], size: int, *, first: int = 0) -> None:
    """Put records until there are so many: ten to each person in turn, or all of one."""
    door = instance.vault.door("contact-form", actor="bench")
    while len(refs) < size:
        at = len(refs)
        count = min(BATCH, size - at)
        part = them[at // 10 : (at + count) // 10] if len(them) > 1 else them
        refs += door.put_many("customer-sheet", arrivals(sheets(part, count, first=first + at))).refs


def _erasing(instance: Organisation) -> float:
    """Return the median of how many milliseconds it takes to erase somebody with ten records."""
    strangers = _strangers(instance)
    return _typical(lambda n: instance.vault.erase(strangers[n], actor="bench"), range(ERASED))


def _strangers(instance: Organisation) -> list[bytes]:
    """Put people who are there to be erased, with ten records each."""
    them = [instance.vault.new_person() for _ in range(ERASED)]
    door = instance.vault.door("contact-form", actor="bench")
    door.put_many("customer-sheet", arrivals(sheets(them, 10 * ERASED, first=5_000_000)))
    return them


def _add(found: Series, size: int, done: Works, of: int) -> None:
    """Add the time of each work at a size."""
    for name, work in done.items():
        found.setdefault(name, []).append((size, _typical(work, chosen(of, TIMES))))


def _typical(work: Callable[[int], object], some: Iterable[int]) -> float:
    """Return the median of how many milliseconds a work takes."""
    return statistics.median(timed(partial(work, n)) for n in some) * 1000
