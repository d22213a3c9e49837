"""What a password must be when several organisations ask, and when it has to be changed."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some

from etanche.accounts.passwords import (
    LONGEST,
    Asked,
    Flaw,
    Policy,
    Stale,
    objections,
    stale,
    strength,
    strictest,
    weight_of,
)
from etanche.charter import Duration, SignClass, Unit

ALL = frozenset(SignClass)
CHOIR = Policy(length=14)
CLINIC = Policy(length=45, classes=ALL, expire=Duration(number=1, unit=Unit.DAY), history=5)
BANK = Policy(length=12, expire=Duration(number=3, unit=Unit.MONTH), logins=100, history=24, breach_list=False)
GOOD = "wet stones under seven bridges"
SET = datetime(2026, 3, 27, 9, 0, tzinfo=UTC)

policies = some.builds(
    Policy,
    length=some.integers(1, 128),
    classes=some.frozensets(some.sampled_from(SignClass)),
    expire=some.none() | some.builds(Duration, number=some.integers(1, 400), unit=some.sampled_from(Unit)),
    logins=some.none() | some.integers(1, 1000),
    history=some.integers(0, 30),
    breach_list=some.booleans(),
)


def flaws(
    password: str, *organisations: Policy, leaked: bool = False, before: bool = False, **more: object
) -> set[Flaw]:
    """Return what is wrong with a password."""
    asked = strictest({f"org-{number}": policy for number, policy in enumerate(organisations)})
    found = objections(password, asked, leaked=lambda _: leaked, used_before=lambda _: before, **more)  # type: ignore[arg-type]
    return {one.flaw for one in found}


@pytest.mark.clause("W15")
def test_of_each_rule_the_strictest_holds_and_says_who_asks() -> None:
    """Length, age, uses, history and sorts of sign come each from the organisation that is strictest about it."""
    asked = strictest({"choir": CHOIR, "clinic": CLINIC, "bank": BANK})

    assert Asked(45, "clinic") == asked.length
    assert Asked(Duration(number=1, unit=Unit.DAY), "clinic") == asked.expire
    assert Asked(100, "bank") == asked.logins
    assert Asked(24, "bank") == asked.history
    assert Asked(True, "choir") == asked.breach_list
    assert {Asked(kind, "clinic") for kind in SignClass} == set(asked.classes)


@given(some.dictionaries(some.text(min_size=1, max_size=3), policies, min_size=1, max_size=4))
def test_what_fits_the_strictest_fits_each_organisation(named: dict[str, Policy]) -> None:
    """No password passes for a member of several organisations that one of them alone would refuse."""
    together = strictest(named)
    password = "aA1!" * 32

    for cut in range(1, len(password), 9):
        kept = password[:cut]
        if not objections(kept, together, leaked=lambda _: False, used_before=lambda _: False):
            alone = [
                objections(kept, strictest({name: one}), leaked=lambda _: False, used_before=lambda _: False)
                for name, one in named.items()
            ]
            assert [()] * len(named) == alone


def test_an_account_of_no_organisation_is_held_to_something() -> None:
    """Without any policy nothing is decided: nobody gets in by a policy that was not found."""
    with pytest.raises(ValueError, match="no policy"):
        strictest({})


@pytest.mark.parametrize(
    ("password", "policies", "expected"),
    [
        (GOOD, [CHOIR], set()),
        ("wet stones", [CHOIR], {Flaw.TOO_SHORT}),
        (GOOD, [CHOIR, CLINIC], {Flaw.TOO_SHORT, Flaw.LACKS_CLASS}),
        ("Wet stones under 7 bridges; and no ferry for us", [CHOIR, CLINIC], set()),
        ("é" * 20, [Policy(length=20, classes=frozenset({SignClass.LOWER}))], set()),
        ("É" * 20, [Policy(length=20, classes=frozenset({SignClass.LOWER}))], {Flaw.LACKS_CLASS}),
        ("٣" * 20, [Policy(length=20, classes=frozenset({SignClass.DIGIT}))], set()),
        ("x" * (LONGEST + 1), [CHOIR], {Flaw.TOO_LONG}),
        ("x" * 128, [Policy(length=128)], set()),
    ],
)
def test_what_is_wrong_with_a_password_is_told(password: str, policies: list[Policy], expected: set[Flaw]) -> None:
    """Length and sorts of sign are counted in every script, up to a thousand characters."""
    assert expected == flaws(password, *policies)


def test_leaked_and_earlier_passwords_are_refused() -> None:
    """A leaked one where a list is asked for, an earlier one where a history is; and not where neither is."""
    assert {Flaw.LEAKED} == flaws(GOOD, CHOIR, leaked=True)
    assert set() == flaws(GOOD, BANK, leaked=True)
    assert {Flaw.USED_BEFORE} == flaws(GOOD, BANK, before=True)
    assert set() == flaws(GOOD, CHOIR, before=True)


@pytest.mark.parametrize("password", ["jean.dupont@example.org", "Jean.Dupont2026", "xjean.dupontx!"])
def test_the_name_of_the_account_is_no_password(password: str) -> None:
    """What everybody knows of somebody is what is tried first."""
    assert Flaw.NAMES_THE_ACCOUNT in flaws(password, CHOIR, names=("jean.dupont@example.org",))
    assert set() == flaws(f"{GOOD} with jean.dupont", CHOIR, names=("jean.dupont@example.org",))


def test_one_spelling_counts_whatever_the_keyboard_composes() -> None:
    """A letter with its accent apart weighs as much as the same letter in one piece."""
    composed = "é" * 14

    assert weight_of(composed) == weight_of(unicodedata.normalize("NFD", composed))
    assert set() == flaws(composed, CHOIR)


@pytest.mark.parametrize(
    ("policy", "now", "logins", "expected"),
    [
        (CLINIC, datetime(2026, 3, 28, 8, 59, tzinfo=UTC), 0, None),
        (CLINIC, datetime(2026, 3, 28, 9, 0, tzinfo=UTC), 0, Stale.EXPIRED),
        (BANK, datetime(2026, 3, 28, 9, 0, tzinfo=UTC), 99, None),
        (BANK, datetime(2026, 3, 28, 9, 0, tzinfo=UTC), 100, Stale.USED_UP),
        (BANK, datetime(2026, 6, 27, 9, 0, tzinfo=UTC), 1, Stale.EXPIRED),
        (CHOIR, datetime(2036, 3, 28, tzinfo=UTC), 10_000, None),
    ],
)
@pytest.mark.clause("W15")
def test_a_password_has_to_be_changed_at_its_time(
    policy: Policy, now: datetime, logins: int, expected: Stale | None
) -> None:
    """After its time or after its logins, to the minute; without either, never."""
    weight = weight_of("Wet stones under 7 bridges; and no ferry for us")
    because = stale(strictest({"it": policy}), since=SET, logins=logins, weight=weight, now=now, zone="UTC")

    assert expected == (because and because[0])


def test_a_policy_made_stricter_asks_for_another_password_at_the_next_login() -> None:
    """What was strong enough when it was set is judged by what is asked today, and the organisation that asks is named."""
    because = stale(
        strictest({"choir": CHOIR, "clinic": Policy(length=45)}),
        since=SET,
        logins=0,
        weight=weight_of(GOOD),
        now=SET,
        zone="UTC",
    )
    lacking = stale(
        strictest({"clinic": Policy(length=14, classes=ALL)}),
        since=SET,
        logins=0,
        weight=weight_of(GOOD),
        now=SET,
        zone="UTC",
    )

    assert (Stale.TOO_WEAK_NOW, "clinic") == because == lacking


@pytest.mark.parametrize(
    ("policy", "bits"), [(CHOIR, 83), (Policy(length=12), 71), (Policy(length=12, classes=ALL), 77)]
)
def test_strength_is_counted_as_the_authority_counts(policy: Policy, bits: int) -> None:
    """Length times the logarithm of the signs, as in the annex of CNIL 2022-100."""
    assert bits == int(strength(policy))
