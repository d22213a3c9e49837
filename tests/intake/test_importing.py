"""Tests of the import of access logs, into a real instance."""

from __future__ import annotations

import gzip
import os
import signal
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import pytest
from tests.conftest import MORNING, PASSPHRASE, Tell, forked

from etanche.clock import FixedClock
from etanche.errors import NotFound, Unreadable
from etanche.instance import Instance
from etanche.intake import sample_log
from etanche.intake.importing import BATCH, ImportReport

Rows = Callable[[], list[Mapping[str, str]]]
MakeInstance = Callable[..., Instance]

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"


def line(
    page: str,
    *,
    at: str = "20/Nov/2026:10:00:00 +0100",
    address: str = "198.51.100.7",
    agent: str = FIREFOX,
    more: str = "",
) -> str:
    """Return a line of the combined format, without its end."""
    return f'{address} - - [{at}] "GET {page} HTTP/1.1" 200 9 "-" "{agent}"{more}'


def write(path: Path, lines: Iterable[str], *, end: str = "\n") -> Path:
    """Write lines to a file."""
    path.write_text("".join(f"{one}\n" for one in lines).removesuffix("\n") + end)
    return path


def test_a_line_becomes_a_visit_with_exactly_the_announced_fields(
    instance: Instance, rows: Rows, tmp_path: Path
) -> None:
    """A log has no screen; everything else the charter lists is there, half an address included."""
    report = instance.import_log("visit", write(tmp_path / "a.log", [line("/books?q=divorce")]))
    [row] = rows()

    assert ImportReport(read=1, stored=1) == report
    assert {
        "address": "198.51.0.0/16",
        "browser": "Firefox 145",
        "system": "linux",
        "terminal": "computer",
        "page": "/books",
        "action": "view",
    } == {name: value for name, value in row.items() if name != "visitor-id"}


def test_every_line_is_in_exactly_one_number(instance: Instance, tmp_path: Path) -> None:
    """Stored, skipped by reason, past and bad add up to the lines read; bad lines are known by number."""
    lines = [
        line("/books"),
        line("/style.css"),
        line("/books", agent="curl/8.5"),
        line("/books", at="21/Nov/2027:10:00:00 +0100"),
        "rubbish 198.51.100.7",
        line("/x").replace("GET", "POST"),
        line("/x").replace(" 200 ", " 500 "),
        "",
        line("/more"),
    ]
    report = instance.import_log("visit", write(tmp_path / "a.log", lines))

    assert {"asset": 1, "robot": 1, "in-the-future": 1, "method": 1, "status": 1} == report.skipped
    assert (9, 2, 2, (5, 8), 0) == (report.read, report.stored, report.bad, report.bad_lines, report.past)
    assert report.read == report.stored + report.bad + report.past + sum(report.skipped.values())


def test_a_sample_of_three_thousand_lines_adds_up(instance: Instance, rows: Rows, tmp_path: Path) -> None:
    """In a log like a real one every line is accounted for, and every visit is there."""
    told: list[tuple[int, int]] = []
    log = write(tmp_path / "a.log", sample_log(3_000, 150, instance.settings.made, seed=3))
    report = instance.import_log("visit", log, on_progress=lambda lines, read: told.append((lines, read)))

    assert 3_000 == report.read == report.stored + report.bad + report.past + sum(report.skipped.values())
    assert report.stored == len(rows())
    assert [(number + 1) * BATCH for number in range(3)] == [lines for lines, _ in told]
    assert log.stat().st_size == told[-1][1]


def test_the_same_file_again_brings_nothing(instance: Instance, rows: Rows, tmp_path: Path) -> None:
    """A file is known by its content: again, renamed or gzipped, nothing of it comes in twice."""
    text = write(tmp_path / "a.log", (line(f"/p{number}") for number in range(2_300))).read_bytes()
    (tmp_path / "renamed").write_bytes(text)
    (tmp_path / "zipped.gz").write_bytes(gzip.compress(text))
    first = instance.import_log("visit", tmp_path / "a.log")

    assert 2_300 == first.stored
    for again in ("a.log", "renamed", "zipped.gz"):
        assert ImportReport(already=2_300) == instance.import_log("visit", tmp_path / again)
    assert 2_300 == len(rows())


