"""How findings look on a terminal: the same after `check`, `notice`, `init` and every other command that reads a charter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from etanche.cli.terminal import PLAIN_SPACES, language, show
from etanche.terms import Language

if TYPE_CHECKING:
    from rich.text import Text

    from etanche.charter import Finding

Say = Callable[..., None]

STYLE = {"error": "red", "warning": "yellow", "information": "cyan"}


def said(key: str, lang: Language, /, **blanks: object) -> str:
    """Return a sentence of the catalogue in a language, with spaces that can be searched."""
    from etanche.words import say

    return say(key, lang, **blanks).translate(PLAIN_SPACES)


def tell_findings(findings: Iterable[Finding], say: Say = show, lang: Language | None = None) -> None:
    """Print each finding on one line that editors understand, with its hint or its justification below."""
    lang = lang or language()
    for finding in findings:
        say(_line(finding, lang))
        told = finding.told[lang]
        if finding.justified is not None:
            key = "stood-by" if finding.state == "justified" else "expired"
            reason = finding.justified
            blanks = {"by": reason.by, "review": reason.review, "why": reason.why.in_(lang)}
            wanted = blanks if key == "stood-by" else {name: blanks[name] for name in ("by", "why")}
            say(f"  {said(f'cli.check.{key}', lang, **wanted)}", style="dim")
        if told.hint and finding.state != "justified":
            say(f"  {said('cli.check.hint', lang, hint=told.hint)}")


def _line(finding: Finding, lang: Language) -> Text:
    """Return a finding with its weight in colour; what somebody stands by is dim."""
    from rich.text import Text

    weight = said(f"severity.{finding.severity}", lang)
    text = f"{finding.place}: {weight}{said('site.colon', lang)} {finding.told[lang].what}".translate(PLAIN_SPACES)
    line = Text(f"{text}  [{finding.id}]")
    if finding.state == "justified":
        line.stylize("dim")
    else:
        start = len(str(finding.place)) + 2
        line.stylize("bold", 0, start - 2)
        line.stylize(f"bold {STYLE[finding.severity]}", start, start + len(weight))
        line.stylize("dim", len(text))
    return line


def tell_sum(
    file: str,
    findings: Iterable[Finding],
    *,
    promises: int | None,
    say: Say = show,
    lang: Language | None = None,
) -> None:
    """Print how many findings there are; the number of promises if the charter is sound."""
    lang = lang or language()
    counts = Counter("justified" if found.state == "justified" else str(found.severity) for found in findings)
    told = [
        said("cli.check.errors", lang, count=counts["error"]),
        said("cli.check.warnings", lang, count=counts["warning"]),
        *(said("cli.check.informations", lang, count=count) for count in [counts["information"]] if count),
        *(said("cli.check.justified", lang, count=count) for count in [counts["justified"]] if count),
    ]
    if promises is None:
        say(said("cli.check.faulty", lang, file=file, found=", ".join(told)), style="red")
    elif counts.total():
        style = "yellow" if counts["warning"] else "green"
        say(said("cli.check.warned", lang, file=file, found=", ".join(told), promises=promises), style=style)
    else:
        say(said("cli.check.sound", lang, file=file, promises=promises), style="green")
