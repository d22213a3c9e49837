"""What the command line reads and shows, whatever the terminal speaks."""

from __future__ import annotations

import io
import sys

import pytest

from etanche.cli.terminal import typed_in
from etanche.errors import Unreadable


@pytest.mark.parametrize("errors", ["strict", "surrogateescape"])
def test_what_is_typed_in_is_text_or_refused(monkeypatch: pytest.MonkeyPatch, errors: str) -> None:
    """Bytes that are no UTF-8 are refused, whatever the locale makes of them: nothing is kept in the place of what was sent."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b'{"name": "\xff\xfe"}'), "utf-8", errors))

    with pytest.raises(Unreadable):
        typed_in()
