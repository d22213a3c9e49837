"""
What people ask, and what went wrong: entered, seen, answered, told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from etanche_client.nouns import Asked, Concerned, Draft, Moved, Request
from etanche_client.problems import Altered
from etanche_client.transport import Asking, said

Json = Mapping[str, Any]


class Requests(Asking):
    """What people ask an organisation about their data; a key sees and does what it was made for."""

    def enter(
        self,
        right: str,
        *,
        language: str,
        words: str = "",
        name: str = "",
        email: str = "",
        person: str | None = None,
        received: date | None = None,
        purposes: Sequence[str] = (),
        minor: bool = False,
    ) -> Asked:
        """Enter what somebody asks, such as `access` or `erasure`; return what it is called, and until when it is answered."""
        body: dict[str, object] = {"right": right, "language": language, "words": words, "name": name, "email": email}
        body |= {"purposes": list(purposes), "minor": minor}
        if person is not None:
            body["person"] = person
        if received is not None:
            body["received"] = received.isoformat()
        told = self._ask("POST", "requests", body).json()
        return Asked(request=told["request"], name=told["name"], due=date.fromisoformat(told["due"]))

    def all(self, *, closed: bool = False, page: int = 100) -> Iterator[Request]:
        """
        Yield the requests of which something is owed, the nearest day first, or those that are answered: no names.

        Raises:
            Altered: somebody changed some in the data; it names them, once the others were yielded.
        """
        cursor: str | None = None
        altered: list[str] = []
        while True:
            query: dict[str, str | int] = {"limit": page, "closed": "true" if closed else "false"}
            query |= {} if cursor is None else {"cursor": cursor}
            told = self._ask("GET", "requests", query=query).json()
            yield from map(Request.read, told["requests"])
            altered += told.get("altered", ())
            cursor = told["next"]
            if cursor is None:
                break
        if altered:
            raise Altered(tuple(altered))

    def show(self, request: str) -> Request:
        """Open a request, with its words and the tag of its state; it is journalled."""
        answer = self._ask("GET", f"requests/{request}")
        return Request.read(answer.json(), answer.headers.get("etag"))

    def step(
        self,
        request: str,
        event: str,
        *,
        proof: str | None = None,
        by_hand: bool = False,
        because: Sequence[str] = (),
        seen: str | None = None,
    ) -> Moved:
        """
        Write down that something happened to a request, such as `identity-shown`; `by_hand` says that somebody told whom no letter reaches,
        `because` why `extension-told` takes longer (`complexity`, `number`).

        Raises:
            Changed: it is not any more as it was when its tag was `seen`.
        """
        body: dict[str, object] = {"event": event, "by_hand": by_hand, "because": list(because)}
        if proof is not None:
            body["proof"] = proof
        return self._moved(f"requests/{request}/steps", body, seen)

    def answer(
        self, request: str, outcome: str, *, grounds: Sequence[str] = (), words: str = "", seen: str | None = None
    ) -> Moved:
        """
        Answer a request (`granted`, `partly`, `refused`); what was asked for is done when this returns.

        Raises:
            Changed: it is not any more as it was when its tag was `seen`.
        """
        body = {"outcome": outcome, "grounds": list(grounds), "words": words}
        return self._moved(f"requests/{request}/answer", body, seen)

    def assign(self, request: str, to: str) -> None:
        """Say who sees to a request."""
        self._ask("PUT", f"requests/{request}/assigned", {"to": to})

    def lift(self, request: str) -> tuple[str, ...]:
        """Lift a restriction that was granted; the person is told first. Return the other requests by which the data are frozen still."""
        return tuple(self._ask("POST", f"requests/{request}/lift").json()["frozen_by"])

    def archive(self, request: str, *, portable: bool = False) -> bytes:
        """Return what is held of who asked as a file for them, once they have shown who they are."""
        query = {"portable": "true" if portable else "false"}
        return self._ask("GET", f"requests/{request}/archive", query=query).content

    def _moved(self, path: str, body: object, seen: str | None) -> Moved:
        headers = {} if seen is None else {"If-Match": seen}
        answer = self._transport.ask("POST", path, headers=headers, body=body)
        return Moved.read(answer.json(), answer.headers.get("etag"))


class Incidents(Asking):
    """What went wrong in an organisation."""

    def open(self, title: str, *, severity: str = "unknown") -> str:
        """Write an incident down, and return what it is called."""
        return str(self._ask("POST", "incidents", {"title": title, "severity": severity}).json()["name"])

    def add(self, incident: str, kind: str, words: str) -> None:
        """Write a `fact`, a `measure` or likely `consequences` down."""
        self._ask("POST", f"incidents/{incident}/story", {"kind": kind, "words": words})

    def judge(self, incident: str, severity: str) -> None:
        """Say how severe it is: `none`, `risk` or `high`."""
        self._ask("POST", f"incidents/{incident}/story", {"kind": "severity", "severity": severity})

    def aware(self, incident: str, since: datetime | None = None) -> None:
        """Say since when somebody is aware of a breach; now, if left out. The clock of 72 hours begins with that."""
        self._ask("POST", f"incidents/{incident}/story", said(kind="aware", since=since))

    def spare(self, incident: str, whom: str, words: str) -> None:
        """Decide, with reasons, that `people` or `controllers` are not told."""
        self._ask("POST", f"incidents/{incident}/story", {"kind": "not-told", "whom": whom, "words": words})

    def close(self, incident: str, report: str) -> None:
        """Close an incident with a report; it stays in the register."""
        self._ask("POST", f"incidents/{incident}/close", {"report": report})

    def concerned(
        self,
        incident: str,
        *,
        actor: str | None = None,
        case: str | None = None,
        role: str | None = None,
        category: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> Concerned:
        """Compute from the journal how many people and records an incident concerns, by the lines that meet every condition."""
        body = said(actor=actor, case=case, role=role, category=category, since=since, until=until)
        told = self._ask("POST", f"incidents/{incident}/concerned", body).json()
        return Concerned(persons=told["persons"], records=told["records"], lines=told["lines"])

    def all(self) -> list[Json]:
        """Return the register, the open ones first."""
        return list(self._ask("GET", "incidents").json())

    def show(self, incident: str) -> Json:
        """Return one incident, in order, with its clocks."""
        told: Json = self._ask("GET", f"incidents/{incident}").json()
        return told

    def draft(self, incident: str, whom: str, *, late: str = "") -> Draft:
        """Return what the `authority`, `people` or `controllers` are to be told, and what was not said yet."""
        query = {"whom": whom, "late": late}
        told = self._ask("GET", f"incidents/{incident}/draft", query=query).json()
        return Draft(subject=told["subject"], text=told["text"], missing=tuple(told["missing"]))

    def notify(
        self, incident: str, whom: str, *, to: Sequence[str] = (), late: str = "", reference: str = ""
    ) -> tuple[int, int]:
        """Tell them, and write down that they were told; return how many letters that is, and how many people have no address."""
        body = {"whom": whom, "to": list(to), "late": late, "reference": reference}
        told = self._ask("POST", f"incidents/{incident}/notices", body).json()
        return told["letters"], told["unreached"]

    def announce(self, incident: str, *, fr: str, en: str, over: bool = False) -> None:
        """Say something of an incident to everybody, on the status page."""
        self._ask("POST", f"incidents/{incident}/announcements", {"fr": fr, "en": en, "over": over})
