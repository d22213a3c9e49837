"""Tests of the audience door as clients of the Matomo Tracking API see it, on a real instance."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.looking import counted

from etanche.charter import ChannelKind
from etanche.clock import day_of
from etanche.errors import NotFound
from etanche.instance import Instance
from etanche.intake import Answer, Audience, DoorClosed, Hit
from etanche.intake.answers import GIF
from etanche.intake.doors import destination

Rows = Callable[[], list[Mapping[str, str]]]
Send = Callable[..., Answer]
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
PEER = "198.51.100.77"
NEVER_IN_AN_ANSWER = ("Set-Cookie", "Server", "X-Powered-By")


def test_a_visit_is_on_the_disk_before_it_is_answered(send: Send, rows: Rows) -> None:
    """A page view is answered with the image, and its row holds what the charter lists."""
    answer = send(url="https://shop.example/books?q=divorce", res="1280x1024", action_name="Jane")

    assert (200, GIF) == (answer.status, answer.body)
    [row] = rows()
    assert 16 == len(row["visitor-id"])
    assert {
        "address": "198.51.0.0/16",
        "browser": "Firefox 145",
        "system": "linux",
        "terminal": "computer",
        "screen": "1280x1024",
        "page": "/books",
        "action": "view",
    } == {name: value for name, value in row.items() if name != "visitor-id"}


def test_the_image_is_the_one_clients_know(send: Send) -> None:
    """The image has 43 bytes and is kept by no cache."""
    answer = send(url="https://shop.example/")

    assert (
        bytes.fromhex(
            "47494638396101000100800000000000000000 21f904010000000 02c00000000010001000002024401003b".replace(" ", "")
        )
        == answer.body
    )
    assert ("image/gif", "no-store") == (answer.headers["Content-Type"], answer.headers["Cache-Control"])


PROTOCOL = [
    ("idsite=1&rec=1&send_image=0", 204, 1),
    ("idsite=1&rec=1&_id=0b1c2d3e-4f50-6172-8394-a5b6c7d8e9f0", 200, 1),
    ("idsite=1&rec=1&_id=0123456789abcdef&rand=5&apiv=1", 200, 1),
    ("idsite=001&rec=1&url=javascript:alert(1)", 200, 1),
    ("idsite=1&rec=1&res=huge&url=%FF%FE%00", 200, 1),
    ("rec=1&url=https%3A%2F%2Fshop.example%2F", 400, 0),
    ("idsite=1", 400, 0),
    ("idsite=1&rec=0", 400, 0),
    ("idsite=0&rec=1", 400, 0),
    ("idsite=x&rec=1", 400, 0),
    ("idsite=-1&rec=1", 400, 0),
    ("idsite=1%0d%0aSet-Cookie:x&rec=1", 400, 0),
    ("x", 400, 0),
    ("idsite=1&rec=1&ping=1", 200, 0),
    ("idsite=1&rec=1&ping=1&send_image=0", 204, 0),
    ("idsite=1&rec=1&recMode=1", 200, 0),
]


def test_answers_are_those_of_the_protocol(send: Send, rows: Rows) -> None:
    """Site and `rec=1` are needed and little else; an odd visitor id is ignored, a heartbeat is answered and is no visit."""
    found = []
    for raw, _, _ in PROTOCOL:
        before = len(rows())
        status = send(raw=raw).status
        found.append((raw, status, len(rows()) - before))

    assert found == PROTOCOL


def test_a_bare_visit_to_the_address_is_greeted(send: Send, rows: Rows) -> None:
    """Who comes by without parameters reads a line of text."""
    answer = send(raw="")

    assert (200, "text/plain; charset=utf-8") == (answer.status, answer.headers["Content-Type"])
    assert [] == rows()


def test_a_form_is_taken_like_a_query(send: Send, rows: Rows) -> None:
    """A browser's beacon and a server's form count like the image."""
    answer = send(method="POST", raw="", body=b"idsite=1&rec=1&url=https%3A%2F%2Fshop.example%2Fform&send_image=0")

    assert 204 == answer.status
    assert ["/form"] == [row["page"] for row in rows()]
    assert 400 == send(method="POST", raw="", body=b"").status


def test_a_bulk_request_is_one_answer_with_numbers(send: Send, rows: Rows) -> None:
    """Parts that can be recorded are; the others are counted, and which they were is not told."""
    parts = [
        "?idsite=1&rec=1&url=https://shop.example/a",
        {"idsite": 1, "rec": 1, "url": "https://shop.example/b"},
        "?rec=1",
        7,
    ]
    answer = send(method="POST", raw="", body=json.dumps({"requests": parts, "token_auth": "x" * 32}).encode())

    assert (200, "application/json") == (answer.status, answer.headers["Content-Type"])
    assert {"status": "success", "tracked": 2, "invalid": 2} == json.loads(answer.body)
    assert ["/a", "/b"] == sorted(row["page"] for row in rows())


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (json.dumps({"requests": ["?rec=1"]}).encode(), 400),
        (json.dumps({"requests": []}).encode(), 400),
        (json.dumps({"requests": ["?idsite=1&rec=1"] * 501}).encode(), 413),
        (b'{"requests": ' + b"[" * 50_000, 400),
        (b"{", 400),
        (b"x" * (1 << 21), 413),
    ],
)
def test_a_bulk_request_of_which_nothing_can_be_recorded_is_refused(
    send: Send, rows: Rows, body: bytes, status: int
) -> None:
    """Empty, broken, deep or oversized bulk requests are refused as a whole."""
    assert status == send(method="POST", raw="", body=body).status
    assert [] == rows()


def test_a_bulk_request_without_image_is_answered_by_nothing(send: Send) -> None:
    """`send_image=0` is heard in a bulk request too."""
    answer = send(method="POST", raw="", body=json.dumps({"requests": ["?idsite=1&rec=1"], "send_image": 0}).encode())

    assert (204, b"") == (answer.status, answer.body)


def test_other_sites_may_send(send: Send) -> None:
    """A page of any site may send, with a preflight, and read the answer; a malformed origin is not repeated."""
    asked = send(method="OPTIONS", raw="", headers={"origin": "https://shop.example:8443"})
    answered = send(method="POST", headers={"origin": "https://shop.example"})
    hostile = send(method="POST", headers={"origin": "https://x.example\r\nSet-Cookie: a=b"})

    assert (204, "https://shop.example:8443", "true") == (
        asked.status,
        asked.headers["Access-Control-Allow-Origin"],
        asked.headers["Access-Control-Allow-Credentials"],
    )
    assert {"GET", "POST"} <= set(asked.headers["Access-Control-Allow-Methods"].split(", "))
    assert "https://shop.example" == answered.headers["Access-Control-Allow-Origin"]
    assert "Access-Control-Allow-Origin" not in hostile.headers
    assert "Access-Control-Allow-Origin" not in send().headers


def test_head_is_answered_like_get_and_records_nothing(send: Send, rows: Rows) -> None:
    """Who asks only for the headers gets them, and leaves no trace."""
    answer = send(method="HEAD")

    assert (200, b"", "43") == (answer.status, answer.body, answer.headers["Content-Length"])
    assert [] == rows()


def test_other_methods_are_refused(send: Send) -> None:
    """The door takes GET, HEAD, POST and OPTIONS."""
    answer = send(method="DELETE")

    assert (405, "GET, HEAD, POST, OPTIONS") == (answer.status, answer.headers["Allow"])


@pytest.mark.parametrize(
    "agent",
    [
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Mozilla/5.0 (compatible; GPTBot/1.2; +https://openai.com/gptbot)",
    ],
)
def test_crawlers_are_answered_and_are_no_visits(send: Send, rows: Rows, agent: str) -> None:
    """A crawler gets the same answer as anybody, and nothing is recorded."""
    assert GIF == send(headers={"user-agent": agent}).body
    assert GIF == send(ua=agent).body
    assert [] == rows()


def test_a_server_may_speak_for_a_browser(send: Send, rows: Rows) -> None:
    """`ua` and `lang`, which need no token, stand for the visitor's own headers."""
    send(headers={"user-agent": "python-httpx/0.28", "accept-language": ""}, ua=FIREFOX, lang="fr-FR,fr;q=0.8")
    send()

    assert [("Firefox 145", "linux")] * 2 == [(row["browser"], row["system"]) for row in rows()]
    assert 1 == len({row["visitor-id"] for row in rows()})


