"""`incidents:breach`, `incidents:watch`, `incidents:announce`: who is told when things go wrong, and how soon."""

from __future__ import annotations

from etanche.charter import Charter, Stance
from etanche.notice.keeping import duration_words
from etanche.notice.sentences.documents import ways
from etanche.terms import Language
from etanche.words import say


def sentence(charter: Charter, subject: str, language: Language) -> str:
    """Say the clocks of a breach, the alarm, or the announcement."""
    incidents = charter.incidents
    if subject == "watch" and incidents.watch is not None:
        watch = incidents.watch
        return say(
            "promise.incidents.watch",
            language,
            duration=duration_words(watch.within, language),
            ways=ways(watch.alert, language),
        )
    if subject == "announce" and incidents.announce is not None:
        return say("promise.incidents.announce", language, ways=ways(incidents.announce.by, language))
    blanks = {"authority": duration_words(incidents.breach.authority_within, language)}
    if not any(purpose.as_ is Stance.PROCESSOR for purpose in charter.purposes.values()):
        return say("promise.incidents.breach", language, **blanks)
    customers = duration_words(incidents.breach.customers_within, language)
    return say("promise.incidents.breach-customers", language, customers=customers, **blanks)
