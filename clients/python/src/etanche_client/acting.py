"""
Somebody acting in the role of a key, for a purpose: what is seen, changed, given away.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from etanche_client.copying import Copy
from etanche_client.nouns import Figures, Record
from etanche_client.problems import Changed, Unfinished
from etanche_client.transport import AGAIN, Asking, Transport

Fields = Mapping[str, str | bool | int | float | None]


class Acting(Asking):
    """Somebody acting for a purpose."""

    def __init__(self, transport: Transport, *, purpose: str, case: str | None) -> None:
        """Keep what for; nothing is asked yet."""
        super().__init__(
            transport, headers={"Etanche-Purpose": purpose} | ({} if case is None else {"Etanche-Case": case})
        )

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
            told = self._ask("GET", f"records/{category}", query=query).json()
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

    def copy(self, category: str) -> Copy:
        """Return the records of a category in a copy that has an end; only a role that may takes any away. Read it to its last record."""
        return Copy(lambda: self._transport.lines(f"records/{category}/copy", headers=self._headers))

    def disclose(self, recipient: str, refs: Sequence[str]) -> list[Record]:
        """Return records of one category, to be given to a recipient on the charter's terms; it is journalled before."""
        category = refs[0].split("/")[0]
        body = {"recipient": recipient, "refs": list(refs)}
        return [Record.read(one) for one in self._ask("POST", f"records/{category}/disclose", body).json()["records"]]

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
        told = self._ask("GET", f"records/{category}/aggregate", query={"field": field}).json()
        return Figures(people=told["people"], sorts=told["sorts"], others=told["others"], at_least=told["at-least"])

    def _same(self, record: Record) -> Record:
        """Return a record of a page with the tag of its state, if it still is what it was there."""
        now = self.read(record.ref)
        if now.fields != record.fields:
            raise Changed(412, {"title": "the record was changed meanwhile"})
        return now
