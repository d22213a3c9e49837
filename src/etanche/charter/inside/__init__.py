"""
The charter of what Étanche itself holds: the organisation `instance`, which every instance has.

It is written in the language of charters, compiled and obeyed by the same code, and proved like any other. Who answers for it
is whoever operates the instance, so that four sections, and the host of the machines, are those of the operator's charter.

    >>> text = inside(operator)
    >>> from etanche.charter import reread
    >>> reread(text, file="instance").categories["account"].fields["email"].findable
    True
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from importlib.resources import files
from typing import Any, Final

from etanche.charter.digest import canonical
from etanche.charter.model import Charter

SEAT: Final = "seat"
"""What the region of the operator's store is called there: no name of a charter can be another thing's."""

_HOST: Final = "seat-host"
_NOT_WHO: Final = frozenset({"declarations", "fiscal-year-end"})


def inside(operator: Charter, *, day: date | None = None) -> str:
    """
    Return the charter of the organisation `instance`, for an operator who obeys a charter; the same text for the same charter.

    Its version is of a day, or of that of the operator's newest one.
    """
    said: dict[str, Any] = json.loads(canonical(operator).partition(b"\n")[2])
    vault = {key: value for key, value in said["vault"].items() if key != "replica"} | {"region": SEAT}
    region = dict(said["regions"][said["vault"]["region"]])
    hosted = said.get("recipients", {}).get(region.get("host", ""))
    if hosted is not None:
        region["host"] = _HOST
        hosted = {
            key: value
            for key, value in hosted.items()
            if key in {"name", "does", "as", "country", "contract", "transfer"}
        }
    abroad = hosted is not None and "transfer" in hosted
    sections: dict[str, Mapping[str, Any]] = {
        "organisation": {key: value for key, value in said["organisation"].items() if key not in _NOT_WHO},
        "versions": {
            (day or max(operator.versions)).isoformat(): {
                "comment": {"fr": "Suit la charte de l’exploitant", "en": "Follows the operator's charter"}
            }
        },
        "answers": {
            "children": False,
            "automated-decisions": False,
            "sale": False,
            "advertising-share": False,
            "outside-eea": abroad,
        },
        "regions": {SEAT: region},
        "vault": vault,
        "recipients": {} if hosted is None else {_HOST: hosted},
    }
    text = files("etanche.charter").joinpath("inside", "instance.yaml").read_text("utf-8")
    for name, section in sections.items():
        text = text.replace(f"# ‹{name}›", f"{name}: {_written(section)}")
    return text


def _written(section: Mapping[str, Any]) -> str:
    """Write a section on one line, as JSON: every reader of YAML takes it for the same."""
    return json.dumps(section, ensure_ascii=False)