@pytest.mark.parametrize(("before", "after"), [(10, 25), (1_000, 1_001), (999, 2_500), (1_700, 1_900), (0, 5)])
def test_a_file_that_grew_brings_its_new_lines(
    instance: Instance, rows: Rows, tmp_path: Path, before: int, after: int
) -> None:
    """What was in stays in once; only what was added comes in, wherever the file ended before."""
    log = tmp_path / "access.log"
    instance.import_log(
        "visit", write(log, (line(f"/p{number}") for number in range(before)), end="\n" if before else "")
    )
    report = instance.import_log("visit", write(log, (line(f"/p{number}") for number in range(after))))

    assert (before, after - before) == (report.already, report.stored)
    assert Counter(f"/p{number}" for number in range(after)) == Counter(row["page"] for row in rows())


def test_a_file_that_grows_day_by_day_never_comes_in_twice(instance: Instance, rows: Rows, tmp_path: Path) -> None:
    """Imports of one growing file, many times over a batch, bring each line once."""
    log = tmp_path / "access.log"
    for length in (1, 400, 400, 1_000, 1_300, 1_999, 2_000, 2_750):
        instance.import_log("visit", write(log, (line(f"/p{number}") for number in range(length))))

    assert Counter(f"/p{number}" for number in range(2_750)) == Counter(row["page"] for row in rows())


def test_another_file_with_the_same_beginning_is_another_file(instance: Instance, rows: Rows, tmp_path: Path) -> None:
    """A file that only begins like one already imported is read from where they differ, batch by batch."""
    instance.import_log("visit", write(tmp_path / "a.log", (line(f"/p{number}") for number in range(1_500))))
    report = instance.import_log(
        "visit",
        write(
            tmp_path / "b.log", (line(f"/p{number}" if number < 1_000 else f"/q{number}") for number in range(1_500))
        ),
    )

    assert (1_000, 500) == (report.already, report.stored)
    assert 2_000 == len(rows())


def test_a_line_that_is_still_being_written_is_left_for_next_time(
    instance: Instance, rows: Rows, tmp_path: Path
) -> None:
    """A last line that is cut is told as bad, and comes in when it is whole; one that only lacks its end comes in now, once."""
    log = tmp_path / "access.log"
    cut = instance.import_log("visit", write(log, [line("/a"), line("/b")[:50]], end=""))
    unended = instance.import_log("visit", write(log, [line("/a"), line("/b")], end=""))
    ended = instance.import_log("visit", write(log, [line("/a"), line("/b")]))

    assert [(1, 1, (2,)), (1, 0, ()), (0, 0, ())] == [
        (one.stored, one.bad, one.bad_lines) for one in (cut, unended, ended)
    ]
    assert ["/a", "/b"] == sorted(row["page"] for row in rows())


def importing(house: Path, log: Path, tell: Tell) -> None:
    """Be a process that imports a log and tells of each batch."""
    with Instance.open(house, passphrase=lambda: PASSPHRASE, clock=FixedClock(MORNING)) as instance:
        tell("ready")
        instance.import_log("visit", log, on_progress=lambda lines, _: tell(lines))


@pytest.mark.parametrize("after", [0, 1, 3])
def test_an_import_that_is_killed_goes_on_after_its_last_batch(
    make_instance: MakeInstance, tmp_path: Path, after: int
) -> None:
    """SIGKILL in the middle loses no batch that was told as done and leaves at most one unchained; the next import brings the rest, once."""
    house = tmp_path / "house"
    make_instance(house).close()
    log = write(tmp_path / "access.log", (line(f"/p{number}") for number in range(5_500)))
    child, telling = forked(lambda tell: importing(house, log, tell))
    with telling:
        told = [telling.readline().strip() for _ in range(1 + after)][-1]
        os.kill(child, signal.SIGKILL)
    assert signal.SIGKILL == os.WTERMSIG(os.waitpid(child, 0)[1])
    left = unsealed(house)
    instance = make_instance(house)
    chained = unsealed(house) == 0
    report = instance.import_log("visit", log)
    rows = [
        record.fields["page"]
        for record in instance.vault.acting("web-analyst", purpose="audience", actor="test").read("visit")
    ]

    assert told == ("ready" if after == 0 else str(after * BATCH))
    assert (True, True) == (left <= 1, chained)
    assert after * BATCH <= report.already < 5_500
    assert Counter(f"/p{number}" for number in range(5_500)) == Counter(rows)
    instance.journal.seal()
    assert instance.journal.verify().intact


def importing_at_once(house: Path, log: Path, go: Path, tell: Tell) -> None:
    """Be a process that imports a log when it is told to, and tells what it did."""
    with Instance.open(house, passphrase=lambda: PASSPHRASE, clock=FixedClock(MORNING)) as instance:
        tell("ready")
        while not go.exists():
            time.sleep(0.005)
        report = instance.import_log("visit", log)
        tell(report.read, report.already, report.stored, report.bad, sum(report.skipped.values()))


