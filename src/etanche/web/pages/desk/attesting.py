"""`/desk/{organisation}/attestations`: what people answer for: each attestation of the charter, with its evidence, owner and end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from starlette.responses import Response

from etanche.charter import promises
from etanche.instance import Desk, Desks
from etanche.notice import sentence
from etanche.proof import Attested
from etanche.terms import Language
from etanche.web.guarding import Asking
from etanche.web.pages.desk.desk import desk_of, drawn
from etanche.words import date_words

_KIND = "attest"
_SOON = 30


@dataclass(frozen=True, kw_only=True)
class _Evidence:
    """The last evidence of an attestation, for the organisation or for one actor."""

    about: str
    issuer: str
    owner: str
    until: str
    left: int
    digest: str
    state: str
    """`in-date`, `soon`, `over`, or `changed` where it does not stand as it was entered."""


@dataclass(frozen=True, kw_only=True)
class _Row:
    """One attestation of the charter."""

    name: str
    said: str
    evidence: tuple[_Evidence, ...]


def show(desks: Desks, asking: Asking) -> Response:
    """Show them, those first that lack evidence, then by the nearest end."""
    desk, language = desk_of(desks, asking, office=True), asking.view.language
    rows = sorted(_rows(desk, language), key=lambda one: min((it.left for it in one.evidence), default=-(10**6)))
    return drawn(asking, desk, "attestations", rows=rows)


def _rows(desk: Desk, language: Language) -> Iterator[_Row]:
    charter = desk.house.charter
    listed = desk.house.attestations.listed()
    for one in promises(charter):
        if one.kind == _KIND and one.subject in charter.attested:
            found = tuple(_shown(desk, it, language) for it in listed if it.row.name == one.subject)
            yield _Row(name=one.subject, said=sentence(charter, one, language), evidence=found)


def _shown(desk: Desk, found: Attested, language: Language) -> _Evidence:
    state = "over" if found.left < 0 else "soon" if found.left <= _SOON else "in-date"
    return _Evidence(
        about="" if found.row.about is None else desk.known_as(found.row.about),
        issuer=found.row.issuer,
        owner=found.row.owner,
        until=date_words(found.until, language),
        left=found.left,
        digest=found.row.digest.hex(),
        state=state if found.ours else "changed",
    )
