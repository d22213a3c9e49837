"""
The language as data (LANGUAGE §2, §12): its sections in order, what this version does not read yet, the fixed words.

A word that is in the language and not read yet is turned down by name: a charter never promises what is not kept.
A step that learns to keep a thing takes its word out of these tables.
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

NAMED: tuple[str, ...] = ("people", "regions", "channels", "categories", "purposes", "roles", "recipients")
"""Sections whose keys are names of things."""

LATER: dict[tuple[str, ...], frozenset[str]] = {
    (): frozenset(
        {
            "estates",
            "applications",
            "events",
            "features",
            "never",
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
        }
    ),
    ("organisation",): frozenset({"representative", "declarations"}),
    ("notice",): frozenset({"excludes", "announced"}),
    ("people", "*"): frozenset({"from-age", "was"}),
    ("regions", "*"): frozenset({"host", "was"}),
    ("vault",): frozenset({"replica", "backups"}),
    ("channels", "*"): frozenset({"source", "application", "every", "was"}),
    ("categories", "*"): frozenset({"condition", "tied-to", "was"}),
    ("categories", "*", "fields", "*"): frozenset({"to", "was"}),
    ("purposes", "*"): frozenset({"for", "with", "asked-in", "by", "groups-of", "decides", "impact", "was"}),
    ("roles", "*"): frozenset({"takes-away", "needs", "was"}),
    ("recipients", "*"): frozenset({"needs", "arrangement", "was"}),
}
"""Keys of the language that this version does not read yet, by where they stand (`*` is any name)."""

LATER_CHANNELS = frozenset(
    {"form", "account", "mail", "desk", "telemetry", "crash-report", "self-report", "api", "import", "provider"}
    | {"connector"}
)
LATER_NATURES = frozenset({"impersonal", "sensitive", "criminal"})
LATER_PARTS = frozenset({"day", "version", "domain"})
LATER_KINDS = frozenset(
    {"name", "email", "phone", "postal-address", "birth-date", "national-number", "location", "picture", "login"}
    | {"user-agent", "identifier", "token", "long-text", "file", "language", "time-zone", "country", "count", "amount"}
    | {"yes-no", "date", "instant", "machine", "link"}
)
LATER_THEMES = frozenset({"marketing"})
LATER_STANCES = frozenset({"processor", "joint"})
LATER_BASES = frozenset({"consent"})
LATER_ENDS = frozenset({"return"})
LATER_KEYS = frozenset({"pkcs11", "cloud-kms"})
LATER_RECIPIENTS = frozenset({"host", "joint", "authority", "successor"})
LATER_GIVERS = frozenset({"other"})
LATER_OBJECTIONS = frozenset({"beforehand", "reviewed"})

FIXED_WORDS = frozenset(
    {"choices", "list", "unused", "others", "never-sold", "changes", "choice"}
    | {"records", "transport", "keys", "inventory", "passwords", "own-key"}
    | {"organisations", "outsiders", "api-keys"}
    | {"registration", "sessions", "second-factor"}
    | {"access", "rectification", "erasure", "restriction", "complaint", "identity", "objection", "portability"}
    | {"withdrawal", "after-death", "leaving", "california"}
    | {"seal", "invisible", "destination", "profiles", "door", "history", "messages", "directory", "private-messages"}
    | {"journal", "chain", "backups", "replica", "halt", "breach", "watch", "announce"}
    | {"contacts", "date", "responsibility", "register", "channels", "scope", "limits", "declarations", "agreement"}
)
"""Subjects of promises that are no names (LANGUAGE §12)."""


def pattern(path: tuple[str | int, ...]) -> tuple[str, ...]:
    """Return where a path leads, with `*` for every name that the author chose."""
    match [str(step) for step in path]:
        case ["categories", _, "fields", _, *rest]:
            return ("categories", "*", "fields", "*", *rest)
        case [section, _, *rest] if section in (*NAMED, "versions", "carries"):
            return (section, "*", *rest)
        case steps:
            return tuple(steps)
