"""Tests of reading access logs line by line."""

from __future__ import annotations

from datetime import UTC, datetime
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etanche.intake import LogFormat, Skipped
from etanche.intake.combined import LONGEST_LINE, Line, parse

AGENT = b"Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"


def line(
    *,
    address: bytes = b"198.51.100.7",
    user: bytes = b"-",
    at: bytes = b"10/Oct/2026:13:55:36 +0200",
    request: bytes = b"GET /books?q=x HTTP/1.1",
    status: bytes = b"200",
    referrer: bytes = b"https://search.example/?q=jane",
    agent: bytes = AGENT,
    more: bytes = b"",
) -> bytes:
    """Return a line of the combined format."""
    return b'%s - %s [%s] "%s" %s 2326 "%s" "%s"%s\n' % (address, user, at, request, status, referrer, agent, more)


def read(text: bytes, form: LogFormat = LogFormat.COMBINED) -> Line:
    """Read a line that can be read."""
    found = parse(text, form)
    assert found is not None
    return found


def test_a_line_is_taken_apart() -> None:
    """Of a line the half address, the moment in UTC, the path and the agent are known, and nothing else."""
    expected = Line(
        address="198.51.0.0/16", at=datetime(2026, 10, 10, 11, 55, 36, tzinfo=UTC), page="/books", agent=AGENT.decode()
    )

    assert expected == parse(line())


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        (b"2001:db8::7", "2001:db8::/32"),
        (b"::ffff:198.51.100.7", "198.51.0.0/16"),
        (b"jane-pc.example.net", ""),
        (b"-", ""),
    ],
)
def test_every_spelling_of_an_address_is_masked(written: bytes, read_as: str) -> None:
    """A line keeps its place whatever stands for the address; what is none is none."""
    assert read_as == read(line(address=written)).address


def test_a_user_with_a_space_does_not_shift_the_line() -> None:
    """A login name with spaces is passed over, and is nowhere in what was read."""
    found = read(line(user=b"jane doe [admin]"))

    assert "/books" == found.page
    assert "jane" not in repr(found)


@pytest.mark.parametrize(
    ("written", "agent"),
    [
        (rb"a \"b\" c", 'a "b" c'),
        (rb"a \x22b\x22", 'a "b"'),
        (rb"a \\ b", "a \\ b"),
        (b"caf\xc3\xa9", "café"),
        (b"\xff", "\ufffd"),
        (b"-", ""),
    ],
)
def test_escapes_of_both_servers_are_undone(written: bytes, agent: str) -> None:
    """Quotes inside a field are read whether Apache or nginx wrote them; bytes that are no text are no error."""
    assert agent == read(line(agent=written)).agent


@pytest.mark.parametrize(
    ("at", "moment"),
    [
        (b"01/Jan/2026:00:30:00 +0100", datetime(2025, 12, 31, 23, 30, tzinfo=UTC)),
        (b"31/Dec/2025:20:00:00 -0530", datetime(2026, 1, 1, 1, 30, tzinfo=UTC)),
        (b"30/Jun/2026:23:59:60 +0000", datetime(2026, 6, 30, 23, 59, 59, tzinfo=UTC)),
    ],
)
def test_offsets_and_leap_seconds_are_read(at: bytes, moment: datetime) -> None:
    """A moment is the same whatever zone a server writes in."""
    assert moment == read(line(at=at)).at


