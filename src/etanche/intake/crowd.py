"""
A made-up crowd for sample logs: real-world user agents, addresses that belong to nobody.

The agents come from two maintained corpora (the extra `demo`), weighted as they are met in the world;
the addresses from blocks reserved for documentation, benchmarks and shared use, where no person can be behind one.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from random import Random
from typing import Final

from etanche.errors import NotFound
from etanche.intake.agent import LONGEST_AGENT

# TEST-NET-1, -2 and -3 (RFC 5737), benchmarks (RFC 2544), shared address space (RFC 6598).
_BLOCKS_4: Final = tuple(
    map(ipaddress.IPv4Network, ("198.18.0.0/15", "100.64.0.0/10", "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24"))
)
_SHARES_4: Final = (30, 55, 5, 5, 5)
# Documentation (RFC 3849 and RFC 9637).
_BLOCKS_6: Final = tuple(map(ipaddress.IPv6Network, ("3fff::/20", "2001:db8::/32")))
_SHARE_6: Final = 0.3


@dataclass(frozen=True, kw_only=True)
class Corpus:
    """User agents of people, with how often each is met, and of crawlers."""

    people: tuple[str, ...]
    shares: tuple[float, ...]
    crawlers: tuple[str, ...]


def corpus() -> Corpus:
    """
    Load both corpora.

    Raises:
        NotFound: the extra `demo` is not installed.
    """
    try:
        from crawleruseragents import CRAWLER_USER_AGENTS_DATA  # type: ignore[import-untyped]  # noqa: PLC0415  # an extra
        from fake_useragent import UserAgent  # noqa: PLC0415  # an extra
    except ImportError:
        raise NotFound(
            "cannot write a sample log: the corpora of user agents are not installed",
            hint='install them with `pip install "etanche[demo]"`',
        ) from None
    shares: dict[str, float] = {}
    for row in UserAgent().data_browsers:
        shares[row["useragent"]] = shares.get(row["useragent"], 0.0) + row["percent"]
    crawlers = [agent for row in CRAWLER_USER_AGENTS_DATA for agent in row["instances"]]
    return Corpus(
        people=tuple(shares), shares=tuple(shares.values()), crawlers=tuple(filter(_can_stand_in_a_log, crawlers))
    )


def address(chance: Random) -> str:
    """Return an address that belongs to nobody."""
    if chance.random() < _SHARE_6:
        block_6 = chance.choice(_BLOCKS_6)
        return str(block_6[chance.randrange(1, block_6.num_addresses)])
    block = chance.choices(_BLOCKS_4, _SHARES_4)[0]
    return str(block[chance.randrange(1, block.num_addresses - 1)])


def _can_stand_in_a_log(agent: str) -> bool:
    """Say whether an agent can be written between quotes as it is."""
    return (
        agent.isascii()
        and agent.isprintable()
        and '"' not in agent
        and "\\" not in agent
        and len(agent) <= LONGEST_AGENT
    )
