"""`/account/register`: an address and a password; then the link of the letter, and the password again."""

from __future__ import annotations

from dataclasses import replace

from starlette.responses import Response

from etanche.accounts import Accounts, NotByOneself
from etanche.web import urls
from etanche.web.guarding import Asking
from etanche.web.pages.account.page import EMAIL, NEW_PASSWORD, PASSWORD, Field, Form, answer, let_in, tried, written
from etanche.words import say

_NAME = Field(name="name", autocomplete="name", required=False)


def show(accounts: Accounts, asking: Asking) -> Response:
    """Ask for what an account needs, or, with the link of a letter, for the password once more; where nobody opens one so, say by whom they are."""
    if not accounts.by_oneself:
        return _elsewhere(asking)
    word = asking.request.query_params.get(urls.LINK, "")
    return _confirm(asking, word) if word else _register(accounts, asking)


def act(accounts: Accounts, asking: Asking) -> Response:
    """Write to an address, whether there is an account or not; or open the account that a link is for."""
    if not accounts.by_oneself:
        return _elsewhere(asking)
    word = asking.said(urls.LINK)

    def register() -> Response:
        accounts.register(
            asking.said("email"),
            asking.said("new-password"),
            name=asking.said("name"),
            language=asking.view.language,
            place=asking.place,
        )
        return written(asking)

    def confirm() -> Response:
        begun = accounts.confirm(word, asking.said("password"), place=asking.place, device=asking.device)
        return let_in(accounts, asking, begun)

    if word:
        return tried(asking, confirm, lambda wrong, status: _confirm(asking, word, wrong=wrong, status=status))
    return tried(asking, register, lambda wrong, status: _register(accounts, asking, wrong=wrong, status=status))


def _elsewhere(asking: Asking) -> Response:
    """Say that accounts are opened by a provider, under the status of a refusal."""
    error = NotByOneself()
    wrong = (say("account.wrong.by-provider", asking.view.language),)
    links = [(urls.PROVIDERS, "account.link.providers"), (urls.LOGIN, "account.link.login")]
    return answer(asking, "register", wrong=wrong, status=error.http_status, links=links)


def _register(accounts: Accounts, asking: Asking, *, wrong: tuple[str, ...] = (), status: int = 200) -> Response:
    fields = (
        replace(EMAIL, value=asking.said("email")),
        replace(_NAME, value=asking.said("name")),
        NEW_PASSWORD,
    )
    form = Form(address=urls.REGISTER, button="register", fields=fields)
    links = [(urls.LOGIN, "account.link.login")]
    asked = accounts.asked(None)
    return answer(asking, "register", forms=[form], wrong=wrong, status=status, links=links, asked=asked)


def _confirm(asking: Asking, word: str, *, wrong: tuple[str, ...] = (), status: int = 200) -> Response:
    form = Form(address=urls.REGISTER, button="confirm", fields=(PASSWORD,), hidden={urls.LINK: word})
    return answer(asking, "confirm", forms=[form], wrong=wrong, status=status)
