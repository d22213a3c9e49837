"""
Writes docs/rules.md: every rule of the check, from its facts and words.

`python docs/rules.py` writes; `python docs/rules.py --check` only says whether the page is what it would write.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from etanche.charter import Fact, Way, example, facts
from etanche.cli.authority import authorities
from etanche.cli.explaining import FAMILIES, in_order, text_of, weight
from etanche.words import begun_large, say

PAGE = Path(__file__).parent / "rules.md"
NAMES = {
    "IDN": "Who we are",
    "PUB": "What is published",
    "LB": "Purposes and their bases",
    "DAT": "Data",
    "CHD": "Children",
    "ADM": "Decisions by a machine",
    "DPIA": "Impact assessments",
    "RET": "How long",
    "REC": "Who else receives",
    "TRF": "What leaves the European Economic Area",
    "RGT": "Rights",
    "CK": "What is left on devices",
    "CNS": "Consent",
    "SEC": "Safety",
    "BRE": "Breaches",
    "CON": "Contradictions",
    "REG": "The register",
    "STL": "Texts out of date",
    "US": "California",
}
OWN = "The language itself"
WRITING = "How a charter is written"
HEAD = """# Rules

Written by `docs/rules.py` from the facts (`charter/facts/rules/`) and the words of each rule. Do not edit.

`etanche check FILE` looks at every rule that can be broken in a charter. `etanche check --explain RET-14` says more about one: why, by
whose authority, with a charter that breaks it and what mends it.

An **error** is something that a named provision, or the language, requires: the charter cannot be applied. A **warning** is what guidance
advises: the charter can be applied, and whoever stands by it says so, with a reason, a name and a day to look again.

```yaml
justified:
  RET-17:
    at: [vault.journal.keep]
    why: {fr: Le plancher promis est de 7 jours., en: The floor we promise is 7 days.}
    by: security
    on: 2026-11-21
    review: 2027-11-21                    # after this day it is a warning again
```

A place means what lies below it too, but never a whole section. An **information** is worth knowing and asks for nothing.

Figures, lists and decisions of the law (`charter/facts/*.toml`) have days from which and until which they hold; a check looks at the day
on which it is made, or at another with `--on`. This page is no legal advice.

Some rules **no charter can break**: what they ask is worked out, and no charter can say otherwise. Whether a running instance does as it says is
judged by proof, with the promises named here; what this version does not prove yet is shown unproven.

A new rule is one entry in `charter/facts/rules/`, its words in both languages, a small search function, and a vector in `tests/vectors/rules/`.

"""


def family(fact: Fact) -> str:
    """Return the heading under which a rule stands."""
    name = fact.id.partition("-")[0]
    if name in FAMILIES:
        return f"{name} · {NAMES[name]}"
    return WRITING if fact.way == "writing" else OWN


def sums() -> Iterator[str]:
    """Yield how many rules there are, by weight and by the way they are checked."""
    known = tuple(facts().values())
    weights, ways = (Counter(str(getattr(fact, part)) for fact in known) for part in ("severity", "way"))
    yield f"{len(known)} rules: {', '.join(f'{count} {name}' for name, count in weights.most_common())}."
    yield f"Checked: {', '.join(f'{count} {name}' for name, count in ways.most_common())}."


def checked(fact: Fact) -> str:
    """Return how a rule is checked, in few words."""
    way = begun_large(say(f"cli.explain.way.short.{fact.way}", "en"))
    shown = example(fact.id)
    key = f"there is no key such as `{shown.refused}`" if shown and shown.refused else ""
    reason = text_of(fact.id, "how", "en") or key
    if fact.promise:
        way = f"{way} of `{fact.promise}:…`" if fact.way is Way.LIVE else f"{way}, and by proof of `{fact.promise}:…`"
    return f"{way}: {reason}" if reason else way


def row(fact: Fact) -> str:
    """Return the line of one rule."""
    cells = (
        f"`{fact.id}`",
        text_of(fact.id, "title", "en"),
        weight(fact, "en"),
        "; ".join(authorities(fact, "en")) or "ours",
        checked(fact),
    )
    return f"| {' | '.join(cells)} |"


def page() -> str:
    """Return the whole page."""
    lines = [HEAD + "\n".join(sums())]
    for heading, rules in groupby(in_order(facts().values()), key=family):
        lines.append(
            f"\n## {heading}\n\n| rule | what it asks | weighs | who asks | how it is checked |\n|---|---|---|---|---|"
        )
        lines.extend(map(row, rules))
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write the page, or say that it is out of date."""
    text = page()
    if "--check" not in sys.argv[1:]:
        PAGE.write_text(text, encoding="utf-8")
    elif not PAGE.exists() or PAGE.read_text(encoding="utf-8") != text:
        sys.exit(f"{PAGE.name} is out of date: run `python docs/rules.py`")


if __name__ == "__main__":
    main()
