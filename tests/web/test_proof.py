"""The proof page: what is checked, and apart from it what is only said; readable with thirty promises and with three hundred."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from tests.conftest import CHEAP_KDF, MORNING, PASSPHRASE, ROOT
from tests.web.browsing import HERE

from etanche.charter import promises
from etanche.clock import FixedClock
from etanche.instance import Instance
from etanche.proof import later, unchecked
from etanche.terms import LANGUAGES, Language
from etanche.web import create_app


def parts(page: str) -> tuple[str, str]:
    """Return what stands before the section of what is only said, and that section."""
    before, _, after = page.partition('<section class="bulkhead flow" aria-labelledby="later">')
    return before, after.partition("</section>")[0]


def ids(part: str) -> set[str]:
    """Return the promises that can be led to."""
    return set(re.findall(r'id="([a-z]+:[^"]+)"', part))


def page_of(client: TestClient, language: Language = "en") -> str:
    """Return the proof page."""
    return client.get("/proof", params={"lang": language}).text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Instance, TestClient]]:
    """An instance of a charter with hundreds of promises, and a browser in front of it."""
    folder = tmp_path_factory.mktemp("crowd") / "data"
    charter = ROOT / "charters/clever-cloud.yaml"
    made = Instance.create(folder, charter=charter, passphrase=PASSPHRASE, clock=FixedClock(MORNING), kdf=CHEAP_KDF)
    with made as instance, TestClient(create_app(instance), base_url=HERE) as client:
        yield instance, client


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_only_said_stands_apart_and_is_never_green(
    client: TestClient, proved: Instance, language: Language
) -> None:
    """The promises that no check looks at are in a section of their own, without a verdict, a date or a stitch."""
    checked, only_said = parts(page_of(client, language))

    assert later(proved.charter) == ids(only_said)
    assert {promise.id for promise in promises(proved.charter)} - later(proved.charter) == ids(checked)
    assert not re.search(r"is-kept|is-broken|class=\"seam\"|<time", only_said)


def test_what_is_only_said_is_counted_apart(client: TestClient, proved: Instance) -> None:
    """The lead says how many are kept and how many this version does not check; programs are told of every one."""
    page = page_of(client)
    listed = client.get("/proof.json").json()

    assert "34 promises, all kept at the last check. 2 more are said, and this version does not check them yet." in page
    assert {promise.id for promise in promises(proved.charter)} == {verdict["id"] for verdict in listed}
    assert later(proved.charter) == {verdict["id"] for verdict in listed if verdict["finding"] == "later"}
    assert {"unproven"} == {verdict["state"] for verdict in listed if verdict["finding"] == "later"}


def test_hundreds_of_promises_are_folded_by_kind_and_by_role(crowd: tuple[Instance, TestClient]) -> None:
    """Every promise is on the page once; those about access stand role by role, and the hull draws what is checked."""
    instance, client = crowd
    page = page_of(client)
    checked, only_said = parts(page)
    made = {promise.id for promise in promises(instance.charter)}

    assert made == ids(page)
    assert len(made) == len(re.findall(r'id="[a-z]+:[^"]+"', page))
    assert later(instance.charter) == ids(only_said)
    assert len(made - later(instance.charter)) == len(re.findall(r'class="cell[ "]', checked))
    for role in ("Recruiter", "Legal officer"):
        assert re.search(rf"<h3 class=\"sum-line\"><span>{role}</span>", checked)


def test_a_promise_seen_in_part_is_among_the_checked(crowd: tuple[Instance, TestClient]) -> None:
    """What a check sees in part is looked at, so it stands with what is checked, and not with what is only said."""
    instance, client = crowd
    checked, only_said = parts(page_of(client))
    partly = unchecked(instance.charter) - later(instance.charter)

    assert partly
    assert partly <= ids(checked)
    assert not partly & ids(only_said)


WAITS = {
    "en": "This version of Étanche has no spheres yet: nobody can join one or leave one, so there is nothing that could be checked.",
    "fr": "Cette version d’Étanche n’a pas encore de sphères : personne ne peut en rejoindre ni en quitter une, et il n’y a donc rien à vérifier.",
}


def test_what_waits_for_spheres_says_so(tmp_path: Path) -> None:
    """Before any check and in both languages: not that a check is missing, but that there is nothing yet that it could look at."""
    charter = ROOT / "charters/whaller.yaml"
    made = Instance.create(
        tmp_path / "data", charter=charter, passphrase=PASSPHRASE, clock=FixedClock(MORNING), kdf=CHEAP_KDF
    )
    with made as instance, TestClient(create_app(instance), base_url=HERE) as client:
        for language in LANGUAGES:
            _, only_said = parts(page_of(client, language))
            items = {found[1]: found[0] for found in re.finditer(r'<li id="([a-z]+:[^"]+)">.*?</li>', only_said)}
            waiting = {promise for promise, item in items.items() if WAITS[language] in item}

            assert waiting == {one for one in items if one.startswith("spheres:")} | {"rights:leaving"}
