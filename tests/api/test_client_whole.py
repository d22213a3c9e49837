"""The client has a verb for every operation of `/v1`, or says here why not; and its examples run."""

from __future__ import annotations

import ast
import json
import re
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final

import httpx2
import pytest
from tests.api.conftest import LEDGER, World
from tests.conftest import MORNING, PASSPHRASE, ROOT
from tests.organisations.conftest import LIGHTHOUSE
from tests.organisations.society import society

from etanche.accounts import KeyAct
from etanche.clock import FixedClock
from etanche.instance import Instance
from etanche.web import create_app, urls
from etanche.web.api import create_api
from etanche_client import Etanche, NotFound, Problem, Unfinished

SOURCE: Final = ROOT / "clients/python/src/etanche_client"
README: Final = ROOT / "clients/python/README.md"
METHODS: Final = frozenset({"get", "post", "put", "patch", "delete"})

LEFT_OUT: Final[dict[str, str]] = {}
"""Operation → why no verb of the client asks for it."""


def described(world: World) -> set[str]:
    """Return every operation of the description that the server gives of itself, with `{}` for what differs."""
    answer = world.call().get(urls.API_DESCRIPTION)
    return {
        f"{method.upper()} {re.sub(r'{[^}]*}', '{}', path.removeprefix(urls.API))}"
        for path, operations in answer.json()["paths"].items()
        for method in operations
        if method in METHODS
    }


def spelled(node: ast.expr) -> str | None:
    """Return an address as the client writes it, with `{}` for what differs; the `ref` of a record is three parts of it."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=parts):
            said = (part.value if isinstance(part, ast.Constant) else _blank(part) for part in parts)
            return "".join(map(str, said))
    return None


def _blank(part: ast.expr) -> str:
    match part:
        case ast.FormattedValue(value=ast.Name(id="ref") | ast.Attribute(attr="ref")):
            return "{}/{}/{}"
    return "{}"


def asked() -> Iterator[str]:
    """Yield every operation that some verb of the client asks for, as its source says."""
    for path in sorted(SOURCE.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(
                    func=ast.Attribute(attr="ask" | "_ask"), args=[ast.Constant(value=str(method)), where, *_]
                ):
                    yield f"{method} /{spelled(where)}"
                case ast.Call(func=ast.Attribute(attr="_moved" | "send"), args=[where, *_]):
                    yield f"POST /{spelled(where)}"
                case ast.Call(func=ast.Attribute(attr="lines" | "_lines"), args=[where, *_]):
                    yield f"GET /{spelled(where)}"


def test_every_operation_has_a_verb_or_a_reason(world: World) -> None:
    """None is without both, none has both, and the client asks for nothing that is not there."""
    there, verbs = described(world), {one for one in asked() if not one.endswith("/None")}

    assert set() == there - verbs - LEFT_OUT.keys()
    assert set() == verbs & LEFT_OUT.keys()
    assert set() == (verbs | LEFT_OUT.keys()) - there


@pytest.fixture(scope="module")
def society_of_all(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A society whose people decide on something, and whose officer may take records away; its own, to be halted at the end."""
    folder = tmp_path_factory.mktemp("whole") / "data"
    shutil.copytree(template, folder)
    charter, clock = folder.parent / "society.yaml", FixedClock(MORNING)
    sees = "ask: [answering]}\n"
    charter.write_text(society().replace(sees, f"{sees}    takes-away: 30 days\n", 1), encoding="utf-8")
    with Instance.open(folder, passphrase=lambda: PASSPHRASE, clock=clock) as instance:
        other = instance.create_organisation(charter, name=LIGHTHOUSE, by="operator")
        app = create_app(instance, api=create_api(instance))
        yield World(instance=instance, society=other, clock=clock, app=app)


@pytest.fixture
def etanche(society_of_all: World) -> Iterator[Etanche]:
    """A client of that society, with a key for everything but its charter and a halt."""
    with Etanche(HERE, key=society_of_all.key().secret, transport=way_to(society_of_all)) as client:
        yield client


HERE: Final = "https://shop.example"


def way_to(world: World) -> httpx2.BaseTransport:
    """Return the way to a world without a network."""
    return world.call()._transport


def test_a_yes_is_shown_and_a_no_destroys(etanche: Etanche) -> None:
    """By the words that the server gave; what is shown of it has a receipt, and wishes for after death go and come."""
    person = etanche.put("ledger", LEDGER | {"email": "yes-and-no@example.org"}).person
    words = etanche.consents.words("letters", language="fr")
    given, again = (etanche.consents.give(person, words) for _ in range(2))
    said = {one["purpose"]: one["said"] for one in etanche.consents.of(person)}
    receipt = etanche.consents.receipt(person, "letters")
    withdrawn = etanche.consents.withdraw(person, "letters", language="fr")
    etanche.consents.instruct(person, "erase")
    etanche.consents.take_back(person)

    assert (True, False, True) == (given.new, again.new, withdrawn.new)
    assert "vous écrire des nouvelles du phare" in words.text
    assert "yes" == said["letters"]
    assert b"letters" in receipt


