"""
The verbs: what comes in needs no purpose, what is seen or changed is acted for one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Self

import httpx2

from etanche_client.desk import Incidents, Requests
from etanche_client.nouns import Bulk, Figures, Receipt, Record, Taken
from etanche_client.office import Office
from etanche_client.problems import Changed, Unfinished
from etanche_client.transport import AGAIN, Patience, Transport

Value = str | bool | int | float | None
Fields = Mapping[str, Value]
Known = tuple[str, str]


class Etanche:
    """An organisation's Étanche, asked with one key; close it, or use it in a `with` block."""

    def __init__(
        self,
        address: str,
        *,
        key: str,
        patience: Patience | None = None,
        timeout: float = 30.0,
        transport: httpx2.BaseTransport | None = None,
    ) -> None:
        """
        Keep the way there; nothing is sent yet.

        Args:
            address: of the server, such as `https://shop.example`.
            key: as `etanche api-key create` printed it.
            patience: how often something is tried.
            timeout: seconds that an answer may take.
            transport: another way to send, for tests.

        Raises:
            ValueError: the key would cross a network in clear.
        """
        self._transport = Transport(
            address, key=key, patience=patience or Patience(), timeout=timeout, transport=transport
        )

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self.close()

    def close(self) -> None:
        """Let go of the connections."""
        self._transport.close()

    def acting(self, purpose: str, *, case: str | None = None) -> Acting:
        """Act in the role of the key, for a purpose, because of a case where the role needs one."""
        return Acting(self._transport, purpose=purpose, case=case)

    @property
    def requests(self) -> Requests:
        """What people ask."""
        return Requests(self._transport)

    @property
    def incidents(self) -> Incidents:
        """What went wrong."""
        return Incidents(self._transport)

    @property
    def office(self) -> Office:
        """What is whose own, evidence, programs that are told, charters, a halt."""
        return Office(self._transport)

    # — coming in

    def put(
        self,
        category: str,
        fields: Fields,
        *,
        person: str | None = None,
        known_as: Known | None = None,
        feature: str | None = None,
        at: datetime | None = None,
    ) -> Taken:
        """Put one record of a person: of one by their id, by an identifier of theirs, or of somebody new."""
        body = _new(fields, person=person, known_as=known_as, feature=feature, at=at)
        return Taken(**self._ask("POST", f"records/{category}", body).json())

    def put_many(self, category: str, records: Iterable[Fields]) -> Receipt:
        """Put records of new persons together, at most a thousand, in one transaction."""
        told = self._ask("POST", f"records/{category}/batch", {"records": [_new(one) for one in records]}).json()
        return Receipt(**{**told, "refs": tuple(told["refs"])})

    def put_lines(self, category: str, records: Iterable[tuple[Known, Fields]]) -> Bulk:
        """Put records in bulk, each with whose it is; none is held longer than it takes to send it."""
        pieces = (json.dumps(_new(fields, known_as=known)).encode() + b"\n" for known, fields in records)
        told = self._transport.send(f"records/{category}/lines", pieces, headers={})
        return Bulk(**{**told, "errors": tuple((one["line"], one["why"]) for one in told["errors"])})

    def person(self, sort: str, value: str) -> str:
        """Return the id by which somebody with this identifier is known."""
        return str(self._ask("POST", "persons/known-as", {"sort": sort, "value": value}).json()["person"])

    # — persons

    def tell(
        self,
        person: str,
        event: str,
        *,
        purpose: str | None = None,
        effective: date | None = None,
        ref: str | None = None,
    ) -> None:
        """Tell what happened to a person, or to one record of theirs."""
        body = {"event": event, "purpose": purpose, "ref": ref}
        body["effective"] = None if effective is None else effective.isoformat()
        self._ask(
            "POST", f"persons/{person}/events", {name: value for name, value in body.items() if value is not None}
        )

    def erase(self, person: str) -> Mapping[str, Any]:
        """Erase a person; return what is unreadable since when, and what is kept and until when."""
        told: Mapping[str, Any] = self._ask("POST", f"persons/{person}/erasure", {"confirm": "erase"}).json()
        return told

    def group(self, person: str) -> list[str]:
        """Return a person and everybody they are joined with: requests and erasure act on all of them."""
        return list(self._ask("GET", f"persons/{person}/group").json())

    def join(self, person: str, other: str, *, proved: bool = False) -> list[str]:
        """Join two persons who are one; `proved` says that control of the address was."""
        return list(self._ask("POST", f"persons/{person}/group", {"person": other, "proved": proved}).json())

    def part(self, person: str) -> None:
        """Take a person out of their group."""
        self._ask("DELETE", f"persons/{person}/group")

    def unknown(self) -> Mapping[str, Any]:
        """Return the dates that records wait for, and those that somebody assumed."""
        told: Mapping[str, Any] = self._ask("GET", "unknown").json()
        return told

    def supply(self, event: str, *, on: date | None = None, category: str | None = None) -> int:
        """Supply a date for everybody of whom it is waited for; return of how many."""
        said = {"event": event, "on": None if on is None else on.isoformat(), "category": category}
        body = {name: value for name, value in said.items() if value is not None}
        return int(self._ask("POST", "unknown/supply", body).json()["persons"])

    def refuse(self, purpose: str, addresses: Sequence[str]) -> tuple[int, ...]:
        """Keep addresses that must not be written to again from now on, at most a thousand; return which of them are none."""
        body = {"purpose": purpose, "refusals": [{"address": one} for one in addresses]}
        return tuple(self._ask("POST", "refusals", body).json()["unlike"])

    def certificate(self, person: str) -> bytes:
        """Return the signed certificate of an erasure."""
        return self._ask("POST", f"persons/{person}/certificate").content

    def looks(self, person: str) -> list[Mapping[str, Any]]:
        """Return who looked at a person's data, as that person may see it."""
        return list(self._ask("GET", f"persons/{person}/looks").json())

    def journal(self, **wanted: str | int) -> list[Mapping[str, Any]]:
        """Return lines of the journal: `since`, `act`, `actor`, `person`, `record`, `case`, `last`."""
        return list(self._transport.ask("GET", "journal", headers={}, query=wanted).json())

    def _ask(self, method: str, path: str, body: object = None) -> httpx2.Response:
        return self._transport.ask(method, path, headers={}, body=body)


