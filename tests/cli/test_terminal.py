"""What the command line reads and shows, whatever the terminal speaks."""

from __future__ import annotations

import io
import sys

import pytest
from rich.text import Text

from etanche.cli.terminal import show, typed_in
from etanche.errors import Unreadable


@pytest.mark.parametrize("errors", ["strict", "surrogateescape"])
def test_what_is_typed_in_is_text_or_refused(monkeypatch: pytest.MonkeyPatch, errors: str) -> None:
    """Bytes that are no UTF-8 are refused, whatever the locale makes of them: nothing is kept in the place of what was sent."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b'{"name": "\xff\xfe"}'), "utf-8", errors))

    with pytest.raises(Unreadable):
        typed_in()


def test_what_commands_a_terminal_is_not_shown(capsys: pytest.CaptureFixture[str]) -> None:
    """Of a plain sentence and of one with colours the characters go that would move, ring or paint; what is ours stays."""
    show("a\x1b[2Jb\x07")
    line = Text("c\x1b[31md")
    line.stylize("dim", 0, 1)
    show(line)

    assert (
        "a\N{REPLACEMENT CHARACTER}[2Jb\N{REPLACEMENT CHARACTER}\nc\N{REPLACEMENT CHARACTER}[31md\n"
        == capsys.readouterr().out
    )
    assert 1 == len(line.spans)