def test_demands_and_cases_and_holds_have_their_verbs(etanche: Etanche) -> None:
    """Entered and listed, held and released, granted and ended; what is looked up of one that is not there is said not to be."""
    taken = etanche.put("ledger", LEDGER)
    demand = etanche.demands.enter(
        "justice", asker="Court", ground="order 1", words="All of Ysée", due=date(2027, 1, 4)
    )
    review = date(2026, 12, 1)
    etanche.holds.place(taken.person, "c-1", reason="a claim", owner="dpo", review=review)
    etanche.holds.place_on(taken.ref, "c-2", reason="a claim", owner="dpo", review=review)
    held = {one["case"] for one in etanche.holds.all()}
    etanche.holds.release(taken.person, "c-1")
    etanche.holds.release_on(taken.ref, "c-2")
    etanche.cases.grant("c-3", role="helper", actor="bea", reason="she rang", persons=[taken.person])
    granted = [one["for"] for one in etanche.cases.of("c-3")]
    etanche.cases.revoke("c-3", role="helper", actor="bea")
    etanche.cases.close("c-3")

    assert "2027-01-04" in json.dumps(etanche.demands.show(demand))
    assert demand in json.dumps(etanche.demands.all())
    assert [2026] == [one["year"] for one in etanche.demands.figures()]
    assert ({"c-1", "c-2"}, []) == (held, etanche.holds.all())
    assert (["bea"], {"c-3"}) == (granted, {one["case"] for one in etanche.cases.grants()})
    assert [] == etanche.cases.inquiries()
    with pytest.raises(NotFound):
        etanche.cases.settle("0" * 32, "mistake", "no")


def test_the_rest_of_an_office_has_its_verbs(etanche: Etanche) -> None:
    """The key knows itself, the register is written, an old head is confronted, an address is forgiven that nobody marked."""
    person = etanche.put("ledger", LEDGER).person
    etanche.erase(person)

    assert "ledger" in etanche.key()["categories"]
    assert b"Phare" in etanche.office.register("csv", language="fr")
    assert etanche.office.verify([etanche.head()])["intact"]
    assert etanche.erased(person)["unreadable"] is not None
    assert ([], 0) == (etanche.office.drills(), etanche.office.forgive("nobody@example.org"))
    assert etanche.office.clauses()
    with pytest.raises(Problem, match="no report"):
        etanche.office.bounced("Subject: nothing\n\nno bounce")


def test_a_copy_is_whole_or_no_copy(etanche: Etanche) -> None:
    """It says until when it may exist and what it is known by, and has every record that is counted."""
    etanche.put("ledger", LEDGER)
    copy = etanche.acting("watching").copy("ledger")
    refs = {one.ref for one in copy}

    assert etanche.acting("watching").count("ledger") == len(refs)
    assert (len(refs), 0, date(2026, 12, 21)) == (copy.records, copy.altered, copy.destroy_after)
    assert copy.sha256 is not None


RECORD: Final = '{"ref": "a", "person": null, "fields": {}}\n'


@pytest.mark.parametrize(
    "lines",
    [
        RECORD,
        f'{RECORD}{{"end": {{"records": 2, "altered": 0, "sha256": "0"}}}}\n',
        f'{RECORD}{{"end": {{"records": 1, "altered": 0, "sha256": "0"}}}}\n',
        f'{RECORD}{{"problem": {{"title": "halted"}}}}\n',
    ],
)
def test_what_is_lacking_of_a_copy_is_noticed(lines: str) -> None:
    """No last line, one record too few, another digest, a problem on the way: it is unfinished."""
    way = httpx2.MockTransport(lambda _: httpx2.Response(200, text=lines))
    with Etanche(HERE, key="k", transport=way) as client, pytest.raises(Unfinished):
        list(client.acting("watching").copy("ledger"))


def test_a_line_ends_at_a_line_feed_alone() -> None:
    """A text with another character that ends lines elsewhere is one text, in whatever pieces it comes."""
    told = '{"ref": "a", "person": null, "fields": {"name": "A\u2028B\x85C"}}\n{"end": {}}\n'.encode()
    pieces = (told[at : at + 3] for at in range(0, len(told), 3))
    way = httpx2.MockTransport(lambda _: httpx2.Response(200, content=pieces))
    with Etanche(HERE, key="k", transport=way) as client:
        (found,) = client.acting("watching").stream("ledger")

    assert "A\u2028B\x85C" == found.fields["name"]


def test_every_example_of_the_page_runs(society_of_all: World) -> None:
    """From the first to the last, as they are written, with what the ones before left."""
    halting = society_of_all.roleless(KeyAct.HALT)
    left: dict[str, object] = {
        "key": society_of_all.key().secret,
        "halting_key": halting.secret,
        "way": way_to(society_of_all),
    }
    snippets = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), flags=re.DOTALL)
    for snippet in snippets:
        exec(snippet.replace(f'"{HERE}"', f'"{HERE}", transport=way'), left)  # noqa: S102  # it is ours

    assert 6 == len(snippets)
    assert left["records"]
    assert society_of_all.society.halter.stopped() is not None
