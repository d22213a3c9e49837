"""
The language as data (LANGUAGE §2, §12): its sections in order, those whose keys are names of things, the fixed words.
"""

from __future__ import annotations

SECTIONS: tuple[str, ...] = (
    "etanche",
    "organisation",
    "notice",
    "versions",
    "answers",
    "people",
    "regions",
    "vault",
    "estates",
    "applications",
    "channels",
    "events",
    "features",
    "categories",
    "never",
    "purposes",
    "roles",
    "recipients",
    "hosts",
    "tracers",
    "providers",
    "rights",
    "accounts",
    "spheres",
    "tenants",
    "incidents",
    "attested",
    "justified",
    "carries",
)
"""Every section of the language, in the order in which a charter has them."""

NAMED: tuple[str, ...] = (
    "people",
    "regions",
    "estates",
    "applications",
    "channels",
    "features",
    "categories",
    "never",
    "purposes",
    "roles",
    "recipients",
    "hosts",
    "tracers",
    "providers",
    "attested",
)
"""Sections whose keys are names of things: in one charter no two of them are the same."""

FIXED_WORDS = frozenset(
    {"choices", "list", "unused", "others", "never-sold", "changes", "choice"}
    | {"records", "transport", "keys", "inventory", "passwords", "own-key"}
    | {"organisations", "outsiders", "api-keys"}
    | {"registration", "sessions", "second-factor", "accounts", "standing", "requests"}
    | {"access", "rectification", "erasure", "restriction", "complaint", "identity", "objection", "portability"}
    | {"withdrawal", "after-death", "leaving", "california"}
    | {"seal", "invisible", "destination", "profiles", "door", "history", "messages", "directory", "private-messages"}
    | {"journal", "chain", "backups", "replica", "halt", "breach", "watch", "announce"}
    | {"contacts", "date", "responsibility", "register", "channels", "scope", "limits", "declarations", "agreement"}
)
"""Subjects of promises that are no names (LANGUAGE §12), and names of what Étanche itself holds."""
