"""Every kind of field has one shape: the same thing told in two ways is kept as one, and what is something else is not kept."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etanche.charter import FieldKind, FieldPlan, Only
from etanche.vault.shapes import LARGEST_FILE, LONGEST_LONG_TEXT, can_be_cut, email, shape

REFERENCE = "invoice/2026-11-22/" + "0f" * 16
PIXEL = b"\x89PNG\r\n\x1a\n" + bytes(16)
PARIS = timezone(timedelta(hours=1))

KEPT = [
    (FieldKind.NAME, "  Zoë  Dupont\n", "Zoë  Dupont"),
    (FieldKind.EMAIL, " Jean.Dupont@Example.ORG ", "jean.dupont@example.org"),
    (FieldKind.EMAIL, "zoe+news@bücher.example", "zoe+news@xn--bcher-kva.example"),
    (FieldKind.PHONE, "+33 (0)6 12-34.56 78", "+33612345678"),
    (FieldKind.PHONE, "06 12 34 56 78", "0612345678"),
    (FieldKind.PHONE, "(030) 1234-567", "0301234567"),
    (FieldKind.POSTAL_ADDRESS, "3, rue du Four\r\n75006 Paris", "3, rue du Four\n75006 Paris"),
    (FieldKind.BIRTH_DATE, date(1990, 2, 28), "1990-02-28"),
    (FieldKind.BIRTH_DATE, "1990-02-28", "1990-02-28"),
    (FieldKind.NATIONAL_NUMBER, "2 69 05 49 588 157 80", "269054958815780"),
    (FieldKind.LOCATION, (48.85341, 2.3488), "48.85341,2.34880"),
    (FieldKind.LOCATION, "-33.9, 18.42", "-33.90000,18.42000"),
    (FieldKind.PICTURE, PIXEL, "iVBORw0KGgoAAAAAAAAAAAAAAAAAAAAA"),
    (FieldKind.PICTURE, "iVBORw0KGgoAAAAAAAAAAAAAAAAAAAAA", "iVBORw0KGgoAAAAAAAAAAAAAAAAAAAAA"),
    (FieldKind.LOGIN, "zoe", "zoe"),
    (FieldKind.IP, "2001:DB8::7", "2001:db8::7"),
    (FieldKind.USER_AGENT, "curl/8.5.0", "curl/8.5.0"),
    (FieldKind.IDENTIFIER, "C-0042", "C-0042"),
    (FieldKind.TOKEN, "tok_1Mq", "tok_1Mq"),
    (FieldKind.TEXT, "a\x00b", "a b"),
    (FieldKind.LONG_TEXT, "one\r\ntwo\tthree", "one\ntwo three"),
    (FieldKind.FILE, b"%PDF", "JVBERg=="),
    (FieldKind.LANGUAGE, "FR_ch", "fr-ch"),
    (FieldKind.TIME_ZONE, "Europe/Paris", "Europe/Paris"),
    (FieldKind.COUNTRY, "fr", "FR"),
    (FieldKind.COUNT, 12, "12"),
    (FieldKind.COUNT, "0012", "12"),
    (FieldKind.AMOUNT, Decimal("12.50"), "12.50"),
    (FieldKind.AMOUNT, "-3 EUR", "-3 EUR"),
    (FieldKind.AMOUNT, 7, "7"),
    (FieldKind.VERSION, "5.2.1", "5.2.1"),
    (FieldKind.YES_NO, True, "yes"),
    (FieldKind.YES_NO, " Non ", "no"),
    (FieldKind.DATE, date(2026, 11, 22), "2026-11-22"),
    (FieldKind.INSTANT, datetime(2026, 11, 22, 0, 30, tzinfo=PARIS), "2026-11-21T23:30:00+00:00"),
    (FieldKind.INSTANT, "2026-11-22T08:00:00.123Z", "2026-11-22T08:00:00+00:00"),
    (FieldKind.MACHINE, "B7F1-QQ2P", "B7F1-QQ2P"),
]
DROPPED = [
    (FieldKind.EMAIL, "jean"),
    (FieldKind.EMAIL, "jean@localhost"),
    (FieldKind.EMAIL, "a b@example.org"),
    (FieldKind.EMAIL, "a..b@example.org"),
    (FieldKind.EMAIL, ".a@example.org"),
    (FieldKind.EMAIL, "jean@example.org, zoe@example.org"),
    (FieldKind.EMAIL, "jean@" + "x" * 64 + ".org"),
    (FieldKind.PHONE, "call me"),
    (FieldKind.PHONE, "123"),
    (FieldKind.PHONE, "1" * 16),
    (FieldKind.POSTAL_ADDRESS, "x" * 600),
    (FieldKind.BIRTH_DATE, "1990-02-30"),
    (FieldKind.BIRTH_DATE, datetime(1990, 2, 28, tzinfo=UTC)),
    (FieldKind.BIRTH_DATE, "19900228"),
    (FieldKind.NATIONAL_NUMBER, "my number"),
    (FieldKind.LOCATION, (91, 0)),
    (FieldKind.LOCATION, "nan,0"),
    (FieldKind.LOCATION, "48"),
    (FieldKind.PICTURE, b"<svg onload=alert(1)>"),
    (FieldKind.PICTURE, "not base64!"),
    (FieldKind.LOGIN, "two words"),
    (FieldKind.LONG_TEXT, "x" * (LONGEST_LONG_TEXT + 1)),
    (FieldKind.FILE, bytes(LARGEST_FILE + 1)),
    (FieldKind.FILE, b""),
    (FieldKind.LANGUAGE, "français"),
    (FieldKind.TIME_ZONE, "Europe/Atlantis"),
    (FieldKind.COUNTRY, "FRA"),
    (FieldKind.COUNT, -1),
    (FieldKind.COUNT, True),
    (FieldKind.COUNT, "1e3"),
    (FieldKind.AMOUNT, 1.1),
    (FieldKind.AMOUNT, Decimal("nan")),
    (FieldKind.AMOUNT, "12 euros"),
    (FieldKind.YES_NO, "perhaps"),
    (FieldKind.DATE, "tomorrow"),
    (FieldKind.INSTANT, datetime(2026, 11, 22)),  # noqa: DTZ001  # a moment without a zone is what is tried here
    (FieldKind.INSTANT, "2026-11-22T08:00:00"),
    (FieldKind.MACHINE, "Zoë's laptop"),
    (FieldKind.LINK, REFERENCE),
]


@pytest.mark.parametrize(("kind", "value", "kept"), KEPT)
def test_a_value_is_kept_in_its_one_spelling(kind: FieldKind, value: object, kept: str) -> None:
    """Whoever looks for it later finds it however it was told, and keeping it twice changes nothing."""
    field = FieldPlan(name="x", kind=kind)

    assert kept == shape(field, value)
    assert kept == shape(field, kept)


@pytest.mark.parametrize(("kind", "value"), DROPPED)
def test_what_has_another_shape_is_not_kept(kind: FieldKind, value: object) -> None:
    """It is never repaired by guessing."""
    assert shape(FieldPlan(name="x", kind=kind), value) is None


@pytest.mark.parametrize(
    ("kind", "only", "value", "kept"),
    [
        (FieldKind.EMAIL, Only.DOMAIN, "jean@Example.org", "example.org"),
        (FieldKind.URL, Only.DOMAIN, "https://jean:secret@shop.example/x?y", "shop.example"),
        (FieldKind.INSTANT, Only.DAY, "2026-11-22T00:30:00+01:00", "2026-11-21"),
        (FieldKind.USER_AGENT, Only.VERSION, "Mozilla/5.0 (X11; Linux) Gecko/1", "Mozilla 5"),
        (FieldKind.IP, Only.FIRST_HALF, "198.51.100.7", "198.51.0.0/16"),
    ],
)
def test_only_the_part_that_the_charter_keeps_is_kept(kind: FieldKind, only: Only, value: str, kept: str) -> None:
    """The rest of the value goes no further."""
    assert kept == shape(FieldPlan(name="x", kind=kind, only=only), value)


def test_a_link_leads_to_the_category_that_the_charter_names() -> None:
    """The address of a record of another category, or of none, is no link."""
    assert REFERENCE == shape(FieldPlan(name="x", kind=FieldKind.LINK, to="invoice"), REFERENCE)
    assert shape(FieldPlan(name="x", kind=FieldKind.LINK, to="quote"), REFERENCE) is None
    assert shape(FieldPlan(name="x", kind=FieldKind.LINK, to="invoice"), "invoice/today/1") is None


@pytest.mark.parametrize("kind", FieldKind)
def test_every_kind_of_the_language_has_a_shape(kind: FieldKind) -> None:
    """All but the pseudonym, which the vault makes itself and takes from nobody."""
    field = FieldPlan(name="x", kind=kind)

    assert can_be_cut(field) is (kind is not FieldKind.PSEUDONYM)
    assert kind is not FieldKind.PSEUDONYM or shape(field, "0123456789abcdef") is None


ANYTHING = st.one_of(
    st.none(),
    st.text(),
    st.binary(),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.decimals(),
    st.tuples(st.floats(), st.floats()),
    st.lists(st.text()),
    st.dictionaries(st.text(), st.text()),
)


@given(kind=st.sampled_from(list(FieldKind)), value=ANYTHING)
def test_whatever_comes_is_kept_in_its_shape_or_dropped(kind: FieldKind, value: object) -> None:
    """No value makes the vault fall over, and what is kept keeps its shape."""
    field = FieldPlan(name="x", kind=kind)
    once = shape(field, value)

    assert once is None or once == shape(field, once)


@given(
    local=st.from_regex(r"[a-z0-9]{1,8}([.+-][a-z0-9]{1,8})?", fullmatch=True),
    domain=st.sampled_from(["example.org", "mail.example.fr"]),
)
def test_two_spellings_of_one_mailbox_are_one(local: str, domain: str) -> None:
    """Large or small letters make no other person, so that a refusal told in one spelling is found in the other."""
    assert f"{local}@{domain}" == email(f"{local}@{domain}".upper()) == email(f" {local}@{domain} ")
