"""People made up decide on their own page: what it asks, what is kept of it, how it is taken back; every page that cheats is noticed, and nobody else is touched."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.proof.conftest import CHEAP_KDF, CHOOSERS, NOW, PASSPHRASE, ROOT, MakeSandbox, verdict_on, yard_of
from tests.proof.test_guests import counted

from etanche.charter import load, promises
from etanche.clock import FixedClock
from etanche.instance import Instance
from etanche.proof import Asked, Sandbox, State, drill
from etanche.proof.guests.controls import controls_of
from etanche.proof.guests.deciding import FOUND, Guestroom
from etanche.proof.guests.scene import guest, lobby, lodge_of
from etanche.proof.persons.scene import probing
from etanche.proof.persons.tools import a_person_row
from etanche.proof.reach import Sight, reach_of
from etanche.proof.registry import sight
from etanche.proof.rota import drills_of
from etanche.proof.run import ProofRun
from etanche.vault import NotOurCanary
from etanche.web import front

SEEN = {
    "ableton": set[str](),
    "clever-cloud": {"consent:talent-pool"},
    "gmelius": set[str](),
    "play-sql": set[str](),
    "whaller": {"consent:legacy", "consent:remembered-comfort"},
}
"""What somebody made up can say yes to here; the others are asked on devices, in applications, or for traffic of which nobody is known."""

ON_THE_PAGE = {
    "box-ticked-before",
    "yes-to-more",
    "other-words-shown",
    "page-of-choices-gone",
    "yes-swallowed",
    "no-swallowed",
    "no-asked-twice",
    "no-folded-away",
}


@pytest.fixture(scope="module")
def make_choosers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MakeSandbox]:
    """Make sandboxes of a charter whose people decide on their page."""
    with yard_of(CHOOSERS, tmp_path_factory.mktemp("choosers") / "data") as yard:
        yield yard


@pytest.fixture
def choosers(make_choosers: MakeSandbox) -> Iterator[Sandbox]:
    """A fresh sandbox of it."""
    with make_choosers() as sandbox:
        yield sandbox


@pytest.mark.clause("C19")
def test_every_page_that_cheats_is_noticed(make_choosers: MakeSandbox) -> None:
    """In a healthy house each yes is asked, kept and taken back as promised; each sabotage is found for what it is."""
    found = {(one.promise, one.sabotage): one.noticed for one in drill(make_choosers, only="consent")}

    assert dict.fromkeys(found, True) == found
    assert {("consent:pictures", one) for one in ON_THE_PAGE} <= found.keys()
    assert {("consent:programme", one) for one in {*ON_THE_PAGE, "withdrawn-kept"}} <= found.keys()


@pytest.mark.clause("C19")
def test_withdrawal_is_tried_of_every_yes(choosers: Sandbox) -> None:
    """What is asked on the page is told with how many languages it was asked in, and how much went with the yes."""
    found = [
        verdict_on(choosers.bench, name) for name in ("consent:programme", "consent:pictures", "rights:withdrawal")
    ]

    assert [State.KEPT] * 3 == [one.state for one in found]
    assert {"languages": 2, "records": 2} == found[0].measured
    assert {"languages": 2, "records": 0} == found[1].measured


@pytest.mark.clause("C19")
def test_a_stranger_who_takes_a_yes_back_is_tried(make_choosers: MakeSandbox) -> None:
    """In a healthy house it stops the use and nothing else; a house where it becomes the person's no, destroys data or is not heard is found out."""
    found = {one.sabotage: one.noticed for one in drill(make_choosers, only="rights:withdrawal")}
    unproved = {name: noticed for name, noticed in found.items() if name.startswith("unproved-word")}

    names = ("unproved-word-believed", "unproved-word-erases", "unproved-word-for-good", "unproved-word-unheard")
    assert dict.fromkeys(names, True) == unproved
    assert dict.fromkeys(found, True) == found


@pytest.mark.parametrize("promise", ["consent:programme", "rights:withdrawal"])
def test_nothing_is_left_of_whoever_decided_and_every_line_says_that_it_was_a_check(
    choosers: Sandbox, promise: str
) -> None:
    """No record, session, letter or event stays; what the page did stands in the journal under the run, and is told to nobody as a look at them."""
    bench = choosers.bench
    before, lines = counted(choosers), sum(1 for _ in bench.journal.entries())
    found = verdict_on(bench, promise)
    bench.journal.seal()
    since = list(bench.journal.entries())[lines:]

    assert State.KEPT is found.state
    assert before == counted(choosers)
    assert {"own-data-shown", "told", "records-destroyed"} <= {one.act for one in since}
    assert [] == [one.act for one in since if one.probe is None]


def test_the_vault_behind_the_page_knows_nobody_else(choosers: Sandbox) -> None:
    """Somebody who was not made up by this run is neither shown, nor decided for, nor erased through it."""
    living = a_person_row(choosers.bench, "seat").person or b""
    with ProofRun(choosers.bench) as run:
        vault = Guestroom.lent(choosers.bench, run.probe)
        for attempt in (
            lambda: vault.mirror(living),
            lambda: vault.group_of(living),
            lambda: vault.let_go([living]),
            lambda: vault.erase(living, actor="saboteur"),
        ):
            with pytest.raises(NotOurCanary):
                attempt()


