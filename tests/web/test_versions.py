"""Versions of the notice: each at its own address for ever, the coming one announced, the feed valid."""

from __future__ import annotations

import hashlib
import re
from datetime import date, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from starlette.testclient import TestClient
from tests.conftest import BOOKSHOP, MakeInstance

from etanche.charter import load
from etanche.clock import FixedClock
from etanche.instance import Instance
from etanche.notice import document, html
from etanche.terms import LANGUAGES, Language
from etanche.web import create_app

ATOM = "{http://www.w3.org/2005/Atom}"
COMING = date(2026, 12, 24)
HOSTILE = ("0" * 64, "x", "..%2f..%2fetc", "%00", "%F0%9F", "a" * 5_000, "%3Cscript%3E", "'%20OR%201=1--", "%e2%80%ae")


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


def _feed(client: TestClient, language: Language = "en") -> ET.Element:
    answer = client.get(f"/privacy/changes.atom?lang={language}")
    assert "application/atom+xml" in answer.headers["content-type"]
    assert (language, True) == (answer.headers["content-language"], "Accept-Language" in answer.headers["vary"])
    return ET.fromstring(answer.content)  # noqa: S314  # our own answer


def _moments(feed: ET.Element) -> list[datetime]:
    """Return when the feed and each of its entries were updated."""
    return [datetime.fromisoformat(found.text or "") for found in feed.iter(f"{ATOM}updated")]


@pytest.mark.clause("P21")
def test_the_feed_of_changes_is_atom(client: TestClient, coming: Path) -> None:
    """An Atom reader finds one entry a version, each with an identifier, a moment and a link that leads somewhere."""
    feed = _feed(client)
    entries = feed.findall(f"{ATOM}entry")
    links = [link.attrib["href"] for entry in entries for link in entry.findall(f"{ATOM}link")]

    assert "en" == feed.attrib["{http://www.w3.org/XML/1998/namespace}lang"]
    assert 2 == len({entry.findtext(f"{ATOM}id") for entry in entries}) == len(entries)
    assert {200} == {client.get(link).status_code for link in links}
    assert "200 days" in (entries[0].findtext(f"{ATOM}content") or "").replace("\u00a0", " ")
    assert "Librairie de l\u2019Estran (exemple)" == feed.findtext(f"{ATOM}author/{ATOM}name")
    assert client.get("/privacy/changes.atom?lang=en").url == feed.find(f"{ATOM}link[@rel='self']").attrib["href"]  # type: ignore[union-attr]


@pytest.mark.clause("P21")
def test_identifiers_of_the_feed_never_change(client: TestClient, instance: Instance, coming: Path) -> None:
    """Under another name of the server, and after the day of the waiting version, everything is what it was; languages are apart."""
    with TestClient(create_app(instance), base_url="http://[::1]:9000") as elsewhere:
        here, there, french = _feed(client), _feed(elsewhere), _feed(client, "fr")
    ids = [[found.text for found in feed.iter(f"{ATOM}id")] for feed in (here, there, french)]

    assert ids[0] == ids[1]
    assert not set(ids[0]) & set(ids[2])


def test_the_feed_only_moves_forward(client: TestClient, instance: Instance, coming: Path, clock: FixedClock) -> None:
    """A version that waits was updated when it was announced, however often it is fetched; one taken back is told as such."""
    announced = clock.now()
    first = _moments(_feed(client))
    clock.advance(timedelta(days=1))
    again = _moments(_feed(client))
    instance.withdraw(by="Ann")
    back = _feed(client)

    assert first == again == [announced, announced, *first[2:]]
    assert clock.now() == _moments(back)[0] == max(_moments(back))
    assert "The version of 24 December 2026 was taken back before its day" in [
        (found.text or "").replace("\u00a0", " ") for found in back.iter(f"{ATOM}title")
    ]
    assert 404 == client.get(f"/privacy/versions/{instance.taken_back()[0].digest}").status_code


def test_the_feed_can_be_read_whatever_a_charter_says(
    client: TestClient, instance: Instance, tmp_path: Path, clock: FixedClock
) -> None:
    """Tags, entities and the end of a CDATA section in a comment or a name are words, and no markup."""
    clock.advance(timedelta(minutes=1))
    path = tmp_path / "hostile.yaml"
    words = "]]> <script>&amp;</script> <!--"
    version = f'versions:\n  2026-11-21: {{comment: {{fr: "{words}", en: "{words}"}}}}\n'
    text = BOOKSHOP.read_text("utf-8").replace("versions:\n", version)
    path.write_text(text.replace("  name: Librairie", "  name: <b>&lt; Librairie"), encoding="utf-8")
    instance.apply(instance.propose(path), by="Ann")
    entry = _feed(client).find(f"{ATOM}entry")

    assert entry is not None
    assert f"21 November 2026: {words}" == (entry.findtext(f"{ATOM}title") or "").replace("\u00a0", " ")
    assert "We are now called &lt;b&gt;&amp;lt; Librairie" in (entry.findtext(f"{ATOM}content") or "")


def test_a_version_is_shown_in_the_languages_it_has(
    make_instance: MakeInstance, tmp_path: Path, clock: FixedClock
) -> None:
    """A version from before there was English is shown in French, says so, and its hash is that of the French page."""
    french = tmp_path / "french.yaml"
    french.write_text(BOOKSHOP.read_text("utf-8").replace("languages: [fr, en]", "languages: [fr]"), encoding="utf-8")
    instance = make_instance(tmp_path / "french", charter=french)
    clock.advance(timedelta(minutes=1))
    both = tmp_path / "both.yaml"
    version = "versions:\n  2026-11-21: {comment: {fr: En anglais aussi, en: In English too}}\n"
    both.write_text(BOOKSHOP.read_text("utf-8").replace("versions:\n", version), encoding="utf-8")
    instance.apply(instance.propose(both), by="Ann")
    with TestClient(create_app(instance), base_url="http://127.0.0.1:8040") as client:
        listed = client.get("/privacy/versions?lang=en").text
        old = client.get(f"/privacy/versions/{instance.versions()[-1].digest}?lang=en")

    assert ("fr", 'lang="fr"') == (old.headers["content-language"], re.search(r'lang="..', old.text).group() + '"')  # type: ignore[union-attr]
    assert hashlib.sha256(old.content).hexdigest() in listed
    assert "This notice can now also be read in English." in listed


def test_an_unknown_version_is_not_there(client: TestClient) -> None:
    """An address of no charter, or of something else, is a page not found."""
    assert {404} == {client.get(f"/privacy/versions/{name}").status_code for name in HOSTILE}
