"""Whoever was given data is told in the commit that decides: of a yes taken back, a record forgotten, a correction, a person erased; once, wherever a process is killed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from tests.conftest import MORNING, PASSPHRASE
from tests.consent.society import charter, found
from tests.consent.test_after_death import asks, wishes_for
from tests.consent.test_yes_and_no import joins
from tests.rights.society import DPO, Society, opened
from tests.rights.test_crash import left_at_each_commit

from etanche.clock import FixedClock
from etanche.errors import NotFound
from etanche.gate import GateRefused
from etanche.instance import Instance
from etanche.notice import category_title
from etanche.outbound import RECIPIENT_TOLD, outbox
from etanche.rights import Right, Wish
from etanche.rights.consent import How
from etanche.vault import KeptByLaw, Ref
from etanche.words import begun_small

PRINTER = "privacy@printer.example"
LATER = MORNING + timedelta(days=3, hours=1)


@pytest.fixture(scope="session")
def printed_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the club whose wishes are printed elsewhere."""
    folder = tmp_path_factory.mktemp("printed") / "data"
    text = charter().replace("receives: {ledger: [watching]}", "receives: {ledger: [watching], wish: [club]}", 1)
    found(folder, text)
    return folder


@pytest.fixture
def club(printed_template: Path, tmp_path: Path, clock: FixedClock) -> Society:  # type: ignore[misc]  # it yields
    """It, open."""
    with opened(printed_template, tmp_path / "data", clock) as made:
        yield made


def known(club: Society) -> bytes:
    """Know somebody of the club whose entry and wish went to the printer."""
    person = joins(club)
    held = club.held_of(person)
    for purpose, category in (("watching", "ledger"), ("club", "wish")):
        with club.house.acting("dpo", purpose=purpose, actor="ysé") as session:
            session.disclose_records("printer", held[category][0].ref)
    return person


def ref_of(house: Instance, person: bytes, category: str) -> Ref:
    """Return where the one record of a category is."""
    (found_,) = (one for one in house.vault.mirror(person, by="test").held() if one.record.category == category)
    return found_.record.ref


def takes_back(house: Instance, person: bytes) -> None:
    """Take the yes to the club back."""
    house.consents.say(person, "club", yes=False, language="en", how=How.PAGES)


def forgotten(house: Instance, person: bytes) -> None:
    """Let staff forget the entry in the register."""
    ref = ref_of(house, person, "ledger")
    with house.acting("dpo", purpose="watching", actor="ysé") as session:
        house.requests.forget(session, ref)


def erased(house: Instance, person: bytes) -> None:
    """Let the person have everything erased."""
    house.requests.erase(person, actor="person")


def told(club: Society) -> list[tuple[str, str]]:
    """Return who is written to as a recipient, and of what."""
    return [(one.to, one.text) for one in club.letters(RECIPIENT_TOLD)]


ACTS: dict[str, tuple[Callable[[Instance, bytes], None], frozenset[str]]] = {
    "a yes taken back": (takes_back, frozenset({"wish"})),
    "a record forgotten": (forgotten, frozenset({"ledger"})),
    "a person erased": (erased, frozenset({"ledger", "wish"})),
}


@pytest.mark.clause("C19", "C23")
@pytest.mark.parametrize("act", ACTS)
def test_whoever_was_given_what_goes_is_told_wherever_a_process_is_killed(
    act: str, tmp_path: Path, printed_template: Path, clock: FixedClock
) -> None:
    """Attack on the gap between destroying and posting: at every commit, either nothing was decided and nobody is told, or it is gone and one letter waits; doing it again tells nobody again."""
    do, goes = ACTS[act]
    work = tmp_path / "work"
    with opened(printed_template, work, clock) as made:
        person = known(made)
    decided: list[bool] = []
    for left in left_at_each_commit(work, lambda house: do(house, person)):
        with Instance.open(left, passphrase=lambda: PASSPHRASE, clock=FixedClock(LATER)) as house:
            again = Society(house=house, clock=FixedClock(LATER), folder=left)
            house.vault.sweep(confirmed_by="ysé")
            is_gone = not goes & again.held_of(person).keys()
            assert ([PRINTER] if is_gone else []) == [to for to, _ in told(again)]
            decided.append(is_gone)
            with suppress(NotFound, ValueError):
                do(house, person)
            assert not goes & again.held_of(person).keys()
            assert [PRINTER] == [to for to, _ in told(again)]

    assert {False, True} == set(decided)
    assert decided == sorted(decided)


def test_who_erases_again_before_a_sweep_tells_nobody_twice(
    tmp_path: Path, printed_template: Path, clock: FixedClock
) -> None:
    """Killed at every second commit and done again at once, by somebody who saw an error: one letter, and everything is gone."""
    work = tmp_path / "work"
    with opened(printed_template, work, clock) as made:
        person = known(made)
    for left in left_at_each_commit(work, lambda house: erased(house, person), every=2):
        with Instance.open(left, passphrase=lambda: PASSPHRASE, clock=FixedClock(MORNING)) as house:
            again = Society(house=house, clock=FixedClock(MORNING), folder=left)
            erased(house, person)
            assert {"receipt"} == again.held_of(person).keys()
            assert [PRINTER] == [to for to, _ in told(again)]


