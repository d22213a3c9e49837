"""
Eight readers at once, each a thread: plain SQLite against ours, the same questions in the same run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from bench.ground import DESK, PEOPLE, ROUNDS, PlainSheets, Row, arrivals, chosen, house, people, room, sheets, timed
from bench.results import Result, of_plain
from etanche.vault import Ref, Vault

READERS = 8
EACH = 60
"""Questions of each reader in a round."""

WHY = (
    "lines of the journal of readers at once are written together, so the disk is waited for less often; what is left is Python, "
    "of which one thread runs at a time, while plain SQLite reads in C on every core"
)

Ask = Callable[[int], object]


def plain_asks(base: PlainSheets, rows: list[Row]) -> dict[str, Ask]:
    """Return how one reader asks plain SQLite."""
    return {
        "one record by its address": lambda n: base.by_id(n + 1),
        "one record by a value": lambda n: base.by_email(str(rows[n][1]["email"])),
        "all ten records of a person": lambda n: base.of_person(rows[n][0]),
    }


def our_asks(vault: Vault, rows: list[Row], refs: tuple[Ref, ...]) -> dict[str, Ask]:
    """Return how one reader asks us."""
    desk = vault.acting("desk", purpose="answering", actor="bench")
    return {
        "one record by its address": lambda n: desk.get(refs[n]),
        "one record by a value": lambda n: desk.find("customer-sheet", "email", str(rows[n][1]["email"])),
        "all ten records of a person": lambda n: desk.of_person(rows[n][0], "customer-sheet"),
    }


def at_once(readers: ThreadPoolExecutor, asks: list[Ask], questions: list[int]) -> float:
    """Return how long it takes until every reader has asked every question of its own."""
    ready = Barrier(len(asks) + 1)

    def read(ask: Ask, mine: list[int]) -> None:
        ready.wait()
        for number in mine:
            ask(number)

    each = len(questions) // len(asks)
    reading = [readers.submit(read, ask, questions[k * each : (k + 1) * each]) for k, ask in enumerate(asks)]
    ready.wait()
    return timed(lambda: [one.result() for one in reading])


def measure(scale: float) -> Iterator[Result]:
    """Read by address, by value, and all of a person, with eight readers."""
    each = max(2, int(EACH * scale))
    with house(DESK) as instance, room() as folder, ThreadPoolExecutor(READERS) as readers:
        them = people(PEOPLE)
        rows = sheets(them, PEOPLE * 10)
        bare = PlainSheets(folder / "bare")
        bare.put(rows)
        refs = instance.vault.door("contact-form", actor="bench").put_many("customer-sheet", arrivals(rows)).refs
        questions = chosen(len(rows), each * READERS)
        plain = [plain_asks(PlainSheets(bare.path, new=False), rows) for _ in range(READERS)]
        ours = [our_asks(instance.vault, rows, refs) for _ in range(READERS)]
        for name in ours[0]:
            rounds = [
                (
                    at_once(readers, [one[name] for one in plain], questions),
                    at_once(readers, [one[name] for one in ours], questions),
                )
                for _ in range(ROUNDS)
            ]
            yield of_plain(f"eight readers: {name}, over plain SQLite", rounds, target=0.5, why=WHY)
