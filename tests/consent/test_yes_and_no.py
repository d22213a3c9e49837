"""A yes and its end: what is kept to show them, what they open and close, and what goes with them."""

from __future__ import annotations

import hashlib
import os
import signal
from pathlib import Path

import pytest
from tests.conftest import PASSPHRASE, Tell, forked
from tests.rights.society import MAUD, Society, opened

from etanche.clock import FixedClock
from etanche.instance import Instance
from etanche.notice import asked_words, document, markdown
from etanche.rights.consent import ACTS, Evidence, How, NeverAsked, NotShown, heed, read
from etanche.terms import Language
from etanche.vault import Said, Vault

WISH = "More evenings under the lamp, Marguerite"


def joins(club: Society) -> bytes:
    """Let somebody join the club, and write a wish down."""
    person = club.knows()
    club.house.consents.say(person, "club", yes=True, language="en", how=How.PAGES)
    club.put("wish", person, {"wording": WISH})
    return person


def wishes(club: Society) -> list[str]:
    """Return the wishes that the club can read."""
    session = club.house.acting("dpo", purpose="club", actor="ysé")
    return [one.fields["wording"] for one in session.read("wish")]


def last(club: Society, person: bytes, purpose: str = "club") -> Evidence:
    """Return what shows the last word of somebody."""
    return club.house.consents.last(person, purpose)


@pytest.mark.clause("C19")
def test_a_yes_keeps_the_very_words_it_was_said_to(club: Society) -> None:
    """Text, digest, charter, language, way and acts; the text is the one the charter gives, line by line."""
    person = joins(club)
    kept = last(club, person)

    text = "\n".join(asked_words(club.house.charter, "club", "en"))
    assert (text, hashlib.sha256(text.encode()).hexdigest()) == (kept.text, kept.digest)
    assert ("consent-given", "club", "en", "pages", 1) == (
        kept.act,
        kept.purpose,
        kept.language,
        kept.how,
        kept.acts,
    )
    assert club.house.plan.digest == kept.charter
    for words in ("Wishes of the club", "6\N{NO-BREAK SPACE}months after", "Nobody else receives them", "as few steps"):
        assert words in kept.text, words


def test_the_evidence_is_sealed_and_goes_with_the_person(club: Society) -> None:
    """Not a word of it is in the bytes of any file; once they are erased nothing opens it, and the rows that are left say nothing."""
    person = joins(club)
    raw = club.raw()
    assert b"asks for your consent" in last(club, person).written()
    assert b"asks for your consent" not in raw
    assert last(club, person).digest.encode() not in raw

    club.house.vault.erase(person, actor="ann")

    assert () == club.house.consents.kept(person)
    with pytest.raises(NeverAsked):
        last(club, person)


@pytest.mark.parametrize("kind", ["BLOB", "TEXT"])
def test_altered_evidence_stops_nobody_and_is_told(club: Society, kind: str) -> None:
    """Somebody writes over what shows one yes: it is left out with a line that raises the alarm, and the other words of the person are still shown."""
    person = joins(club)
    club.house.consents.say(person, "letters", yes=True, language="en", how=How.PAGES)
    with club.house.store.writing() as connection:
        connection.exec_driver_sql(
            f"UPDATE standing SET evidence = CAST(substr(evidence, 1, 2) || zeroblob(200) AS {kind}) WHERE seq = "  # words of our own
            "(SELECT min(seq) FROM standing WHERE event = 'consent-given' AND evidence IS NOT NULL)"
        )
    kept = club.house.consents.kept(person)

    assert ["letters"] == [one.purpose for one in kept]
    assert [{"records": 1}] == club.acts("seal-broken")


@pytest.mark.clause("C19")
def test_a_withdrawn_purpose_never_reads_and_what_only_it_held_is_destroyed_at_once(club: Society) -> None:
    """Before the yes nothing comes in, after it the club reads; taken back, nothing is read and the wish is gone, while the register stays."""
    person = joins(club)
    assert [WISH] == wishes(club)

    done = club.house.consents.say(person, "club", yes=False, language="en", how=How.PAGES)

    assert [] == wishes(club)
    assert 1 == done.gone
    assert {"ledger", "receipt"} == club.held_of(person).keys()
    assert 0 == club.house.vault.sweep().records, "nothing was left for the sweep"
    assert ("consent-withdrawn", 1) == (last(club, person).act, last(club, person).acts)


