"""Versions of the notice: each at its own address for ever, the coming one announced, the feed valid."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from starlette.testclient import TestClient
from tests.conftest import BOOKSHOP

from etanche.charter import load
from etanche.clock import FixedClock
from etanche.instance import Instance
from etanche.notice import document, html
from etanche.terms import LANGUAGES, Language

ATOM = "{http://www.w3.org/2005/Atom}"
COMING = date(2026, 12, 24)


@pytest.fixture
def coming(instance: Instance, tmp_path: Path, clock: FixedClock) -> Path:
    """A charter with a longer term, taken in and waiting for its day."""
    clock.advance(timedelta(minutes=1))
    path = tmp_path / "coming.yaml"
    version = f"versions:\n  {COMING}: {{comment: {{fr: Durée <plus> longue, en: A <longer> time}}}}\n"
    text = BOOKSHOP.read_text("utf-8").replace("versions:\n", version).replace("180 days after", "200 days after")
    path.write_text(text, encoding="utf-8")
    instance.apply(instance.propose(path), by="Ann")
    return path


@pytest.mark.clause("C28")
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_version_stays_at_its_address(
    client: TestClient, instance: Instance, coming: Path, clock: FixedClock, language: Language
) -> None:
    """The page of a version is, byte for byte, what its charter gives, before its day and long after it."""
    digests = [each.digest for each in instance.versions()]
    expected = [html(document(load(path), language, refusals_at="/opt-out")) for path in (coming, BOOKSHOP)]
    now = [client.get(f"/privacy/versions/{digest}?lang={language}").text for digest in digests]
    clock.advance(timedelta(days=400))
    later = [client.get(f"/privacy/versions/{digest}?lang={language}").text for digest in digests]

    assert expected == now == later
    listed = client.get(f"/privacy/versions?lang={language}").text
    assert all(hashlib.sha256(page.encode()).hexdigest() in listed for page in expected)


@pytest.mark.clause("C28")
def test_the_list_tells_what_changed_in_words(client: TestClient, coming: Path) -> None:
    """Date, comment, and each change in plain words, the material one marked; nothing of a comment is taken for a tag."""
    page = client.get("/privacy/versions?lang=en").text

    assert "24 December 2026" in page.replace("\u00a0", " ")
    assert "A &lt;longer&gt; time" in page
    assert "kept longer, 200 days after collection" in page.replace("\u00a0", " ")
    assert "to be announced beforehand" in page


@pytest.mark.clause("C29")
def test_the_notice_announces_a_change_and_then_has_it(client: TestClient, coming: Path, clock: FixedClock) -> None:
    """Until the day the notice says that it will change and still says the old figure; from that day on the new one."""
    before = client.get("/privacy?lang=en").text.replace("\u00a0", " ")
    clock.advance(timedelta(days=33))
    after = client.get("/privacy?lang=en").text.replace("\u00a0", " ")

    assert ("will change on 24 December 2026" in before, "180 days" in before, "200 days" in before) == (
        True,
        True,
        False,
    )
    assert ("will change on" in after, "180 days" in after, "200 days" in after) == (False, False, True)


@pytest.mark.clause("P21")
def test_the_feed_of_changes_is_atom(client: TestClient, coming: Path) -> None:
    """An Atom reader finds one entry a version, each with an identifier, a moment and a link that leads somewhere."""
    answer = client.get("/privacy/changes.atom?lang=en")
    feed = ET.fromstring(answer.content)  # noqa: S314  # our own answer
    entries = feed.findall(f"{ATOM}entry")

    assert "application/atom+xml" in answer.headers["content-type"]
    assert 2 == len({entry.findtext(f"{ATOM}id") for entry in entries}) == len(entries)
    assert all((entry.findtext(f"{ATOM}updated") or "").startswith("20") for entry in entries)
    links = [link.attrib["href"] for entry in entries for link in entry.findall(f"{ATOM}link")]
    assert {200} == {client.get(link).status_code for link in links}
    assert "200 days" in (entries[0].findtext(f"{ATOM}content") or "").replace("\u00a0", " ")


def test_an_unknown_version_is_not_there(client: TestClient) -> None:
    """An address of no charter, or of something else, is a page not found."""
    assert {404} == {client.get(f"/privacy/versions/{name}").status_code for name in ("0" * 64, "x", "..%2f..%2fetc")}
