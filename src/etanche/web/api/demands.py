"""
`/v1/demands`: what authorities that may compel us demanded, written down as it came, and seen.

To examine one, to give what it names, to keep silent and to tell the people takes two who answer for it: that is done at the desk, and by no key.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Path
from pydantic import StringConstraints

from etanche.accounts import KeyAct
from etanche.incidents.demands import figures
from etanche.web import urls
from etanche.web.api import desk_shapes
from etanche.web.api.asking import Asked
from etanche.web.api.laying import lay

Json = dict[str, Any]
DemandName = Annotated[
    str, StringConstraints(pattern=r"^(demand-)?[0-9a-f]{12,32}$"), Path(description="a demand, by its name")
]


def lay_out(router: APIRouter) -> None:
    """Lay out the resources; figures before a demand that could be called so."""
    lay(
        router,
        "demands",
        (urls.API_DEMANDS, "POST", begin, 201),
        (urls.API_DEMANDS, "GET", listed, 200),
        (urls.API_DEMAND_FIGURES, "GET", counted, 200),
        (urls.API_DEMAND, "GET", show, 200),
    )


def begin(asking: Asked, body: desk_shapes.Demanding) -> desk_shapes.Opened:
    """Write a demand down as it came: who asks, by which law, what; when it came, and until when they want an answer."""
    asking.require(KeyAct.DEMAND)
    made = asking.house.demands.open(
        body.recipient,
        sort=body.sort,
        asker=body.asker,
        ground=body.ground,
        asked=body.words,
        by=asking.actor,
        received=body.received,
        due=body.due,
    )
    return desk_shapes.Opened(id=made.id.hex(), name=made.name)


def listed(asking: Asked) -> list[Json]:
    """Return the register of demands, those with something left to do first."""
    asking.require(KeyAct.DEMANDS)
    house = asking.house
    return [one.as_json(house.clock.now()) for one in house.demands.all()]


def show(asking: Asked, demand: DemandName) -> Json:
    """Return one demand, in order."""
    asking.require(KeyAct.DEMANDS)
    return asking.house.demands.of(demand).as_json(asking.house.clock.now())


def counted(asking: Asked) -> list[Json]:
    """Return how many demands came by year and kind of authority; fewer than five are not told apart."""
    asking.require(KeyAct.DEMANDS)
    return [asdict(one) for one in figures(asking.house.demands.all())]
