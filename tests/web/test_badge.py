"""The badge: how the promises stand, on pages of other sites; never green because nobody looked, and without a word about anybody."""

from __future__ import annotations

from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest
from starlette.testclient import TestClient
from tests.conftest import BOOKSHOP, MORNING

from etanche.charter import load
from etanche.clock import FixedClock
from etanche.instance import Instance
from etanche.notice import ShownVerdict, promise_groups
from etanche.proof import State, Verdict
from etanche.proof.ledger import keep
from etanche.terms import LANGUAGES, Language, PromiseId, new_id
from etanche.web.pages.badge import state_of
from etanche.web.verdicts import Standing, Stood

SVG = "{http://www.w3.org/2000/svg}"


def words(client: TestClient, language: Language = "en") -> str:
    """Return what the picture says, spaces made plain."""
    answer = client.get("/proof/badge.svg", params={"lang": language})
    assert 200 == answer.status_code
    drawn = ET.fromstring(answer.text)  # noqa: S314  # our own picture
    return str(drawn.findtext(f"{SVG}text")).replace("\u00a0", " ").replace("\u202f", " ")


def break_one(instance: Instance, at_hours: int = 1) -> None:
    """Let a look find one promise broken."""
    verdict = Verdict(
        id=PromiseId("logs:chain"),
        kind="logs",
        state=State.BROKEN,
        because="logs.chain-edited",
        measured={"position": 3},
        at=MORNING + timedelta(hours=at_hours),
    )
    with instance.store.writing() as connection:
        keep(
            connection,
            instance.organisation_id,
            new_id().hex(),
            instance.plan.digest,
            [verdict],
            0.1,
            signer=instance.keyring.signer(instance.organisation_id),
            zone=instance.plan.zone,
            forget=True,
        )


@pytest.mark.parametrize(
    ("language", "words_said"),
    [
        ("en", "{kept} kept, {later} not checked yet · 21 November 2026"),
        ("fr", "{kept} tenues, {later} pas encore vérifiées · 21 novembre 2026"),
    ],
)
def test_it_says_how_the_promises_stand_and_when_somebody_looked(
    client: TestClient, proved: Instance, language: Language, words_said: str
) -> None:
    """All that is checked is kept: the badge names what is not proved beside it, and is not green."""
    said = client.get("/proof/badge.json").json()
    kept, later = said["promises"]["kept"], said["not_checked_yet"]
    picture = client.get("/proof/badge.svg").text

    assert kept > 1 < later
    assert words_said.format(kept=kept, later=later) == words(client, language)
    assert "unproven" == said["state"]
    assert "color: var(--unproven)" in picture


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        (["kept", "kept"], "kept"),
        (["kept", "attested"], "attested"),
        (["kept", "unproven"], "unproven"),
        (["kept", "later"], "unproven"),
        (["later", "kept", "broken"], "broken"),
        ([], "unproven"),
    ],
)
def test_its_state_is_that_of_the_worst_promise(states: list[str], expected: str) -> None:
    """One promise that is not proved, even one that nothing checks yet, keeps the badge from being green."""
    (group, *_) = promise_groups(load(BOOKSHOP), "en")
    stoods = tuple(
        Stood(said=group.promises[0], kind=group.kind, shown=shown, verdict=None)
        for shown in (
            ShownVerdict(state="unproven" if one == "later" else one, word="", because="", later=one == "later")
            for one in states
        )
    )
    stands = Standing(groups=((group, stoods),), at=MORNING, checked="", last="", seconds="", asleep=False, tally=())

    assert expected == state_of(stands)


def test_a_broken_promise_is_told_first(client: TestClient, proved: Instance, clock: FixedClock) -> None:
    """One broken promise gives the badge its shape and its colour, and is told first, in the picture and as JSON."""
    break_one(proved)
    clock.advance(timedelta(hours=1))
    picture = client.get("/proof/badge.svg").text
    said = client.get("/proof/badge.json").json()

    assert words(client).startswith("1 broken, ")
    assert "color: var(--broken)" in picture
    assert ("broken", 1, ["logs:chain"]) == (said["state"], said["promises"]["broken"], said["broken"])


def test_it_does_not_stay_green_when_nobody_looks(client: TestClient, proved: Instance, clock: FixedClock) -> None:
    """A day and an hour after the last look it is unproven, and says since when; the proof page says so too."""
    clock.advance(timedelta(hours=25))

    assert "not checked since 21 November 2026" == words(client)
    assert "unproven" == client.get("/proof/badge.json").json()["state"]
    assert "Nobody has looked since" in client.get("/proof?lang=en").text


