"""`sealed:records`, `sealed:keys`, `sealed:inventory`: what cannot be read without its key, and what can."""

from __future__ import annotations

from etanche.charter import ChannelKind, Charter, FieldKind
from etanche.notice.naming import field_title
from etanche.terms import Language
from etanche.words import list_words, quoted, say


def sentence(charter: Charter, subject: str, language: Language) -> str:
    """Say one of the fixed promises about sealing; what is not sealed depends on what can be found and imported."""
    if subject != "inventory":
        return say(f"promise.sealed.{subject}", language)
    said = [say("promise.sealed.inventory", language)]
    if any(channel.kind == ChannelKind.LOGS for channel in charter.channels.values()):
        said.append(say("promise.sealed.inventory-imports", language))
    for key, pseudonyms in (("inventory-pseudonyms", True), ("inventory-marks", False)):
        if fields := _findable(charter, language, pseudonyms=pseudonyms):
            said.append(say(f"promise.sealed.{key}", language, fields=list_words(fields, language)))
    return " ".join(said)


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
