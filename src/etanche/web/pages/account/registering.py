"""`/account/register`: an address; then, by the link of the letter, a name and a password, and the account is open."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from starlette.responses import Response

from etanche.accounts import Accounts, Documents, LinkRefused, NotByOneself
from etanche.web import urls
from etanche.web.guarding import Asking
from etanche.web.pages.account.page import EMAIL, NEW_PASSWORD, Field, Form, answer, let_in, tried, written
from etanche.words import say

_NAME: Final = Field(name="name", autocomplete="name", required=False)
_NOTICE: Final = f"{urls.of('instance')}{urls.PRIVACY}"
_LOGIN: Final = (urls.LOGIN, "account.link.login")
_AGAIN: Final = ((urls.REGISTER, "account.link.register"), _LOGIN, (urls.RECOVER, "account.link.recover"))


def show(accounts: Accounts, asking: Asking) -> Response:
    """Ask for an address, or, with the link of a letter, for what opens the account: to look at that page uses nothing up. Where nobody opens one so, say by whom they are."""
    if not accounts.by_oneself:
        return _elsewhere(asking)
    word = asking.request.query_params.get(urls.LINK, "")
    return _open(accounts, asking, word) if word else _ask(asking)


def act(accounts: Accounts, asking: Asking) -> Response:
    """Write to an address, whether there is an account or not; or open the account that a link is for."""
    if not accounts.by_oneself:
        return _elsewhere(asking)
    word = asking.said(urls.LINK)

    def ask() -> Response:
        accounts.ask_account(asking.said("email"), language=asking.view.language, place=asking.place)
        return written(asking)

    def open_() -> Response:
        begun = accounts.open_account(
            word,
            asking.said("new-password"),
            name=asking.said("name"),
            language=asking.view.language,
            shown=Documents(terms=asking.said("terms"), notice=asking.said("notice")),
            device=asking.device,
        )
        return let_in(accounts, asking, begun)

    if word:
        return tried(asking, open_, lambda wrong, status: _open(accounts, asking, word, wrong=wrong, status=status))
    return tried(asking, ask, lambda wrong, status: _ask(asking, wrong=wrong, status=status))


def _elsewhere(asking: Asking) -> Response:
    """Say that accounts are opened by a provider, under the status of a refusal."""
    error = NotByOneself()
    wrong = (say("account.wrong.by-provider", asking.view.language),)
    links = [(urls.PROVIDERS, "account.link.providers"), _LOGIN]
    return answer(asking, "register", wrong=wrong, status=error.http_status, links=links)


def _ask(asking: Asking, *, wrong: tuple[str, ...] = (), status: int = 200) -> Response:
    form = Form(address=urls.REGISTER, button="register", fields=(replace(EMAIL, value=asking.said("email")),))
    return answer(asking, "register", forms=[form], wrong=wrong, status=status, links=[_LOGIN])


def _open(accounts: Accounts, asking: Asking, word: str, *, wrong: tuple[str, ...] = (), status: int = 200) -> Response:
    """Ask for what opens the account of a link; of one that does not work say so, and the ways on."""
    language = asking.view.language
    try:
        email = accounts.opens(word)
    except LinkRefused as error:
        told = (say("account.wrong.link", language),)
        return answer(asking, "open-not", wrong=told, status=error.http_status, links=_AGAIN)
    documents = accounts.documents
    form = Form(
        address=urls.REGISTER,
        button="open",
        fields=(replace(EMAIL, value=email, fixed=True), replace(_NAME, value=asking.said("name")), NEW_PASSWORD),
        hidden={urls.LINK: word, "terms": documents.terms, "notice": documents.notice},
    )
    note = say("account.accept.terms", language, email=email, terms=documents.terms, notice=documents.notice)
    asked = accounts.asked(None)
    return answer(asking, "open", forms=[form], wrong=wrong, status=status, note=note, asked=asked, read=_NOTICE)
