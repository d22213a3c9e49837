"""Whose account is changed from elsewhere at the moment in which they change it is told so, and what to do."""

from __future__ import annotations

import pytest
from tests.accounts.conftest import SECRET
from tests.web.browsing import Browser

from etanche.accounts.keeping import Keeping

WANTED = {
    "/account/password": {"password": SECRET, "new-password": "another heron, three newts"},
    "/account/email": {"password": SECRET, "new-email": "maud@example.org"},
}
TOLD = {"en": "from elsewhere at the same moment", "fr": "d’ailleurs au même moment"}


@pytest.mark.parametrize("address", WANTED)
@pytest.mark.parametrize("language", TOLD)
def test_who_comes_second_is_told_what_happened(
    browser: Browser, monkeypatch: pytest.MonkeyPatch, address: str, language: str
) -> None:
    """Nothing of theirs was done; the form stands below, and sent again it is taken."""
    browser.registered()
    browser.client.headers["accept-language"] = language
    change = Keeping.change

    def late(keeping: Keeping, of: object, **fields: str | None) -> object:
        monkeypatch.setattr(Keeping, "change", change)
        change(keeping, of, **({"logins": "7"} if "password" in fields else {"name": "Ann B."}))  # type: ignore[arg-type]  # as it was called
        return change(keeping, of, **fields)  # type: ignore[arg-type]  # as it was called

    monkeypatch.setattr(Keeping, "change", late)
    second = browser.send(address, **WANTED[address])
    again = browser.send(address, **WANTED[address])

    assert 403 == second.status_code
    assert TOLD[language] in second.text
    assert 'name="password"' in second.text
    assert 200 == again.status_code
