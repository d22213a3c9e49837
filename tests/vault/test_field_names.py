"""A field that nobody declared and that is called a password holds one, whatever stands in it."""

from __future__ import annotations

import pytest
from tests.vault.test_trimming import NEVER

from etanche.charter import Forbidden
from etanche.vault.forbidden import Met, met


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (Forbidden.PASSWORD, "password"),
        (Forbidden.PASSWORD, "User_Password"),
        (Forbidden.PASSWORD, "MOT-DE-PASSE"),
        (Forbidden.SECRET, "api_key"),
        (Forbidden.SECRET, "Client-Secret"),
        (Forbidden.MAIL_BODY, "mail-body"),
    ],
)
def test_a_field_is_judged_by_its_name_too(kind: Forbidden, name: str) -> None:
    """However its name is spelled, its harmless-looking value is met; a field that the charter declares is judged by its value alone."""
    never = NEVER[kind]

    assert isinstance(met([never], name, "tulip", declared=False), Met)
    assert met([never], name, "tulip", declared=True) is None
    assert met([never], "flower", "tulip", declared=False) is None
