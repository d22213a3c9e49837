"""
What every part of the model has in common: it is frozen, and it has the keys of the language and no others.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict


def nothing() -> Mapping[Any, Any]:
    """Return no things at all, which nobody can add to."""
    return MappingProxyType({})


class Section(BaseModel):
    """A thing of the charter: its keys are those of the language, and no others."""

    model_config: ClassVar[ConfigDict] = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        arbitrary_types_allowed=True,
        alias_generator=lambda name: name.rstrip("_").replace("_", "-"),
    )
