"""YAML as we write it: every reader, old or new, reads back what was written."""

from __future__ import annotations

import io

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from etanche.exchange.yaml_text import Braced, Gap, Left, Noted, one_line, scalar, written


@settings(max_examples=60)
@given(st.text(max_size=30))
def test_a_text_reads_back_as_itself(text: str) -> None:
    """A text, on one line, is the same text to a reader of YAML 1.1 and to one of YAML 1.2, in a mapping and in a list."""
    line = scalar(text)
    document = f"a: {line}\nb: [{line}]\nc: {{d: {line}}}\n"
    expected = {"a": one_line(text), "b": [one_line(text)], "c": {"d": one_line(text)}}

    assert expected == yaml.safe_load(document)
    assert expected == YAML(typ="safe", pure=True).load(io.StringIO(document))


@pytest.mark.parametrize("text", ["no", "Yes", "null", "~", "1", "1.5", "0x1f", "2026-11-21", "12:30", "=x", "- a", "a: b", "a #b", "{a", "&a", "*a", "!a", "%a", "@a", "`a", "", "‹a›"])  # fmt: skip
def test_what_some_reader_takes_for_something_else_is_quoted(text: str) -> None:
    """No text comes back as a number, a date, a truth value or nothing."""
    assert text == yaml.safe_load(f"a: {scalar(text)}")["a"]
    assert scalar(text).startswith('"')


def test_a_rule_needs_no_quotation_marks() -> None:
    """A keep rule and a duration stand as a charter writes them."""
    assert "10 years after fiscal-year-end" == scalar("10 years after fiscal-year-end")
    assert "1 day" == scalar("1 day")
    assert "while contract" == scalar("while contract")


def test_gaps_comments_and_braces() -> None:
    """A gap stands between ‹ ›, a note above its value, a key left out as a comment; a mapping that is short, in braces."""
    document = {
        "title": Braced({"fr": "Visite", "en": Gap("to be written")}),
        "keep": Noted("1 day after collected", "read again"),
        "attested": Left("what people keep"),
        "rows": [{"a": 1}, {"b": True}],
        "rest": {},
    }

    assert (
        'title: {fr: Visite, en: "‹to be written›"}\n# read again\nkeep: 1 day after collected\n# attested: what people keep\n'
        "rows:\n  - a: 1\n  - b: true\nrest: {}\n"
    ) == written(document)


def test_a_note_cannot_break_out_of_its_comment() -> None:
    """A comment of somebody else's words stays a comment, line by line."""
    document = written({"a": Noted(1, "first\nb: 2"), "c": Left("x\r\ny: 3")})

    assert {"a": 1} == yaml.safe_load(document)
