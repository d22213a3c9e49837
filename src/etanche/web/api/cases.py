"""
`/v1/cases`, `/v1/grants` and `/v1/inquiries`: who may look because of what, and what attempts beside it came to.
"""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from etanche.accounts import KeyAct
from etanche.vault import Finding, parse_person
from etanche.web import urls
from etanche.web.api import shapes
from etanche.web.api.asking import Asked
from etanche.web.api.laying import lay
from etanche.web.api.shapes import Case

Json = dict[str, Any]


def lay_out(router: APIRouter) -> None:
    """Lay out the resources."""
    lay(
        router,
        "cases",
        (urls.API_GRANTS, "GET", grants, 200),
        (urls.API_CASE_GRANTS, "GET", of_case, 200),
        (urls.API_CASE_GRANTS, "POST", grant, 201),
        (f"{urls.API_CASE_GRANTS}/revoke", "POST", revoke, 204),
        (urls.API_CASE, "DELETE", close, 204),
        (urls.API_INQUIRIES, "GET", inquiries, 200),
        (urls.API_INQUIRY, "POST", settle, 204),
    )


def grants(asking: Asked) -> list[Json]:
    """Return the grants of every case, with what became of each."""
    asking.require(KeyAct.GRANT)
    return [one.as_json() for one in asking.house.vault.grants()]


def of_case(asking: Asked, case: Case) -> list[Json]:
    """Return the grants of a case."""
    asking.require(KeyAct.GRANT)
    return [one.as_json() for one in asking.house.vault.grants(case)]


def grant(asking: Asked, case: Case, body: shapes.Granting) -> Json:
    """Let somebody act in a role because of a case; the key approves, in its own role."""
    asking.require(KeyAct.GRANT)
    persons = None if body.persons is None else [parse_person(one) for one in body.persons]
    given = asking.house.vault.grant(
        case,
        role=body.role,
        actor=body.actor,
        reason=body.reason,
        by=asking.actor,
        until=body.until,
        persons=persons,
        as_=asking.role,
    )
    return given.as_json()


def revoke(asking: Asked, case: Case, body: shapes.Revoking) -> None:
    """End what a case grants somebody, now."""
    asking.require(KeyAct.GRANT)
    asking.house.vault.revoke(case, role=body.role, actor=body.actor, by=asking.actor)


def close(asking: Asked, case: Case) -> None:
    """End every grant of a case, now."""
    asking.require(KeyAct.GRANT)
    asking.house.vault.close_case(case, by=asking.actor)


def inquiries(asking: Asked) -> list[Json]:
    """Return the inquiries that attempts outside a grant opened, those first that wait for an answer."""
    asking.require(KeyAct.INQUIRE)
    return [one.as_json() for one in asking.house.vault.inquiries()]


def settle(asking: Asked, inquiry: str, body: shapes.Finding) -> None:
    """Say what an inquiry found; nobody does so about themselves."""
    asking.require(KeyAct.INQUIRE)
    asking.house.vault.answer_inquiry(inquiry, Finding(body.finding), body.words, by=asking.actor)
