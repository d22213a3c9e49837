"""A hold placed while something is being destroyed: it comes first and is obeyed, or is refused; never does it stand over a dead key."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from tests.vault.persons.conftest import Company

from etanche.keyring import Keyring
from etanche.keyring.ending import Ending
from etanche.store import Store
from etanche.vault import DestructionBegun, Ref, aliases, erasing, person_sweep, under_way
from etanche.vault.bites import Bites
from etanche.vault.person_sweep import PersonSweeper
from etanche.vault.sweep import Sweeper

if TYPE_CHECKING:
    from etanche.errors import EtancheError

About = Callable[[bytes, Ref], bytes | Ref]
OF = pytest.mark.parametrize("about", [lambda person, _: person, lambda _, ref: ref], ids=["person", "record"])


def place(firm: Company, about: bytes | Ref, case: str) -> None:
    """Place a hold, to be looked at again within the month."""
    review = firm.clock.now().date() + timedelta(days=30)
    firm.vault.hold(about, case=case, reason="a trial", owner="lawyer", review=review, actor="dpo")


class Killed(BaseException):
    """The process ends here."""


def meanwhile(
    monkeypatch: pytest.MonkeyPatch, where: tuple[object, str], do: Callable[[], object]
) -> list[EtancheError | None]:
    """Do something once, just before a step of a destruction; return what it came to."""
    came_to: list[EtancheError | None] = []
    owner, name = where
    step: Callable[..., object] = getattr(owner, name)

    def late(*about: object, **more: object) -> object:
        monkeypatch.setattr(owner, name, step)
        try:
            do()
            came_to.append(None)
        except DestructionBegun as refused:
            came_to.append(refused)
        return step(*about, **more)

    monkeypatch.setattr(owner, name, late)
    return came_to


def kill_at(monkeypatch: pytest.MonkeyPatch, owner: object, name: str) -> None:
    """Let the process end where it comes to do something."""
    step: Callable[..., object] = getattr(owner, name)

    def end(*_: object, **__: object) -> None:
        monkeypatch.setattr(owner, name, step)
        raise Killed

    monkeypatch.setattr(owner, name, end)


def due(firm: Company, category: str) -> tuple[bytes, Ref]:
    """Return somebody, and a record of theirs that is due: held by their own key, by its own secret, or by the bucket of its day."""
    person = firm.customer()
    (ref,) = firm.put_for(category, person)
    if category == "account":
        firm.vault.tell(person, "contract-end", actor="ann", effective=firm.clock.now())
    else:
        firm.clock.advance(timedelta(days=1))
        firm.vault.sweep()
        firm.clock.advance(timedelta(days={"ticket": 91, "order": 366}[category]))
    return person, ref


def swept(firm: Company) -> None:
    """Sweep, by somebody who knows that the clock was moved."""
    firm.vault.sweep(confirmed_by="Ann")


def still_there(firm: Company, ref: Ref) -> bool:
    """Tell whether the bytes of a record are in the store, and a key opens them."""
    (held,) = (one for one in firm.vault.mirror(firm.vault.person_of(ref)).held() if one.record.ref == ref)
    return held.stays


@OF
@pytest.mark.clause("P20")
@pytest.mark.parametrize("category", ["account", "ticket"])
def test_no_hold_is_placed_on_what_the_sweep_has_given_up(
    firm: Company, monkeypatch: pytest.MonkeyPatch, category: str, about: About
) -> None:
    """Between the decision and the keys a hold is refused with its reason; afterwards what is left can be held, and nothing else is."""
    person, ref = due(firm, category)
    came_to = meanwhile(monkeypatch, (Ending, "destroy_keys"), lambda: place(firm, about(person, ref), "L-1"))
    swept(firm)

    assert [DestructionBegun] == [type(one) for one in came_to]
    assert () == firm.vault.holds()
    assert () == under_way.noted(firm.vault._means)
    place(firm, person, "L-2")
    assert {} == firm.vault.holds()[0].records


@OF
@pytest.mark.clause("P20")
@pytest.mark.parametrize(
    ("category", "before"),
    [("account", (PersonSweeper, "_decide")), ("ticket", (PersonSweeper, "_decide")), ("order", (Sweeper, "_give_up"))],
)
def test_a_hold_before_the_decision_is_obeyed(
    firm: Company, monkeypatch: pytest.MonkeyPatch, category: str, before: tuple[object, str], about: About
) -> None:
    """What the sweep has found due, and not given up yet, stays when a hold comes, also where the bucket of its day goes."""
    person, ref = due(firm, category)
    came_to = meanwhile(monkeypatch, before, lambda: place(firm, about(person, ref), "L-1"))
    swept(firm)
    swept(firm)

    assert [None] == came_to
    assert still_there(firm, ref)


@OF
@pytest.mark.clause("P20")
def test_no_hold_is_placed_on_what_a_day_takes_along(
    firm: Company, monkeypatch: pytest.MonkeyPatch, about: About
) -> None:
    """Between the line that gives a day up and the end of its bucket a hold on what is in it is refused, and says why."""
    person, ref = due(firm, "order")
    came_to = meanwhile(monkeypatch, (Keyring, "destroy_days"), lambda: place(firm, about(person, ref), "L-1"))
    swept(firm)

    assert [DestructionBegun] == [type(one) for one in came_to]
    assert () == firm.vault.holds()


def test_a_dead_day_keeps_nobody_from_holding_the_rest(firm: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once the bucket is dead a record of it is refused, while its person can be held for what they have elsewhere."""
    person, ref = due(firm, "order")
    (young,) = firm.put_for("order", person)
    on_record = meanwhile(monkeypatch, (Bites, "all_of"), lambda: place(firm, ref, "L-1"))
    swept(firm)
    place(firm, person, "L-2")

    assert [DestructionBegun] == [type(one) for one in on_record]
    assert {"order": 1} == firm.vault.holds()[0].records
    assert still_there(firm, young)


