"""YAML as far as a charter needs it: every other part of it is refused where it is met, and nothing is expanded."""

from __future__ import annotations

import pytest

from etanche.charter import CharterUnreadable, read, tree
from etanche.clock import stopwatch

BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n" for old, new in zip("abcdefghij", "bcdefghijk", strict=True)
)


def _refusal(text: str) -> CharterUnreadable:
    with pytest.raises(CharterUnreadable) as caught:
        read(text.encode(), file="charter.yaml")
    return caught.value


@pytest.mark.parametrize(
    ("text", "place", "words", "hint"),
    [
        ('etanche: "\\UFFFFFFFF"\n', "1:1", "not YAML", "quotation marks"),
        ("%YAML 2.0\n---\netanche: 1\n", "1:1", "not YAML", "quotation marks"),
        ("etanche: &one 1\n", "1:10", "anchors", "write the thing out"),
        ("etanche: *one\n", "1:10", "anchors", "write the thing out"),
        ("etanche: !!int 1\n", "1:10", "tags", "quotation marks"),
        ("etanche: 1\n---\netanche: 1\n", "2:1", "second document", "remove"),
        ("etanche: 1\n...\netanche: 1\n", "3:1", "second document", "remove"),
        ("[" * 20, "1:13", "nested too deeply", "12 steps"),
        ("- etanche\n", "1:1", "list of sections", "`etanche: 1`"),
        ("etanche\n", "1:1", "list of sections", "`etanche: 1`"),
        ("? [a, b]\n: c\n", "1:3", "a name cannot be a list", "`name: value`"),
        ("people:\n  a: b\n c: d\n", "3:2", "does not fit the lines above", "same number of spaces"),
        ("notice:\n  covers: {fr: a, en: b\nvault: x\n", "2:11", "not closed", "`}`"),
        ("notice: 'a\n", "1:9", "not closed", "close it"),
        ("notice: {fr: Introduction : suite, en: x}\n", "1:27", "one colon too many inside", "two lines"),
        ("notice: Introduction : suite\n", "1:22", "one colon too many", "in quotation marks"),
        ("notice: @home\n", "1:9", "cannot begin with this character", "quotation marks"),
        ('notice: "\\q"\n', "1:11", "backslash", "single"),
        ('notice: "a\\uD800b"\n', "1:9", "U+D800", "itself"),
        ('notice: "\\uD83D\\uDE00"\n', "1:9", "U+D83D", "itself"),
        ('"\\u202E": x\n', "1:1", "U+202E", "itself"),
        ('notice: "\\0"\n', "1:9", "U+0000", "itself"),
        ("notice:\n  a\nb\n", "3:1", "no colon after it", "`key: value`"),
    ],
)
def test_what_is_not_read_is_refused_where_it_is_met(text: str, place: str, words: str, hint: str) -> None:
    """Each part of YAML that a charter may not use gives one error at its line and column, with what to do."""
    error = _refusal(text)

    assert f"charter.yaml:{place}: " in str(error)
    assert words in error.what
    assert hint in error.hint


def test_an_alias_bomb_never_expands() -> None:
    """A text whose aliases stand for a billion words is refused at its first anchor, at once."""
    start = stopwatch()
    error = _refusal(BOMB)

    assert "charter.yaml:1:4: " in str(error)
    assert stopwatch() - start < 0.5


@pytest.mark.parametrize(
    ("text", "most"),
    [
        ("a:\n" * 300_000, tree.MOST),
        ("- a\n" * 250_000, tree.MOST // 5),
        ("{" + ",".join(f"k{number}" for number in range(120_000)) + "}", tree.MOST // 5),
        ("[\n" * 500_000, tree.MOST),
    ],
    ids=["keys", "items", "words in braces", "brackets"],
)
def test_a_megabyte_of_anything_is_answered_soon(text: str, most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The worst text of the greatest size costs a few seconds, not minutes; what costs as much as another is read less far."""
    monkeypatch.setattr(tree, "MOST", most)
    start = stopwatch()
    _refusal(text)

    assert stopwatch() - start < 30  # 2 s on the machine this was written on; the rest is for busy ones


@pytest.mark.parametrize(
    ("written", "answer"),
    [
        ("'2026'", "2026"),
        ('"2026"', "2026"),
        (">-\n      Toile\n      et Fils", "Toile et Fils"),
        ("Toile\n      et Fils", "Toile et Fils"),
        ("no", "no"),
        ("Yes", "Yes"),
        ("NO # a comment", "NO"),
        ("0x1F", "0x1F"),
        ("1.5", "1.5"),
        ("12:30", "12:30"),
    ],
)
def test_only_four_kinds_of_value_are_not_words(small: str, written: str, answer: str) -> None:
    """Norway stays Norway: beside true, false, whole numbers, days and nothing, everything is a text."""
    charter = read(small.replace("name: Toile et Fils", f"name: {written}").encode(), file="x").charter

    assert charter is not None
    assert answer == charter.recipients["webmaster"].name