def test_a_guest_sees_their_page_while_the_check_looks_and_nobody_elses(choosers: Sandbox) -> None:
    """The page is there for the account that it was opened for, for as long as it is open; a second guest, or the first one afterwards, is told that there is none."""
    with ProofRun(choosers.bench) as run:
        lodge = lodge_of(run)
        assert lodge is not None
        assert lodge.own is not None
        at, person = lobby(run, lodge), probing(run).person()
        one, other = (guest(run, at).begun for _ in range(2))
        probing(run).tell(person, "restricted")
        vault = Guestroom.lent(choosers.bench, run.probe)
        with lodge.own(account=one.session.account, person=person, vault=vault) as page:
            within = [
                page.ask(Asked(path=page.address, headers=lodge.shows(it.secret)), b"").status for it in (one, other)
            ]
            stranger = page.ask(Asked(path=page.address), b"").status
        after = page.ask(Asked(path=page.address, headers=lodge.shows(one.secret)), b"").status

    assert ([FOUND, 404], 303, 404) == (within, stranger, after)


def test_where_nobody_can_come_to_a_page_it_is_unproven(choosers: Sandbox) -> None:
    """A house without its door says why the page was not looked at, and is not green for the rest."""
    shut = replace(choosers.bench, door=None)
    found = verdict_on(shut, "consent:programme")

    assert (State.UNPROVEN, "door.none") == (found.state, found.because)


@pytest.mark.parametrize("name", ["ableton", "clever-cloud", "gmelius", "play-sql", "whaller"])
def test_each_yes_that_the_vault_holds_data_for_is_drilled_on_its_page(name: str) -> None:
    """In the charters of the sources, wherever somebody made up can say yes here, the page is sabotaged too; what is asked elsewhere is not said to be seen."""
    charter = load(ROOT / f"charters/{name}.yaml")
    reach = reach_of(charter)
    drilled: dict[str, set[str]] = {}
    for one in drills_of(charter):
        drilled.setdefault(one.promise, set()).add(one.sabotage)
    seen = {
        one.id
        for one in promises(charter)
        if one.kind == "consent" and one.subject in charter.purposes and sight(reach, one) is not Sight.NONE
    }

    assert SEEN[name] == seen
    assert all(drilled[one] >= ON_THE_PAGE for one in seen)


def test_controls_are_read_as_a_browser_has_them() -> None:
    """A box that is set, a form about two things, and what has to be opened first, are each seen; words are those of the same item."""
    page = """<ul><li><div class="inside asked"><p>One &amp; all</p><p>Two</p></div>
<form action="/there"><input type="hidden" name="purpose" value="news"><input type="hidden" name="token" value="t">
<input type="checkbox" name="choice" value="yes" checked></form></li>
<li><p class="asked">Other</p><details><summary>more</summary><form action="/there"><input name="purpose" value="news">
<input name="purpose" value="all"><button name="choice" value="no">no</button></form></details></li></ul>
<form><input name="purpose" value="other"><button name="choice" value="yes">yes</button></form>"""
    ticked, folded = controls_of(page, "news")

    assert (ticked.about, ticked.sends, ticked.on, ticked.folded) == (("news",), "yes", True, 0)
    assert (ticked.words, ticked.fields) == (("One & all", "Two"), {"purpose": "news", "token": "t"})
    assert (folded.about, folded.sends, folded.on, folded.folded) == (("news", "all"), "no", False, 1)


def test_behind_an_address_and_for_another_organisation_it_is_the_same_page(tmp_path: Path) -> None:
    """On a living house, whatever address people know, and of an organisation on somebody else's ground, the page is drawn here and kept; before anybody can log in nothing is said."""
    folder = tmp_path / "data"
    made = Instance.create(folder, charter=CHOOSERS, passphrase=PASSPHRASE, clock=FixedClock(NOW), kdf=CHEAP_KDF)
    with made as instance:
        instance.front = front
        early = verdict_on(instance.bench, "consent:programme")
        instance.accounts_house.journal.seal()
        instance.create_organisation(CHOOSERS, name="second", by="operator")
    with (folder / "instance.toml").open("a", encoding="utf-8") as settings:
        settings.write('\n[site]\naddress = "https://choir.example"\n')
    with Instance.open(folder, passphrase=lambda: PASSPHRASE, clock=FixedClock(NOW)) as instance:
        instance.front = front
        houses = (instance, instance.organisation("second"))
        found = [verdict_on(house.bench, "consent:programme") for house in houses]

    assert (State.UNPROVEN, "accounts.nobody-yet") == (early.state, early.because)
    assert [(State.KEPT, "consent.on-the-page")] * 2 == [(one.state, one.because) for one in found]
