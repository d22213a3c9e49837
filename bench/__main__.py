"""
What it costs, beside the bare thing in the same run: `python -m bench [--only ARM …] [--scale F]`.

Writes bench/results.json, bench/growth.json, docs/performance.md and the drawings beside it. With `--only` what other
arms measured before stays. `--scale` makes every size smaller (or larger): to try an arm, not to quote it.
Each figure is the median of paired rounds. A target is a ratio wherever a ratio says more than seconds do;
absolute times hold for the machine they were taken on and are in no test.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Mapping

from bench import api, archive, crowd, eights, gdpr, growth, million, pages, persons, servers, site, sweeping
from bench.ground import timed
from bench.page import publish
from bench.results import Result, keep, tell

ARMS: Mapping[str, Callable[[float], Iterable[Result]]] = {
    "visits": lambda _: site.writing_and_reading(),
    "gate": lambda _: site.deciding(),
    "days": lambda _: site.destroying(),
    "log": lambda _: site.importing_and_proving(),
    "journal": lambda _: site.walking(),
    "charter": lambda _: site.checking(),
    "start": lambda _: site.starting(),
    "put": lambda _: persons.putting(),
    "read": lambda _: persons.reading(),
    "eights": eights.measure,
    "erase": persons.erasing,
    "sweep": sweeping.measure,
    "gdpr": gdpr.measure,
    "server": servers.measure,
    "million": million.measure,
    "api": api.measure,
    "pages": pages.measure,
    "crowd": crowd.measure,
    "growth": growth.measure,
    "archive": archive.measure,
}
"""In the order of the page."""


def main(words: list[str] | None = None) -> bool:
    """Measure, write it down, and say whether every target is met."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="measure what Étanche costs")
    parser.add_argument("--only", nargs="+", choices=sorted(ARMS), default=list(ARMS), metavar="ARM")
    parser.add_argument("--scale", type=float, default=1.0, help="of every size; 1 is what the targets speak of")
    said = parser.parse_args(words)
    results: list[Result] = []

    def run(arm: str) -> None:
        found: list[Result] = []
        for result in ARMS[arm](said.scale):
            found.append(result.of(arm))
            tell(found[-1])
        results.extend(found)
        # Arm by arm: whoever stops the bench keeps what it has found.
        if said.scale == 1:
            publish(keep("results.json", found, [arm], list(ARMS)))

    for arm in ARMS:
        if arm in said.only:
            print(f"     {arm}: {timed(lambda: run(arm)):,.0f} s", flush=True)  # noqa: B023  # run before the next
    return all(result.ok for result in results)


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
