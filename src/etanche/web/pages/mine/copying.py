"""
`/account/data/{organisation}/copy`: everything that is held of whoever asks, to take along: a page to be read, and files for programs.
"""

from __future__ import annotations

from starlette.responses import Response

from etanche.instance import Links
from etanche.rights import access, portable
from etanche.web.files import as_file
from etanche.web.guarding import Asking
from etanche.web.pages.mine.own import Own

PORTABLE = "portable"
"""What the form says for the file that another service takes in."""


def act(links: Links, asking: Asking) -> Response:
    """Hand it out; it is made in memory, and kept nowhere."""
    own = Own.of(links, asking)
    make = portable if asking.said("what") == PORTABLE else access
    made = make(own.house.requests.around, own.link.person, language=own.language)
    return as_file(made, f"{own.link.name}-{own.house.clock.now():%Y-%m-%d}.zip")
