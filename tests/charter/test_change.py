"""What changed between two charters: everything is found, weighed, and a rename is no change."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.charter.conftest import Edit

from etanche.charter import Charter, parse_keep, read
from etanche.charter.change import Change, How, Need, compared, diff, material


def _charter(text: str) -> Charter:
    loaded = read(text.encode(), file="small.yaml")
    assert loaded.charter is not None, [str(finding) for finding in loaded.findings]
    return loaded.charter


def _only(small: str, changed: str) -> Change:
    (change,) = diff(_charter(small), _charter(changed))
    return change


def test_the_same_charter_has_no_changes(small: str) -> None:
    """Comments, and a default written out, are no changes."""
    written = small.replace("    theme: audience\n", "    theme: audience   # why\n    as: controller\n")

    assert written != small
    assert () == diff(_charter(small), _charter(written))


@pytest.mark.parametrize(
    ("old", "new", "how", "need"),
    [
        ("    keep: 180 days after collected", "    keep: 200 days after collected", How.LONGER, Need.NOTICE),
        ("    keep: 180 days after collected", "    keep: 20 days after collected", How.SHORTER, Need.NOTHING),
        ("email: contact@port.example", "email: bureau@port.example", How.CHANGED, Need.NOTHING),
        ("name: Atelier du Port", "name: Atelier du Quai", How.CHANGED, Need.NOTICE),
        (
            "{fr: Le réseau ne dépend pas de nous, en: The",
            "{fr: Le réseau est à autrui, en: The",
            How.REWORDED,
            Need.NOTICE,
        ),
    ],
)
def test_each_change_is_found_and_weighed(small: str, edit: Edit, old: str, new: str, how: How, need: Need) -> None:
    """What weakens a promise needs notice, what strengthens it or only rewords does not."""
    found = _only(small, edit(old, new))

    assert (how, need) == (found.how, found.need)


def test_a_rename_is_one_change_and_asks_for_nothing(small: str) -> None:
    """A role that says what it was called goes on under its new name, wherever it is referred to."""
    old = _charter(small)
    role = next(iter(old.roles))
    renamed = small.replace(f"  {role}:\n", f"  renamed-role:\n    was: {role}\n").replace(
        f":{role}/", ":renamed-role/"
    )
    found = diff(old, _charter(renamed))

    assert [How.RENAMED] == [change.how for change in found]
    assert () == material(found)


def test_a_category_renamed_is_renamed_in_every_reference(small: str) -> None:
    """Nothing is added or taken away when a category only changes its name."""
    renamed = re.sub(r"\bvisit\b", "page-view", small).replace(
        "  page-view:\n    title", "  page-view:\n    was: visit\n    title"
    )
    found = diff(_charter(small), _charter(renamed))

    assert ("categories", "page-view") in [change.path for change in found if change.how is How.RENAMED]
    assert not [change for change in found if change.how in {How.ADDED, How.REMOVED}]


@pytest.mark.parametrize(
    ("old", "new", "how"),
    [
        ("while contract", "2 years after contract-end", How.LONGER),
        ("180 days after collected", "6 months after collected", How.LONGER),
        ("24 months after collected", "2 years after collected", None),
        ("first of (while case, 90 days after collected)", "90 days after collected", How.LONGER),
        ("last of (while contract, 3 years after last-contact)", "while contract", How.SHORTER),
        ("10 years after fiscal-year-end", "10 years after collected", How.SHORTER),
        ("between 7 days and 1 year after created", "between 6 months and 1 year after created", How.LONGER),
        ("while account", "while contract", How.CHANGED),
    ],
)
def test_rules_are_compared_by_what_they_answer(old: str, new: str, how: How | None) -> None:
    """Whichever way two rules are written, the one that keeps longer in some life and never shorter is the longer."""
    assert how == compared(parse_keep(old), parse_keep(new))


_OPPOSITE = {How.LONGER: How.SHORTER, How.SHORTER: How.LONGER, How.CHANGED: How.CHANGED, None: None}
_SPANS = st.builds(
    "{} days after {}".format, st.integers(2, 3000), st.sampled_from(["collected", "contract-end", "last-contact"])
) | st.sampled_from(["while contract", "while account", "1 year after fiscal-year-end"])


@given(_SPANS, _SPANS)
def test_comparing_the_other_way_round_gives_the_opposite(old: str, new: str) -> None:
    """If one rule is longer than another, the other is shorter than it."""
    there, back = compared(parse_keep(old), parse_keep(new)), compared(parse_keep(new), parse_keep(old))

    assert _OPPOSITE[there] == back
