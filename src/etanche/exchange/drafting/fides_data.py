"""Datasets of a manifest as categories of a charter, and the kinds of people whose data they are."""

from __future__ import annotations

from collections.abc import Iterator

from etanche.exchange.drafting.manifest import Value
from etanche.exchange.drafting.phrases import part_of, word_for
from etanche.exchange.drafting.sketch import Category, Field, Sketch, field_name, once
from etanche.exchange.fides import BUILT_IN
from etanche.exchange.names import fides, ours
from etanche.terms import Language

SENSITIVE = ("user.health_and_medical", "user.biometric", "user.demographic.political_opinion")
SENSITIVE_TOO = (
    "user.demographic.race_ethnicity",
    "user.demographic.religious_belief",
    "user.demographic.sexual_orientation",
)
CRIMINAL = ("user.criminal_history",)
NOT_A_KIND = frozenset(
    {"user", "user.content", "user.content.private", "user.device", "user.location.imprecise"}
    | {"system", "system.operations"}
)
"""Keys too wide to say what sort of datum it is."""

LANGUAGE: Language = "en"


class Datasets:
    """Gathers categories from the datasets of a manifest, and knows which dataset became which."""

    def __init__(self, sketch: Sketch, manifest: Value) -> None:
        self.sketch = sketch
        self.of: dict[str, list[str]] = {}
        self.built_in: set[str] = set()
        self.titles = {found.say("fides_key"): found.say("name") for found in manifest.each("data_subject")}
        for dataset in manifest.each("dataset"):
            self._dataset(dataset)

    def _dataset(self, dataset: Value) -> None:
        """Take over one dataset: each collection is a category."""
        key = dataset.say("fides_key")
        if BUILT_IN in dataset.texts("tags"):
            self.built_in.add(key)
            self.of[key] = [key]
            self.sketch.remark(str(dataset.place), "built-in")
            return
        collections = [found for found in dataset.each("collections") if found.kind == "keys"]
        alone = len(collections) == 1
        for collection in collections:
            label = collection.say("name")
            title = dataset.say("name") if alone and dataset.say("name") else self._title(collection, label)
            name = self.sketch.name("categories", key if alone else f"{key} {label}", title)
            category = self.sketch.categories.setdefault(name, Category(title={LANGUAGE: title}))
            self._fields(category, collection, "")
            self._nature(category, collection)
            self.of.setdefault(key, []).append(name)

    def _title(self, collection: Value, label: str) -> str:
        return collection.say("description") or _spoken(label)

    def _fields(self, category: Category, holder: Value, prefix: str) -> None:
        """Take over fields, those inside others too."""
        for found in holder.each("fields"):
            if found.get("fields").items:
                self._fields(category, found, f"{prefix}{found.say('name')} ")
                continue
            label = f"{prefix}{found.say('name')}".strip()
            title, only, lasts = part_of(found.say("description") or _spoken(label))
            kind = self._kind(found.texts("data_categories"), label)
            category.fields[field_name(category, label, title)] = Field(
                title={LANGUAGE: title}, kind=kind or "text", guessed=kind is None, only=only, lasts=lasts
            )

    def _kind(self, categories: list[str], label: str) -> str | None:
        """Return the kind of a field: from the taxonomy, where it says one, else from the field's own name."""
        for key in categories:
            found = ours("field", key)
            if found and fides("field", found) not in NOT_A_KIND:
                return found
        return word_for("kind", _spoken(label))

    def _nature(self, category: Category, collection: Value) -> None:
        """Say that a category is sensitive or criminal, when the taxonomy says so of one of its fields."""
        words = list(_all(collection, "data_categories"))
        if any(word.startswith((*SENSITIVE, *SENSITIVE_TOO)) for word in words):
            category.nature = "sensitive"
        elif any(word.startswith(CRIMINAL) for word in words):
            category.nature = "criminal"

    def used(self, holder: Value) -> list[str]:
        """Return the categories that a declaration or a system refers to."""
        named = [*holder.texts("dataset_references"), *holder.texts("ingress")]
        named += [flow.say("fides_key") for flow in holder.each("ingress") if flow.say("type") == "dataset"]
        return list(dict.fromkeys(name for key in named for name in self.of.get(key, ())))

    def made_for(self, purpose: str, title: str, declaration: Value) -> list[str]:
        """Return a category made of the words of a declaration that refers to no dataset."""
        words = declaration.texts("data_categories")
        if not words:
            return []
        name = self.sketch.name("categories", f"{purpose}-data", title)
        category = self.sketch.categories.setdefault(name, Category(title={LANGUAGE: title}))
        for word in words:
            label = _spoken(word.rpartition(".")[2])
            kind = self._kind([word], label)
            category.fields[field_name(category, "", label)] = Field(
                title={LANGUAGE: label}, kind=kind or "text", guessed=kind is None
            )
        return [name]

    def people(self, categories: list[str], declaration: Value) -> None:
        """Take over whose data they are."""
        for key in declaration.texts("data_subjects"):
            title = self.titles.get(key) or _spoken(key)
            name = self.sketch.name("people", key.replace("_", "-"), title)
            self.sketch.people.setdefault(name, {LANGUAGE: title})
            for category in categories:
                once(self.sketch.categories[category].of, name)


def _all(value: Value, key: str) -> Iterator[str]:
    """Return the texts under a key, wherever in a value it stands."""
    for name, found in value.keys:
        if name == key:
            yield from (item.text for item in found.items)
        else:
            yield from _all(found, key)
    for item in value.items:
        yield from _all(item, key)


def _spoken(label: str) -> str:
    """Return a technical name as one would say it."""
    return " ".join(label.replace("_", " ").replace("-", " ").replace(".", " ").split())
