"""
Programs of others that are told what happens (Standard Webhooks 1.0): at hosts that the charter declares, and signed.

A call waits in the outbox, sealed, until the other side says that it has it; it has a number that stays the same, so that a call that
comes twice is known. What it tells are names of the charter, ids and words of ours: whoever wants to know more asks, and the gate decides.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import msgspec

from etanche.errors import NotFound, Unreadable
from etanche.keyring import hook_mark, hook_signer, new_hook_secret
from etanche.outbound.exchanging import Answer
from etanche.outbound.http import Http
from etanche.outbound.outbox import Outbox
from etanche.outbound.sending_keys import SendingKey, SendingKeys
from etanche.store import Connection, moment_text, outbox
from etanche.terms import new_id

EVENTS: Final = ("promise.changed", "evidence.lapsing", "checks.asleep", "incident.opened")
"""What a program can be told of."""

PING: Final = "ping"
KIND: Final = "webhook"
MOST: Final = 100
OVERLAP: Final = timedelta(days=1)
"""So long after a rotation a call is signed with the old secret too."""

_ID: Final = re.compile(r"[0-9a-f]{32}")


class NoSuchHook(NotFound):
    """There is no webhook of that id."""


class HookUnreadable(Unreadable):
    """A webhook cannot be what was asked for: an event that is none, or one too many."""


class Endpoint(msgspec.Struct, frozen=True):
    """What is sealed of a webhook."""

    url: str
    events: tuple[str, ...]
    secret: bytes
    public: bool


class Call(msgspec.Struct, frozen=True):
    """What waits in the outbox."""

    hook: str
    body: bytes


@dataclass(frozen=True, kw_only=True)
class Hook:
    """A webhook, without its secret."""

    id: str
    url: str
    events: tuple[str, ...]
    made: datetime
    public: str | None
    """The public key, if calls are signed so that everybody can verify them."""

    def as_json(self) -> dict[str, object]:
        """Return it for programs."""
        return {
            "webhook": self.id,
            "url": self.url,
            "events": list(self.events),
            "made": self.made.isoformat(),
            "public": self.public,
        }


@dataclass(frozen=True, kw_only=True)
class Made:
    """A new webhook, or a new secret of one: the only time that it is shown."""

    id: str
    shown: str
    """The shared secret (`whsec_…`), or the public key (`whpk_…`)."""


class Hooks:
    """The webhooks of one organisation."""

    def __init__(self, *, keys: SendingKeys, outbox: Outbox, http: Http) -> None:
        """Keep what is needed; nothing is read yet."""
        self.keys = keys
        self.outbox = outbox
        self.http = http

    def add(self, url: str, events: Collection[str], *, by: str, public: bool = False) -> Made:
        """
        Let a program be told; `public` signs with a key of which everybody may have the public half.

        Raises:
            HostNotDeclared: the charter declares no such host.
            HookUnreadable: an event is none, or there are too many webhooks.
        """
        self.http.allows(url)
        if not events or set(events) - set(EVENTS) or len(self.listed()) >= MOST:
            raise HookUnreadable("a webhook is told of events that there are", hint=f"they are: {', '.join(EVENTS)}")
        endpoint = Endpoint(url=url, events=tuple(sorted(set(events))), secret=new_hook_secret(), public=public)
        return self._keep(new_id().hex(), endpoint, "webhook-added", by=by)

    def rotate(self, hook: str, *, by: str) -> Made:
        """
        Give a webhook a new secret; for a day calls are signed with the old one too.

        Raises:
            NoSuchHook: there is none of that id.
        """
        before = self._of(hook)
        old = self.endpoint(before[-1])
        with self.outbox.store.writing() as connection:
            for key in (one for one in before if one.until is None):
                self.keys.end(connection, key, self.outbox.clock.now() + OVERLAP)
        endpoint = Endpoint(url=old.url, events=old.events, secret=new_hook_secret(), public=old.public)
        return self._keep(hook, endpoint, "webhook-rotated", by=by)

    def remove(self, hook: str, *, by: str, why: str = "removed") -> None:
        """
        Tell a program no more; what waits for it is dropped when it is due.

        Raises:
            NoSuchHook: there is none of that id.
        """
        found = self._of(hook)
        with self.outbox.store.writing() as connection:
            for key in found:
                self.keys.remove(connection, key)
            self.outbox.tell(connection, "webhook-removed", {"webhook": hook, "why": why}, actor=by)

    def remove_all(self, *, by: str, why: str) -> int:
        """Tell no program any more, and return how many were told; none is opened for it, so that one that somebody altered ends too."""
        hooks = {key.name for key in self.keys.known(KIND)}
        for hook in sorted(hooks):
            self.remove(hook, by=by, why=why)
        return len(hooks)

    def listed(self) -> tuple[Hook, ...]:
        """Return every webhook, in the order in which they were added."""
        newest = {key.name: key for key in self.keys.known(KIND)}
        return tuple(_hook(key, self.endpoint(key)) for key in newest.values())

    def wanted(self, events: Collection[str]) -> bool:
        """Tell whether somebody wants to know of one of some events."""
        return any(set(hook.events) & set(events) for hook in self.listed())

    def tell(self, connection: Connection, event: str, data: Mapping[str, int | str]) -> int:
        """
        Let every program know that wants to, in the transaction of what is told; return how many calls were posted.

        Raises:
            OutboxFull: too much waits already.
        """
        hooks = [hook.id for hook in self.listed() if event in hook.events]
        body = body_of(event, data, self.outbox.clock.now())
        for hook in hooks:
            self.outbox.put(connection, outbox.CALL, msgspec.msgpack.encode(Call(hook=hook, body=body)))
        return len(hooks)

    def test(self, hook: str) -> Answer:
        """
        Call a program now, with an event that tells nothing, and return what it says.

        Raises:
            NoSuchHook: there is none of that id.
            HostNotDeclared, HostOutOfReach: as `Http.send`.
        """
        self._of(hook)
        now = self.outbox.clock.now()
        return self.call(hook, new_id(), body_of(PING, {}, now))

    def call(self, hook: str, number: bytes, body: bytes) -> Answer:
        """Call a program: signed with every secret that is good; raises as `test`."""
        endpoints = [self.endpoint(key) for key in self._of(hook)]
        headers = signed_headers(endpoints, f"msg_{number.hex()}", self.outbox.clock.now(), body)
        return self.http.send("POST", endpoints[-1].url, headers=headers, body=body)

    def endpoint(self, key: SendingKey) -> Endpoint:
        """Return what is sealed of a webhook."""
        return msgspec.msgpack.decode(self.keys.secret(key), type=Endpoint)

    def _of(self, hook: str) -> tuple[SendingKey, ...]:
        """Return the secrets of a webhook, the newest last."""
        found = self.keys.known(KIND, hook) if _ID.fullmatch(hook) else ()
        if not found:
            raise NoSuchHook("there is no such webhook", hint="look with `etanche webhook list`")
        return found

    def _keep(self, hook: str, endpoint: Endpoint, act: str, *, by: str) -> Made:
        with self.outbox.store.writing() as connection:
            self.keys.add(connection, KIND, hook, msgspec.msgpack.encode(endpoint))
            self.outbox.tell(connection, act, {"webhook": hook}, actor=by)
        return Made(id=hook, shown=public_of(endpoint) or f"whsec_{_text(endpoint.secret)}")


def body_of(event: str, data: Mapping[str, int | str], at: datetime) -> bytes:
    """Return what a program is told."""
    told = {"type": event, "timestamp": moment_text(at), "data": dict(data)}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def signed_headers(endpoints: Collection[Endpoint], number: str, at: datetime, body: bytes) -> Mapping[str, str]:
    """Return the head of a call: its number, the moment of this try, and a signature under each secret."""
    stamp = str(int(at.timestamp()))
    signed = b".".join((number.encode(), stamp.encode(), body))
    return {
        "content-type": "application/json",
        "webhook-id": number,
        "webhook-timestamp": stamp,
        "webhook-signature": " ".join(_signature(one, signed) for one in endpoints),
    }


def public_of(endpoint: Endpoint) -> str | None:
    """Return the public key of a webhook that has one."""
    return f"whpk_{_text(hook_signer(endpoint.secret).public)}" if endpoint.public else None


def _signature(endpoint: Endpoint, signed: bytes) -> str:
    if endpoint.public:
        return f"v1a,{_text(hook_signer(endpoint.secret).sign(signed))}"
    return f"v1,{_text(hook_mark(endpoint.secret, signed))}"


def _hook(key: SendingKey, endpoint: Endpoint) -> Hook:
    return Hook(id=key.name, url=endpoint.url, events=endpoint.events, made=key.made, public=public_of(endpoint))


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
