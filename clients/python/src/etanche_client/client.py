"""
The verbs: what comes in needs no purpose, what is seen or changed is acted for one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Self

import httpx2

from etanche_client.acting import Acting, Fields
from etanche_client.cases import Cases, Demands, Holds
from etanche_client.consents import Consents
from etanche_client.desk import Incidents, Requests
from etanche_client.nouns import Bulk, Receipt, Taken
from etanche_client.office import Office
from etanche_client.transport import Asking, Patience, Transport, said

Known = tuple[str, str]


class Etanche(Asking):
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
        super().__init__(
            Transport(address, key=key, patience=patience or Patience(), timeout=timeout, transport=transport)
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

    @property
    def consents(self) -> Consents:
        """What people decide on, and what shows it."""
        return Consents(self._transport)

    @property
    def cases(self) -> Cases:
        """Who may look because of what."""
        return Cases(self._transport)

    @property
    def holds(self) -> Holds:
        """What stops destruction."""
        return Holds(self._transport)

    @property
    def demands(self) -> Demands:
        """What authorities demand."""
        return Demands(self._transport)

    def key(self) -> Mapping[str, Any]:
        """Return what the key of this client was made for, and until when."""
        told: Mapping[str, Any] = self._ask("GET", "key").json()
        return told

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
        body = said(event=event, purpose=purpose, ref=ref, effective=effective)
        self._ask("POST", f"persons/{person}/events", body)

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
        return int(self._ask("POST", "unknown/supply", said(event=event, on=on, category=category)).json()["persons"])

    def refuse(self, purpose: str, addresses: Sequence[str]) -> tuple[int, ...]:
        """Keep addresses that must not be written to again from now on, at most a thousand; return which of them are none."""
        body = {"purpose": purpose, "refusals": [{"address": one} for one in addresses]}
        return tuple(self._ask("POST", "refusals", body).json()["unlike"])

    def erased(self, person: str) -> Mapping[str, Any]:
        """Return what became of somebody who was erased, and what is kept now."""
        told: Mapping[str, Any] = self._ask("GET", f"persons/{person}/erasure").json()
        return told

    def certificate(self, person: str) -> bytes:
        """Return the signed certificate of an erasure."""
        return self._ask("POST", f"persons/{person}/certificate").content

    def looks(self, person: str, *, page: int = 100) -> Iterator[Mapping[str, Any]]:
        """Yield who looked at a person's data, as that person may see it, oldest first, asking for a page at a time."""
        cursor: str | None = None
        while True:
            query: dict[str, str | int] = {"limit": page} | ({} if cursor is None else {"cursor": cursor})
            told = self._ask("GET", f"persons/{person}/looks", query=query).json()
            yield from told["looks"]
            cursor = told["next"]
            if cursor is None:
                return

    def journal(self, **wanted: str | int) -> list[Mapping[str, Any]]:
        """Return lines of the journal: `since`, `act`, `actor`, `person`, `record`, `case`, `last`."""
        return list(self._ask("GET", "journal", query=wanted).json())

    def head(self) -> str:
        """Return where the journal ends now, signed: a receipt to keep where the organisation cannot change it."""
        return self._ask("GET", "journal/head").text


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