@OF
@pytest.mark.clause("P20")
def test_no_hold_is_placed_on_who_is_being_erased(firm: Company, monkeypatch: pytest.MonkeyPatch, about: About) -> None:
    """Once an erasure is written down a hold is refused until nothing is left to go; then what the law keeps can be held."""
    person = firm.customer()
    (ref,) = firm.put_for("account", person)
    firm.put_for("invoice", person)
    came_to = meanwhile(monkeypatch, (Ending, "destroy"), lambda: place(firm, about(person, ref), "L-1"))
    firm.vault.erase(person, actor="dpo")

    assert [DestructionBegun] == [type(one) for one in came_to]
    assert () == firm.vault.holds()
    place(firm, person, "L-2")
    assert {"invoice": 1} == firm.vault.holds()[0].records


@OF
@pytest.mark.clause("P20")
def test_a_hold_before_an_erasure_is_written_down_is_obeyed(
    firm: Company, monkeypatch: pytest.MonkeyPatch, about: About
) -> None:
    """A hold that comes before the commit that decides keeps the record, under a key that lives, and the answer says so."""
    person = firm.customer()
    (ref,) = firm.put_for("account", person)
    came_to = meanwhile(monkeypatch, (Store, "writing"), lambda: place(firm, about(person, ref), "L-1"))
    done = firm.vault.erase(person, actor="dpo")

    assert [None] == came_to
    assert [("account", "hold")] == [(one.category, one.purpose) for one in done.kept]
    assert still_there(firm, ref)


@pytest.mark.parametrize("step", [(Ending, "destroy"), (erasing, "remove")], ids=["keys", "rows"])
def test_an_erasure_that_was_killed_is_finished_and_not_held(
    firm: Company, monkeypatch: pytest.MonkeyPatch, step: tuple[object, str]
) -> None:
    """A hold is refused after the erasing process died, until the next sweep has finished what it had begun."""
    person = firm.customer()
    (ref,) = firm.put_for("account", person)
    firm.put_for("invoice", person)
    kill_at(monkeypatch, *step)
    with pytest.raises(Killed):
        firm.vault.erase(person, actor="dpo")

    for about in (person, ref):
        with pytest.raises(DestructionBegun):
            place(firm, about, "L-1")
    swept(firm)
    place(firm, person, "L-1")
    assert {"invoice": 1} == firm.vault.holds()[0].records
    assert () == under_way.noted(firm.vault._means)


@pytest.mark.parametrize("step", [(Ending, "destroy_keys"), (person_sweep, "remove")], ids=["keys", "rows"])
def test_a_sweep_that_was_killed_is_finished_and_not_held(
    firm: Company, monkeypatch: pytest.MonkeyPatch, step: tuple[object, str]
) -> None:
    """What a killed sweep had given up is not held; whoever has nothing in it is held, neighbours of theirs included."""
    person, ref = due(firm, "account")
    others = [firm.customer() for _ in range(4)]
    firm.put_for("account", *others)
    kill_at(monkeypatch, *step)
    with pytest.raises(Killed):
        swept(firm)

    for about in (person, ref):
        with pytest.raises(DestructionBegun):
            place(firm, about, "L-1")
    for other in others:
        place(firm, other, "L-1")
    swept(firm)
    assert sorted(others) == sorted(one.about for one in firm.vault.holds())
    assert () == under_way.noted(firm.vault._means)


def test_who_is_held_anew_before_the_sweep_comes_stays(firm: Company) -> None:
    """An erased person's record that one hold let go of is kept by the next one, as long as nobody has begun to destroy it."""
    person = firm.customer()
    (ref,) = firm.put_for("account", person)
    place(firm, person, "L-1")
    firm.vault.erase(person, actor="dpo")
    firm.vault.release(person, case="L-1", actor="dpo")
    place(firm, person, "L-2")
    swept(firm)

    assert still_there(firm, ref)


def test_nothing_is_restricted_that_is_being_destroyed(firm: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    """A restriction, which keeps data for the person, is refused like a hold where their destruction has begun."""
    person, _ = due(firm, "account")
    restrict = meanwhile(
        monkeypatch, (Ending, "destroy_keys"), lambda: firm.vault.tell(person, "restricted", actor="dpo")
    )
    swept(firm)

    assert [DestructionBegun] == [type(one) for one in restrict]


def test_a_hold_of_before_groups_were_held_is_on_all_of_them(firm: Company) -> None:
    """Where a hold stands on one of a group alone, as it did once, the sweep places it on the others before it looks at them."""
    other, ref = due(firm, "ticket")
    held = firm.customer()
    place(firm, held, "L-1")
    aliases.join(
        firm.vault._means, held, other, actor="ann", proved=True, case=None, unless=lambda _means, _seen, _group: None
    )
    swept(firm)

    assert sorted([held, other]) == sorted(one.about for one in firm.vault.holds() if isinstance(one.about, bytes))
    assert still_there(firm, ref)
