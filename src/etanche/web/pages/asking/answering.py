"""
`/request/{organisation}/answer?link=…`: where the link of a letter leads. It confirms who asks by a button, never by being opened, and has the answer.
"""

from __future__ import annotations

from starlette.responses import RedirectResponse, Response

from etanche.instance import Instance, Organisation
from etanche.rights import Filed, TurnedAway
from etanche.web import urls
from etanche.web.files import as_file
from etanche.web.guarding import SEE_OTHER, Asking
from etanche.web.pages.asking.form import answer_at, house_of
from etanche.web.requested import Told, told_of, what_of
from etanche.words import fine


def show(instance: Instance, asking: Asking) -> Response:
    """Show how far a request is, and its answer once there is one."""
    house = house_of(instance, asking)
    word = asking.request.query_params.get(urls.LINK, "")
    return _page(asking, house, house.requests.led_to(word), word)


def confirm(instance: Instance, asking: Asking) -> Response:
    """Take the link as proof of the address; done twice it is done once."""
    house = house_of(instance, asking)
    word = asking.said(urls.LINK)
    try:
        house.requests.tend(house.requests.confirm(word))
    except TurnedAway:
        house.requests.led_to(word)
    return RedirectResponse(urls.with_word(answer_at(asking), word), status_code=SEE_OTHER)


def file(instance: Instance, asking: Asking) -> Response:
    """Hand out what belongs to an answer."""
    house = house_of(instance, asking)
    filed = house.requests.led_to(asking.said(urls.LINK))
    return as_file(*what_of(house.requests, filed, asking.said("what")))


def _page(asking: Asking, house: Organisation, filed: Filed, word: str) -> Response:
    told: Told = told_of(house.requests, filed, asking.view.language)
    return asking.view.page(
        "request/answer.html",
        name="request",
        path=urls.with_word(answer_at(asking), word),
        token=asking.token,
        word=word,
        told=told,
        here=answer_at(asking),
        files_at=urls.own(urls.REQUEST_FILE, str(asking.request.path_params["organisation"])),
        house_name=fine(house.charter.organisation.name, asking.view.language),
    )
