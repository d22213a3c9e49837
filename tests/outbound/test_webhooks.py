"""Programs are told at declared hosts, signed as a standard wants it, again and again until they have it, and of nobody."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from standardwebhooks.webhooks import Webhook
from tests.conftest import CHEAP_KDF, MORNING, PASSPHRASE
from tests.outbound.test_alerts import break_it
from tests.proof.conftest import HARBOUR

from etanche.clock import FixedClock
from etanche.instance import Instance
from etanche.keyring import hook_signer, verify
from etanche.outbound import (
    Answer,
    Destination,
    Hooks,
    HookUnreadable,
    HostNotDeclared,
    HostOutOfReach,
    Http,
    NoSuchHook,
    SendingKeys,
    make_calls,
)
from etanche.outbound.calling import WAITS
from etanche.outbound.webhooks import Endpoint, body_of, signed_headers

URL = "https://hooks.example/etanche"
BOTH = ("promise.changed", "evidence.lapsing")


class Program(Http):
    """A way out at whose other end the test sits: it answers what the test wants, and remembers what came."""

    def __init__(self, instance: Instance) -> None:
        """Declare one host."""
        super().__init__(
            declared=(Destination(host="hooks.example", ports=frozenset({443})),),
            journal=instance.journal,
            clock=instance.clock,
            organisation=instance.organisation_id,
        )
        self.status: int | None = 204
        self.taken: list[tuple[dict[str, str], bytes]] = []

    def send(self, method: str, url: str, **how: object) -> Answer:
        """Take a call."""
        assert ("POST", URL) == (method, url)
        if self.status is None:
            raise HostOutOfReach("nobody answers", hint="")
        headers, body = how["headers"], how["body"]
        assert isinstance(headers, dict)
        assert isinstance(body, bytes)
        self.taken.append((headers, body))
        return Answer(status=self.status, headers={}, body=b"")


@pytest.fixture
def instance(tmp_path: Path, clock: FixedClock) -> Iterator[Instance]:
    """An instance with promises."""
    with Instance.create(tmp_path / "data", charter=HARBOUR, passphrase=PASSPHRASE, clock=clock, kdf=CHEAP_KDF) as made:
        yield made


@pytest.fixture
def program(instance: Instance) -> Program:
    """Whoever is called."""
    return Program(instance)


@pytest.fixture
def hooks(instance: Instance, program: Program) -> Hooks:
    """The webhooks of an instance."""
    keys = SendingKeys(
        store=instance.store,
        keyring=instance.keyring,
        clock=instance.clock,
        organisation=instance.organisation_id,
    )
    return Hooks(keys=keys, outbox=instance.outbox, http=program)


def told(hooks: Hooks, event: str = "promise.changed") -> int:
    """Let programs know of something."""
    with hooks.outbox.store.writing() as connection:
        return hooks.tell(connection, event, {"promise": "hosting:vannes"})


def believed(secret: str, call: tuple[dict[str, str], bytes]) -> bool:
    """Return what another's verifier computes of a call, at the moment at which it was made."""
    headers, body = call
    at = datetime.fromtimestamp(int(headers["webhook-timestamp"]), UTC)
    made = Webhook(secret).sign(headers["webhook-id"], at, body.decode())
    return made in headers["webhook-signature"].split(" ")


def test_the_signature_is_that_of_the_standard() -> None:
    """The vector of the standard: the same secret, number, moment and body have the same signature."""
    secret = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    endpoint = Endpoint(url=URL, events=(), secret=secret, public=False)
    at = datetime.fromtimestamp(1674087231, UTC)
    headers = signed_headers([endpoint], "msg_p5jXN8AQM9LWM0D4loKWxJek", at, b'{"test": 2432232314}')

    assert "v1,AQG81rX2n4rTN1fkXoqILSHO9gAOcwya9dP41rhrQDI=" == headers["webhook-signature"]
    assert "1674087231" == headers["webhook-timestamp"]


def test_everybody_with_the_public_half_can_verify() -> None:
    """Signed with a key pair, a call is believed with the public key, and another body is not."""
    endpoint = Endpoint(url=URL, events=(), secret=b"k" * 32, public=True)
    headers = signed_headers([endpoint], "msg_1", MORNING, b"{}")
    version, _, signature = headers["webhook-signature"].partition(",")
    public = hook_signer(b"k" * 32).public
    signed = f"msg_1.{headers['webhook-timestamp']}.".encode()

    assert "v1a" == version
    assert verify(public, base64.b64decode(signature), signed + b"{}")
    assert not verify(public, base64.b64decode(signature), signed + b"[]")


def test_a_program_is_told_and_believes_it(hooks: Hooks, program: Program) -> None:
    """What it wants to know comes once, and its verifier believes it; another event does not come."""
    made = hooks.add(URL, ["promise.changed"], by="ann")
    posted = told(hooks), told(hooks, "evidence.lapsing")
    done = make_calls(hooks)
    [call] = program.taken

    assert ((1, 0), 1, 0) == (posted, done.sent, hooks.outbox.waiting().calls)
    assert believed(made.shown, call)
    assert not believed("whsec_" + "A" * 32, call)
    assert {"type": "promise.changed", "data": {"promise": "hosting:vannes"}}.items() <= json.loads(call[1]).items()


def test_a_promise_that_breaks_is_told_to_a_program(instance: Instance, hooks: Hooks, program: Program) -> None:
    """A promise broke behind the system's back: the program is told which, what it was and what it is, though no letter goes."""
    hooks.add(URL, BOTH, by="ann")
    break_it(instance)
    posted = instance.post_alerts()
    make_calls(hooks)
    [(_, body)] = program.taken

    assert (1, ()) == (posted, instance.alerts())
    assert {"promise": "hosting:vannes", "was": "kept", "now": "broken"}.items() <= json.loads(body)["data"].items()


