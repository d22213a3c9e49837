"""
What works with what was granted: a feature whose permission somebody left out is greyed, exactly that one, with the reason.

The permissions and what each is for are those of the charter; nothing is asked for that is for nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from etanche.charter import Provider


@dataclass(frozen=True, kw_only=True)
class Feature:
    """Something that needs a provider's permission."""

    name: str
    missing: tuple[str, ...]
    """The permissions that it lacks, by their names in the charter."""

    @property
    def works(self) -> bool:
        """Whether it can be used."""
        return not self.missing


def asked_of(provider: Provider) -> tuple[str, ...]:
    """Return the permissions that are asked for, in the provider's words."""
    return tuple(scope.asks for scope in provider.scopes.values())


def features_of(provider: Provider, granted: Collection[str]) -> Mapping[str, Feature]:
    """Return everything that needs a permission, and which it lacks: of one that needs two, one is not enough."""
    needs: dict[str, list[str]] = {}
    for name, scope in provider.scopes.items():
        for feature in scope.for_:
            needs.setdefault(feature, [])
            if scope.asks not in granted:
                needs[feature].append(name)
    return {name: Feature(name=name, missing=tuple(missing)) for name, missing in needs.items()}
