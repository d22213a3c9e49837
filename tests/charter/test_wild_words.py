"""However long and wild the author's words are, a rule reads them soon and tells them shortly."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from tests.charter.vectors import BASE, FOLDER

from etanche.charter import read
from etanche.clock import stopwatch

NOW = datetime(2026, 11, 21, tzinfo=UTC)
LONG = 100_000
SOON = 10
"""Seconds; a pattern that goes back and forth would need hours."""


@pytest.fixture(scope="module")
def text() -> str:
    """The sound charter."""
    return (FOLDER / BASE).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("law: [C. com. L123-22]", f"law: ['Art. {'1' * LONG}']", "STL-03"),
        ("law: [C. com. L123-22]", f"law: ['GDPR {'1' * LONG} x']", "STL-03"),
        ("name: Routage (exemple)", f"name: '{'our ' * LONG}partners'", "REC-02"),
        ("reference: Decision 2000/518/EC", f"reference: 'tls `x` {'y ' * LONG}'", "TRF-09"),
        ("en: An independent firm tests the system.}", f"en: {'a.b@' * LONG} dpo@b.example{'}'}", "CON-09"),
        (
            "keep: 180 days after collected\n  site-security",
            f"keep: last of (while case, {', '.join(['9 years after collected'] * 2000)})\n  site-security",
            "RET-02",
        ),
    ],
)
def test_long_words_are_read_soon_and_told_shortly(text: str, old: str, new: str, rule: str) -> None:
    """What would lead a careless pattern astray is answered in seconds, by one short line of each finding."""
    assert 1 == text.count(old)
    began = stopwatch()
    findings = read(text.replace(old, new).encode(), file="x", now=NOW).findings

    assert stopwatch() - began < SOON
    assert rule in {finding.id for finding in findings}
    for told in (told for finding in findings for told in finding.told.values()):
        assert len(told.what) < 300
        assert "\n" not in told.what + told.hint
