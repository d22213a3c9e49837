"""What is kept is exactly what the category lists, in exactly its shape."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etanche.charter import (
    CategoryPlan,
    Duration,
    FieldKind,
    FieldPlan,
    Forbidden,
    Forbidding,
    Nature,
    OnArrival,
    Only,
    Unit,
    Unknown,
)
from etanche.vault.shapes import LONGEST_INPUT, shape
from etanche.vault.trimming import RefusedBecause, Trimmed, trim

FIELDS = [
    FieldPlan(name="address", kind=FieldKind.IP, only=Only.FIRST_HALF),
    FieldPlan(name="browser", kind=FieldKind.VERSION),
    FieldPlan(name="system", kind=FieldKind.CHOICE, values=("linux", "other")),
    FieldPlan(name="screen", kind=FieldKind.SCREEN),
    FieldPlan(name="page", kind=FieldKind.URL),
    FieldPlan(name="action", kind=FieldKind.TEXT),
    FieldPlan(name="visitor-id", kind=FieldKind.PSEUDONYM, lasts=Duration(number=1, unit=Unit.DAY)),
]
VISIT = CategoryPlan(
    name="visit", fields={f.name: f for f in FIELDS}, channels=frozenset({"site"}), unknown=Unknown.DROP
)


@pytest.mark.clause("C4")
def test_a_visit_keeps_its_fields_and_nothing_else() -> None:
    """Fields the category does not list are dropped by name; values are cut to their part."""
    told: dict[str, object] = {
        "address": "198.51.100.77",
        "browser": "Firefox 139.0",
        "system": "linux",
        "screen": "1280x1024",
        "page": "https://jean:secret@shop.example/books?q=x#y",
        "action": "view",
        "uid": "jean@example.org",
        "lat": 48.1,
    }
    kept = {
        "address": "198.51.0.0/16",
        "browser": "Firefox 139.0",
        "system": "linux",
        "screen": "1280x1024",
        "page": "/books",
        "action": "view",
    }

    assert Trimmed(kept, ("uid", "lat"), None) == trim(VISIT, told)


@pytest.mark.clause("G6")
def test_a_category_may_refuse_what_it_does_not_list() -> None:
    """With `unknown: refuse` one field too many turns the whole record away, and nothing of it is kept."""
    refused = trim(replace(VISIT, unknown=Unknown.REFUSE), {"page": "/", "uid": "x"})

    assert Trimmed({}, (), RefusedBecause.UNKNOWN_FIELD) == refused


def test_a_required_field_must_come_in_its_shape() -> None:
    """A record without a required field, or with one that has not its shape, is refused."""
    fields = {**VISIT.fields, "screen": replace(VISIT.fields["screen"], required=True)}
    strict = replace(VISIT, fields=fields)

    assert RefusedBecause.MISSING_FIELD == trim(strict, {}).refused
    assert RefusedBecause.MISSING_FIELD == trim(strict, {"screen": "big"}).refused
    assert trim(strict, {"screen": "10x10"}).refused is None


def test_a_pseudonym_is_never_taken_from_outside() -> None:
    """An identifier that somebody else made is dropped, so that nobody can follow a person through it."""
    assert Trimmed({}, ("visitor-id",), None) == trim(VISIT, {"visitor-id": "0123456789abcdef"})


SHAPES = [
    ("screen", "1280x1024", "1280x1024"),
    ("screen", "99x99999", "99x99999"),
    ("screen", "9x99", None),
    ("screen", "1280X1024", None),
    ("screen", "1280x1024\n", None),
    ("screen", "１２80x1024", None),
    ("system", "linux", "linux"),
    ("system", "Linux", None),
    ("system", "plan9", None),
    ("browser", "Mobile Safari UI/WKWebView 18.4", "Mobile Safari UI/WKWebView 18.4"),
    ("browser", "Firefox 139.0; jean@example.org", None),
    ("browser", "", None),
    ("browser", "x" * 65, None),
    ("page", "/books?q=jean#top", "/books"),
    ("page", "books", "/books"),
    ("page", "https://shop.example//x", "/x"),
    ("page", "javascript:alert", "/alert"),
    ("page", "https://shop.example", "/"),
    ("page", "?email=jean@example.org", "/"),
    ("page", "//[::1", None),
    ("page", "/pay/4111-1111-1111-1111", None),
    ("page", "/pay/4111%201111%201111%201111", None),
    ("page", "/" + "a" * 2_000, "/" + "a" * 1_023),
    ("page", "/a\x00b\x1fc", "/abc"),
    ("action", "  view  ", "view"),
    ("action", "a\x00b", "a b"),
    ("action", "   ", None),
    ("action", "a" * 300, "a" * 256),
    ("address", "198.51.100.77", "198.51.0.0/16"),
    ("address", "not an address", None),
    ("page", "/" + "a" * LONGEST_INPUT, None),
]


@pytest.mark.parametrize(("field", "value", "kept"), SHAPES)
def test_a_value_is_kept_in_its_shape_or_not_at_all(field: str, value: str, kept: str | None) -> None:
    """Each kind has one shape; what has another is dropped whole, never repaired by guessing."""
    assert kept == shape(VISIT.fields[field], value)


@pytest.mark.clause("C12")
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("browser", "4111111111111111"),
        ("action", "pay with FR14 2004 1010 0505 0001 3M02 606"),
        ("page", "/pay/4111-1111-1111-1111"),
        ("page", "/pay/4111%201111%201111%201111"),
    ],
)
def test_a_number_of_a_card_or_an_account_is_dropped_from_every_text(field: str, value: str) -> None:
    """Whether the charter says so or not: nobody writes one there on purpose."""
    assert Trimmed({}, (field,), None) == trim(VISIT, {field: value})


@pytest.mark.parametrize("value", [None, 7, 1.5, True, b"198.51.100.77", ["198.51.100.77"], {"a": 1}])
@pytest.mark.parametrize("field", [f.name for f in FIELDS])
def test_what_is_no_text_is_dropped(field: str, value: object) -> None:
    """Numbers, lists and bytes are not texts, and are not turned into any."""
    assert shape(VISIT.fields[field], value) is None


@given(value=st.text(max_size=200))
def test_a_shaped_value_keeps_its_shape(value: str) -> None:
    """Trimming what was trimmed changes nothing, so a value cannot grow back."""
    for field in FIELDS:
        once = shape(field, value)

        assert once is None or once == shape(field, once)


@pytest.mark.clause("C4")
@given(path=st.text(max_size=50), query=st.text(min_size=1, max_size=50))
def test_a_query_never_stays(path: str, query: str) -> None:
    """Nothing behind the first question mark of an address is kept."""
    address = "/" + path.replace("?", "").replace("#", "") + "?" + query

    assert "?" not in (shape(VISIT.fields["page"], address) or "")


@pytest.mark.parametrize(
    "field",
    [
        FieldPlan(name="mail", kind=FieldKind.TEXT, only=Only.DOMAIN),
        FieldPlan(name="mail", kind=FieldKind.VERSION, only=Only.VERSION),
    ],
    ids=lambda field: f"{field.kind} {field.only}",
)
def test_what_cannot_be_trimmed_as_the_charter_says_is_turned_away(field: FieldPlan) -> None:
    """A record that wants a part of a datum that nobody here can make is refused whole."""
    category = replace(VISIT, fields={**VISIT.fields, "mail": field})

    assert Trimmed({}, (), RefusedBecause.NOT_KEPT_YET) == trim(category, {"page": "/", "mail": "jean@example.org"})
    assert trim(category, {"page": "/"}).refused is None


@pytest.mark.clause("G6")
def test_a_record_that_must_name_a_feature_names_one() -> None:
    """A category whose records each need a feature takes in nothing that names none of its own."""
    tied = replace(VISIT, tied_to=frozenset({"search", "sharing"}))

    assert RefusedBecause.MISSING_FEATURE is trim(tied, {"page": "/"}).refused
    assert RefusedBecause.MISSING_FEATURE is trim(tied, {"page": "/"}, feature="statistics").refused
    assert Trimmed({"page": "/"}, (), None) == trim(tied, {"page": "/"}, feature="search")


def test_a_category_about_nobody_takes_in_no_address_of_a_machine() -> None:
    """Where a charter says that data concern nobody, an address of a network in the place of a number of a machine is dropped."""
    server = FieldPlan(name="server", kind=FieldKind.MACHINE)
    category = replace(VISIT, nature=Nature.IMPERSONAL, fields={"server": server})

    assert Trimmed({}, ("server",), None) == trim(category, {"server": "198.51.100.7"})
    assert Trimmed({"server": "B7F1-QQ2P"}, (), None) == trim(category, {"server": "B7F1-QQ2P"})


NEVER = {kind: Forbidding(name=f"never-{kind}", kind=kind, on_arrival=OnArrival.DROP) for kind in Forbidden}
HELD = {
    Forbidden.CARD_NUMBER: "paid with 4111 1111 1111 1111",
    Forbidden.IBAN: "FR14 2004 1010 0505 0001 3M02 606",
    Forbidden.PASSWORD: "my password: hunter2",
    Forbidden.SECRET: "-----BEGIN RSA PRIVATE KEY-----",
    Forbidden.MAIL_BODY: "From: a@example.org\nTo: b@example.org\nSubject: hello\n\nDear B.",
}


@pytest.mark.clause("C7")
@pytest.mark.clause("C12")
@pytest.mark.parametrize("kind", Forbidden)
@pytest.mark.parametrize("name", ["action", "undeclared"])
def test_what_a_charter_never_accepts_is_thrown_away_wherever_it_stands(kind: Forbidden, name: str) -> None:
    """In a declared field or in one that nobody declared, it is dropped and counted under the charter's own name for it."""
    category = replace(VISIT, never=(NEVER[kind],))

    assert Trimmed({"page": "/"}, (f"never-{kind}",), None) == trim(category, {"page": "/", name: HELD[kind]})


