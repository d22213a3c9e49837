"""`hosting:<region>`, `hosting:<role>`, `hosting:choice`: where the data are, and who can take some away."""

from __future__ import annotations

from collections.abc import Iterator

from etanche.charter import Charter, Choice
from etanche.notice.keeping import duration_words
from etanche.notice.naming import estate_names, place_words, reader_name, recipient_name
from etanche.terms import Language
from etanche.words import begun_large, list_words, say


def sentence(charter: Charter, subject: str, language: Language) -> str:
    """Say what is in a place, or how data leave it."""
    if subject == "choice":
        regions = charter.tenants.regions if charter.tenants else ()
        places = list_words([place_words(charter, region, language) for region in regions], language)
        return say("promise.hosting.choice", language, places=places)
    role = charter.roles.get(subject)
    if role is not None and role.takes_away is not None:
        who = begun_large(reader_name(charter, subject, language))
        return say("promise.hosting.takes-away", language, who=who, duration=duration_words(role.takes_away, language))
    return " ".join(_region(charter, subject, language))


def _region(charter: Charter, region: str, language: Language) -> Iterator[str]:
    """Say everything that is in a place: the vault, its copy, databases that were there before."""
    place = place_words(charter, region, language)
    estates = [name for name, estate in charter.estates.items() if estate.region == region]
    offered = charter.tenants is not None and Choice.REGION in charter.tenants.choose
    said: list[str] = []
    if charter.vault.region == region:
        said.append(say("promise.hosting.region", language, place=place))
    if charter.vault.replica == region:
        said.append(say("promise.hosting.replica", language, place=place))
    if estates:
        names = estate_names(charter, estates, language)
        said.append(say("promise.hosting.estates", language, estates=names, place=place))
    if not said and offered and charter.tenants and region in charter.tenants.regions:
        said.append(say("promise.hosting.choice-of", language, place=place))
    yield from said or [say("promise.hosting.empty", language, place=place)]
    if host := charter.regions[region].host:
        yield say("promise.hosting.host", language, recipient=recipient_name(charter, host, language))
