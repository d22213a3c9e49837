"""Tests of the sample log."""

from __future__ import annotations

import ipaddress
import subprocess
import sys
from collections import Counter
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from etanche.intake import Skipped, sample_log
from etanche.intake.agent import Behind, read_agent
from etanche.intake.combined import parse

UNTIL = date(2026, 11, 21)
RESERVED = [
    ipaddress.ip_network(block)
    for block in (
        "198.18.0.0/15",
        "100.64.0.0/10",
        "192.0.2.0/24",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "3fff::/20",
        "2001:db8::/32",
    )
]


@pytest.fixture(scope="module")
def lines() -> list[str]:
    """Four thousand lines over two hundred days."""
    return list(sample_log(4_000, 200, UNTIL, seed=7))


def test_there_are_as_many_lines_as_asked_for(lines: list[str]) -> None:
    """The number of lines is exact, and none holds an end of line."""
    assert 4_000 == len(lines)
    assert not any("\n" in line for line in lines)


def test_the_same_seed_writes_the_same_log(lines: list[str]) -> None:
    """A log can be written again; another seed writes another."""
    assert lines[:500] == list(sample_log(4_000, 200, UNTIL, seed=7))[:500]
    assert lines[:500] != list(sample_log(4_000, 200, UNTIL, seed=8))[:500]


def test_the_log_runs_in_the_order_of_time_to_the_day_before(lines: list[str]) -> None:
    """Days follow each other from the first to the one before `until`, none is left out."""
    moments = [found.at for line in lines if (found := parse(line.encode()))]
    days = {moment.astimezone(ZoneInfo("Europe/Paris")).date() for moment in moments}

    assert sorted(moments) == moments
    assert (200, date(2026, 11, 20)) == (len(days), max(days))
    assert max(moments) < datetime(2026, 11, 21, tzinfo=UTC)


def test_the_log_looks_like_a_real_one(lines: list[str]) -> None:
    """It has visits, assets, robots, errors, forms and a few lines nobody can read."""
    kinds: Counter[str] = Counter()
    for line in lines:
        found = parse(line.encode())
        kinds[("bad" if found is None else found.skipped or read_agent(found.agent).behind)] += 1

    assert set(kinds) >= {"bad", Behind.PERSON, Behind.CRAWLER, Skipped.ASSET, Skipped.STATUS, Skipped.METHOD}
    assert 1_000 <= kinds[Behind.PERSON]
    assert 4 <= kinds["bad"] <= 40


def test_saturdays_are_busier_than_sundays(lines: list[str]) -> None:
    """The log has the rhythm of a week."""
    days = Counter(found.at.weekday() for line in lines if (found := parse(line.encode())))

    assert days[6] < days[5]


def test_nobody_is_behind_an_address(lines: list[str]) -> None:
    """Every address is from a block that belongs to nobody, and there is variety in their first halves."""
    addresses = [ipaddress.ip_address(line.split(" ", 1)[0]) for line in lines if parse(line.encode())]

    assert all(any(address in block for block in RESERVED) for address in addresses)
    assert 100 <= len({found.address for line in lines if (found := parse(line.encode()))})


def test_without_the_corpora_there_is_an_error_with_a_hint() -> None:
    """An installation without the extra `demo` is told what to install, and loads everything else."""
    program = (
        "import sys; sys.modules['fake_useragent'] = None\n"
        "from datetime import date\nfrom etanche.errors import NotFound\nfrom etanche.intake import sample_log\n"
        "try:\n    next(sample_log(1, 1, date(2026, 1, 1), 1))\nexcept NotFound as error:\n    print(error.hint)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert 'install them with `pip install "etanche[demo]"`\n' == done.stdout
