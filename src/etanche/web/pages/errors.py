"""The page for whatever went wrong: what, in words, and a way back; nothing of the request is repeated."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import HTMLResponse

from etanche.web.view import Site
from etanche.words import knows

_CLIENT, _SERVER = 400, 500


def failure(request: Request, site: Site, status: int) -> HTMLResponse:
    """Return the page for a status."""
    view = site.view(request)
    told = str(status)
    if not knows(f"error.{told}.title", view.language):
        told = str(_SERVER if status >= _SERVER else _CLIENT)
    return view.page("error.html", name="error", status=status, told=told, code=status)