def test_an_undeclared_host_is_no_webhook(instance: Instance, hooks: Hooks) -> None:
    """Attack: whoever may add webhooks cannot name a host that the charter does not; the try is journalled."""
    for url in ("https://evil.example/", "http://hooks.example/", "https://hooks.example:8443/"):
        with pytest.raises(HostNotDeclared):
            hooks.add(url, BOTH, by="eve")
    with pytest.raises(HostNotDeclared):
        instance.hooks.add(URL, BOTH, by="eve")

    assert () == hooks.listed()
    assert 4 == len(instance.journal.entries(act="egress-refused"))


@pytest.mark.parametrize("status", [500, 302, 404, None])
def test_what_a_program_does_not_take_comes_again_under_the_same_number(
    hooks: Hooks, program: Program, clock: FixedClock, status: int | None
) -> None:
    """A fault, a redirection or silence is a failure: the same call comes later, signed for that moment; then it is over."""
    hooks.add(URL, BOTH, by="ann")
    told(hooks)
    program.status = status
    first = make_calls(hooks), make_calls(hooks)
    clock.advance(timedelta(seconds=7))
    program.status = 200
    second = make_calls(hooks)
    numbers = {call[0]["webhook-id"] for call in program.taken}

    assert (1, 0, 1) == (first[0].later, first[1].later, second.sent)
    assert 1 == len(numbers)
    assert 0 == hooks.outbox.waiting().calls


def test_a_program_that_never_answers_is_given_up(
    instance: Instance, hooks: Hooks, program: Program, clock: FixedClock
) -> None:
    """After some three days nothing is tried any more, and that is written down."""
    hooks.add(URL, BOTH, by="ann")
    told(hooks)
    program.status = None
    begun, tries = clock.now(), 0
    while hooks.outbox.waiting().calls:
        make_calls(hooks)
        tries += 1
        clock.advance(WAITS[min(tries, len(WAITS)) - 1] * 1.11)

    assert len(WAITS) + 1 == tries
    assert timedelta(days=3) < clock.now() - begun
    assert 1 == len(instance.journal.entries(act="call-given-up"))


def test_a_program_that_is_gone_is_told_no_more(instance: Instance, hooks: Hooks, program: Program) -> None:
    """Status 410 ends the webhook, and that is written down; what waited for it is dropped."""
    hooks.add(URL, BOTH, by="ann")
    told(hooks)
    told(hooks)
    program.status = 410
    done = make_calls(hooks)
    [line] = instance.journal.entries(act="webhook-removed")

    assert ((), 2, 1) == (hooks.listed(), done.given_up, len(program.taken))
    assert "gone" == line.facts["why"]


def test_a_secret_is_changed_without_losing_a_call(hooks: Hooks, program: Program, clock: FixedClock) -> None:
    """For a day both secrets sign; then the new one alone."""
    old = hooks.add(URL, BOTH, by="ann")
    clock.advance(timedelta(hours=1))
    new = hooks.rotate(old.id, by="ann")
    believers: list[Sequence[bool]] = []
    for hours in (1, 24):
        clock.advance(timedelta(hours=hours))
        told(hooks)
        make_calls(hooks)
        believers.append([believed(one.shown, program.taken[-1]) for one in (old, new)])

    assert [[True, True], [False, True]] == believers
    assert [old.id] == [one.id for one in hooks.listed()]


def test_a_program_is_tried_with_an_event_that_tells_nothing(hooks: Hooks, program: Program) -> None:
    """A test calls at once, signed, and returns what was answered."""
    made = hooks.add(URL, BOTH, by="ann", public=True)
    status = hooks.test(made.id).status
    [(headers, body)] = program.taken

    assert (204, "ping", {}) == (status, json.loads(body)["type"], json.loads(body)["data"])
    assert made.shown.startswith("whpk_")
    assert headers["webhook-signature"].startswith("v1a,")


@pytest.mark.parametrize("events", [[], ["everything"], ["promise.changed", "nothing"]])
def test_an_event_that_is_none_is_told(hooks: Hooks, events: list[str]) -> None:
    """Nobody is told of everything."""
    with pytest.raises(HookUnreadable):
        hooks.add(URL, events, by="ann")


@pytest.mark.parametrize("hook", ["", "nothing", "0" * 32, "../../etc"])
def test_a_webhook_that_is_none_is_not_found(hooks: Hooks, hook: str) -> None:
    """Whatever is asked of it."""
    for ask in (hooks.test, lambda one: hooks.rotate(one, by="ann"), lambda one: hooks.remove(one, by="ann")):
        with pytest.raises(NoSuchHook):
            ask(hook)


def test_what_is_kept_of_a_webhook_is_sealed(instance: Instance, hooks: Hooks) -> None:
    """No byte of the folder tells the secret, nor where the program is."""
    made = hooks.add(f"{URL}?token=anemone", BOTH, by="ann")
    secret = base64.b64decode(made.shown.removeprefix("whsec_"))
    content = b"".join(path.read_bytes() for path in instance.folder.rglob("*") if path.is_file())

    assert not [one for one in (secret, b"anemone", b"hooks.example") if one in content]


def test_what_is_told_names_nobody() -> None:
    """The body is the event, its moment and what was given."""
    assert b'{"type":"ping","timestamp":"2026-11-21T06:02:00.000000+00:00","data":{}}' == body_of("ping", {}, MORNING)
