"""Speaks with one of the example applications over HTTP and prints what it answered; started by test_desk in a process of its own."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

CUSTOMER = {"name": "Jeanne Lin", "email": "jeanne@example.org", "phone": "0612345678"}
TICKET = {"subject": "Parcel 7", "body": "It never came.\nWhere is it?"}
COMMAND = "from etanche.cli import main; main()"
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
        told = answer.content and (answer.status_code < 400 or answer.status_code == 422)
        said = json.loads(answer.content) if told else None
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
    if sys.argv[2:] == ["what-does-not-fit"]:
        talk.say("post", "/customers", {**CUSTOMER, "email": "not an address"})
        talk.say("patch", f"/customers/{who}", {"phone": "call me"})
        talk.say("get", f"/customers/{who}")
    if sys.argv[2:3] == ["under-another-charter"]:
        talk.answers.clear()
        subprocess.run([sys.executable, "-c", COMMAND, *sys.argv[3:]], check=True, stdout=subprocess.DEVNULL)
        talk.say("get", "/customers?email=jeanne@example.org")
        talk.say("post", f"/customers/{who}/tickets", TICKET)
        talk.say("patch", f"/customers/{who}", {"name": "Jeanne Coton"})
        talk.say("delete", f"/customers/{who}")
    return talk.answers


if __name__ == "__main__":
    print(json.dumps(conversation(client_of(Path(sys.argv[1])))))
