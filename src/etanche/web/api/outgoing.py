"""
`/v1/webhooks` and `/v1/mail`: programs that are told what happens, and letters that wait.
"""

from __future__ import annotations

from fastapi import APIRouter

from etanche.accounts import KeyAct
from etanche.outbound import HostNotDeclared
from etanche.web import urls
from etanche.web.api import office_shapes
from etanche.web.api.asking import Asked
from etanche.web.api.laying import lay
from etanche.web.api.office_shapes import HookId


def lay_out(router: APIRouter) -> None:
    """Lay out the resources."""
    lay(
        router,
        "outgoing",
        (urls.API_WEBHOOKS, "GET", listed, 200),
        (urls.API_WEBHOOKS, "POST", add, 201),
        (urls.API_WEBHOOK, "DELETE", remove, 204),
        (f"{urls.API_WEBHOOK}/test", "POST", test, 200),
        (f"{urls.API_WEBHOOK}/rotate", "POST", rotate, 200),
        (urls.API_MAIL, "GET", mail, 200),
        (urls.API_BOUNCES, "POST", bounced, 200),
        (urls.API_FORGIVEN, "POST", forgive, 200),
    )


def listed(asking: Asked) -> office_shapes.Hooks:
    """Return the programs that are told, without their secrets, and how many calls wait."""
    asking.require(KeyAct.WEBHOOK)
    hooks = [one.as_json() for one in asking.house.hooks.listed()]
    return office_shapes.Hooks(waiting=asking.house.outbox.waiting().calls, webhooks=hooks)


def add(asking: Asked, body: office_shapes.Hooking) -> office_shapes.Hooked:
    """Let a program be told, at a host that the charter declares; its secret is told this once."""
    asking.require(KeyAct.WEBHOOK)
    try:
        made = asking.house.hooks.add(body.url, body.events, by=asking.actor, public=body.public)
    except HostNotDeclared as error:
        # The host is written down where the charter's officer looks, and is not repeated here.
        raise HostNotDeclared("the charter declares no such host", hint=error.hint) from None
    return office_shapes.Hooked(webhook=made.id, secret=made.shown)


def remove(asking: Asked, webhook: HookId) -> None:
    """Tell a program no more."""
    asking.require(KeyAct.WEBHOOK)
    asking.house.hooks.remove(webhook, by=asking.actor)


def test(asking: Asked, webhook: HookId) -> office_shapes.Answered:
    """Call a program now, with an event that tells nothing (`ping`)."""
    asking.require(KeyAct.WEBHOOK)
    return office_shapes.Answered(status=asking.house.hooks.test(webhook).status)


def rotate(asking: Asked, webhook: HookId) -> office_shapes.Hooked:
    """Give a webhook a new secret, told this once; for a day calls are signed with the old one too."""
    asking.require(KeyAct.WEBHOOK)
    made = asking.house.hooks.rotate(webhook, by=asking.actor)
    return office_shapes.Hooked(webhook=made.id, secret=made.shown)


def mail(asking: Asked) -> office_shapes.Mail:
    """Return the letters that wait, without whom they are for."""
    asking.require(KeyAct.MAIL)
    box = asking.house.outbox
    waiting = box.waiting()
    letters = [one.as_json() for one in box.listed()]
    return office_shapes.Mail(waiting=dict(waiting.kinds), unreachable=waiting.unreachable, letters=letters)


def bounced(asking: Asked, body: office_shapes.Bounce) -> office_shapes.Marked:
    """Take a report of a mail server about a letter that came back, and mark the address if nobody is there."""
    asking.require(KeyAct.MAIL)
    return office_shapes.Marked(addresses=asking.house.mail.bounced(body.message.encode()))


def forgive(asking: Asked, body: office_shapes.Forgiving) -> office_shapes.Marked:
    """Take back that nobody is at an address."""
    asking.require(KeyAct.MAIL)
    return office_shapes.Marked(addresses=int(asking.house.outbox.forgive(body.address, by=asking.actor)))
