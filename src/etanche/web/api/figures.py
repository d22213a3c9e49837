"""
`/v1/records/{category}/count · aggregate · disclose`: figures, and records given to a recipient.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from etanche.accounts import KeyAct
from etanche.vault import Ref
from etanche.web import urls
from etanche.web.api import shapes
from etanche.web.api.asking import Asked
from etanche.web.api.records import no_such_record
from etanche.web.api.shapes import Category, FieldName


def lay_out(router: APIRouter) -> None:
    """Lay out the resources."""
    router.add_api_route(urls.API_COUNT, count, methods=["GET"], tags=["records"])
    router.add_api_route(urls.API_FIGURES, aggregate, methods=["GET"], tags=["records"])
    router.add_api_route(urls.API_DISCLOSED, disclose, methods=["POST"], tags=["records"])


def count(asking: Asked, category: Category) -> shapes.Count:
    """Return how many records the purpose is alive for; none is opened."""
    with asking.acting(KeyAct.COUNT, category) as session:
        return shapes.Count(records=session.count(category))


def aggregate(asking: Asked, category: Category, field: Annotated[FieldName, Query()]) -> shapes.Figures:
    """Return how many people say what in a field; where the purpose gives out groups only, none so small that one is told apart."""
    with asking.acting(KeyAct.COUNT, category) as session:
        found = session.aggregate(category, field)
    told = {"people": found.people, "sorts": dict(found.sorts), "others": found.others, "at-least": found.at_least}
    return shapes.Figures.model_validate(told)


def disclose(asking: Asked, category: Category, body: shapes.Disclosure) -> shapes.Page:
    """Return records to be given to a recipient, on the charter's terms; it is journalled before."""
    refs = [Ref.parse(one) for one in body.refs]
    if any(ref.category != category for ref in refs):
        raise no_such_record()
    with asking.acting(KeyAct.DISCLOSE, category) as session:
        found = session.disclose_records(body.recipient, *refs)
        altered = session.altered
    if not found:
        raise no_such_record()
    return shapes.Page(records=[shapes.seen(one) for one in found], altered=altered)