@pytest.mark.clause("C4")
def test_nobody_can_speak_for_another_address_or_time(send: Send, rows: Rows) -> None:
    """`token_auth` is never honoured, so `cip` and `cdt` change nothing."""
    send(token_auth="a" * 32, cip="203.0.113.5", cdt="2020-01-01 00:00:00")

    assert ["198.51.0.0/16"] == [row["address"] for row in rows()]


@pytest.mark.clause("C4")
def test_the_pseudonym_comes_from_half_an_address(send: Send, rows: Rows) -> None:
    """Two neighbours with the same browser are one visitor; another browser, language or network is another."""
    send(peer="198.51.100.77")
    send(peer="198.51.3.4")
    same = {row["visitor-id"] for row in rows()}
    send(peer="198.52.100.77")
    send(headers={"accept-language": "de"})

    assert 1 == len(same)
    assert 3 == len({row["visitor-id"] for row in rows()})


@pytest.mark.clause("C6")
@pytest.mark.parametrize("headers", [{"cookie": "etanche-opt-out=1"}, {"sec-gpc": "1"}])
def test_who_refused_is_answered_and_not_recorded(send: Send, rows: Rows, headers: dict[str, str]) -> None:
    """With the cookie or the signal the answer is the same to the byte, and nothing is recorded."""
    refused = send(url="https://shop.example/", headers=headers)

    assert send(url="https://shop.example/") == refused
    assert 400 == send(raw="idsite=1", headers=headers).status
    assert 1 == len(rows())