@pytest.mark.clause("C19")
def test_a_yes_taken_back_tells_of_what_it_held_alone(club: Society) -> None:
    """Of the wish, and not of the entry, which stays; said again, and with nothing left, it tells nobody."""
    person = known(club)
    done = club.house.consents.say(person, "club", yes=False, language="en", how=How.PAGES)
    takes_back(club.house, person)

    assert ["printer"] == [one.recipient for one in done.told]
    assert 1 == done.gone
    ((to, text),) = told(club)
    assert (PRINTER, [True, False]) == (
        to,
        [begun_small(category_title(club.house.charter, one, "en")) in text for one in ("wish", "ledger")],
    )


def test_an_objection_to_what_nothing_rests_on_alone_tells_nobody(club: Society) -> None:
    """The entry stays for other purposes: whoever was given it is told nothing."""
    person = known(club)
    club.house.consents.say(person, "offers", yes=False, language="en", how=How.PAGES)

    assert [] == told(club)


def test_a_yes_taken_back_by_letter_is_told_too(club: Society) -> None:
    """By a request, once its address is proved: once, though the rounds come by again."""
    person = known(club)
    club.proves(club.asks(Right.WITHDRAWAL, person=person, purposes=("club",)))
    club.requests.tend_all()
    club.house.vault.sweep()

    assert {"ledger", "receipt"} <= club.held_of(person).keys()
    assert [PRINTER] == [to for to, _ in told(club)]


def test_of_one_record_among_several_somebody_asks(club: Society) -> None:
    """Nobody can say whether just this one was given: no letter that would have all of them erased, and the contact is called."""
    person = known(club)
    ref = ref_of(club.house, person, "ledger")
    club.put("ledger", person, {"name": "Maud Keradec", "lamp": "south"})
    with club.house.acting("dpo", purpose="watching", actor="ysé") as session:
        (one,) = club.requests.forget(session, ref)
    (call,) = club.letters("recipients-by-hand")

    assert ("printer", "by-hand", False) == (one.recipient, one.state, one.certain)
    assert [] == told(club)
    assert "Imprimerie du Goulet" in call.text
    assert ["printer"] == [line["recipients"] for line in club.acts("recipients-by-hand")]


def test_who_may_not_forget_tells_nobody(club: Society) -> None:
    """Attack on privacy by a refused act: the gate is asked before anybody's records are opened for a letter."""
    person = known(club)
    ledger, receipt = ref_of(club.house, person, "ledger"), ref_of(club.house, person, "receipt")
    before = len(club.acts("own-data-shown"))
    with club.house.acting("dpo", purpose="answering", actor="ysé") as session, pytest.raises(GateRefused):
        club.requests.forget(session, ledger)
    with pytest.raises((GateRefused, KeptByLaw)):
        club.requests.forget(club.house.acting("dpo", purpose="bookkeeping", actor="ysé"), receipt)

    assert [] == told(club)
    assert before == len(club.acts("own-data-shown"))


@pytest.mark.clause("C18")
def test_a_correction_of_ones_own_is_passed_on(club: Society) -> None:
    """What somebody corrects on their own page is told to who was given it, without the new words; refused, it is told to nobody."""
    person = known(club)
    mirror, ref = club.house.vault.mirror(person), ref_of(club.house, person, "wish")
    _, (one,) = club.requests.correct(mirror, ref, {"wording": "Fewer evenings"})

    assert ("printer", "on-its-way") == (one.recipient, one.state)
    ((to, text),) = told(club)
    assert PRINTER == to
    assert "Fewer evenings" not in text
    assert ["correct"] == [line["asked"] for line in club.acts("recipient-written")]


@pytest.mark.clause("C26")
def test_an_erasure_after_a_death_is_told_too(club: Society) -> None:
    """Who was given the data of somebody who wished them erased is told, once."""
    person = known(club)
    wishes_for(club, person, Wish.ERASE)
    filed = club.requests.died(asks(club), DPO, person)
    club.passes(days=3)
    club.requests.answer(filed, DPO)

    assert {"receipt"} == club.held_of(person).keys()
    assert [PRINTER] == [to for to, _ in told(club)]


def test_an_erasure_waits_for_no_mail(club: Society, monkeypatch: pytest.MonkeyPatch) -> None:
    """With an outbox that is full everything goes all the same, and the line names whom somebody has to tell."""
    person = known(club)
    monkeypatch.setattr(outbox, "MOST", 0)
    _, (one,) = club.requests.erase(person, actor="ysé")

    assert {"receipt"} == club.held_of(person).keys()
    assert "by-hand" == one.state
    assert ["printer"] == [line["recipients"] for line in club.acts("recipients-by-hand")]