@pytest.mark.clause("C12")
@pytest.mark.parametrize("kind", Forbidden)
@pytest.mark.parametrize("name", ["action", "undeclared"])
@pytest.mark.parametrize("unknown", Unknown)
def test_what_a_charter_refuses_turns_the_whole_record_away(kind: Forbidden, name: str, unknown: Unknown) -> None:
    """With `on-arrival: refuse` nothing of the record is kept, and the reason is not that a field was unknown."""
    category = replace(VISIT, never=(replace(NEVER[kind], on_arrival=OnArrival.REFUSE),), unknown=unknown)

    assert Trimmed({}, (), RefusedBecause.NEVER) == trim(category, {"page": "/", name: HELD[kind]})


def test_an_account_may_be_held_where_the_charter_wants_it() -> None:
    """An identifier may be an IBAN unless the charter never accepts one; a card number it may not be in any case."""
    category = replace(VISIT, fields={"account": FieldPlan(name="account", kind=FieldKind.IDENTIFIER)})
    strict = replace(category, never=(NEVER[Forbidden.IBAN],))

    assert {"account": "FR1420041010050500013M02606"} == trim(category, {"account": "FR1420041010050500013M02606"}).kept
    assert not trim(strict, {"account": "FR1420041010050500013M02606"}).kept
    assert not trim(category, {"account": "4111111111111111"}).kept


