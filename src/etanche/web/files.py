"""
Files that are handed out: made for this answer, kept nowhere.
"""

from __future__ import annotations

from starlette.responses import Response


def as_file(made: bytes, name: str, media: str = "application/zip") -> Response:
    """Return bytes as a file to be saved under a name."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(made, media_type=media, headers=headers)
