"""Published holes against what is installed: the range algorithm of OSV, the shapes its files come in, and what is no advisory."""

from __future__ import annotations

import json

import pytest

from etanche.incidents import AdvisoriesUnreadable, affected, installed

Json = dict[str, object]


def hole(
    *events: dict[str, str],
    name: str = "Some_Package",
    ecosystem: str = "PyPI",
    versions: tuple[str, ...] = (),
    **more: object,
) -> Json:
    """Return an advisory about a range of versions."""
    ranges = [{"type": "ECOSYSTEM", "events": list(events)}] if events else []
    about = {"package": {"name": name, "ecosystem": ecosystem}, "ranges": ranges, "versions": list(versions)}
    return {"id": "GHSA-1", "affected": [about], **more}


def found(said: object, version: str) -> list[str]:
    """Return what concerns a version of `some-package`."""
    return [one.id for one in affected(json.dumps(said), {"some-package": version}).holes]


FROM, FIXED, LAST = {"introduced": "1.2"}, {"fixed": "1.4.1"}, {"last_affected": "1.4"}


@pytest.mark.clause("P15")
@pytest.mark.parametrize(
    ("said", "version", "concerned"),
    [
        (hole(FROM, FIXED), "1.1.9", False),
        (hole(FROM, FIXED), "1.2", True),
        (hole(FROM, FIXED), "1.4", True),
        (hole(FROM, FIXED), "1.4.1", False),
        (hole(FROM, FIXED), "1.10", False),
        (hole(FIXED, FROM), "1.3", True),
        (hole(FROM, LAST), "1.4.0", True),
        (hole(FROM, LAST), "1.4.1", False),
        (hole({"introduced": "0"}), "0.0.1a1", True),
        (hole(FROM, FIXED, {"introduced": "2"}), "1.9", False),
        (hole(FROM, FIXED, {"introduced": "2"}), "2.0.1", True),
        (hole(versions=("1.0", "1.1")), "1.1.0", True),
        (hole(versions=("1.0", "1.1")), "1.2", False),
        (hole(FROM, name="other"), "1.3", False),
        (hole(FROM, ecosystem="npm"), "1.3", False),
        (hole(FROM, withdrawn="2026-01-01T00:00:00Z"), "1.3", False),
        (hole(FROM, {"fixed": "no version"}), "1.3", True),
        ([hole(FROM)], "1.3", True),
        ({"vulns": [hole(FROM)]}, "1.3", True),
        ({"results": [{"packages": [{"vulnerabilities": [hole(FROM)]}]}]}, "1.3", True),
        ([], "1.3", False),
    ],
)
def test_a_range_is_read_as_its_schema_says(said: object, version: str, concerned: bool) -> None:
    """Introduced is in, fixed and past the last affected is out; names are normalised; withdrawn is nothing; what cannot be read counts."""
    assert concerned is bool(found(said, version))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "3",
        '{"id": 3}',
        '{"vulns": {"a": 1}}',
        '{"results": 4}',
        "[[[3]]]",
        "[" * 99_999,
        "[" * 900 + "]" * 900 + "x",
    ],
)
def test_what_is_no_advisory_is_refused(text: str) -> None:
    """A file of another form is refused, and nothing of it is repeated."""
    with pytest.raises(AdvisoriesUnreadable):
        affected(text, {"some-package": "1"})


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": "GHSA-2", "affected": None},
        {"id": "GHSA-2", "affected": [{"package": None}]},
        {"id": "GHSA-2", "affected": [{"package": {"name": None}}]},
        {"affected": []},
        None,
        3,
    ],
)
def test_an_entry_that_cannot_be_read_costs_no_other(wrong: object) -> None:
    """The hole beside it is found, wherever it stands, and how many entries could not be read is told."""
    for said in ([wrong, hole(FROM)], {"vulns": [hole(FROM), wrong]}):
        looked = affected(json.dumps(said), {"some-package": "1.3"})
        assert (["GHSA-1"], 1) == ([one.id for one in looked.holes], looked.unread)


def test_a_mark_of_the_order_of_bytes_is_no_matter() -> None:
    """A file saved by an editor that begins it with one is read."""
    assert affected("\ufeff" + json.dumps(hole(FROM)), {"some-package": "1.3"}).holes


def test_what_a_stranger_wrote_commands_no_terminal() -> None:
    """The id and the versions of an advisory are one line each, without a character that a terminal obeys."""
    said = hole(FROM, {"fixed": "\x1b[2J99"}) | {"id": "\x1b]0;pwn\x07RED\n\nfoo"}
    (one,) = affected(json.dumps(said), {"some-package": "1.3"}).holes

    assert all(text.isprintable() for text in (one.id, *one.fixed)), one
    assert "RED" in one.id


def test_what_is_installed_is_known_by_normalised_names() -> None:
    """The components of this very process, each with its version."""
    there = installed()

    assert {"sqlalchemy", "argon2-cffi", "ruamel-yaml"} <= there.keys()
