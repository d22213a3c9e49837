"""
What every part of the model has in common: it is frozen, and it has the keys of the language and no others.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict

from etanche.charter.forms import Name


def nothing() -> Mapping[Any, Any]:
    """Return no things at all, which nobody can add to."""
    return MappingProxyType({})


class Section(BaseModel):
    """A part of the charter: its keys are those of the language, and no others."""

    model_config: ClassVar[ConfigDict] = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        defer_build=True,
        arbitrary_types_allowed=True,
        alias_generator=lambda name: name.rstrip("_").replace("_", "-"),
    )


class Thing(Section):
    """A part that has a name."""

    was: Name | None = None
    """The name it had in the version before, so that promises, keys and history go on."""
