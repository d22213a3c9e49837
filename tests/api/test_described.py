"""The API is what its description says, for requests nobody thought of (schemathesis)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.schemas import APIOperation
from tests.api.conftest import World

from etanche.accounts import KeyAct, Made
from etanche.web import urls

Operation = APIOperation[Any, Any, Any, Any]

EXAMPLES: Final = 5
"""For each resource; each costs some thousandths of a second."""


def operations(world: World) -> Iterator[Operation]:
    """Yield every operation of the description that the server gives of itself."""
    schema = schemathesis.openapi.from_asgi(f"{urls.API}{urls.API_DESCRIPTION}", world.app)
    for one in schema.get_all_operations():
        if isinstance(one, Ok):
            yield one.ok()


def test_the_server_does_as_it_describes_itself(world: World, key: Made) -> None:
    """No request breaks it, and every failure has the one shape."""
    asked = set()
    office = world.roleless(KeyAct.APPLY)

    def ask(operation: Operation) -> None:
        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def described(case: schemathesis.Case[Any]) -> None:
            # Names of the charter are not guessed: with them the request comes to where something is done.
            case.path_parameters |= {name: "ledger" for name in case.path_parameters if name == "category"}
            shown = office if operation.path.startswith(urls.API_CHARTER) else key
            answer = case.call(headers={"Authorization": f"Bearer {shown.secret}", "Etanche-Purpose": "watching"})
            asked.add(operation.label)
            case.validate_response(answer, checks=[not_a_server_error])
            assert answer.status_code < 400 or ["application/problem+json"] == answer.headers["content-type"]

        described()

    for operation in operations(world):
        ask(operation)

    assert len(asked) > 80
