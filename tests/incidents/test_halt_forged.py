"""The word of a halt tampered with: changed, taken away, or an older one put back, in the data, on the shelf or in both, it lets nothing go on."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

import pytest
from tests.incidents.conftest import halted, halter_of, let_go_on
from tests.vault.persons.conftest import Company, company

from etanche.keyring import Root
from etanche.standing import Halt, HaltChanged, Halted, Scope
from etanche.standing.halting import read, written
from etanche.store import facts, halts
from etanche.terms import OrganisationId


def forge(firm: Company, change: Callable[[str], str | None]) -> None:
    """Change the word behind our back, in the data file."""
    with firm.store.writing() as connection:
        text = halts.get(connection, firm.organisation)[halts.ORGANISATION]
        forged = change(text)
        if forged is None:
            facts.forget(connection, firm.organisation, halts.ORGANISATION)
        else:
            halts.put(connection, firm.organisation, halts.ORGANISATION, forged)


def forge_copy(firm: Company, text: str | None) -> None:
    """Change the copy behind our back, on the shelf."""
    with sqlite3.connect(firm.shelf.path, isolation_level=None) as driver:
        driver.execute("DELETE FROM instance_facts WHERE name = ?", [halts.ORGANISATION])
    driver.close()
    if text is not None:
        firm.shelf.put_halt(firm.organisation, halts.ORGANISATION, text)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("halted", "goes-on"),
        lambda text: text.replace("1 ", "2 ", 1).replace("halted", "goes-on"),
        lambda _text: "goes-on",
        lambda _text: "",
        lambda _text: None,
    ],
    ids=["turned-round", "numbered-on", "short", "empty", "taken-away"],
)
def test_a_word_that_was_changed_stops_too(firm: Company, root: Root, change: Callable[[str], str | None]) -> None:
    """Whoever writes to the data file lets nothing go on: neither in this process nor in the next; looking puts the true word back, with a line."""
    halted(firm)
    forge(firm, change)
    again = Company(folder=firm.folder, root=root, clock=firm.clock, plan=company())
    for one in (firm, again):
        with pytest.raises(HaltChanged):
            one.shop.page("order")
    (word,) = halter_of(again).watch()

    assert word.halted
    assert 1 == len(again.journal.entries(act="halt-put-back"))
    with pytest.raises(Halted):
        again.shop.page("order")
    again.close()


@pytest.mark.clause("P15")
@pytest.mark.parametrize("kept", [False, True], ids=["taken-away", "an-older-one"])
def test_a_word_taken_out_of_both_stores_lets_nothing_go_on(firm: Company, root: Root, kept: bool) -> None:
    """Nobody needs a key to delete a row, or to put an older one back: who saw the halt goes on refusing however often it looks, and the journal tells whoever begins."""
    before = None
    if kept:
        halted(firm)
        let_go_on(firm)
        with firm.store.reading() as connection:
            before = halts.get(connection, firm.organisation)[halts.ORGANISATION]
    halted(firm)
    forge(firm, lambda _text: before)
    forge_copy(firm, before)
    again = Company(folder=firm.folder, root=root, clock=firm.clock, plan=company())
    for one in (firm, again):
        for _ in range(2):
            with pytest.raises(HaltChanged):
                one.shop.page("order")
            with pytest.raises(HaltChanged):
                halter_of(one).watch()
    let_go_on(again)

    assert () == again.shop.page("order").records
    assert () == firm.shop.page("order").records
    again.close()


@pytest.mark.parametrize("forged", ["goes-on", f"{10**40} halted", "9" * 5_000])
def test_who_changes_both_words_does_not_keep_us_halted(firm: Company, root: Root, forged: str) -> None:
    """Whatever somebody writes in the data and on the shelf, nothing goes on by itself, and whoever may end the halt ends it."""
    halted(firm)
    forge(firm, lambda _text: forged)
    firm.shelf.put_halt(firm.organisation, halts.ORGANISATION, forged)
    again = Company(folder=firm.folder, root=root, clock=firm.clock, plan=company())
    with pytest.raises(HaltChanged):
        again.shop.page("order")
    let_go_on(again)

    assert () == again.shop.page("order").records
    again.close()


def test_a_word_from_before_both_were_lost_lets_nothing_go_on(firm: Company, root: Root) -> None:
    """The numbers go on where the journal says they were: who kept a true word, and took those of data and shelf away, cannot use it later."""
    halted(firm)
    let_go_on(firm)
    with firm.store.reading() as connection:
        kept = halts.get(connection, firm.organisation)[halts.ORGANISATION]
    forge(firm, lambda _text: "")
    firm.shelf.put_halt(firm.organisation, halts.ORGANISATION, "")
    again = Company(folder=firm.folder, root=root, clock=firm.clock, plan=company())
    let_go_on(again)
    halted(again)
    forge(again, lambda _text: kept)

    with pytest.raises(HaltChanged):
        again.shop.page("order")
    again.close()


def test_an_old_word_does_not_let_go_on_again(firm: Company) -> None:
    """Who kept the word that once ended a halt, and puts it back during the next one, is refused: it has a lower number."""
    halted(firm)
    let_go_on(firm)
    with firm.store.reading() as connection:
        kept = halts.get(connection, firm.organisation)[halts.ORGANISATION]
    halted(firm)
    forge(firm, lambda _text: kept)

    with pytest.raises(HaltChanged):
        firm.shop.page("order")


def test_another_organisations_word_is_none_here(firm: Company) -> None:
    """A word is of one organisation and one scope: put under another it stops."""
    at = firm.clock.now()
    word = Halt(scope=Scope.ORGANISATION, number=1, halted=False, at=at, by="bea", reason="r")
    text = written(firm.keyring, firm.organisation, word)
    other = OrganisationId(bytes(15) + b"\7")

    assert word == read(firm.keyring, firm.organisation, Scope.ORGANISATION, text)
    with pytest.raises(HaltChanged):
        read(firm.keyring, firm.organisation, Scope.INSTANCE, text)
    firm.keyring.persons.forget()
    with pytest.raises(Exception, match=r"."):
        read(firm.keyring, other, Scope.ORGANISATION, text)