def test_a_pseudonym_of_another_time_is_never_made() -> None:
    """Where a pseudonym is promised for less, or more, than a day, the one of a day is not put in its place."""
    hour = FieldPlan(name="visitor-id", kind=FieldKind.PSEUDONYM, lasts=Duration(number=1, unit=Unit.HOUR))
    category = replace(VISIT, fields={**VISIT.fields, "visitor-id": hour})

    assert RefusedBecause.NOT_KEPT_YET is trim(category, {"page": "/"}).refused


@pytest.mark.parametrize("unknown", list(Unknown))
def test_a_field_that_the_charter_has_is_not_taken_for_another_by_its_name(unknown: Unknown) -> None:
    """Whatever comes in a field called a password turns all away, where the charter never accepts one; a field of the charter is looked at for what it holds."""
    never = (replace(NEVER[Forbidden.PASSWORD], on_arrival=OnArrival.REFUSE),)
    note = FieldPlan(name="password-changed", kind=FieldKind.TEXT)
    category = replace(VISIT, fields={**VISIT.fields, note.name: note}, never=never, unknown=unknown)

    assert Trimmed({note.name: "yesterday"}, (), None) == trim(category, {note.name: "yesterday"})
    assert RefusedBecause.NEVER is trim(category, {"page": "/", "password": "yesterday"}).refused