@pytest.mark.clause("C6")
def test_an_explicit_choice_wins_over_the_signal(send: Send, rows: Rows) -> None:
    """Who opted in while the browser signals is counted."""
    send(headers={"sec-gpc": "1", "cookie": "etanche-opt-out=0"})

    assert 1 == len(rows())


@pytest.mark.clause("C6")
def test_opting_out_deletes_what_can_still_be_recognised(audience: Audience, send: Send, rows: Rows) -> None:
    """The rows of today whose pseudonym can be made again go; those of others stay."""
    send(url="https://shop.example/mine")
    send(url="https://shop.example/mine-too")
    send(
        url="https://shop.example/theirs",
        headers={"user-agent": "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"},
    )
    done = audience.opt_out(
        Hit(
            method="POST",
            path="/opt-out",
            headers={"user-agent": FIREFOX, "accept-language": "fr-FR,fr;q=0.8"},
            peer=PEER,
        )
    )

    assert (True, 2) == (done.changed, done.forgotten)
    assert done.cookie.startswith("etanche-opt-out=1; ")
    assert ["/theirs"] == [row["page"] for row in rows()]


@pytest.mark.clause("C6")
def test_opting_out_twice_changes_nothing_more(audience: Audience) -> None:
    """Who had refused already is told so."""
    done = audience.opt_out(Hit(method="POST", path="/opt-out", headers={"cookie": "etanche-opt-out=1"}, peer=PEER))

    assert (False, 0) == (done.changed, done.forgotten)


@pytest.mark.clause("C6")
def test_opting_in_forgets_the_refusal(audience: Audience) -> None:
    """Coming back deletes the cookie, or overrules the signal where there is one."""
    back = audience.opt_in(Hit(method="POST", path="/opt-out", headers={"cookie": "etanche-opt-out=1"}, peer=PEER))
    against = audience.opt_in(Hit(method="POST", path="/opt-out", headers={"sec-gpc": "1"}, peer=PEER, secure=True))

    assert (True, "etanche-opt-out=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax") == (back.changed, back.cookie)
    assert (True, True) == (
        against.changed,
        against.cookie.startswith("etanche-opt-out=0; ") and against.cookie.endswith("; Secure"),
    )


def test_hits_of_many_threads_are_all_written_in_few_transactions(instance: Instance, send: Send, rows: Rows) -> None:
    """Two hundred concurrent visits are all there, with far fewer entries in the journal than visits."""
    before = len(list(instance.journal.entries()))
    with ThreadPoolExecutor(20) as pool:
        statuses = list(pool.map(lambda number: send(url=f"https://shop.example/p{number}").status, range(200)))

    assert [200] * 200 == statuses
    assert {f"/p{number}" for number in range(200)} == {row["page"] for row in rows()}
    assert len(list(instance.journal.entries())) - before < 150


def test_a_vault_that_cannot_write_is_told_and_nothing_is_claimed(instance: Instance, send: Send, rows: Rows) -> None:
    """When nothing can be written the sender is told to come again; what was acknowledged before and after is there."""
    send(url="https://shop.example/before")
    behind_its_back(instance, "ALTER TABLE records RENAME TO elsewhere")
    answer = send(url="https://shop.example/lost")
    behind_its_back(instance, "ALTER TABLE elsewhere RENAME TO records")
    send(url="https://shop.example/after")

    assert (503, "1") == (answer.status, answer.headers["Retry-After"])
    assert ["/after", "/before"] == sorted(row["page"] for row in rows())


def test_a_refusal_is_remembered_even_when_nothing_can_be_deleted(
    instance: Instance, audience: Audience, send: Send
) -> None:
    """With the vault out of reach the cookie is given all the same, and nobody is told that rows were deleted."""
    send()
    behind_its_back(instance, "ALTER TABLE entries RENAME TO elsewhere")
    done = audience.opt_out(
        Hit(
            method="POST",
            path="/opt-out",
            headers={"user-agent": FIREFOX, "accept-language": "fr-FR,fr;q=0.8"},
            peer=PEER,
        )
    )
    behind_its_back(instance, "ALTER TABLE elsewhere RENAME TO entries")

    assert done.forgotten is None
    assert done.cookie.startswith("etanche-opt-out=1; ")


