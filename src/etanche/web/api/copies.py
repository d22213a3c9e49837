"""
`/v1/records/{category}/copy`: records taken away, in a copy that has an end.

Only a role whose charter lets it (`takes-away`) takes anything; each batch is asked for anew and journalled before it leaves. The first line
says until when the copy may exist; the last one how many records there were, and the SHA-256 of the lines of records, by which a copy that
is found somewhere is known again. Without a last line it is not all, and no line of the journal says that a copy was made.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from hashlib import sha256
from itertools import islice

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from etanche.accounts import KeyAct
from etanche.errors import EtancheError
from etanche.terms import Language
from etanche.vault import Copy
from etanche.web import urls
from etanche.web.api import shapes
from etanche.web.api.asking import Asked
from etanche.web.api.bulk import MEDIA, PIECE
from etanche.web.api.problems import cut_short
from etanche.web.api.shapes import Category


def lay_out(router: APIRouter) -> None:
    """Lay out the resource."""
    router.add_api_route(urls.API_COPY, take_away, methods=["GET"], response_class=StreamingResponse, tags=["records"])


def take_away(asking: Asked, category: Category) -> StreamingResponse:
    """Return the records of a category, one a line, between a line that says until when and one that says how many."""
    with ExitStack() as stack:
        session = stack.enter_context(asking.acting(KeyAct.EXPORT, category))
        copy = session.take_away(category)
        held = stack.pop_all()
    return StreamingResponse(_written(copy, held, asking.language), media_type=MEDIA)


def _written(copy: Copy, held: ExitStack, language: Language) -> Iterator[bytes]:
    digest, number = sha256(), 0
    with held:
        yield _line({"copy": {"category": copy.category, "destroy-after": copy.until.isoformat()}})
        try:
            while some := list(islice(copy.records, PIECE)):
                piece = "".join(f"{shapes.seen(one).model_dump_json()}\n" for one in some).encode()
                digest.update(piece)
                number += len(some)
                yield piece
            copy.finish(records=number, sha256=digest.hexdigest())
        except EtancheError as error:
            yield _line(cut_short(error, language))
            return
        yield _line({"end": {"records": number, "altered": copy.altered, "sha256": digest.hexdigest()}})


def _line(told: object) -> bytes:
    return (json.dumps(told) + "\n").encode()