def test_fast_looks_keep_no_night_check_awake(client: TestClient, proved: Instance, clock: FixedClock) -> None:
    """Where only what is quick was looked at since, what was for the night is unproven, by name, and the oldest look gives the date."""
    clock.advance(timedelta(days=80))
    proved.vault.sweep(confirmed_by="ann")
    proved.prove(fast=True)
    said = client.get("/proof/badge.json").json()
    found = {one["id"]: one for one in client.get("/proof.json").json()}
    page = client.get("/proof?lang=en").text

    assert ("unproven", "asleep", {"days": 80}) == tuple(
        found["logs:chain"][key] for key in ("state", "finding", "measured")
    )
    assert "logs:chain" in said["asleep"]
    assert ("unproven", MORNING.isoformat()) == (said["state"], said["at"])
    assert words(client).endswith("21 November 2026")
    assert "all kept at the last check" not in page
    assert "The oldest of these looks is of 21" in page.replace("\u00a0", " ").replace("\u202f", " ")


def test_a_broken_promise_does_not_grow_old(client: TestClient, proved: Instance, clock: FixedClock) -> None:
    """That nobody looked again mends nothing: what was found broken is told as broken."""
    break_one(proved)
    clock.advance(timedelta(days=80))

    assert ["logs:chain"] == client.get("/proof/badge.json").json()["broken"]


def test_before_the_first_look_it_is_unproven(client: TestClient) -> None:
    """An instance that was never checked claims nothing."""
    assert "nothing checked yet" == words(client)
    assert "unproven" == client.get("/proof/badge.json").json()["state"]


@pytest.mark.parametrize("address", ["/proof/badge.svg", "/proof/badge.json"])
def test_other_sites_may_show_it_and_caches_may_keep_it(client: TestClient, proved: Instance, address: str) -> None:
    """It is for any origin, good for five minutes, asked for again by its tag, sets no cookie and runs nothing."""
    first = client.get(address)
    again = client.get(address, headers={"if-none-match": first.headers["etag"]})

    assert ("public, max-age=300", "*") == (
        first.headers["cache-control"],
        first.headers["access-control-allow-origin"],
    )
    assert "cross-origin" == first.headers["cross-origin-resource-policy"]
    assert (304, b"") == (again.status_code, again.content)
    assert "set-cookie" not in first.headers
    assert "script" not in first.text
    assert "default-src 'none'" in first.headers["content-security-policy"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_proof_page_has_the_text_to_copy(client: TestClient, proved: Instance, language: Language) -> None:
    """The page leads to the badge, and says what to copy, with the address of this machine."""
    page = client.get("/proof", params={"lang": language}).text

    assert f'href="/proof/badge.svg?lang={language}"' in page
    assert f"http://127.0.0.1:8040/proof/badge.svg?lang={language}" in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_broken_promise_is_told_in_answers(
    client: TestClient, proved: Instance, clock: FixedClock, language: Language
) -> None:
    """What happened, since when to the minute and when it was last found kept, who is touched, what we do, who answers."""
    break_one(proved, 1)
    break_one(proved, 2)
    clock.advance(timedelta(hours=2))
    page = client.get("/proof", params={"lang": language}).text.replace("\u00a0", " ").replace("\u202f", " ")
    _, _, breach = page.partition('class="breach')
    told = breach.partition("</section>")[0]

    assert (5, 5) == (told.count("<dt>"), told.count("<dd>"))
    assert ("08:02" if language == "en" else "8 h 02") in told
    assert ("07:02" if language == "en" else "7 h 02") in told
    assert "vie-privee@estran.example" in told


def test_it_names_what_nobody_ever_looked_at(client: TestClient, proved: Instance, clock: FixedClock) -> None:
    """Whoever deletes the verdicts of a promise takes it out of nothing: two days on it is listed as asleep, and the page says why."""
    with proved.store.writing() as connection:
        connection.exec_driver_sql("DELETE FROM verdicts WHERE promise = 'sealed:records'")
    clock.advance(timedelta(days=3))
    proved.prove(fast=True)
    found = {one["id"]: one for one in client.get("/proof.json").json()}

    assert ("unproven", "never-looked", {"days": 3}) == tuple(
        found["sealed:records"][key] for key in ("state", "finding", "measured")
    )
    assert "sealed:records" in client.get("/proof/badge.json").json()["asleep"]
    assert "Nobody has ever looked, although it has been promised for 3" in client.get("/proof?lang=en").text.replace(
        "\u00a0", " "
    )
