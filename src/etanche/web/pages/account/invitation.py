"""`/account/invitation`: what an organisation offers to whoever has its link, and the act that accepts it."""

from __future__ import annotations

from typing import Protocol

from starlette.responses import Response

from etanche.accounts import Accounts
from etanche.errors import Refused
from etanche.terms import Text
from etanche.web import urls
from etanche.web.callers import LOGGED_IN
from etanche.web.guarding import Asking
from etanche.web.pages.account.page import Form, answer, to_page
from etanche.words import list_words, say


class Offered(Protocol):
    """What an invitation offers."""

    @property
    def organisation(self) -> str:
        """What the organisation is called."""

    @property
    def roles(self) -> tuple[Text, ...]:
        """What its charter calls the roles."""


class Invitations(Protocol):
    """How accounts come into organisations."""

    def offered(self, token: str) -> Offered:
        """Return what an invitation offers; refused, if it opens nothing any more."""

    def accept(self, token: str, account: bytes) -> None:
        """Let an account in; refused, if it opens nothing any more, or they belong to it already."""


def show(invitations: Invitations, _accounts: Accounts, asking: Asking) -> Response:
    """Tell whoever is logged in what is offered; whoever is not, to log in first: with the link nobody is in yet."""
    word = asking.request.query_params.get(urls.LINK, "")
    if asking.caller.kind not in LOGGED_IN:
        return to_page(urls.with_next(urls.LOGIN, urls.with_word(urls.INVITATION, word)))
    return _page(invitations, asking, word)


def act(invitations: Invitations, _accounts: Accounts, asking: Asking) -> Response:
    """Accept it."""
    word = asking.said(urls.LINK)
    try:
        invitations.accept(word, asking.caller.account)
    except Refused as error:
        return _refused(asking, error.http_status)
    return answer(asking, "invited-in", told=say("account.told.joined", asking.view.language))


def _page(invitations: Invitations, asking: Asking, word: str) -> Response:
    try:
        offer = invitations.offered(word)
    except Refused as error:
        return _refused(asking, error.http_status)
    language = asking.view.language
    note = say(
        "account.invitation.offer",
        language,
        organisation=offer.organisation,
        roles=list_words([role.in_(language) for role in offer.roles], language),
    )
    form = Form(address=urls.INVITATION, button="accept", hidden={urls.LINK: word})
    return answer(asking, "invitation", forms=[form], note=note)


def _refused(asking: Asking, status: int) -> Response:
    wrong = (say("account.wrong.invitation", asking.view.language),)
    return answer(asking, "invitation", wrong=wrong, status=status, links=[(urls.ACCOUNT, "account.link.account")])
