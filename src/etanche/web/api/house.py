"""
`/v1/journal`, `/v1/proof`, `/v1/exports`, `/v1/key`: what the organisation promised, and what was done.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query
from starlette.responses import PlainTextResponse, Response

from etanche.accounts import KeyAct
from etanche.exchange import Form, export, register
from etanche.journal import Receipt, as_confronted
from etanche.proof import as_json, clauses, drill_as_json
from etanche.terms import Language
from etanche.vault import Ref, parse_person
from etanche.web import urls
from etanche.web.api import office_shapes
from etanche.web.api.asking import Asked
from etanche.web.api.shapes import CaseName, Date, Hex, Name

Json = dict[str, Any]

_MEDIA: Final[Mapping[Form, str]] = {
    Form.ODS: "application/vnd.oasis.opendocument.spreadsheet",
    Form.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Form.CSV: "text/csv; charset=utf-8",
    Form.JSON: "application/json",
    Form.DPV: "application/ld+json",
    Form.FIDESLANG: "application/yaml",
}

Short = Annotated[str | None, Query(max_length=120)]


def lay_out(router: APIRouter) -> None:
    """Lay out the resources."""
    for address, resource in (
        (urls.API_JOURNAL, journal),
        (urls.API_PROOF, proof),
        (urls.API_DRILLS, drills),
        (urls.API_CLAUSES, carried),
        (urls.API_KEY, key),
    ):
        router.add_api_route(address, resource, methods=["GET"], tags=["organisation"])
    router.add_api_route(urls.API_WALK, walk, methods=["POST"], tags=["organisation"])
    router.add_api_route(urls.API_HEAD, head, methods=["GET"], response_class=PlainTextResponse, tags=["organisation"])
    router.add_api_route(urls.API_EXPORT, register_of, methods=["GET"], response_class=Response, tags=["organisation"])


def journal(
    asking: Asked,
    since: Date | None = None,
    act: Name | None = None,
    actor: Short = None,
    person: Hex | None = None,
    record: Short = None,
    case: CaseName | None = None,
    last: Annotated[int, Query(ge=1, le=1_000)] = 50,
) -> list[Json]:
    """Return the newest lines of the journal, oldest first: all, or the chain of what happened in a case, to a person, to a record."""
    asking.require(KeyAct.JOURNAL)
    found = asking.house.journal_entries(
        since=since,
        act=act,
        actor=actor,
        last=last,
        case=case,
        person=None if person is None else parse_person(person),
        record=None if record is None else Ref.parse(record),
    )
    return [one.as_json() for one in found]


def head(asking: Asked) -> str:
    """Return where the journal ends now, signed: a receipt to be kept by whoever asks."""
    asking.require(KeyAct.JOURNAL)
    return asking.house.journal.receipt(by=asking.actor).written()


def walk(asking: Asked, body: office_shapes.Receipts) -> Json:
    """Walk the whole chain: no line changed, dropped or moved, and every receipt still true."""
    asking.require(KeyAct.JOURNAL)
    held = [Receipt.read(one) for one in body.receipts]
    book = asking.house.journal
    report, found = book.verify(), book.confront(held)
    receipts = [as_confronted(*one) for one in zip(held, found, strict=True)]
    return report.as_json() | {"receipts": receipts, "against": [as_confronted(*one) for one in book.against()]}


def proof(asking: Asked, lang: Language = "en") -> list[Json]:
    """Return the newest verdict of every promise."""
    asking.require_seeing()
    return [as_json(one, lang) for one in asking.house.verdicts().verdicts]


def drills(asking: Asked) -> list[Json]:
    """Return how each drill ended when it was last run: whether its check noticed."""
    asking.require_seeing()
    return [drill_as_json(one.result) | {"at": one.at.isoformat()} for one in asking.house.drilled()]


def carried(asking: Asked) -> list[Json]:
    """Return for each clause of an older text which promises carry it, how much of them is checked and drilled."""
    asking.require_seeing()
    house = asking.house
    return [one.as_json() for one in clauses(house.charter, house.verdicts().verdicts, house.drilled())]


def register_of(
    asking: Asked, form: Annotated[Form, Query(description="what it is written as")] = Form.JSON, lang: Language = "en"
) -> Response:
    """Return the register of processing (GDPR 30): our own JSON, the CNIL's model as a spreadsheet, or what other people's tools read."""
    asking.require_seeing()
    return Response(export(register(asking.house.charter), form, lang), media_type=_MEDIA[form])


def key(asking: Asked) -> Json:
    """Return what the key of this request was made for, and until when."""
    one = asking.key
    return {"id": one.id.hex(), **one.scope.as_json(), "until": one.until.isoformat()}