@pytest.mark.parametrize(
    ("written", "skipped"),
    [
        (line(), None),
        (line(status=b"304"), None),
        (line(request=b"GET /books/feed.html HTTP/1.1"), None),
        (line(request=b"GET http://shop.example/books HTTP/1.1"), None),
        (line(request=b"POST /cart HTTP/1.1"), Skipped.METHOD),
        (line(request=b"HEAD / HTTP/1.1"), Skipped.METHOD),
        (line(request=rb"\x16\x03\x01", status=b"400"), Skipped.METHOD),
        (line(request=b"-", status=b"408"), Skipped.METHOD),
        (line(status=b"404"), Skipped.STATUS),
        (line(status=b"301"), Skipped.STATUS),
        (line(status=b"206"), Skipped.STATUS),
        (line(request=b"GET /s/site.css?v=3 HTTP/1.1"), Skipped.ASSET),
        (line(request=b"GET /cover.JPEG HTTP/1.1"), Skipped.ASSET),
        (line(request=b"GET /robots.txt HTTP/1.1"), Skipped.ASSET),
        (line(request=b"GET /blog/feed/ HTTP/1.1"), Skipped.ASSET),
        (line(request=b"GET /matomo.php?idsite=1&rec=1 HTTP/1.1"), Skipped.ASSET),
        (line(request=b"GET /.well-known/gpc.json HTTP/1.1"), Skipped.ASSET),
        (line(request=b"GET * HTTP/1.1"), Skipped.ASSET),
    ],
)
def test_only_pages_somebody_looked_at_are_visits(written: bytes, skipped: Skipped | None) -> None:
    """A page view is a GET answered 200 or 304 for something that is no asset; each other line has its one reason."""
    assert skipped is read(written).skipped


@pytest.mark.parametrize(
    "written",
    [
        b"",
        b"\n",
        b"\x00\x00\x00",
        b"198.51.100.7 - - [10/Oct/2026:13:55:36 +02",
        line()[:60],
        line(at=b"10/Xxx/2026:13:55:36 +0200"),
        line(at=b"31/Feb/2026:13:55:36 +0200"),
        line(at=b"10/Oct/2026:25:00:00 +0200"),
        line(at=b"01/Jan/0000:00:00:00 +0000"),
        line(at=b"01/Jan/0001:00:00:00 +2359"),
        line(at=b"10/Oct/2026:13:55:36 +9999"),
        line(status=b"20x"),
        line(agent=b"a" * LONGEST_LINE),
        b'198.51.100.7 - - [10/Oct/2026:13:55:36 +0200] "GET / HTTP/1.1" 200 1\n',
        b"2026-10-10 13:55:36 error: client 198.51.100.7\n",
    ],
)
def test_a_line_of_another_shape_is_no_line(written: bytes) -> None:
    """What is cut, garbled, impossible or of another format is told apart from what was only skipped."""
    assert parse(written) is None


@pytest.mark.clause("C6")
@pytest.mark.parametrize(
    ("more", "skipped"),
    [
        (b' "-" "-"', None),
        (b' "" ""', None),
        (b' "1" "-"', Skipped.CHOICE),
        (b' "-" "1"', Skipped.CHOICE),
        (b' "1" "0"', None),
        (b' "1" "1" "198.51.100.9"', Skipped.CHOICE),
    ],
)
def test_a_refusal_is_heard_in_a_log_that_tells_it(more: bytes, skipped: Skipped | None) -> None:
    """A log that writes down signal and cookie is obeyed like a live visit."""
    assert skipped is read(line(more=more), LogFormat.COMBINED_CHOICE).skipped


def test_a_log_that_should_tell_the_choice_and_does_not_is_bad() -> None:
    """A line without the two fields of `combined-choice` is not taken for somebody who did not refuse."""
    assert parse(line(), LogFormat.COMBINED_CHOICE) is None


def test_fields_after_the_agent_are_passed_over() -> None:
    """A server that adds fields of its own, such as forwarded addresses, does not change what is read."""
    found = read(line(more=b' "203.0.113.77" rt=0.003'))

    assert parse(line()) == found
    assert "203.0" not in repr(found)


@given(st.binary(max_size=400))
def test_any_bytes_are_a_line_or_none(text: bytes) -> None:
    """No bytes raise anything."""
    assert parse(text) is None or isinstance(parse(text), Line)


@pytest.mark.parametrize(
    "hostile",
    [b'"' * 16_000, b"\\" * 16_000, b"- " * 8_000, b"[" * 16_000, line()[:-2] + b"\\" * 15_000, b"a - [" * 3_000],
)
def test_a_hostile_line_costs_no_more_than_a_long_one(hostile: bytes) -> None:
    """No line makes the pattern go back over itself."""
    before = process_time()
    parse(hostile)

    assert process_time() - before < 0.2
