"""The arms of GDPRbench are asked the same and answer the same; else no figure of theirs means anything."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from bench.gdpr.measuring import arms
from bench.gdpr.workloads import MIXES, SKEWED, Act, Kind, acts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bench.gdpr.workloads import Arm

RECORDS = 300


@pytest.fixture(scope="module")
def made() -> Iterator[Mapping[str, Arm]]:
    """Three arms with the same few records."""
    with arms(RECORDS) as three:
        yield three


def asked(workload: str, count: int = 40, first: int = 1) -> list[Act]:
    """Return what a party asks."""
    return acts(workload, records=RECORDS, count=count, seed=3, first=first)


def test_the_three_arms_agree(made: Mapping[str, Arm]) -> None:
    """Every answer of every party, one workload after the other on the same records, is the same in all three."""
    kinds: Counter[Kind] = Counter()
    for number, workload in enumerate(MIXES):
        for act in asked(workload, first=1 + 40 * number):
            plain, normalised, ours = (arm.answer(act) for arm in made.values())

            assert plain == normalised == ours, act
            kinds[act.kind] += 1

    assert set(Kind) == kinds.keys()


def test_what_was_told_last_holds(made: Mapping[str, Arm]) -> None:
    """A choice of a person overrules one of a purpose told before, and is overruled by one told after, in each arm."""
    (act,) = asked("processor", count=1, first=1_000)
    told = [
        Act(number=1_000 + n, kind=kind, key=act.key, purpose=act.key % 25, person=act.person, item=act.item)
        for n, kind in enumerate(
            (Kind.SHARE_PURPOSE, Kind.SHARE_PERSON, Kind.READ_PERSON, Kind.SHARE_PURPOSE, Kind.READ_PERSON)
        )
    ]
    answers = [[arm.answer(one) for one in told] for arm in made.values()]

    assert answers[0] == answers[1] == answers[2]
    first, second = answers[0][2], answers[0][4]
    assert isinstance(first, tuple)
    assert isinstance(second, tuple)
    assert {"told-1001"} == {shared for _, _, shared in first}
    assert "told-1003" in {shared for _, _, shared in second}


@pytest.mark.parametrize("workload", MIXES)
def test_a_party_asks_in_its_shares(workload: str) -> None:
    """Of many acts each kind has the share that the workload gives it, and the same seed gives the same acts."""
    many = acts(workload, records=1_000, count=4_000, seed=1, first=1)
    kinds = Counter(act.kind for act in many)

    assert MIXES[workload].keys() == kinds.keys()
    assert all(abs(kinds[kind] / 40 - share) < 4 for kind, share in MIXES[workload].items())
    assert many == acts(workload, records=1_000, count=4_000, seed=1, first=1)


@pytest.mark.parametrize("workload", MIXES)
def test_customers_ask_for_some_more_than_for_others(workload: str) -> None:
    """The customer's keys are drawn by Zipf's law, the others' evenly."""
    most = Counter(act.key for act in acts(workload, records=1_000, count=4_000, seed=1, first=1)).most_common(1)[0][1]

    assert (workload in SKEWED) == (most > 100)
