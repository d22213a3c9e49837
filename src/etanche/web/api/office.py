"""
`/v1/assignments`, `/v1/undertakings`, `/v1/attestations`, `/v1/alerts`, `/v1/halt`: what an office does, and is to be told.

A key stops all access, and none lets it go on: that takes somebody who is named and shows a second factor, and a key is nobody (decision 65).
"""

from __future__ import annotations

from typing import Any, Final

from fastapi import APIRouter

from etanche.accounts import KeyAct
from etanche.incidents import halt
from etanche.proof import Evidence, NoSuchAttestation
from etanche.standing import Scope
from etanche.web import urls
from etanche.web.api import office_shapes
from etanche.web.api.asking import Asked
from etanche.web.api.laying import lay
from etanche.web.api.office_shapes import EvidenceDigest

Json = dict[str, Any]


_NAMED: Final = "`attested` of the charter names them"
"""It is told where the names stand, and no name is repeated."""


def lay_out(router: APIRouter) -> None:
    """Lay out the resources."""
    lay(
        router,
        "office",
        (urls.API_ASSIGNMENTS, "POST", assign, 204),
        (urls.API_UNDERTAKINGS, "POST", undertaking, 204),
        (urls.API_ATTESTED, "GET", attested, 200),
        (urls.API_ATTESTED, "POST", attest, 201),
        (urls.API_EVIDENCED, "GET", evidenced, 200),
        (urls.API_ALERTS, "GET", alerts, 200),
        (urls.API_HALT, "POST", stop, 204),
    )


def assign(asking: Asked, body: office_shapes.Assigning) -> None:
    """Say which values are somebody's own, in place of those before; nobody does so for themselves."""
    asking.require(KeyAct.ASSIGN)
    asking.house.vault.assign(body.role, actor=body.actor, values=body.values, by=asking.actor, until=body.until)


def undertaking(asking: Asked, body: office_shapes.Undertaking) -> None:
    """Attest that somebody gave an undertaking; nobody attests their own. A moment that is past ends it."""
    asking.require(KeyAct.ASSIGN)
    if body.agreement not in asking.house.plan.agreements.values():
        raise NoSuchAttestation("the charter has no such undertaking", hint=_NAMED)
    asking.house.vault.attest(body.agreement, actor=body.actor, until=body.until, by=asking.actor)


def attested(asking: Asked) -> list[Json]:
    """Return the evidence that was entered, the nearest end first, and what has none."""
    asking.require(KeyAct.ATTEST)
    house = asking.house
    found = house.attestations.listed()
    lacking = sorted(set(house.charter.attested) - {one.row.name for one in found})
    return [*(one.as_json() for one in found), *({"promise": f"attest:{name}", "until": None} for name in lacking)]


def attest(asking: Asked, body: office_shapes.Entering) -> Json:
    """Enter evidence for an attestation, by its digest: the file stays where it is. What was entered before stays, and counts no more."""
    asking.require(KeyAct.ATTEST)
    name = body.promise.removeprefix("attest:")
    if name not in asking.house.charter.attested:
        raise NoSuchAttestation("the charter has no such attestation", hint=_NAMED)
    found = Evidence(
        name=name,
        digest=bytes.fromhex(body.digest),
        issuer=body.issuer,
        owner=body.owner,
        link=body.link,
        made=body.on,
        until=body.until,
        about=body.actor,
        by=asking.actor,
    )
    return asking.house.attest(found).as_json()


def evidenced(asking: Asked, digest: EvidenceDigest) -> list[Json]:
    """Return what a file is the evidence of, by its digest."""
    asking.require(KeyAct.ATTEST)
    return [one.as_json() for one in asking.house.attestations.evidenced(bytes.fromhex(digest))]


def alerts(asking: Asked) -> list[Json]:
    """Return what somebody is to be told of promises and was not yet, the oldest first."""
    asking.require(KeyAct.ALERTS)
    return [one.as_json() for one in asking.house.alerts()]


def stop(asking: Asked, body: office_shapes.Halting) -> None:
    """Stop all access to the organisation, at once and until somebody ends it, who is named and shows a second factor."""
    asking.require(KeyAct.HALT)
    halt([asking.house.halter], Scope.ORGANISATION, reason=body.reason, by=asking.actor)
