"""Renames of every sort of thing, names that are tricky, and consent asked again exactly where it must be."""

from __future__ import annotations

import re

import pytest
from tests.charter.test_plan_of_everything import EVERYTHING

from etanche.charter import Charter, parse_keep
from etanche.charter.change import Change, How, Need, compared, diff, material, renamed
from etanche.charter.layout import survey
from etanche.charter.modelling import modelled
from etanche.charter.source import decode
from etanche.charter.tree import plant
from etanche.terms import Text

TEXT = EVERYTHING.read_text("utf-8")
LETTER = """  second-letter:
    title: {fr: Autre, en: Other}
    theme: marketing
    by: [email]
    uses: [subscription]
    basis: consent
    asked-in: [news-form]
    keep: while consent
"""


def _charter(text: str) -> Charter:
    """Return a charter that need not be sound."""
    charter, faults = modelled(survey(plant(decode(text.encode(), file="c"), file="c")).data)
    assert charter is not None, faults
    return charter


def _changes(*edits: tuple[str, str], old: str = TEXT) -> tuple[Change, ...]:
    new = old
    for was, now in edits:
        assert was in new, was
        new = new.replace(was, now)
    return diff(_charter(old), _charter(new))


@pytest.mark.parametrize(
    ("section", "name"),
    [
        ("people", "young-patient"), ("regions", "geneva"), ("estates", "old-desk"), ("applications", "companion"),
        ("channels", "front-desk"), ("features", "lab-sharing"), ("categories", "care-record"), ("never", "logged-password"),
        ("purposes", "newsletter"), ("roles", "nurse"), ("recipients", "sender"), ("hosts", "sign-in"),
        ("tracers", "read-pixel"), ("providers", "identity-login"), ("attested", "secrecy"),
        ("declarations", "former-norm"), ("categories/visit/fields", "visitor-id"), ("providers/identity-login/scopes", "calendar"),
    ],
)  # fmt: skip
def test_whatever_has_a_name_can_have_another(section: str, name: str) -> None:
    """It is one change that asks for nothing, wherever in the charter the name is referred to."""
    text = re.sub(rf"(?m)(^ +|\[|, |: |\{{){name}(?=[:\],}}]|$| +#)", r"\1renamed-thing", TEXT)
    text = re.sub(r"(?m)^( +)renamed-thing: \{", rf"\1renamed-thing: {{was: {name}, ", text, count=1)
    text = re.sub(r"(?m)^( +)renamed-thing:$", rf"\1renamed-thing:\n\1  was: {name}", text, count=1)
    old, new = _charter(TEXT), _charter(text)

    assert {(section, name): "renamed-thing"} == renamed(old, new)
    assert [How.RENAMED] == [change.how for change in diff(old, new)]


def test_a_field_by_which_a_role_goes_follows_its_name() -> None:
    """`own` and the columns of an estate speak of a field: neither changes when it is renamed everywhere."""
    found = _changes(
        ("      sector: {kind", "      district: {was: sector, kind"),
        ("own: sector", "own: district"),
        ("sector: sector", "district: sector"),
    )

    assert {How.RENAMED} == {change.how for change in found}
    assert 3 == len(found)


def test_a_thing_that_takes_over_a_name_does_not_hide_that_the_other_one_goes() -> None:
    """`campaign` is given up and `care` is called so: the removal is told, and what `care` is does not change."""
    text = re.sub(r"(?ms)^  campaign:\n.*?(?=^  campaign-figures:)", "", TEXT).replace(
        "  care:\n    title", "  campaign:\n    was: care\n    title"
    )
    text = text.replace(": [care]", ": [campaign]")
    found = diff(_charter(TEXT), _charter(text))

    assert (How.REMOVED, ("purposes", "campaign~")) in {(change.how, change.path) for change in found}
    assert not [change for change in found if change.path == ("purposes", "campaign") and change.how is not How.RENAMED]


def test_things_called_like_the_languages_are_things() -> None:
    """Two regions named `fr` and `en` are not a text in two languages."""
    named = (
        ("  annecy:", "  fr:"),
        ("  lyon:", "  en:"),
        ("region: annecy", "region: fr"),
        ("replica: lyon", "replica: en"),
        ("[annecy, lyon]", "[fr, en]"),
    )
    old = TEXT
    for was, now in named:
        old = old.replace(was, now)
    (change,) = _changes(
        (
            "  fr: {title: {fr: Annecy, en: Annecy}, country: FR}",
            "  fr: {title: {fr: Annecy, en: Annecy}, country: DE}",
        ),
        old=old,
    )

    assert ("regions", "fr", "country") == change.path


