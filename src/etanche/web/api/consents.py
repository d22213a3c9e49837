"""
`/v1/consents` and `/v1/persons/{person}/consents · instructions`: the words that people are asked by, what they said, and the receipt of it.

A program that shows the words of a purpose fetches them here, and says by their digest which ones it showed: a yes to other words than those
of the charter in force is none.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from etanche.accounts import KeyAct
from etanche.errors import Unreadable
from etanche.rights import Instructions, leave, take_back
from etanche.rights.consent import How, as_json
from etanche.terms import Language
from etanche.vault import parse_person
from etanche.web import urls
from etanche.web.api import desk_shapes
from etanche.web.api.asking import Asked
from etanche.web.api.laying import lay
from etanche.web.api.shapes import Name, Person

Json = dict[str, Any]
Purpose = Annotated[Name, Path(description="a purpose that people decide on")]


def lay_out(router: APIRouter) -> None:
    """Lay out the resources."""
    lay(
        router,
        "consents",
        (urls.API_ASKED, "GET", asked, 200),
        (urls.API_CONSENTS, "GET", listed, 200),
        (urls.API_CONSENTS, "POST", decide, 200),
        (urls.API_INSTRUCTIONS, "PUT", instruct, 204),
        (urls.API_INSTRUCTIONS, "DELETE", forget_instructions, 204),
    )
    router.add_api_route(
        urls.API_CONSENT_RECEIPT, receipt, methods=["POST"], response_class=Response, tags=["consents"]
    )


def asked(asking: Asked, purpose: Purpose, lang: Annotated[Language, Query()] = "en") -> Json:
    """Return the words by which people are asked about a purpose, and their digest."""
    asking.require(KeyAct.DECIDE)
    shown = asking.house.consents.shown(purpose, lang)
    return {"purpose": purpose, "language": lang, "text": shown.text, "digest": shown.digest}


def listed(asking: Asked, person: Person) -> list[Json]:
    """Return what somebody decided on, with what shows it: way, language, number of acts, digest of the words."""
    asking.require(KeyAct.DECIDE)
    consents, who = asking.house.consents, parse_person(person)
    last = consents.last_words(who)
    return [as_json(one, last.get(one.purpose)) for one in consents.choices(who)]


def decide(asking: Asked, person: Person, body: desk_shapes.Deciding) -> desk_shapes.Decided:
    """Write down a yes or a no that somebody said; after a no what was held for that alone is destroyed at once."""
    asking.require(KeyAct.DECIDE)
    if body.yes and body.seen is None:
        raise Unreadable("which words they said yes to is not said", hint="`seen`: the digest that came with the words")
    house, who = asking.house, parse_person(person)
    done = house.consents.say(
        who,
        body.purpose,
        yes=body.yes,
        language=body.language,
        how=How.API,
        actor=asking.actor,
        seen=body.seen,
    )
    receipted = done.new and body.purpose in house.plan.consents
    posted = receipted and house.post_receipt(who, body.purpose, by=asking.actor)
    return desk_shapes.Decided(new=done.new, gone=done.gone, posted=posted)


def receipt(asking: Asked, person: Person, purpose: Purpose) -> Response:
    """Return a signed receipt of somebody's last word on a purpose that rests on consent; `etanche verify` looks at it without us."""
    asking.require(KeyAct.DECIDE)
    made = asking.house.consent_receipt(parse_person(person), purpose, by=asking.actor)
    return Response(made, media_type="application/octet-stream")


def instruct(asking: Asked, person: Person, body: desk_shapes.Instructing) -> None:
    """Seal what somebody wishes for their data after their death, in place of what they wished before."""
    asking.require(KeyAct.DECIDE)
    said = Instructions(wish=body.wish, name=body.name.strip(), email=body.email.strip())
    leave(asking.house.requests.around, parse_person(person), said, actor=asking.actor)


def forget_instructions(asking: Asked, person: Person) -> None:
    """Write down that they wish nothing any more: the charter says what happens then."""
    asking.require(KeyAct.DECIDE)
    take_back(asking.house.requests.around, parse_person(person), actor=asking.actor)
