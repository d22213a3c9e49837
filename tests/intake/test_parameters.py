"""Tests of reading tracking requests: everything bounded, nothing fatal."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etanche.errors import Unreadable
from etanche.intake import Hit
from etanche.intake.hit import MOST_BODY, MOST_QUERY
from etanche.intake.parameters import KNOWN, Requests, TooMuch, known_name, read_requests


def get(query: str) -> Requests:
    """Read a request that came by GET."""
    return read_requests(Hit(method="GET", path="/matomo.php", query=query))


def post(body: bytes, query: str = "") -> Requests:
    """Read a request that came by POST."""
    return read_requests(Hit(method="POST", path="/matomo.php", query=query, body=body))


def test_a_query_is_read() -> None:
    """A tracking request in the query is its parameters, decoded."""
    assert ({"idsite": "1", "rec": "1", "url": "https://shop.example/a b"},) == get(
        "idsite=1&rec=1&url=https%3A%2F%2Fshop.example%2Fa+b"
    ).requests


def test_a_form_is_read_and_the_query_wins() -> None:
    """A form body is read as well; of a parameter in both, the one in the query counts, as in the original."""
    assert ({"idsite": "1", "rec": "1", "res": "1x1"},) == post(b"idsite=2&rec=1&res=1x1", "idsite=1").requests


def test_no_parameters_are_no_request() -> None:
    """Somebody who came by without anything sent no tracking request."""
    assert () == get("").requests
    assert () == post(b"").requests


def test_a_bulk_request_is_read_part_by_part() -> None:
    """Parts may be texts with or without a question mark, or objects; a part that is neither is an empty one."""
    parts: list[object] = [
        "?idsite=1&rec=1",
        "idsite=2&rec=1",
        "http://x.example/matomo.php?idsite=3",
        {"idsite": 4, "rec": 1},
        5,
        None,
        ["x"],
        "",
        {},
    ]
    read = post(json.dumps({"requests": parts, "token_auth": "s3cret"}).encode())

    assert read.bulk
    assert ["1", "2", "3", "4", None, None, None, None, None] == [part.get("idsite") for part in read.requests]
    assert "s3cret" not in repr(read) + str(read.requests)


@pytest.mark.parametrize("image", ["0", 0])
def test_the_image_can_be_refused(image: object) -> None:
    """`send_image=0` is heard in a query, a form and a bulk request."""
    assert not get("idsite=1&send_image=0").image
    assert not post(b"idsite=1&send_image=0").image
    assert not post(json.dumps({"requests": [], "send_image": image}).encode()).image
    assert get("idsite=1&send_image=1").image


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"{}",
        b'{"requests": {}}',
        b'{"requests": "x"}',
        b'{"requests": ' + b"[" * 100_000,
        b'{"a": ' * 20_000,
        b'{"requests": [' + b"9" * 10_000 + b"]",
        b'{"requests": ["\xff\xfe"]}',
        b"{\x00}",
    ],
)
def test_a_bulk_request_that_is_none_is_an_error(body: bytes) -> None:
    """Broken, deep or mistyped JSON is one error, and nothing of it is in the sentence."""
    with pytest.raises(Unreadable) as raised:
        post(body)

    assert "cannot read the bulk request" == raised.value.what


@pytest.mark.parametrize(
    ("query", "body"),
    [
        ("a=1&" * (MOST_QUERY // 4 + 1), b""),
        ("&".join(f"p{number}=x" for number in range(501)), b""),
        ("", b"a" * (MOST_BODY + 1)),
        ("", b"&".join(b"p%d=x" % number for number in range(5_000))),
        ("", json.dumps({"requests": ["?idsite=1&rec=1"] * 501}).encode()),
    ],
)
def test_too_much_is_refused(query: str, body: bytes) -> None:
    """A query, a body, a number of parameters or of requests beyond the bounds is refused as a whole."""
    with pytest.raises(TooMuch) as raised:
        post(body, query)

    assert 413 == raised.value.http_status


def test_a_part_of_a_bulk_request_has_bounds_of_its_own() -> None:
    """One part with too many parameters is an empty one; its neighbours are read."""
    many = "&".join(f"p{number}=x" for number in range(501))

    assert [{}, {"idsite": "1"}] == list(post(json.dumps({"requests": [many, "idsite=1"]}).encode()).requests)


@given(st.text(st.characters(exclude_categories=()), max_size=300), st.binary(max_size=300))
def test_reading_answers_or_refuses(query: str, body: bytes) -> None:
    """Any bytes are read or refused in our own words; nothing else is ever raised."""
    try:
        read = post(body, query)
    except Unreadable:
        return

    assert isinstance(read.requests, tuple)


@pytest.mark.parametrize(
    ("name", "counted"),
    [
        ("urlref", "urlref"),
        ("dimension7", "dimension"),
        ("jane@example.org", "other"),
        ("dimensionjane", "other"),
        ("", "other"),
    ],
)
def test_a_name_the_api_does_not_have_is_counted_as_other(name: str, counted: str) -> None:
    """Names of the interface are counted as themselves, any other as `other`: a name can be personal too."""
    assert counted == known_name(name)
    assert {*KNOWN, "dimension", "other"} >= {known_name(name)}
