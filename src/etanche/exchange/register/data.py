"""Which data an activity uses, field by field, until when, and which other activity keeps them after it."""

from __future__ import annotations

from etanche.charter import Builtin, Charter, End, Field, Keep, Nature, Theme, durations, print_keep
from etanche.exchange.names import family
from etanche.exchange.register.both import both, said
from etanche.exchange.register.iso import iso
from etanche.exchange.register.places import REPLICA, VAULT, places_holding
from etanche.exchange.register.types import Data, Datum, Term
from etanche.notice import field_words, keep_words, told
from etanche.terms import Language
from etanche.words import begun_large, say

STAFF = "staff"
"""The reference of those who act for the organisation, where a charter has no such people itself."""

KEEPING_ON = frozenset({Theme.ACCOUNTING, Theme.LEGAL_DUTY, Theme.DISPUTE})
"""Themes of purposes that are the intermediate archive of the others."""


def data_of(charter: Charter, purpose: str) -> tuple[Data, ...]:
    """Return the categories that a purpose uses, in its own order."""
    return tuple(_data(charter, purpose, category) for category in charter.purposes[purpose].uses)


def held_data(charter: Charter, held: Builtin) -> Data:
    """Return what Étanche itself holds, as a category like the others."""
    return Data(
        name=held.name,
        title=held.title,
        nature=Nature.PERSONAL,
        condition="",
        fields=tuple(
            Datum(name=field.name, kind=field.kind, title=field.title, family=family(field.kind), required=False)
            for field in held.fields
        ),
        people=(*held.of, STAFF) if held.staff else held.of,
        sources=said("register.itself"),
        places=(VAULT, *((REPLICA,) if charter.vault.replica else ())),
        term=_term(held.keep, End.ERASE),
        archives=(),
        archive_of=(),
    )


def keeps_on(charter: Charter, purpose: str) -> bool:
    """Tell whether a purpose keeps data on because a law or a dispute asks for it, when nobody works with them any more."""
    return charter.purposes[purpose].theme in KEEPING_ON


def _data(charter: Charter, purpose: str, name: str) -> Data:
    """Return one category as one purpose uses it."""
    category = charter.categories[name]
    others = [other for other, found in charter.purposes.items() if other != purpose and name in found.uses]
    archive = keeps_on(charter, purpose)
    return Data(
        name=name,
        title=category.title,
        nature=category.nature,
        condition=category.condition or "",
        fields=tuple(_datum(charter, name, field, found) for field, found in category.fields.items()),
        people=category.of,
        sources=both(lambda language: _sources(charter, name, language)),
        places=places_holding(charter, name),
        term=_term(charter.purposes[purpose].keep, charter.purposes[purpose].then),
        archives=() if archive else tuple(other for other in others if keeps_on(charter, other)),
        archive_of=tuple(other for other in others if not keeps_on(charter, other)) if archive else (),
    )


def _datum(charter: Charter, category: str, name: str, field: Field) -> Datum:
    """Return one field, named with the part of it that is kept."""
    return Datum(
        name=name,
        kind=field.kind,
        title=both(lambda language: field_words(charter, category, name, language)),
        family=family(field.kind),
        required=bool(field.required),
    )


def _sources(charter: Charter, category: str, language: Language) -> str:
    """Say by which doors a category comes in, who gives it, and from whom it comes if from somebody else."""
    doors = []
    for name in charter.categories[category].from_:
        channel = charter.channels[name]
        giver = say(f"register.giver.{channel.given_by}", language)
        blanks = {"channel": told(channel.title, language), "giver": giver}
        if channel.source:
            doors.append(say("register.door-of", language, source=told(channel.source, language), **blanks))
        else:
            doors.append(say("register.door", language, **blanks))
    return begun_large(say("keep.separator", language).join(doors))


def _term(keep: Keep, then: End) -> Term:
    """Return a time: the rule, its words, its figures."""
    return Term(
        rule=print_keep(keep),
        said=both(lambda language: begun_large(keep_words(keep, language))),
        durations=tuple(iso(duration) for duration in durations(keep)),
        then=then.value,
    )
