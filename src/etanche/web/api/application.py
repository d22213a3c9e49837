"""
The application below `/v1`: what programs ask an organisation for, described by itself (OpenAPI).
"""

from __future__ import annotations

from functools import cache
from typing import Final

from fastapi import APIRouter, FastAPI
from starlette.responses import JSONResponse, Response

from etanche import __version__
from etanche.instance import Instance
from etanche.web import urls
from etanche.web.api import (
    bulk,
    cases,
    charters,
    consents,
    copies,
    demands,
    figures,
    groups,
    house,
    incidents,
    office,
    outgoing,
    persons,
    problems,
    records,
    requests,
)
from etanche.web.api.bounds import Bounds
from etanche.web.api.guarding import is_bulk, route_for
from etanche.web.api.shares import Shares

A_MINUTE: Final = 6_000
"""Requests that one key may send in a minute."""

_RESOURCES: Final = (
    bulk,
    copies,
    figures,
    records,
    persons,
    groups,
    consents,
    requests,
    cases,
    incidents,
    demands,
    office,
    outgoing,
    charters,
    house,
)
"""In the order in which the description lists them."""


def create_api(instance: Instance, *, a_minute: int = A_MINUTE) -> FastAPI:
    """
    Return the application of an instance, to be mounted at `urls.API`.

    Args:
        instance: the organisations that keys are of.
        a_minute: requests that one key may send in a minute.
    """
    app = FastAPI(
        title="Étanche",
        version=__version__,
        servers=[{"url": urls.API}],
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
    )
    app.add_middleware(Bounds, bulk=is_bulk)
    shares = Shares(instance.clock, of=a_minute)
    router = APIRouter(route_class=route_for(instance, shares))
    for resources in _RESOURCES:
        resources.lay_out(router)
    app.include_router(router)
    described = cache(app.openapi)
    problems.lay_out(app, cache(lambda: _names(described())))

    def describe() -> Response:
        """Return the description of every resource."""
        return JSONResponse(described(), headers={"Cache-Control": "public, max-age=3600"})

    app.add_api_route(urls.API_DESCRIPTION, describe, methods=["GET"], include_in_schema=False)
    return app


def _names(description: dict[str, object]) -> frozenset[str]:
    """Return every name that the description declares: a place in a request may be told by them."""
    found = {"body", "path", "query", "header"}

    def walk(part: object) -> None:
        if isinstance(part, dict):
            properties = part.get("properties")
            if isinstance(properties, dict):
                found.update(map(str, properties))
            if isinstance(part.get("name"), str) and "in" in part:
                found.add(part["name"])
            for one in part.values():
                walk(one)
        elif isinstance(part, list):
            for one in part:
                walk(one)

    walk(description)
    return frozenset(found)
