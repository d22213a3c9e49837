"""
Files that are the same for everybody, kept in memory and answered with a tag, so that browsers ask once.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from importlib.resources import files

from starlette.requests import Request
from starlette.responses import Response

from etanche.charter import published_schema
from etanche.notice import stylesheet


@dataclass(frozen=True, kw_only=True)
class Fixed:
    """One file."""

    content: bytes
    media_type: str
    anywhere: bool = False
    """Whether pages of other sites may use it."""

    tag: str = field(init=False)

    def __post_init__(self) -> None:
        """Name the content by its checksum."""
        object.__setattr__(self, "tag", f'"{zlib.crc32(self.content):08x}"')

    def answer(self, request: Request) -> Response:
        """Return the file, or say that the one at hand is still good."""
        headers = {"ETag": self.tag, "Cache-Control": "no-cache"}
        if self.anywhere:
            headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        if request.headers.get("if-none-match") == self.tag:
            return Response(status_code=304, headers=headers)
        return Response(self.content, media_type=self.media_type, headers=headers)


def style() -> Fixed:
    """Return the one stylesheet."""
    return Fixed(content=stylesheet().encode(), media_type="text/css")


def icon() -> Fixed:
    """Return the mark of Étanche, for the browser's tab."""
    return Fixed(content=_static("icon.svg"), media_type="image/svg+xml")


def script() -> Fixed:
    """Return the measuring script, which pages of other sites load."""
    return Fixed(content=_static("matomo.js"), media_type="text/javascript", anywhere=True)


def passkeys() -> Fixed:
    """Return the script that asks for passkeys, on our own pages alone."""
    return Fixed(content=_static("passkeys.js"), media_type="text/javascript")


def schema() -> Fixed:
    """Return the JSON Schema of charters, which editors load."""
    return Fixed(content=published_schema(), media_type="application/schema+json", anywhere=True)


def _static(name: str) -> bytes:
    """Return the bytes of one of our static files."""
    return files("etanche.web").joinpath("static", name).read_bytes()