def behind_its_back(instance: Instance, statement: str) -> None:
    """Change the data file as somebody with another program would."""
    with closing(sqlite3.connect(instance.folder / "data.sqlite")) as other, other:
        other.execute(statement)


@pytest.mark.parametrize("headers", [{}, {"sec-gpc": "1"}])
def test_a_closed_door_sends_people_away(audience: Audience, send: Send, headers: dict[str, str]) -> None:
    """After closing nothing is recorded or counted, and whoever asks is told so: the door of another charter may be open."""
    audience.close()

    with pytest.raises(DoorClosed) as closed:
        send(headers=headers)
    assert 503 == closed.value.http_status


def test_counts_are_kept_by_name(instance: Instance, audience: Audience, send: Send) -> None:
    """Dropped parameters, robots, heartbeats and refusals are counted, unknown names as `other`."""
    send(urlref="https://x.example/", uid="jane", dimension3="jane", cip="203.0.113.5", **{"jane@example.org": "1"})
    send(ping="1")
    send(ua="Googlebot/2.1")
    send(headers={"sec-gpc": "1"})
    audience.close()

    assert {
        "parameter/urlref": 1,
        "parameter/uid": 1,
        "parameter/dimension": 1,
        "parameter/cip": 1,
        "parameter/other": 1,
        "not-a-visit/heartbeat": 1,
        "not-a-visit/bot": 1,
        "opted-out": 1,
    } == counts(instance)


def counts(instance: Instance) -> dict[str, int]:
    """Return the counts of today that were made at the door."""
    today = day_of(instance.clock.now(), instance.plan.zone)
    told = counted(instance.store, instance.organisation_id, today)
    return {name.removesuffix("/site-visits"): number for name, number in told.items() if name.endswith("/site-visits")}


ANYTHING = st.text(st.characters(exclude_categories=()), max_size=200)
"""Text with everything a text can hold, halves of characters included."""

HOSTILE = st.dictionaries(
    st.sampled_from(["idsite", "rec", "url", "res", "e_c", "e_a", "ua", "lang", "download", "_id", "x"]),
    st.text(max_size=60),
    max_size=8,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    raw=ANYTHING | ANYTHING.map("idsite=1&rec=1&ua=".__add__) | ANYTHING.map("idsite=1&rec=1&url=/".__add__),
    body=st.binary(max_size=200) | st.binary(max_size=80).map(b"idsite=1&rec=1&e_c=".__add__),
    agent=ANYTHING,
    method=st.sampled_from(["GET", "POST"]),
)
def test_any_request_is_answered(send: Send, raw: str, body: bytes, agent: str, method: str) -> None:
    """Whatever arrives there is an answer that is no fault of ours."""
    answer = send(
        method=method, raw=raw, body=body, headers={"user-agent": agent, "accept-language": agent, "cookie": agent}
    )

    assert answer.status in {200, 204, 400, 413}


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=HOSTILE)
def test_any_value_is_recorded_or_dropped(send: Send, asked: dict[str, str]) -> None:
    """Any text in any parameter is recorded, dropped or refused, and never repeated."""
    marked = {name: f"{value}<script>Zq9</script>" for name, value in asked.items() if name not in {"idsite", "rec"}}
    answer = send(**marked)

    assert answer.status in {200, 204}
    assert b"Zq9" not in answer.body + repr(answer.headers).encode()


def test_no_answer_sets_a_cookie_or_names_a_program(send: Send) -> None:
    """The tracker leaves nothing on the device, and does not say what it is."""
    answers = [
        send(),
        send(raw=""),
        send(raw="x"),
        send(method="OPTIONS"),
        send(method="HEAD"),
        send(method="PUT"),
        send(headers={"sec-gpc": "1"}),
    ]

    assert [] == [name for answer in answers for name in answer.headers if name in NEVER_IN_AN_ANSWER]
    assert {"no-store"} == {answer.headers["Cache-Control"] for answer in answers}


def test_a_charter_without_such_a_door_is_told_apart(instance: Instance) -> None:
    """Where the charter lets nothing in by a door of this kind, that is said, with what to write."""
    with pytest.raises(NotFound) as raised:
        destination(instance.plan, ChannelKind.LOGS, "visits")

    assert "the charter has no category of this name" == raised.value.what
    assert ("site-visits", "visit") == destination(instance.plan, ChannelKind.AUDIENCE)
