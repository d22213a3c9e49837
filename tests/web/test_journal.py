"""The journal as the office reads it in the browser: what people did, leaf by leaf, whatever the checks wrote meanwhile."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from tests.organisations.conftest import LIGHTHOUSE
from tests.web.visiting import Office, visiting

from etanche.clock import FixedClock
from etanche.journal import Entry
from etanche.web import urls
from etanche.web.pages.desk.journal import MOST

JOURNAL = urls.own(urls.DESK_JOURNAL, LIGHTHOUSE)


@pytest.fixture
def office(societal: Path, tmp_path: Path, clock: FixedClock) -> Iterator[Office]:
    """A browser of the office, in front of an instance on which a society stands."""
    with visiting(Office, societal, tmp_path / "data", clock) as made:
        made.as_dpo()
        made.back_as_dpo()
        yield made


def note(office: Office, times: int, *, actor: str, **more: str) -> None:
    """Let somebody, or a check, read so many times."""
    house = office.two.other
    for at in range(times):
        house.journal.note(
            Entry(
                organisation=house.organisation_id,
                at=house.clock.now(),
                actor=f"{actor}-{at}",
                act="read",
                object="ledger",
                decision="granted",
                **more,  # type: ignore[arg-type]  # words all
            )
        )


def told(page: str, actor: str) -> list[str]:
    """Return the lines of somebody on a page."""
    return re.findall(rf"{actor}-\d+", page)


def test_what_the_checks_wrote_hides_nothing_that_people_did(office: Office) -> None:
    """However many lines the checks wrote since, the page shows what somebody read, and none of theirs."""
    note(office, 1, actor="grebe")
    note(office, 2_100, actor="prober", probe="0" * 32)
    page = office.get(f"{JOURNAL}?act=read").text

    assert ["grebe-0"] == told(page, "grebe")
    assert [] == told(page, "prober")
    assert "before=" not in page


@pytest.mark.parametrize(("language", "older"), [("en", "Older lines"), ("fr", "Lignes plus anciennes")])
def test_older_lines_are_a_link_away(office: Office, language: str, older: str) -> None:
    """Each page leads to the one before it, with what was asked for, until there is none: every line is on one of them, once, the last first."""
    count = 2 * MOST + 1
    note(office, count, actor="grebe")
    address, found, pages = f"{JOURNAL}?act=read&lang={language}", [], 0
    while address:
        page = office.get(address).text
        found += told(page, "grebe")
        pages += 1
        link = re.search(rf'<a href="([^"]+)">{older}</a>', page)
        address = unescape(link.group(1)) if link else ""

    assert 3 == pages
    assert [f"grebe-{at}" for at in reversed(range(count))] == found


@pytest.mark.parametrize("asked", ["case", "person", "record"])
def test_the_older_lines_of_a_chain_are_a_link_away(office: Office, asked: str) -> None:
    """What happened in a case, to a person or to a record has older pages as all has."""
    house = office.two.other
    person = office.two.write_down("cid@example.org")
    session = house.acting("dpo", purpose="watching", actor="ann")
    (record,) = session.of_person(person, "ledger")
    for _ in range(MOST):
        session.of_person(person, "ledger")
    note(office, MOST + 1, actor="grebe", case="T-9")
    wanted = {"case": "T-9", "person": person.hex(), "record": str(record.ref)}[asked]
    first = office.get(f"{JOURNAL}?{asked}={wanted}&lang=en").text
    link = re.search(r'<a href="([^"]+)">Older lines</a>', first)
    assert link is not None
    second = office.get(unescape(link.group(1))).text

    assert wanted in unescape(link.group(1)).replace("%2F", "/")
    assert "<tr><td>" in second
    assert MOST == first.count("<tr><td>")


@pytest.mark.parametrize("before", ["x", "9" * 19, "1.5"])
def test_a_number_that_is_none_is_said_to_be(office: Office, before: str) -> None:
    """Whoever alters the link is told, and nothing fails."""
    assert 400 == office.get(f"{JOURNAL}?before={before}").status_code
