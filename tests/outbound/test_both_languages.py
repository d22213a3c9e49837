"""A letter says all of itself in each language, dates and names of rights too."""

from __future__ import annotations

from datetime import date

from etanche.outbound import written
from etanche.words import say


def test_each_half_is_of_its_language() -> None:
    """The half below holds no word of the half above."""
    _, text = written(
        "request-reminder",
        "en",
        organisation="Phare",
        name="A-1",
        received=date(2026, 11, 22),
        due=date(2026, 12, 22),
        command="etanche --organisation phare",
        role="dpo",
        right=lambda language: say("request.right.access", language),
        call=lambda language: say("request.call.soon", language),
    )
    above, below = text.split("-" * 20, 1)

    assert "November" in above
    assert ("novembre" in below, "November" in below, "Access" in below) == (True, False, False)
