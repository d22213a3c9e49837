"""`/account/data/{organisation}/record`: one record, to be corrected by the person it is about."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from etanche.charter import FieldKind
from etanche.errors import Unreadable
from etanche.instance import Links
from etanche.notice import category_title, field_title
from etanche.vault import Changed, Held, KeptByLaw, NotCorrected, NotTheirsToSay, Ref
from etanche.web import urls
from etanche.web.guarding import SEE_OTHER, Asking
from etanche.web.pages.mine.own import Own
from etanche.words import say

_NOT_FOUND = 404


@dataclass(frozen=True, kw_only=True)
class _Field:
    """One field that can be corrected."""

    name: str
    label: str
    value: str
    long: bool
    values: tuple[str, ...]


def show(links: Links, asking: Asking) -> Response:
    """Show the form."""
    own = Own.of(links, asking)
    return _form(asking, own, _held(own, asking.request.query_params.get(urls.RECORD, "")))


def act(links: Links, asking: Asking) -> Response:
    """Correct; when it is refused say why, with what was typed still there."""
    own = Own.of(links, asking)
    held = _held(own, asking.said(urls.RECORD))
    before = held.record.fields
    typed = {name: asking.form[f"f-{name}"].strip() for name in held.correctable if f"f-{name}" in asking.form}
    changed = {name: value or None for name, value in typed.items() if value != before.get(name, "")}
    try:
        if changed:
            own.house.requests.correct(own.mirror, held.record.ref, changed)
    except (KeptByLaw, NotCorrected, Changed, NotTheirsToSay) as error:
        key = {KeptByLaw: "law", NotCorrected: "shape", Changed: "changed"}.get(type(error), "law")
        return _form(
            asking, own, held, wrong=say(f"own.wrong.{key}", own.language), status=error.http_status, typed=typed
        )
    return RedirectResponse(urls.own(urls.OWN, own.link.name, done="corrected"), status_code=SEE_OTHER)


def _held(own: Own, ref: str) -> Held:
    """Return one record of theirs; anything else is not there."""
    try:
        wanted = Ref.parse(ref)
    except Unreadable:
        raise HTTPException(_NOT_FOUND) from None
    found = next((one for one in own.held if one.record.ref == wanted), None)
    if found is None or not found.correctable:
        raise HTTPException(_NOT_FOUND)
    return found


def _form(
    asking: Asking, own: Own, held: Held, *, wrong: str = "", status: int = 200, typed: dict[str, str] | None = None
) -> Response:
    category = held.record.category
    fields = own.charter.categories[category].fields
    said = {**held.record.fields, **(typed or {})}
    return asking.view.page(
        "mine/correct.html",
        name="own",
        status=status,
        path=asking.request.scope["path"],
        token=asking.token,
        own=own,
        title=category_title(own.charter, category, own.language),
        record=str(held.record.ref),
        wrong=(wrong,) if wrong else (),
        fields=[
            _Field(
                name=name,
                label=field_title(own.charter, category, name, own.language),
                value=said.get(name, ""),
                long=field.kind is FieldKind.LONG_TEXT,
                values=tuple(field.values),
            )
            for name, field in fields.items()
            if name in held.correctable
        ],
        back=urls.own(urls.OWN, own.link.name),
        here=urls.own(urls.OWN_RECORD, own.link.name),
    )