def test_words_that_look_like_something_else_are_words() -> None:
    """A column is no rule though its field is called `keep`, and a reference is no duration though it reads like one."""
    old = (
        TEXT.replace("device: device", "keep: device")
        .replace("      device: {kind", "      keep: {kind")
        .replace("reference: DPA-2", "reference: 2 years")
    )
    found = _changes(("keep: device", "keep: machine"), ("reference: 2 years", "reference: 1 year"), old=old)

    assert [How.CHANGED, How.CHANGED] == [change.how for change in found]


def test_the_end_of_the_financial_year_is_one_day() -> None:
    """11 December and 12 November are told apart, as one change."""
    old = TEXT.replace("fiscal-year-end: 06-30", "fiscal-year-end: 12-11")
    (change,) = _changes(("12-11", "11-12"), old=old)

    assert ("12-11", "11-12") == (change.old, change.new)


def test_a_language_more_is_no_rewording() -> None:
    """When a notice comes to be in English too, only that is told; what its texts say in French is compared."""
    french = re.sub(r"(?m)^(\s+)en: .*\n", "", re.sub(r", en: [^{}]*\}", "}", TEXT)).replace(
        "languages: [fr, en]", "languages: [fr]"
    )
    found = diff(_charter(french), _charter(TEXT))

    assert [("notice", "languages", "en")] == [change.path for change in found]
    assert [Text(fr="patients", en="patients")] == [_charter(french).people["patient"].title]


def test_the_language_a_notice_opens_in_is_told() -> None:
    """The order of the languages means something, and asks for nothing."""
    (change,) = _changes(("languages: [fr, en]", "languages: [en, fr]"))

    assert (("notice", "languages"), How.CHANGED, Need.NOTHING) == (change.path, change.how, change.need)


@pytest.mark.parametrize(
    ("edit", "asked"),
    [
        (("keep: 6 months after collected", "keep: 7 months after collected"), {"opening-notice"}),
        (("opened: {kind: instant, only: day,", "opened: {kind: instant,"), {"opening-notice"}),
        (("receives: {subscription: [newsletter]}", "receives: {subscription: [newsletter], visit: [audience]}"), set()),
        (("receives: {subscription: [newsletter]}", "receives: {subscription: [newsletter], crash: [crash-analysis]}"), {"crash-analysis"}),
        (("    basis: contract\n    keep: 12 hours", "    basis: consent\n    keep: 12 hours"), {"waiting-room"}),
        (("  newsletter:\n", f"{LETTER}  newsletter:\n"), set()),
        (("asked-in: [app-usage, app-health]", "asked-in: [app-usage]"), set()),
        (("    of: [patient]\n    from: [app-crash]", "    of: [patient, visitor]\n    from: [app-crash]"), set()),
        (("as: processor\n    country: FR", "as: processor\n    country: US"), {"newsletter"}),
        (("keep: 90 days after collected\n  recruitment", "keep: 80 days after collected\n  recruitment"), set()),
    ],
    ids=range(10),
)  # fmt: skip
def test_consent_is_asked_again_exactly_where_it_must_be(edit: tuple[str, str], asked: set[str]) -> None:
    """Those who agreed are asked when what is done with their data grows, and not when a purpose is new or others join."""
    found = _changes(edit)

    assert asked == {name for change in found for name in change.purposes}
    assert material(found) or not asked


@pytest.mark.parametrize(
    ("old", "new", "how"),
    [
        ("6 months after collected", "182 days after collected", How.CHANGED),
        ("1 year after collected", "12 months after collected", None),
        ("12 hours after collected", "20 hours after collected", How.LONGER),
        ("20 hours after collected", "1 day after collected", How.CHANGED),
        (
            "last of (while contract, 10 days after collected)",
            "last of (while contract, 19 days after collected)",
            How.LONGER,
        ),
        ("10 years after fiscal-year-end", "126 months after collected", How.CHANGED),
        ("while contract", "first of (while contract, 30 years after collected)", How.SHORTER),
        ("between 1 day and 1 year after created", "1 year after created", How.SHORTER),
    ],
)
def test_a_little_longer_is_longer(old: str, new: str, how: How | None) -> None:
    """Hours, leap years and short contracts are not rounded away: what may be longer is never called shorter or the same."""
    assert how == compared(parse_keep(old), parse_keep(new))


def test_a_rule_of_many_events_does_not_hold_anybody_up() -> None:
    """Where too many lives would have to be tried, nothing is concluded but that the rules are different."""
    many = ", ".join(
        f"{n} days after {event}"
        for n, event in enumerate(("last-contact", "last-login", "last-order", "last-activity"), 3)
    )

    assert How.CHANGED is compared(parse_keep("1 day after collected"), parse_keep(f"first of ({many})"))
