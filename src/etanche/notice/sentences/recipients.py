"""`recipients:<recipient>`, `recipients:others` and `recipients:never-sold`: who else receives data."""

from __future__ import annotations

from etanche.charter import Charter
from etanche.notice.naming import category_name, purpose_names
from etanche.terms import Language
from etanche.words import fine, list_words, say


def sentence(charter: Charter, subject: str, language: Language) -> str:
    """Say what a recipient receives, or that nobody else receives anything."""
    if subject == "never-sold":
        return say("promise.recipients.never-sold", language)
    if subject != "others":
        recipient = charter.recipients[subject]
        received = list_words(
            [
                f"{category_name(charter, category, language)} ({purpose_names(charter, purposes, language)})"
                for category, purposes in recipient.receives.items()
            ],
            language,
        )
        return say("promise.recipients.one", language, recipient=fine(recipient.name, language), received=received)
    if not charter.recipients:
        return say("promise.recipients.nobody", language)
    names = list_words([fine(recipient.name, language) for recipient in charter.recipients.values()], language)
    return say("promise.recipients.others", language, recipients=names)
