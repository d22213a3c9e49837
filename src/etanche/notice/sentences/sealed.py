"""`sealed:…`: what cannot be read without its key, and what can."""

from __future__ import annotations

from collections.abc import Iterator

from etanche.charter import ChannelKind, Charter, FieldKind
from etanche.notice.keeping import duration_words
from etanche.notice.naming import estate_names, field_title, told
from etanche.terms import Language
from etanche.words import begun_large, list_words, quoted, say


def sentence(charter: Charter, subject: str, language: Language) -> str:
    """Say one of the fixed promises about sealing; what is not sealed depends on what can be found and imported."""
    if subject == "inventory":
        return " ".join(_inventory(charter, language))
    if subject == "keys":
        return say(f"promise.sealed.keys-{charter.vault.keys}", language)
    application = charter.applications.get(subject)
    if application is not None and application.offline is not None:
        title = begun_large(told(application.title, language))
        duration = duration_words(application.offline, language)
        return say("promise.sealed.application", language, application=title, duration=duration)
    return say(f"promise.sealed.{subject}", language)


def _inventory(charter: Charter, language: Language) -> Iterator[str]:
    """Say what can be read without a key, in the vault and beside it."""
    yield say("promise.sealed.inventory", language)
    if any(channel.kind == ChannelKind.LOGS for channel in charter.channels.values()):
        yield say("promise.sealed.inventory-imports", language)
    for key, pseudonyms in (("inventory-pseudonyms", True), ("inventory-marks", False)):
        if fields := _findable(charter, language, pseudonyms=pseudonyms):
            yield say(f"promise.sealed.{key}", language, fields=list_words(fields, language))
    if charter.estates:
        yield say(
            "promise.sealed.inventory-estates", language, estates=estate_names(charter, charter.estates, language)
        )


def _findable(charter: Charter, language: Language, *, pseudonyms: bool) -> list[str]:
    """Return the names of the fields that records can be found by: pseudonyms, which tell visits of a day, or the others."""
    return list(
        dict.fromkeys(
            quoted(field_title(charter, category, name, language), language)
            for category, found in charter.categories.items()
            for name, field in found.fields.items()
            if field.findable and (field.kind is FieldKind.PSEUDONYM) is pseudonyms
        )
    )
