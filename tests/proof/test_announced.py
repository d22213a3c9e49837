"""What is announced is looked for on the status page as a stranger reads it, in each of its languages."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from tests.proof.conftest import MakeSandbox

from etanche.charter import Promise
from etanche.incidents import announced
from etanche.proof import Answered, Asked, Door, Sandbox, State, doormen
from etanche.proof.checks.incidents import check
from etanche.proof.run import ProofRun


def _say_otherwise(sandbox: Sandbox, language: str) -> None:
    """Serve other words in one language."""
    at = sandbox.bench.status_at

    def answer(door: Door, asked: Asked) -> Answered:
        found = door.ask(asked)
        if asked.path != at:
            return found
        said = json.loads(found.text)
        for one in said["announcements"]:
            one[language] = "All is well."
        return replace(found, body=json.dumps(said).encode())

    doormen.post(sandbox, answer)


@pytest.mark.clause("G21")
@pytest.mark.parametrize(("language", "state"), [(None, State.KEPT), ("fr", State.BROKEN), ("en", State.BROKEN)])
def test_other_words_in_one_language_are_noticed(make_sandbox: MakeSandbox, language: str | None, state: State) -> None:
    """As it was announced it is kept; changed in French or in English alone it is not what was said."""
    with make_sandbox() as sandbox:
        register = sandbox.bench.incidents
        name = register.open("a made-up outage", by="sandbox").name
        announced(register, name, fr="Panne inventée.", en="A made-up outage.", over=False, by="sandbox")
        if language is not None:
            _say_otherwise(sandbox, language)
        with ProofRun(sandbox.bench) as run:
            found = check(run, Promise(kind="incidents", subject="announce"))

    assert state is found.state