def test_a_no_killed_before_it_destroyed_anything_holds_and_the_sweep_does_the_rest(
    club_template: Path, tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After SIGKILL between the word and the destruction nothing is read, the sealed wish is still there, and one sweep takes it."""
    folder = tmp_path / "data"
    with opened(club_template, folder, clock) as club:
        person = joins(club)

    def act(_: Tell) -> None:
        monkeypatch.setattr(Vault, "let_go", lambda *_: os.kill(os.getpid(), signal.SIGKILL))
        with Instance.open(folder, passphrase=lambda: PASSPHRASE, clock=clock) as house:
            house.consents.say(person, "club", yes=False, language="en", how=How.PAGES)

    child, said = forked(act)
    assert -signal.SIGKILL == os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    said.close()
    with Instance.open(folder, passphrase=lambda: PASSPHRASE, clock=clock) as house:
        club = Society(house=house, clock=clock, folder=folder)
        assert [] == wishes(club)
        assert "consent-withdrawn" == last(club, person).act
        assert 1 == house.vault.sweep().records
        assert "wish" not in club.held_of(person)


def test_what_a_hold_keeps_is_not_destroyed_by_a_no(club: Society) -> None:
    """It is read by nobody, and stays sealed until the hold is lifted."""
    person = joins(club)
    club.house.vault.hold(
        person,
        case="c-1",
        reason="a dispute",
        owner="ysé",
        review=club.clock.now().date().replace(year=2027),
        actor="ann",
    )

    done = club.house.consents.say(person, "club", yes=False, language="en", how=How.PAGES)

    assert 0 == done.gone
    assert [] == wishes(club)
    assert "wish" in club.held_of(person)


def test_where_the_clock_is_in_doubt_a_no_holds_and_destroys_nothing(club: Society) -> None:
    """A clock that jumped ahead ends no data by somebody's word; reading ends all the same, and the sweep asks a named person."""
    person = joins(club)
    club.house.vault.sweep()
    club.passes(days=60)

    done = club.house.consents.say(person, "club", yes=False, language="en", how=How.PAGES)

    assert 0 == done.gone
    assert [] == wishes(club)


def test_a_yes_to_other_words_is_no_yes(club: Society) -> None:
    """Words that are not those of the charter in force make nothing begin; a no needs no words."""
    person = joins(club)
    consents = club.house.consents
    with pytest.raises(NotShown):
        consents.say(person, "letters", yes=True, language="en", how=How.PAGES, seen="0" * 64)

    assert not consents.said_yes(person, "letters")
    consents.say(person, "club", yes=False, language="en", how=How.PAGES, seen="0" * 64)
    assert ("", "") == (last(club, person).text, last(club, person).digest)


@pytest.mark.clause("C19")
@pytest.mark.parametrize("how", [How.API, How.LETTER, How.TELEPHONE])
def test_of_a_no_nobody_claims_that_words_were_shown(club: Society, how: How) -> None:
    """A no that comes with no digest of words is heard, and neither its evidence nor its receipt holds a text."""
    person = joins(club)
    yes = last(club, person)
    club.house.consents.say(person, "club", yes=False, language="en", how=how, actor="shop")
    no = last(club, person)
    receipt = club.house.consent_receipt(person, "club").decode()

    assert ("consent-withdrawn", "", "") == (no.act, no.text, no.digest)
    assert "asks for your consent" in yes.text
    assert "asks for your consent" not in receipt
    assert yes.digest not in receipt


def test_nobody_says_yes_to_what_nobody_decides_on(club: Society) -> None:
    """A purpose that rests on a law or a contract is not asked about, nor one that is not there."""
    person = joins(club)
    for purpose in ("bookkeeping", "watching", "nothing"):
        with pytest.raises(NeverAsked):
            club.house.consents.say(person, purpose, yes=True, language="en", how=How.PAGES)


def test_both_ways_take_as_many_acts() -> None:
    """No way of saying yes is written down with fewer acts than its end; a request, by which nobody says yes, takes a form and its link."""
    assert set(How) == ACTS.keys()
    assert {How.REQUEST: 2} == {how: acts for how, acts in ACTS.items() if acts not in {0, 1}}


def test_what_is_no_evidence_of_a_consent_is_read_as_none() -> None:
    """Evidence of before this form, or of something else, stops nobody."""
    assert read(b"portal abc en letters yes") is None
    assert read(b'{"format":"etanche-consent"}') is None


# — a yes for a time


def test_a_yes_for_a_time_ends_by_itself(club: Society) -> None:
    """On its last day the club reads, on the next it does not; the wish goes with the next sweep."""
    person = joins(club)
    (choice,) = (one for one in club.house.consents.choices(person) if one.purpose == "club")
    assert choice.until is not None
    days = (choice.until - club.clock.now().date()).days
    club.passes(days=days - 1)
    assert [WISH] == wishes(club)

    club.passes(days=1)

    assert [] == wishes(club)
    assert not club.house.consents.said_yes(person, "club")
    club.house.vault.sweep(confirmed_by="ysé")
    assert "wish" not in club.held_of(person)


def test_somebody_is_asked_again_once_before_their_yes_ends(club: Society) -> None:
    """A month before, a letter in both languages leads to their page; it is written once, and again only before the next end."""
    person = joins(club)
    club.passes(days=140)
    early = club.house.ask_again()
    club.passes(days=15)
    sent = [club.house.ask_again() for _ in range(3)]
    (letter,) = club.letters("consent-ends")

    assert (0, [1, 0, 0]) == (early, sent)
    assert MAUD == letter.to
    assert "/account/data/" in letter.text
    assert "Run the club" not in letter.subject
    for words in ("run the club of the lighthouse", "animer le club du phare"):
        assert words in letter.text
    club.house.consents.say(person, "club", yes=True, language="fr", how=How.PAGES)
    club.passes(days=60)
    assert [WISH] == wishes(club), "a yes said anew holds from then on"
    assert 0 == club.house.ask_again()


@pytest.mark.clause("C19")
def test_somebody_who_is_two_persons_is_asked_again_once(club: Society) -> None:
    """Whoever was joined with another id of theirs has said yes under both, and has one letter."""
    person, other = joins(club), club.knows()
    club.house.vault.join(person, other, actor="ysé", proved=True)
    club.house.consents.say(person, "club", yes=True, language="en", how=How.PAGES)
    club.passes(days=155)

    assert [1, 0] == [club.house.ask_again() for _ in range(2)]
    assert [MAUD] == [one.to for one in club.letters("consent-ends")]


def test_who_took_it_back_is_not_asked_again(club: Society) -> None:
    """A letter that begs for a yes that was withdrawn is never written."""
    person = joins(club)
    club.passes(days=155)
    club.house.consents.say(person, "club", yes=False, language="en", how=How.PAGES)

    assert 0 == club.house.ask_again()


# — Global Privacy Control


@pytest.mark.clause("G18")
def test_a_signal_is_an_objection_with_evidence(club: Society) -> None:
    """It refuses what the charter lets be refused at once and follows people about; not what is weighed, nor what was agreed to. No text is claimed to have been shown."""
    person = joins(club)
    heard = heed(club.house.consents, person, "en")
    again = heed(club.house.consents, person, "en")
    kept = last(club, person, "offers")

    assert (("offers",), ()) == (heard.refused, heard.stands) == (again.refused, again.stands)
    assert ("objection", "signal", 0, "") == (kept.act, kept.how, kept.acts, kept.digest)
    assert 1 == len([one for one in club.house.consents.kept(person) if one.purpose == "offers"])
    assert club.house.consents.said_yes(person, "club")
    assert [] == list(club.house.acting("dpo", purpose="offers", actor="ysé").read("ledger"))


def test_the_notice_says_what_the_signal_refuses(club: Society) -> None:
    """By name, in both languages; of what can only be weighed, or rests on a yes, it claims nothing."""
    titles: dict[Language, str] = {"en": "Show offers", "fr": "Montrer des offres"}
    for language, title in titles.items():
        text = markdown(document(club.house.charter, language))
        (said,) = (line for line in text.splitlines() if "GPC" in line and title in line)
        assert "census" not in said
        assert "club" not in said


def test_a_word_of_their_own_prevails_over_the_signal(club: Society) -> None:
    """Who took the objection back is not refused anew by each page they open."""
    person = joins(club)
    heed(club.house.consents, person, "en")
    club.house.consents.say(person, "offers", yes=True, language="en", how=How.PAGES)

    heard = heed(club.house.consents, person, "en")

    assert ((), ("offers",)) == (heard.refused, heard.stands)
    (choice,) = (one for one in club.house.consents.choices(person) if one.purpose == "offers")
    assert choice.said is Said.YES
