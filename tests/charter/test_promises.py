"""What a charter promises: each promise once, under a stable id, with the clauses it carries."""

from __future__ import annotations

import pytest

from etanche.charter import Charter, Promise, promises, read
from etanche.charter.language import FIXED_WORDS

EVERYONE = {
    "documents:channels",
    "documents:contacts",
    "documents:date",
    "documents:history",
    "documents:scope",
    "logs:chain",
    "logs:journal",
    "minimise:unused",
    "recipients:others",
    "sealed:inventory",
    "sealed:keys",
    "sealed:records",
}
SMALL = {
    "access:analyst/failure",
    "access:analyst/visit",
    "access:seller/failure",
    "access:seller/visit",
    "documents:limits",
    "hosting:concarneau",
    "minimise:failure",
    "minimise:visit",
    "minimise:visit.address",
    "minimise:visit.visitor-id",
    "objection:audience",
    "objection:list",
    "purpose:audience",
    "purpose:repairs",
    "recipients:never-sold",
    "recipients:webmaster",
    "retention:audience/visit",
    "retention:repairs/failure",
    "retention:repairs/visit",
}


def _promises(text: str) -> tuple[Promise, ...]:
    charter = read(text.encode(), file="x").charter
    assert charter is not None
    return promises(charter)


def test_a_charter_promises_exactly_this(small: str) -> None:
    """Every pair of role and category, every purpose and its categories, every field at work, and nothing else."""
    assert EVERYONE | SMALL == {promise.id for promise in _promises(small)}


def test_promises_stand_in_order_and_once(small: str) -> None:
    """Promises come sorted by kind and subject, and no id comes twice."""
    made = [(promise.kind, promise.subject) for promise in _promises(small)]

    assert sorted(set(made)) == made


def test_a_promise_knows_its_clauses(small: str) -> None:
    """A promise carries each clause of the older text that points at it, in order."""
    clauses: dict[str, tuple[str, ...]] = {
        promise.id: promise.clauses
        for promise in _promises(small.replace("  C5: [", '  C5: ["minimise:visit.address", '))
    }

    assert ("C4", "C5") == clauses["minimise:visit.address"]
    assert ("C5",) == clauses["retention:audience/visit"]
    assert () == clauses["logs:chain"]


@pytest.mark.parametrize(
    ("old", "new", "gone"),
    [
        (
            "  limits:\n    on-the-way: {fr: Le réseau ne dépend pas de nous, en: The network is not ours}\n",
            "",
            "documents:limits",
        ),
        ("  seller:\n    title: {fr: vendeurs, en: sellers}\n    sees: {}\n", "", "access:seller/visit"),
    ],
)
def test_a_promise_is_made_only_when_the_charter_says_so(small: str, old: str, new: str, gone: str) -> None:
    """What a charter does not say, it does not promise."""
    assert 1 == small.count(old)
    assert gone in {promise.id for promise in _promises(small)}
    assert gone not in {promise.id for promise in _promises(small.replace(old, new))}


def test_data_that_are_sold_are_not_promised_never_to_be(bookshop: Charter) -> None:
    """Whoever answers that data are sold does not promise the contrary, should a later version let the answer through."""
    sold = bookshop.model_copy(update={"answers": bookshop.answers.model_copy(update={"sale": True})})

    assert "recipients:never-sold" in {promise.id for promise in promises(bookshop)}
    assert "recipients:never-sold" not in {promise.id for promise in promises(sold)}


def test_words_that_are_subjects_are_fixed_words(small: str) -> None:
    """A subject that is no name of the charter is a fixed word, so that no name can ever collide with it."""
    plain = {
        promise.subject
        for promise in _promises(small)
        if promise.id in EVERYONE | {"objection:list", "documents:limits"}
    }

    assert plain <= FIXED_WORDS


@pytest.mark.clause("C4")
@pytest.mark.clause("C5")
@pytest.mark.clause("C6")
def test_the_sample_charter_carries_its_three_clauses(bookshop: Charter) -> None:
    """Half an address and its pseudonym, 180 days for nobody else, and a way out: each clause has promises of its own."""
    carried = {
        clause: {promise.id for promise in promises(bookshop) if clause in promise.clauses}
        for clause in ("C4", "C5", "C6")
    }

    assert {
        "C4": {"minimise:visit", "minimise:visit.address", "minimise:visit.visitor-id"},
        "C5": {"retention:audience/visit", "recipients:others"},
        "C6": {"objection:audience", "objection:list"},
    } == carried
