"""
What organisations hold of whoever is logged in: to see, correct, decide on, take along and have erased. No page needs a script.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final, Literal

from starlette.responses import Response

from etanche.accounts import Throttle
from etanche.instance import Links
from etanche.web import urls
from etanche.web.callers import LOGGED_IN
from etanche.web.guarding import Asking, Page
from etanche.web.pages.mine import afterwards, choosing, copying, correcting, leaving, linking, requesting, showing

Answer = Callable[[Links, Asking], Response]

_Row = tuple[str, Literal["GET", "POST"], Answer]

_ROWS: Final[tuple[_Row, ...]] = (
    (urls.MY_DATA, "GET", linking.show),
    (urls.MY_DATA, "POST", linking.act),
    (urls.OWN, "GET", showing.show),
    (urls.OWN_CHOICE, "POST", choosing.choose),
    (urls.OWN_RECEIPT, "POST", choosing.receipt),
    (urls.OWN_AFTER_DEATH, "GET", afterwards.show),
    (urls.OWN_AFTER_DEATH, "POST", afterwards.act),
    (urls.OWN_RECORD, "GET", correcting.show),
    (urls.OWN_RECORD, "POST", correcting.act),
    (urls.OWN_COPY, "POST", copying.act),
    (urls.OWN_ERASE, "GET", leaving.show),
    (urls.OWN_ERASE, "POST", leaving.act),
    (urls.OWN_CERTIFICATE, "GET", leaving.certificate),
    (urls.OWN_REQUESTS, "GET", requesting.show),
    (urls.OWN_REQUEST_FILE, "POST", requesting.file),
)


def pages(links: Links) -> tuple[Page, ...]:
    """Return every page of somebody's own data, and whom each takes: whoever is logged in, and has a link there."""
    rows: tuple[_Row, ...] = (*_ROWS, (urls.OWN_REQUESTS, "POST", partial(requesting.act, Throttle(links.clock))))
    return tuple(
        Page(address=where, method=method, act=partial(answer, links), takes=LOGGED_IN)
        for where, method, answer in rows
    )
