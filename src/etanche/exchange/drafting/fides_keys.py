"""What a manifest has that a charter has not: keys nobody knows, and keys that have no place, each reported once with its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from etanche.exchange.drafting.manifest import Value
from etanche.exchange.drafting.sketch import Sketch
from etanche.exchange.names import keys, known

INSIDE: Mapping[str, Mapping[str, str]] = {
    "manifest": {
        "organization": "organization",
        "data_subject": "data_subject",
        "data_category": "data_category",
        "data_use": "data_use",
        "dataset": "dataset",
        "system": "system",
    },
    "organization": {"controller": "contact", "data_protection_officer": "contact", "representative": "contact"},
    "dataset": {"collections": "collection"},
    "collection": {"fields": "field"},
    "field": {"fields": "field"},
    "system": {"privacy_declarations": "privacy_declaration", "egress": "flow", "ingress": "flow"},
}
"""Part → key → the part that stands under it."""

NO_PLACE = frozenset(
    {"policy", "registry", "meta", "fidesctl_meta", "vendor_id", "data_security_practices", "joint_controller_info"}
    | {"uses_profiling", "legal_basis_for_profiling", "features", "dpa_progress", "cookie_max_age_seconds"}
)
"""Keys that say something which a charter says elsewhere, or not at all."""

VOCABULARY = {"data_categories": "data_category", "data_use": "data_use"}
"""Keys whose words must be in the taxonomy, or in the manifest's own part of it."""

SILENT = frozenset({"", "false", "no"})


def survey(sketch: Sketch, manifest: Value) -> None:
    """Report every key that is unknown, and every key that has something to say and no place."""
    own = {
        part: {found.say("fides_key") for found in manifest.each(part)}
        for part in ("data_category", "data_use", "data_subject")
    }
    for part, key, value in _walk("manifest", manifest):
        if key not in known(part):
            sketch.remark(str(value.place), "unknown-key", key=key, part=part)
        elif key in NO_PLACE and (value.items or value.keys or value.text.lower() not in SILENT):
            sketch.remark(str(value.place), "no-place", key=key)
        elif key in VOCABULARY:
            words = keys(VOCABULARY[key]) | own[VOCABULARY[key]]
            for word in value.items or (value,):
                if word.text and word.text not in words:
                    sketch.remark(str(word.place), "unknown-word", word=word.text, key=key)
    for key, stray in _strays("manifest", manifest):
        sketch.remark(str(stray.place), "stray", part=key)


def _walk(part: str, value: Value) -> Iterator[tuple[str, str, Value]]:
    """Return every key of a part and of the parts below it."""
    for key, found in value.keys:
        yield part, key, found
        below = INSIDE.get(part, {}).get(key)
        if below:
            for item in found.items or (found,):
                yield from _walk(below, item)


def _strays(part: str, value: Value) -> Iterator[tuple[str, Value]]:
    """Return what stands where a thing with keys should, in a part and in the parts below it."""
    for key, found in value.keys:
        below = INSIDE.get(part, {}).get(key)
        for item in (found.items if found.kind == "list" else (found,)) if below else ():
            if item.kind == "keys":
                yield from _strays(below or "", item)
            elif below != "flow" or item.kind != "text":
                yield key, item