def test_two_imports_at_once_bring_each_line_once(make_instance: MakeInstance, tmp_path: Path) -> None:
    """Two processes that import the same file at the same time store each line once, and say who did."""
    lines, house, go = 5_400, tmp_path / "house", tmp_path / "go"
    make_instance(house).close()
    log = write(tmp_path / "a.log", (line(f"/p{number}") if number % 100 else "rubbish" for number in range(lines)))
    children = [forked(lambda tell: importing_at_once(house, log, go, tell)) for _ in range(2)]
    ready = [telling.readline().strip() for _, telling in children]
    go.touch()
    told = [[int(number) for number in telling.readline().split()] for _, telling in children]
    ends = [os.waitpid(child, 0)[1] for child, _ in children]
    for _, telling in children:
        telling.close()
    instance = make_instance(house)
    session = instance.vault.acting("web-analyst", purpose="audience", actor="test")

    assert (["ready", "ready"], [0, 0]) == (ready, ends)
    assert Counter(f"/p{number}" for number in range(lines) if number % 100) == Counter(
        record.fields["page"] for record in session.read("visit")
    )
    assert [lines, lines] == [read + already for read, already, *_ in told]
    assert all(read == sum(rest) for read, _, *rest in told)
    assert lines == sum(read for read, *_ in told)
    assert instance.journal.verify().intact


def unsealed(folder: Path) -> int:
    """Return how many lines of a journal are not chained."""
    with sqlite3.connect(folder / "data.sqlite") as data:
        (found,) = data.execute("SELECT count(*) FROM entries WHERE position IS NULL").fetchone()
    data.close()
    return int(found)


@pytest.mark.clause("C6")
def test_a_log_that_tells_the_choice_is_obeyed(instance: Instance, rows: Rows, tmp_path: Path) -> None:
    """In `combined-choice`, visitors who refused are counted and not taken in."""
    lines = [line("/a", more=' "1" "-"'), line("/b", more=' "-" "1"'), line("/c", more=' "-" "-"'), line("/d")]
    report = instance.import_log("visit", write(tmp_path / "a.log", lines), form="combined-choice")

    assert ({"choice": 2}, 1, (4,)) == (report.skipped, report.stored, report.bad_lines)
    assert ["/c"] == [row["page"] for row in rows()]


def test_people_are_told_apart_within_a_day_and_not_across_days(instance: Instance, rows: Rows, tmp_path: Path) -> None:
    """One visitor is one pseudonym on the day of the line, and another on the next."""
    lines = [line("/1", at=f"{day:02}/Nov/2026:{hour:02}:00:00 +0100") for day in (18, 19) for hour in (9, 10)]
    instance.import_log("visit", write(tmp_path / "a.log", lines))

    assert [2, 2] == sorted(Counter(row["visitor-id"] for row in rows()).values())


def test_many_bad_lines_are_all_counted_and_some_are_named(instance: Instance, tmp_path: Path) -> None:
    """A file of another kind is no catastrophe: its lines are counted, the first thousand numbered."""
    report = instance.import_log("visit", write(tmp_path / "a.log", (f"rubbish {number}" for number in range(3_000))))

    assert (3_000, 0, tuple(range(1, 1_001))) == (report.bad, report.stored, report.bad_lines)


def test_a_report_is_readable_by_programs(instance: Instance, tmp_path: Path) -> None:
    """The report is plain numbers."""
    report = instance.import_log("visit", write(tmp_path / "a.log", [line("/a"), line("/b.css"), "x"]))

    assert {
        "read": 3,
        "already": 0,
        "stored": 1,
        "skipped": {"asset": 1},
        "past": 0,
        "bad": 1,
        "bad_lines": [3],
    } == report.as_json()


def test_what_cannot_be_imported_is_told(instance: Instance, tmp_path: Path) -> None:
    """A missing file, an unknown category and a damaged file are errors; what was read before the damage is in."""
    log = write(tmp_path / "a.log", (line(f"/p{number}") for number in range(3_000)))
    (tmp_path / "cut.gz").write_bytes(gzip.compress(log.read_bytes())[:-3_000])
    with pytest.raises(NotFound):
        instance.import_log("visit", tmp_path / "missing.log")
    with pytest.raises(NotFound):
        instance.import_log("visits", log)
    with pytest.raises(Unreadable):
        instance.import_log("visit", tmp_path / "cut.gz")
    report = instance.import_log("visit", log)

    assert 3_000 == report.already + report.stored
    assert 1_000 <= report.already
