"""
What somebody reads when they are asked: one purpose, which data, who else gets them, how long, and how a word is taken back.

The same charter gives the same words, so that the text somebody was shown can be known again by its digest.
"""

from __future__ import annotations

from etanche.charter import Basis, Charter, Objection, Theme
from etanche.notice.keeping import keep_words
from etanche.notice.naming import apart, category_title, fields_words, purpose_title, recipient_names, told
from etanche.terms import Language
from etanche.words import begun_small, fine, say

_TRACKING = frozenset({Theme.ADVERTISING, Theme.AUDIENCE})


def asked_words(charter: Charter, purpose: str, language: Language) -> tuple[str, ...]:
    """Return the lines by which somebody is asked about a purpose that they decide on; none of them is empty."""
    found = charter.purposes[purpose]
    kind = "consent" if found.basis is Basis.CONSENT else "interest"
    name = fine(charter.organisation.name, language)
    title = begun_small(purpose_title(charter, purpose, language)).removesuffix(".")
    receives = [
        one for one, it in charter.recipients.items() if any(purpose in named for named in it.receives.values())
    ]
    data = apart(
        (f"{category_title(charter, one, language)} ({fields_words(charter, one, language)})" for one in found.uses),
        language,
    )
    lines = [
        say(f"consent.text.{kind}", language, organisation=name, purpose=title),
        told(found.interest, language) if found.interest else "",
        say("consent.text.data", language, data=data),
        say("consent.text.to", language, recipients=recipient_names(charter, receives, language))
        if receives
        else say("consent.text.nobody", language),
        say("consent.text.keep", language, keep=keep_words(found.keep, language)),
        say(f"consent.text.{kind}-back", language),
    ]
    return tuple(line for line in lines if line)


def signalled(charter: Charter) -> tuple[str, ...]:
    """
    Return the purposes to which Global Privacy Control is an objection of whoever is logged in, in the order of the charter.

    Those that follow people about: measuring and advertising. Under the law of California also marketing, and whatever hands
    data to somebody else (11 CCR 7025). What has to be weighed is not objected to by a signal, and a consent was asked for by itself.
    """
    rights = charter.rights
    opts_out = rights is not None and "california" in rights.regimes
    given = {one for it in charter.recipients.values() for named in it.receives.values() for one in named}
    return tuple(
        name
        for name, it in charter.purposes.items()
        if it.objection in {Objection.IMMEDIATE, Objection.BEFOREHAND}
        and (it.theme in _TRACKING or (opts_out and (it.theme is Theme.MARKETING or name in given)))
    )
