"""
What is kept of an answer, so that a request sent again is told what was done: where a record is, and nothing that it says.

An answer outlives what it tells: a person is erased, a case is closed, and whoever sends the same request again would still be told
what the gate refuses by then, in no journal. So a reading is never answered out of what was kept; it is asked anew.
Of what changes something only such names of the answer are kept as are listed here; of a resource that is not, no body.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

from starlette.responses import Response

from etanche.accounts import Answer
from etanche.web import urls

_CHANGING: Final = frozenset({"POST", "PUT", "PATCH", "DELETE"})
"""A `PUT` too: one that comes late would set what somebody changed meanwhile back to what it was."""

_READINGS: Final = frozenset(
    {
        urls.API_FOUND,
        urls.API_KNOWN,
        urls.API_DISCLOSED,
        urls.API_CERTIFICATE,
        urls.API_CONSENT_RECEIPT,
        urls.API_CHECKED,
        urls.API_DIFF,
        urls.API_WALK,
    }
)
"""What is asked with a body and changes nothing: looking, giving to a recipient, certifying. Each is journalled as often as it is done."""

_TOLD: Final[Mapping[tuple[str, str], frozenset[str]]] = {
    ("POST", urls.API_RECORDS): frozenset({"ref", "person"}),
    ("POST", urls.API_BATCH): frozenset({"stored", "refused", "dropped", "past", "refs"}),
    ("PATCH", urls.API_RECORD): frozenset({"ref"}),
    ("POST", urls.API_ERASURE): frozenset({"unreadable", "everywhere", "marks_gone", "records", "kept"}),
    ("POST", urls.API_CASE_GRANTS): frozenset({"case", "role"}),
    ("POST", urls.API_REQUESTS): frozenset({"request", "name", "due"}),
    ("POST", urls.API_STEPS): frozenset({"request", "name", "state", "due"}),
    ("POST", urls.API_ANSWER): frozenset({"request", "name", "state", "due", "outcome"}),
    ("POST", urls.API_INCIDENTS): frozenset({"id", "name"}),
    ("POST", urls.API_STORY): frozenset({"id", "name"}),
    ("POST", urls.API_CONCERNED): frozenset({"persons", "records", "lines"}),
    ("POST", urls.API_CLOSED): frozenset({"id", "name"}),
    ("POST", urls.API_DEMANDS): frozenset({"id", "name"}),
    ("POST", urls.API_CONSENTS): frozenset({"new", "gone", "posted"}),
    ("POST", urls.API_NOTICES): frozenset({"letters", "unreached", "hidden"}),
    ("POST", urls.API_ATTESTED): frozenset({"promise", "digest", "until"}),
    ("POST", urls.API_WEBHOOKS): frozenset({"webhook"}),
    ("POST", f"{urls.API_WEBHOOK}/rotate"): frozenset({"webhook"}),
    ("POST", f"{urls.API_WEBHOOK}/test"): frozenset({"status"}),
    ("POST", urls.API_BOUNCES): frozenset({"addresses"}),
    ("POST", urls.API_FORGIVEN): frozenset({"addresses"}),
    ("PUT", urls.API_CHARTER): frozenset({"digest", "version", "applies", "later"}),
    ("DELETE", urls.API_WAITING): frozenset({"withdrawn"}),
    ("POST", urls.API_REFUSALS): frozenset({"unlike"}),
    ("POST", urls.API_SUPPLIED): frozenset({"persons"}),
}
"""By method and resource: the names of an answer that are kept."""

_HEADERS: Final = ("content-type", "etag", "location")


def is_done_once(method: str, resource: str) -> bool:
    """Tell whether a request that has a name is not done again when it is sent again."""
    return method in _CHANGING and resource not in _READINGS


def kept(method: str, resource: str, given: Response) -> Answer:
    """Return what is kept of an answer."""
    headers = {name: given.headers[name] for name in _HEADERS if name in given.headers}
    told = _TOLD.get((method, resource))
    if told is None:
        return Answer(status=given.status_code, headers=headers, body=b"")
    said = json.loads(bytes(given.body))
    body = json.dumps({name: value for name, value in said.items() if name in told})
    return Answer(status=given.status_code, headers=headers, body=body.encode())
