"""The public status page, its feed and its JSON: what was said to everybody, whether access is halted, and nothing of anybody."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest
from starlette.testclient import TestClient
from tests.web.browsing import HERE

from etanche.clock import FixedClock
from etanche.errors import Unreadable
from etanche.incidents import Kind, announced
from etanche.instance import Instance, Stopping
from etanche.web import create_app, urls
from etanche.web.feed import Feed, FeedItem, atom

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.mark.clause("G21")
def test_an_incident_is_announced_to_everybody(instance: Instance, clock: FixedClock) -> None:
    """What is announced stands on the page, in the feed and in the JSON, in both languages; the title and the facts of the incident stand nowhere."""
    with TestClient(create_app(instance), base_url=HERE) as client:
        before = client.get(urls.STATUS_JSON).json()
        empty = client.get(urls.STATUS_FEED)
        clock.advance(timedelta(seconds=11))
        again = client.get(urls.STATUS_FEED)
        name = instance.incidents.open("Marguerite wrote to us", by="dpo").name
        instance.incidents.add(name, Kind.FACT, by="dpo", words="marguerite@estran.example")
        clock.advance(timedelta(seconds=11))
        unsaid = client.get(urls.STATUS_JSON).json()
        announced(instance.incidents, name, fr="Panne de courant.", en="A power cut.", over=False, by="dpo")
        clock.advance(timedelta(seconds=11))
        pages = {one: client.get(f"{urls.STATUS}?lang={one}").text for one in ("fr", "en")}
        feed = ET.fromstring(client.get(f"{urls.STATUS_FEED}?lang=en").content)  # noqa: S314  # our own feed
        told = client.get(urls.STATUS_JSON).json()
        announced(instance.incidents, name, fr="C’est réparé.", en="It is mended.", over=True, by="dpo")
        clock.advance(timedelta(seconds=11))
        after = client.get(urls.STATUS_JSON).json()
        clock.advance(timedelta(days=91))
        later = client.get(urls.STATUS_JSON).json()

    assert {"state": "running", "announcements": []} == before == unsaid == later
    assert 200 == empty.status_code
    assert empty.content == again.content
    assert "Panne de courant." in pages["fr"]
    assert "A power cut." in pages["en"]
    assert 1 == len(feed.findall(f"{ATOM}entry"))
    assert ("incident", 1) == (told["state"], len(told["announcements"]))
    assert ("running", [True, False]) == (after["state"], [one["over"] for one in after["announcements"]])
    everything = "".join((*pages.values(), str(told), str(after)))
    assert "Marguerite" not in everything
    assert "marguerite" not in everything


@pytest.mark.clause("P15")
def test_a_halt_is_told_and_the_page_stays(instance: Instance, clock: FixedClock) -> None:
    """While everything is halted the status page, the feed, the notice and the proof answer, and the first says that access is halted, not why."""
    Stopping(instance).halt(None, reason="a leak in a component", by="operator")
    clock.advance(timedelta(seconds=11))
    with TestClient(create_app(instance), base_url=HERE) as client:
        answers = [
            client.get(one) for one in (urls.STATUS, urls.STATUS_FEED, urls.STATUS_JSON, urls.PRIVACY, urls.PROOF)
        ]

    assert [200] * 5 == [one.status_code for one in answers]
    assert "halted" == answers[2].json()["state"]
    assert "a leak in a component" not in "".join(one.text for one in answers)


def test_an_announcement_is_said_in_both_languages(instance: Instance) -> None:
    """One language alone, or more than a thousand letters, is refused."""
    name = instance.incidents.open("x", by="dpo").name
    for fr, en in (("", "x"), ("x", " "), ("x", "y" * 1_001)):
        with pytest.raises(Unreadable):
            announced(instance.incidents, name, fr=fr, en=en, over=False, by="dpo")
    (incident,) = instance.incidents.all()

    assert () == incident.announced


def test_no_character_of_an_announcement_breaks_the_feed(instance: Instance) -> None:
    """What no page and no feed can show is refused in either language; several lines are taken."""
    name = instance.incidents.open("down", by="dpo").name
    for odd in ("\x01", "\x08", "\x0c", "\x1b[2J", "\x9b", "\ufffe"):
        for fr, en in ((f"Panne{odd}.", "A power cut."), ("Panne.", f"A power cut{odd}.")):
            with pytest.raises(Unreadable, match="nobody reads"):
                announced(instance.incidents, name, fr=fr, en=en, over=False, by="dpo")
    announced(
        instance.incidents, name, fr="Panne,\r\nsoirée.", en="A power cut\nat night \U0001f56f.", over=False, by="dpo"
    )


def test_the_feed_can_be_read_whatever_the_data_hold() -> None:
    """A character that was taken in before is replaced where it is written, in a title as in a line."""
    at = datetime(2026, 11, 21, tzinfo=UTC)
    item = FeedItem(id="a", title="cut\x01", updated=at, link="https://a.example", lines=("at\x0c night \ufffe",))
    feed = Feed(id="f", title="t", author="a", language="en", page="p", itself="s", items=[item])
    told = "".join(ET.fromstring(atom(feed)).itertext())  # noqa: S314  # we wrote it

    assert "cut\N{REPLACEMENT CHARACTER}" in told
    assert "at\N{REPLACEMENT CHARACTER} night" in told
