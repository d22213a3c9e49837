"""`retention:<purpose>/<category>` and `retention:<what Étanche itself holds>`: until when, and what happens then."""

from __future__ import annotations

from collections.abc import Iterator

from etanche.charter import After, Basis, Charter, End, FirstOf, Keep, While, builtin
from etanche.notice.keeping import duration_words, until_words
from etanche.notice.naming import category_name, estate_names, estates_of, purpose_title, purposes_using, told
from etanche.terms import Language
from etanche.words import quoted, say


def sentence(charter: Charter, subject: str, language: Language) -> str:
    """Say the end of the data when this purpose is their only one, else the end of this reason to open them."""
    purpose, _, category = subject.partition("/")
    if not category:
        held = next(held for held in builtin(charter) if held.name == subject)
        return say(
            "promise.retention.builtin",
            language,
            title=quoted(told(held.title, language), language),
            until=until_words(held.keep, language),
        )
    return " ".join(_sentences(charter, purpose, category, language))


def _sentences(charter: Charter, purpose: str, category: str, language: Language) -> Iterator[str]:
    found = charter.purposes[purpose]
    sole = purposes_using(charter, category) == (purpose,)
    names = {"category": category_name(charter, category, language), "until": until_words(found.keep, language)}
    if sole:
        yield say("promise.retention.sole", language, **names)
    else:
        yield say("promise.retention.shared", language, purpose=purpose_title(charter, purpose, language), **names)
    if found.basis is Basis.CONSENT and not _of_consent(found.keep):
        yield say("promise.retention.until-withdrawal", language)
    if found.basis is Basis.LEGAL_OBLIGATION:
        yield say("promise.retention.law", language)
    yield _end(charter, purpose, category, language) if sole else say("promise.retention.reason", language)
    if charter.vault.backups is not None and not _only_elsewhere(charter, category):
        duration = duration_words(charter.vault.backups.keep, language)
        yield say("promise.retention.backups", language, duration=duration)


def _of_consent(keep: Keep) -> bool:
    """Tell whether a rule says by itself that the consent ends it."""
    if isinstance(keep, FirstOf):
        return any(map(_of_consent, keep.rules))
    return keep == While(state="consent") or (isinstance(keep, After) and keep.event == "consent-withdrawn")


def _only_elsewhere(charter: Charter, category: str) -> bool:
    """Tell whether a category lies in databases of others only: their backups are not ours."""
    return set(charter.categories[category].in_) <= set(charter.estates)


def _end(charter: Charter, purpose: str, category: str, language: Language) -> str:
    """Say what becomes of the data: the key, the rows of a database that was there before, or both."""
    estates = estates_of(charter, category)
    where = "key" if not estates else "estate" if _only_elsewhere(charter, category) else "both"
    back = "return-" if charter.purposes[purpose].then is End.RETURN else ""
    blanks = {"estates": estate_names(charter, estates, language)} if estates else {}
    return say(f"promise.retention.{back}{where}", language, **blanks)
