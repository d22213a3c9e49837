"""Which events a rule waits for to be known."""

from __future__ import annotations

from datetime import date

import pytest

from etanche.charter import Status, evaluate, missing, parse_keep

DAY = date(2026, 5, 25)


@pytest.mark.parametrize(
    ("rule", "events", "waited"),
    [
        ("while contract", {}, {"contract-start"}),
        ("2 years after contract-end", {}, {"contract-start"}),
        ("2 years after contract-end", {"contract-end": DAY}, set()),
        ("while contract", {"contract-start": date(2026, 6, 1)}, {"contract-start"}),
        ("3 years after last-contact", {}, {"last-contact"}),
        ("1 year after payment-debited", {}, set()),
        ("while consent", {}, set()),
        ("1 year after collected", {"collected": DAY}, set()),
        ("last of (while contract, 3 years after last-contact)", {}, {"contract-start", "last-contact"}),
        ("first of (while case, 90 days after last-login)", {"collected": DAY}, {"last-login"}),
    ],
)
def test_a_rule_tells_what_it_waits_for(rule: str, events: dict[str, date], waited: set[str]) -> None:
    """Exactly the beginnings that nobody recorded, or that lie ahead; what need not happen is not waited for."""
    keep = parse_keep(rule)

    assert waited == missing(keep, events, DAY, zone="Europe/Paris")
    assert bool(waited) == (evaluate(keep, events, DAY, zone="Europe/Paris").status is Status.UNKNOWN)
