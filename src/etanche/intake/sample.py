"""
A made-up access log of a small bookshop, in the combined format: the input of `etanche demo` and of the bench.

It has what a real one has: a rhythm of the week and of the day, visits of several pages with their assets,
referrers, searches, an address in a query that ought not to be there, crawlers, scanners that find nothing,
and a few lines that a full disk or a killed server left behind.
The same arguments and the same corpora of agents give the same lines.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

from etanche.intake.crowd import Corpus, address, corpus

_ZONE: Final = ZoneInfo("Europe/Paris")
_WEEK: Final = (1.0, 1.05, 1.1, 1.0, 0.95, 1.25, 0.7)
"""How busy a day is, from Monday; bookshops are looked at on Saturdays."""

_HOURS: Final = (1, 1, 1, 1, 1, 2, 4, 9, 14, 16, 17, 18, 20, 18, 16, 16, 17, 19, 22, 24, 25, 20, 12, 5)
_ASSETS: Final = ("/static/style.css", "/static/site.js", "/static/logo.svg", "/static/police.woff2", "/favicon.ico")
_TITLES: Final = (
    *("la-peste", "les-miserables", "germinal", "candide", "bel-ami", "nana", "therese-raquin", "le-horla", "salammbo"),
    *("indiana", "la-curee", "le-pere-goriot", "madame-bovary", "notre-dame-de-paris", "le-rouge-et-le-noir"),
)
_ENTRANCES: Final = ("/", "/", "/", "/livres", "/livres", "/nouveautes", "/rencontres", "/en/", "/horaires")
_QUERIES: Final = (
    "?q=proust",
    "?q=bande+dessin%C3%A9e",
    "?q=cadeau",
    "?page=2",
    "?utm_source=lettre&utm_campaign=rentree",
)
_OUTSIDE: Final = (
    "-",
    "-",
    "-",
    "https://www.google.com/",
    "https://duckduckgo.com/",
    "https://www.bing.com/",
    "https://lettre.example/42",
)
_SCANNED: Final = ("/wp-login.php", "/.env", "/.git/config", "/phpmyadmin/", "/xmlrpc.php", "/livres/epuise")
_SITE: Final = "https://librairie.example"
_AT: Final = "{at}"
_CRAWLS, _SCANS = 0.22, 0.06
"""Shares of sessions that are crawlers, and scanners; the others are people."""


_TO_A_BOOK, _TO_A_SEARCH = 0.6, 0.16
_BUYS, _IS_TOLD_ON = 0.04, 0.02
_NOT_MODIFIED: Final = 304
_DAMAGED, _CUT = 1 / 400, 0.7
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, kw_only=True)
class _Guest:
    """Somebody, or something, that comes by."""

    address: str
    agent: str
    chance: Random

    def asks(self, target: str, status: int = 200, *, method: str = "GET", referrer: str = "-") -> str:
        """Return the line of one request, with a place left for its moment."""
        size = 0 if status == _NOT_MODIFIED else self.chance.randrange(400, 48_000)
        protocol = "HTTP/2.0" if self.agent.startswith("Mozilla") else "HTTP/1.1"
        return f'{self.address} - - [{_AT}] "{method} {target} {protocol}" {status} {size} "{referrer}" "{self.agent}"'


def sample_log(lines: int, days: int, until: date, seed: int) -> Iterator[str]:
    """
    Yield `lines` lines, without their ends, in the order of time, over the `days` days before `until`.

    Raises:
        NotFound: the extra `demo` is not installed.
    """
    agents = corpus()
    chance = Random(seed)  # noqa: S311  # made-up people need no secrets
    dates = [until - timedelta(days=days - number) for number in range(days)]
    weights = [
        _WEEK[day.weekday()] * chance.uniform(0.75, 1.25) * (1 + number / days / 3) for number, day in enumerate(dates)
    ]
    done, total, weighed = 0, sum(weights), 0.0
    for day, weight in zip(dates, weights, strict=True):
        weighed += weight
        wanted = round(lines * weighed / total) - done
        done += wanted
        yield from _day(day, wanted, agents, chance)


def _day(day: date, wanted: int, agents: Corpus, chance: Random) -> Iterator[str]:
    """Yield exactly the lines wanted of one day, in the order of time."""
    told: list[tuple[datetime, str]] = []
    while len(told) < wanted:
        told.extend(_session(day, agents, chance))
    for at, line in sorted(told[:wanted]):
        written = line.replace(_AT, f"{at:%d}/{_MONTHS[at.month - 1]}/{at:%Y:%H:%M:%S %z}", 1)
        yield _damaged(written, chance) if chance.random() < _DAMAGED else written


def _session(day: date, agents: Corpus, chance: Random) -> Iterator[tuple[datetime, str]]:
    """Yield what one guest asks for, with the moment of each line."""
    hour = chance.choices(range(24), _HOURS)[0]
    begins = datetime.combine(day, time(hour, chance.randrange(60), chance.randrange(60)), _ZONE)
    midnight = datetime.combine(day, time(23, 59, 59), _ZONE)
    kind = chance.random()
    if kind < _CRAWLS:
        asked = _crawl(_Guest(address=address(chance), agent=chance.choice(agents.crawlers), chance=chance))
    elif kind < _CRAWLS + _SCANS:
        asked = _scan(_Guest(address=address(chance), agent="-", chance=chance))
    else:
        agent = chance.choices(agents.people, agents.shares)[0]
        asked = _visit(_Guest(address=address(chance), agent=agent, chance=chance))
    for after, line in asked:
        yield min(begins + timedelta(seconds=after), midnight), line


def _visit(guest: _Guest) -> Iterator[tuple[int, str]]:
    """Yield the pages a person looks at, each with the assets a browser had not kept."""
    chance = guest.chance
    page, referrer, after = chance.choice(_ENTRANCES), chance.choice(_OUTSIDE), 0
    for _ in range(min(12, 1 + int(chance.expovariate(0.6)))):
        yield after, guest.asks(page, referrer=referrer)
        for asset in chance.sample(_ASSETS, chance.randrange(3)):
            yield after + 1, guest.asks(asset, chance.choice((200, 304)), referrer=_SITE + page)
        referrer, after = _SITE + page, after + chance.randrange(5, 240)
        page = _next_page(chance)
    if chance.random() < _BUYS:
        yield after, guest.asks("/panier", 303, method="POST", referrer=referrer)
    if chance.random() < _IS_TOLD_ON:
        # What ought not to happen and does: somebody's address in the query of a page.
        yield after, guest.asks(f"/lettre/confirmer?email=lecteur{chance.randrange(1000)}%40example.org")


def _next_page(chance: Random) -> str:
    """Return where a person goes from here."""
    whither = chance.random()
    if whither < _TO_A_BOOK:
        return f"/livres/{chance.choice(_TITLES)}"
    if whither < _TO_A_BOOK + _TO_A_SEARCH:
        return chance.choice(("/recherche", "/livres")) + chance.choice(_QUERIES)
    return chance.choice(_ENTRANCES)


def _crawl(guest: _Guest) -> Iterator[tuple[int, str]]:
    """Yield what a crawler asks for."""
    yield 0, guest.asks("/robots.txt")
    for number in range(guest.chance.randrange(1, 5)):
        yield 2 * number + 2, guest.asks(f"/livres/{guest.chance.choice(_TITLES)}")


def _scan(guest: _Guest) -> Iterator[tuple[int, str]]:
    """Yield what somebody asks for who looks for an open window."""
    for number, path in enumerate(guest.chance.sample(_SCANNED, 2)):
        yield number, guest.asks(path, 404, method=guest.chance.choice(("GET", "HEAD")))
    yield 3, f'{guest.address} - - [{_AT}] "\\x16\\x03\\x01\\x02" 400 157 "-" "-"'


def _damaged(line: str, chance: Random) -> str:
    """Return what is left of a line after a full disk, or after a server was killed."""
    return line[: chance.randrange(8, 40)] if chance.random() < _CUT else "\0" * chance.randrange(4, 60)
