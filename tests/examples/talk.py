"""Speaks with one of the example applications over HTTP and prints what it answered; started by test_desk in a process of its own."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from typing import Any

CUSTOMER = {"name": "Jeanne Lin", "email": "jeanne@example.org", "phone": "0612345678"}
TICKET = {"subject": "Parcel 7", "body": "It never came.\nWhere is it?"}
CARD = {"subject": "Refund", "body": "to my card 4111 1111 1111 1111"}


def client_of(file: Path) -> Any:
    """Return a client of the application in a file, whichever framework it is written in."""
    spec = importlib.util.spec_from_file_location("desk", file)
    assert spec is not None
    assert spec.loader is not None
    desk = importlib.util.module_from_spec(spec)
    sys.modules["desk"] = desk
    spec.loader.exec_module(desk)
    if "fastapi" in file.parent.name:
        from starlette.testclient import TestClient

        return TestClient(desk.app, raise_server_exceptions=False)
    from django.test import Client  # type: ignore[import-untyped]  # it has no annotations

    return Client(raise_request_exception=False, SERVER_NAME="localhost")


class Talk:
    """A conversation, with what was answered."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self.answers: list[tuple[int, Any]] = []

    def say(self, verb: str, path: str, body: object = None) -> Any:
        """Ask for something; the id of the customer is left out of what is kept, for it is another each time."""
        more: dict[str, Any] = {} if body is None else {"data": json.dumps(body)}
        if "starlette" in type(self._client).__module__:
            more["headers"] = {"content-type": "application/json"}
        elif body is not None:
            more["content_type"] = "application/json"
        answer = getattr(self._client, verb)(path, **more)
        said = json.loads(answer.content) if answer.content and answer.status_code < 400 else None
        self.answers.append((answer.status_code, _without_id(said)))
        return said


def _without_id(said: Any) -> Any:
    if isinstance(said, list):
        return [_without_id(one) for one in said]
    return {name: value for name, value in said.items() if name != "id"} if isinstance(said, dict) else said


def conversation(client: Any) -> list[tuple[int, Any]]:
    """Return the answers to everything a desk does."""
    talk = Talk(client)
    who = talk.say("post", "/customers", CUSTOMER)["id"]
    talk.say("get", f"/customers/{who}")
    talk.say("get", "/customers?email=jeanne@example.org")
    talk.say("get", "/customers?email=nobody@example.org")
    talk.say("patch", f"/customers/{who}", {"phone": "0700000000"})
    talk.say("post", f"/customers/{who}/tickets", TICKET)
    talk.say("get", f"/customers/{who}/tickets")
    talk.say("get", f"/customers/{'0' * 32}")
    talk.say("get", "/customers/nobody/tickets")
    if sys.argv[2:] == ["to-the-end"]:
        talk.say("delete", f"/customers/{who}")
        talk.say("get", f"/customers/{who}")
        talk.say("get", "/customers?email=jeanne@example.org")
        talk.say("post", f"/customers/{who}/tickets", TICKET)
    if sys.argv[2:] == ["with-a-card"]:
        talk.say("post", f"/customers/{who}/tickets", CARD)
    return talk.answers


if __name__ == "__main__":
    print(json.dumps(conversation(client_of(Path(sys.argv[1])))))
