"""Resources of one sort, laid out at their addresses."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter

Laid = tuple[str, str, Callable[..., object], int]
"""An address, a method, what answers, and the status of an answer that is well."""


def lay(router: APIRouter, sort: str, *resources: Laid) -> None:
    """Lay resources out, in this order, under the name of their sort."""
    for address, method, resource, status in resources:
        router.add_api_route(address, resource, methods=[method], status_code=status, tags=[sort])
