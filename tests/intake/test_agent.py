"""Tests of user agents, on corpora of real ones."""

from __future__ import annotations

from collections import Counter

import pytest
from crawleruseragents import CRAWLER_USER_AGENTS_DATA  # type: ignore[import-untyped]
from fake_useragent import UserAgent
from hypothesis import given
from hypothesis import strategies as st

from etanche.intake.agent import SYSTEMS, TERMINALS, Behind, read_agent

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"


@pytest.mark.parametrize(
    ("text", "browser", "system", "terminal"),
    [
        (FIREFOX, "Firefox 145", "linux", "computer"),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/135.0.0.0 Safari/537.36 Edg/135.0.0.0",
            "Edge 135",
            "windows",
            "computer",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_3_2 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.3.1 Mobile/15E148 Safari/604.1",
            "Mobile Safari 18",
            "ios",
            "telephone",
        ),
        (
            "Mozilla/5.0 (iPad; CPU OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 Mobile/15E148 Safari/604.1",
            "Mobile Safari 17",
            "ios",
            "tablet",
        ),
        (
            "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/135.0.0.0 Mobile Safari/537.36",
            "Chrome Mobile 135",
            "android",
            "telephone",
        ),
        (
            "Mozilla/5.0 (Linux; Android 13; SM-X700) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/135.0.0.0 Safari/537.36",
            "Chrome 135",
            "android",
            "tablet",
        ),
        (
            "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/134.0.0.0 Safari/537.36",
            "Chrome 134",
            "chromeos",
            "computer",
        ),
        ("", "", "other", "other"),
    ],
)
def test_a_user_agent_is_folded_into_a_few_words(text: str, browser: str, system: str, terminal: str) -> None:
    """Of a user agent its browser with the major version, the system and the kind of device are kept."""
    agent = read_agent(text)

    assert (browser, system, terminal) == (agent.browser, agent.system, agent.terminal)


def test_people_are_taken_for_people() -> None:
    """Of seven thousand agents met in the world, none that a browser sends is taken for a robot."""
    robots = [
        row["useragent"]
        for row in UserAgent().data_browsers
        if read_agent(row["useragent"]).behind is not Behind.PERSON
    ]

    assert [] == [agent for agent in robots if not agent.startswith('"')]


def test_the_kind_of_device_is_told_right() -> None:
    """At least 999 of 1,000 agents met in the world are put down as the kind of device they are."""
    words = {"mobile": "telephone", "desktop": "computer", "tablet": "tablet"}
    right = Counter(words[row["type"]] == read_agent(row["useragent"]).terminal for row in UserAgent().data_browsers)

    assert 0.999 <= right[True] / right.total()


def test_crawlers_are_not_taken_for_people() -> None:
    """At least 95 of 100 known robots are known as such; those that look exactly like browsers cannot be."""
    agents = [agent for row in CRAWLER_USER_AGENTS_DATA for agent in row["instances"]]
    people = sum(read_agent(agent).behind is Behind.PERSON for agent in agents)

    assert people / len(agents) <= 0.05


@pytest.mark.parametrize(
    ("text", "behind"),
    [
        ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", Behind.CRAWLER),
        (
            "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)",
            Behind.CRAWLER,
        ),
        ("python-requests/2.32", Behind.PROGRAM),
        ("curl/8.5.0", Behind.PROGRAM),
        (
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/156.0.0.0 Safari/537.36",
            Behind.PROGRAM,
        ),
        ("", Behind.PROGRAM),
        (FIREFOX, Behind.PERSON),
    ],
)
def test_programs_are_neither_people_nor_crawlers(text: str, behind: Behind) -> None:
    """A library may report a visit to our door, so it is not confused with a crawler."""
    assert behind is read_agent(text).behind


@given(st.text(st.characters(exclude_categories=()), max_size=600))
def test_any_agent_has_an_answer_in_our_own_words(text: str) -> None:
    """Whatever an agent says, system and device come from our lists and the browser is short and plain."""
    agent = read_agent(text)

    assert agent.system in SYSTEMS
    assert agent.terminal in TERMINALS
    assert len(agent.browser) <= 45
    assert agent.browser.isascii()
