"""`etanche init --from FILE`: a first draft of a charter from a register or a manifest."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from etanche.cli.terminal import PLAIN_SPACES, language, tell, words

if TYPE_CHECKING:
    from etanche.exchange import Remark


def drafted(source: Path) -> str:
    """
    Return the draft of a charter, in the language of the terminal; what was not taken over is told beside the result.

    Raises:
        Unreadable: the file is neither a register nor a manifest, or cannot be read safely.
        MissingExtra: the library that reads spreadsheets is not installed.
    """
    from etanche.clock import SystemClock
    from etanche.exchange import draft

    made = draft(source, language=language(), on=SystemClock().now().date())
    for remark in made.remarks:
        tell(_told(source, remark), style="yellow")
    counts = {key: getattr(made, key) for key in ("purposes", "categories", "recipients", "gaps")}
    tell(words("draft.done", **{key: words(f"draft.{key}", n=count) for key, count in counts.items()}))
    return made.text


def _told(source: Path, remark: Remark) -> str:
    """Return a remark on one line, with the place it is about."""
    from etanche.words import say

    said = say(f"exchange.remark.{remark.key}", language(), **remark.blanks).translate(PLAIN_SPACES)
    place = remark.place if remark.place.startswith(source.name) else f"{source.name}: {remark.place}"
    return f"{place}: {said}"
