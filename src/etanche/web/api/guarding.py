"""
What every request of the API goes through before its resource: the key, its share, the name it is known again by.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, Final

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import compile_path
from starlette.types import Scope

from etanche.accounts import as_request_name
from etanche.errors import EtancheError, Fault, Unreadable
from etanche.instance import Instance
from etanche.web import urls
from etanche.web.api.asking import Asking, known
from etanche.web.api.keeping import is_done_once, kept
from etanche.web.api.problems import answer, asked_in
from etanche.web.api.shares import Shares

NAMED: Final = "Idempotency-Key"
AGAIN: Final = "Idempotency-Replayed"

_BULK: Final = compile_path(urls.API_BULK)[0]
"""What the router compares with too."""

_DONE: Final = 400
_TOO_MANY: Final = 429

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


def route_for(hall: Instance, shares: Shares) -> type[APIRoute]:
    """Return the kind of route that looks at keys of one instance."""

    class Guarded(APIRoute):
        """A resource behind a key."""

        def get_route_handler(self) -> Handler:
            """Return the resource, behind everything that comes first."""
            resource = super().get_route_handler()

            async def handle(request: Request) -> Response:
                asking = await run_in_threadpool(known, hall, request)
                share = shares.take(asking.key.id)
                request.state.share = share.headers
                if share.left < 0:
                    title, language = "too many requests in a minute", asked_in(request.headers)
                    return answer(_TOO_MANY, language=language, kind="too-many-requests", title=title)
                request.state.asking = asking
                name = request.headers.get(NAMED)
                if name is None:
                    return await resource(request)
                as_request_name(name)
                if is_bulk(request.scope):
                    raise Unreadable("a bulk has no name", hint="send it in batches, each with a name of its own")
                if not is_done_once(request.method, self.path_format):
                    return await resource(request)
                return await _once(request, asking, name, self.path_format, resource)

            return handle

    return Guarded


async def _once(request: Request, asking: Asking, name: str, address: str, resource: Handler) -> Response:
    """Do a request that has a name, once; sent again, it is told what was done, and nothing that a record says."""
    answers, who = asking.house.api_answers, asking.key.id
    before = await run_in_threadpool(answers.begin, who, name, await _asked(request))
    if before is not None:
        return Response(before.body, status_code=before.status, headers={**before.headers, AGAIN: "true"})
    try:
        given = await resource(request)
    except (EtancheError, HTTPException, RequestValidationError) as error:
        # Of another fault nobody knows how far it came: then it is not done a second time.
        if not isinstance(error, Fault):
            await run_in_threadpool(answers.undo, who, name)
        raise
    if given.status_code >= _DONE:
        await run_in_threadpool(answers.undo, who, name)
        return given
    await run_in_threadpool(answers.finish, who, name, kept(request.method, address, given))
    return given


async def _asked(request: Request) -> bytes:
    """Return everything that makes it another request."""
    said = [request.method, request.url.path, request.url.query]
    said += [request.headers.get(name, "") for name in ("etanche-purpose", "etanche-case", "if-match")]
    return "\n".join(said).encode() + b"\n\n" + await request.body()


def is_bulk(scope: Scope) -> bool:
    """Tell whether the body of a request is read line by line: by the address that does so, and by no name that somebody's category has."""
    path = str(scope["path"]).removeprefix(str(scope.get("root_path", "")))
    return scope["method"] == "POST" and _BULK.match(path) is not None
