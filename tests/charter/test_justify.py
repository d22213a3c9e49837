"""Warnings that somebody stands by: until when, for which places, and for which findings never."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from etanche.charter import Finding, Loaded, Severity, State, read

LONG = {"180 days after collected": "26 months after collected"}
EVE = datetime(2027, 11, 2, 12, tzinfo=UTC)
"""The day of review: the last on which the justification holds."""


def _reason(rule: str, *places: str, review: str = "2027-11-02") -> str:
    return f"""justified:
  {rule}:
    at: [{", ".join(places)}]
    why: {{fr: La saison, en: The season}}
    by: founder
    on: 2026-11-02
    review: {review}
carries:
"""


def _read(text: str, edits: dict[str, str], *reasons: str, now: datetime = EVE) -> Loaded:
    for old, new in edits.items():
        assert 1 == text.count(old), old
        text = text.replace(old, new)
    for reason in reasons:
        text = text.replace("carries:\n", reason)
    # Looked at a year later, the charter has a version of that year.
    text = text.replace("versions:\n", "versions:\n  2027-10-01: {comment: {fr: Relue, en: Read again}}\n")
    return read(text.encode(), file="x", now=now)


def _only(loaded: Loaded) -> Finding:
    assert 1 == len(loaded.findings), [str(finding) for finding in loaded.findings]
    return loaded.findings[0]


def test_a_justified_warning_is_still_told_with_its_reason(small: str) -> None:
    """Until its day of review, that day included, a warning stands as justified, with why, by whom and until when."""
    found = _only(_read(small, LONG, _reason("CK-04", "purposes.audience.keep")))

    assert ("CK-04", Severity.WARNING, State.JUSTIFIED) == (found.id, found.severity, found.state)
    assert found.justified is not None
    assert ("The season", "founder") == (found.justified.why.en, found.justified.by)
    assert "purposes.audience.keep" == found.path


def test_an_expired_justification_warns_again_and_says_so(small: str) -> None:
    """The day after its review, a warning is open again and says in both languages that it was justified, and until when."""
    later = datetime(2027, 11, 2, 23, 30, tzinfo=UTC)
    found = _only(_read(small, LONG, _reason("CK-04", "purposes.audience.keep"), now=later))

    assert (Severity.WARNING, State.EXPIRED) == (found.severity, found.state)
    assert "justified until 2\u00a0November 2027" in found.told["en"].what
    assert "justifié jusqu’au 2\u00a0novembre 2027" in found.told["fr"].what
    assert found.hint


@pytest.mark.parametrize("place", ["purposes.audience", "purposes.audience.keep"])
def test_what_lies_below_a_place_is_meant_too(small: str, place: str) -> None:
    """A justification of a thing holds for its keys."""
    assert State.JUSTIFIED is _only(_read(small, LONG, _reason("CK-04", place))).state


@pytest.mark.parametrize("place", ["purposes", "purposes.audi", "purposes.repairs"])
def test_a_justification_of_nothing_is_told(small: str, place: str) -> None:
    """A whole section, half a name or another thing excuses nothing: the warning stays, and the place is told as idle."""
    warning, remark = _read(small, LONG, _reason("CK-04", place)).findings

    assert ("CK-04", State.OPEN) == (warning.id, warning.state)
    assert ("justified", Severity.INFORMATION) == (remark.id, remark.severity)
    assert "justified.CK-04.at.0" == remark.path
    assert f"`{place}`" in remark.what


def test_idle_places_wait_until_there_is_no_error(small: str) -> None:
    """With an error in the charter some rules have not run, so that nothing is said of justifications that found nothing."""
    loaded = _read(small, {"  sale: false": "  sale: no"}, _reason("CK-04", "purposes.audience.keep"))

    assert ["answer"] == [finding.id for finding in loaded.findings]


@pytest.mark.parametrize(
    ("rule", "hint"),
    [("RET-01", "leave the justification out"), ("RET-99", "did you mean"), ("REET-17", "`RET-17`")],
)
def test_an_error_and_an_unknown_rule_cannot_be_justified(small: str, rule: str, hint: str) -> None:
    """A rule whose breach is an error, and a rule that there is not, are told at their names; the charter is not sound."""
    loaded = _read(small, {}, _reason(rule, "purposes.audience.keep"))
    found = _only(loaded)

    assert ("justified", Severity.ERROR, f"justified.{rule}") == (found.id, found.severity, found.path)
    assert hint in found.hint
    assert loaded.charter is None


def test_the_error_of_a_rule_that_also_warns_cannot_be_justified(small: str) -> None:
    """Where one of a rule's findings is an error, its justification is refused at the place that names it."""
    exempt = """tracers:
  counter:
    title: {fr: Compteur, en: Counter}
    kind: cookie
    purpose: audience
    lasts: 1 day
    exempt: audience
"""
    whole = {"{kind: ip, only: first-half}": "{kind: ip}", '  C4: ["minimise:visit.address"]\n': ""}
    reason = _reason("CK-06", "categories.visit.fields.address")
    warned = _only(_read(small, whole, reason))
    error, refused = _read(small, whole, exempt + reason).findings

    assert (Severity.WARNING, State.JUSTIFIED) == (warned.severity, warned.state)
    assert ("CK-06", Severity.ERROR, State.OPEN) == (error.id, error.severity, error.state)
    assert ("justified", "justified.CK-06.at.0") == (refused.id, refused.path)


def test_a_day_of_review_comes_after_the_day_of_writing(small: str) -> None:
    """A justification that was over when it was written is an error."""
    found = next(
        finding
        for finding in _read(small, LONG, _reason("CK-04", "purposes.audience.keep", review="2026-11-02")).findings
        if finding.id == "justified"
    )

    assert ("justified.CK-04.review", Severity.ERROR) == (found.path, found.severity)