class Acting:
    """Somebody acting for a purpose."""

    def __init__(self, transport: Transport, *, purpose: str, case: str | None) -> None:
        """Keep what for; nothing is asked yet."""
        self._transport = transport
        self._headers = {"Etanche-Purpose": purpose} | ({} if case is None else {"Etanche-Case": case})

    def read(self, ref: str) -> Record:
        """Return one record, with the tag of its state."""
        answer = self._ask("GET", f"records/{ref}")
        return Record.read(answer.json(), answer.headers.get("etag"))

    def of_person(self, person: str) -> list[Record]:
        """Return what may be seen of a person."""
        return [Record.read(one) for one in self._ask("GET", f"persons/{person}/records").json()["records"]]

    def all(self, category: str, *, page: int = 100) -> Iterator[Record]:
        """Return the records of a category, oldest first, a page at a time."""
        cursor: str | None = None
        while True:
            query: dict[str, str | int] = {"limit": page} | ({} if cursor is None else {"cursor": cursor})
            told = self._transport.ask("GET", f"records/{category}", headers=self._headers, query=query).json()
            yield from map(Record.read, told["records"])
            cursor = told["next"]
            if cursor is None:
                return

    def find(self, category: str, field: str, value: str, *, page: int = 100) -> Iterator[Record]:
        """Return the records that have a value in a findable field, a page at a time."""
        wanted: dict[str, Any] = {"field": field, "value": value, "limit": page}
        while True:
            told = self._ask("POST", f"records/{category}/find", wanted).json()
            yield from map(Record.read, told["records"])
            wanted["cursor"] = told["next"]
            if wanted["cursor"] is None:
                return

    def stream(self, category: str) -> Iterator[Record]:
        """
        Return the records of a category, oldest first, as they come.

        Raises:
            Unfinished: the stream ended before its last line.
        """
        with self._transport.lines(f"records/{category}/lines", headers=self._headers) as lines:
            for line in lines:
                told = json.loads(line)
                if "end" in told:
                    return
                if "problem" in told:
                    raise Unfinished(told["problem"]["title"])
                yield Record.read(told)
        raise Unfinished("the stream ended before its last line")

    def update(self, record: Record, fields: Fields) -> Record:
        """
        Correct a record, if it still is what was read; return what it is now.

        Raises:
            Changed: somebody changed it meanwhile.
        """
        seen = record if record.tag is not None else self._same(record)
        headers = {**self._headers, "If-Match": seen.tag or "*"}
        answer = self._transport.ask("PATCH", f"records/{record.ref}", headers=headers, body={"fields": dict(fields)})
        if AGAIN in answer.headers:
            # The first answer was lost on the way: it is told that it was done, and not what the record says.
            return self.read(record.ref)
        return Record.read(answer.json(), answer.headers.get("etag"))

    def forget(self, ref: str) -> None:
        """Forget one record for good."""
        self._ask("DELETE", f"records/{ref}")

    def move(self, ref: str, person: str) -> None:
        """File a record under the person it is really about."""
        self._ask("POST", f"records/{ref}/move", {"person": person})

    def count(self, category: str) -> int:
        """Return how many records the purpose is alive for."""
        return int(self._ask("GET", f"records/{category}/count").json()["records"])

    def aggregate(self, category: str, field: str) -> Figures:
        """Return how many people say what in a field."""
        path = f"records/{category}/aggregate"
        told = self._transport.ask("GET", path, headers=self._headers, query={"field": field}).json()
        return Figures(people=told["people"], sorts=told["sorts"], others=told["others"], at_least=told["at-least"])

    def _same(self, record: Record) -> Record:
        """Return a record of a page with the tag of its state, if it still is what it was there."""
        now = self.read(record.ref)
        if now.fields != record.fields:
            raise Changed(412, {"title": "the record was changed meanwhile"})
        return now

    def _ask(self, method: str, path: str, body: object = None) -> httpx2.Response:
        return self._transport.ask(method, path, headers=self._headers, body=body)


def _new(
    fields: Fields,
    *,
    person: str | None = None,
    known_as: Known | None = None,
    feature: str | None = None,
    at: datetime | None = None,
) -> dict[str, object]:
    told: dict[str, object] = {"fields": dict(fields)}
    if person is not None:
        told["person"] = person
    if known_as is not None:
        told["known-as"] = {"sort": known_as[0], "value": known_as[1]}
    if feature is not None:
        told["feature"] = feature
    if at is not None:
        told["at"] = at.isoformat()
    return told
