"""
From plain data to the model: what the model refuses is told in the words of the language.

A charter of a later version of the language is refused for that alone: nothing else about it can be judged here.
"""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import ValidationError

from etanche.charter.explain import explain
from etanche.charter.faults import Fault
from etanche.charter.model import Charter
from etanche.charter.values import VERSION
from etanche.terms import LANGUAGES, Language


def modelled(data: Mapping[str, object]) -> tuple[Charter | None, tuple[Fault, ...]]:
    """Return the charter that some data describe, or what keeps them from being one."""
    try:
        return Charter.model_validate(data, context={"languages": _languages(data)}), ()
    except ValidationError as error:
        return None, explain(error)


def of_later_version(data: Mapping[str, object]) -> bool:
    """Return whether a charter says that it is written in a version of the language that is still to come."""
    version = data.get("etanche")
    return isinstance(version, int) and not isinstance(version, bool) and version > VERSION


def _languages(data: Mapping[str, object]) -> tuple[Language, ...]:
    """Return the languages every text must have; both, as long as the notice names none that we write."""
    notice = data.get("notice")
    written = notice.get("languages") if isinstance(notice, dict) else None
    if not isinstance(written, list):
        return LANGUAGES
    return tuple(language for language in LANGUAGES if language in written) or LANGUAGES
