"""The API is what its description says, for requests nobody thought of (schemathesis)."""

from __future__ import annotations

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from tests.api.conftest import World

from etanche.accounts import Made
from etanche.web import urls

EXAMPLES = 8
"""For each resource; each costs a few thousandths of a second."""


@pytest.fixture(scope="module")
def described(world: World) -> object:
    """The description that the server gives of itself."""
    return schemathesis.openapi.from_asgi(f"{urls.API}{urls.API_DESCRIPTION}", world.app)


schema = schemathesis.pytest.from_fixture("described")


@schema.parametrize()
@settings(max_examples=EXAMPLES, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
def test_the_server_does_as_it_describes_itself(case: schemathesis.Case, key: Made) -> None:
    """No request breaks it, and every failure has the one shape."""
    case.headers["Authorization"] = f"Bearer {key.secret}"
    answer = case.call()

    case.validate_response(answer, checks=[not_a_server_error])
    assert answer.status_code < 400 or ["application/problem+json"] == answer.headers["content-type"]
