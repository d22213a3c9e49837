"""
`/v1/records`: records taken in, read, found, corrected, forgotten, filed elsewhere.
"""

from __future__ import annotations

import msgspec
from fastapi import APIRouter, Response
from fastapi.responses import Response as Plain

from etanche.accounts import KeyAct
from etanche.clock import at_an_end
from etanche.errors import Unreadable
from etanche.vault import Arrival, Changed, NoSuchRecord, Record, Ref, Vault
from etanche.web import urls
from etanche.web.api import cursors, shapes
from etanche.web.api.asking import Asked, Asking
from etanche.web.api.laying import lay
from etanche.web.api.shapes import Category, Cursor, Day, Id, Limit
from etanche.web.api.tags import IfMatch, IfNoneMatch, among, not_the_same, require_conditional, require_same, tag


def lay_out(router: APIRouter) -> None:
    """Lay out the resources."""
    lay(
        router,
        "records",
        (urls.API_RECORDS, "POST", put, 201),
        (urls.API_RECORDS, "GET", page, 200),
        (urls.API_BATCH, "POST", put_many, 200),
        (urls.API_FOUND, "POST", find, 200),
        (urls.API_RECORD, "DELETE", forget, 204),
        (urls.API_MOVE, "POST", move, 204),
    )
    router.add_api_route(urls.API_RECORD, read, methods=["GET"], response_model=shapes.Seen, tags=["records"])
    corrected = shapes.Seen | shapes.Corrected
    router.add_api_route(urls.API_RECORD, update, methods=["PATCH"], response_model=corrected, tags=["records"])


# — coming in


def put(asking: Asked, category: Category, body: shapes.NewRecord, response: Response) -> shapes.Taken:
    """Take in one record of a person."""
    asking.require(KeyAct.PUT, category)
    vault = asking.house.vault
    arrival = arrival_of(asking, body, vault)
    ref = vault.door(channel_of(asking), actor=asking.actor).put(category, arrival)
    response.headers["Location"] = f"{urls.API}/records/{ref}"
    return shapes.Taken(ref=str(ref), person=(arrival.person or b"").hex())


def put_many(asking: Asked, category: Category, body: shapes.Batch) -> shapes.Receipt:
    """Take in records together; what the charter does not take is counted by the reason."""
    asking.require(KeyAct.PUT, category)
    vault = asking.house.vault
    arrivals = [arrival_of(asking, one, vault) for one in body.records]
    receipt = vault.door(channel_of(asking), actor=asking.actor).put_many(category, arrivals)
    return shapes.Receipt(
        stored=receipt.stored,
        refused=dict(receipt.refused),
        dropped=dict(receipt.dropped),
        past=receipt.past,
        refs=list(map(str, receipt.refs)),
    )


def channel_of(asking: Asking) -> str:
    """Return the door by which records come in with a key; one that puts has one."""
    if asking.key.scope.channel is None:
        raise Unreadable("this key has no door", hint="ask for one made to put")
    return asking.key.scope.channel


def arrival_of(asking: Asking, one: shapes.NewRecord, vault: Vault) -> Arrival:
    """
    Return a record as the vault takes it in; the vault that takes it in is asked whose it is.

    Raises:
        Unreadable: it says twice whose it is, a moment without its zone, or one at an end of the calendar.
    """
    if one.person is not None and one.known_as is not None:
        raise Unreadable("a record says twice whose it is", hint="`person` or `known-as`, not both")
    if one.at is not None and one.at.tzinfo is None:
        raise Unreadable("a moment needs a time zone", hint="write it like `2026-11-22T10:00:00+01:00`")
    if one.at is not None and at_an_end(one.at):
        raise Unreadable("a moment lies at an end of the calendar", hint="write when it happened")
    if one.known_as is not None:
        person = vault.known_as(one.known_as.sort, one.known_as.value)
    else:
        person = vault.new_person() if one.person is None else bytes.fromhex(one.person)
    fields = {name: value for name, value in one.fields.items() if value is not None}
    return Arrival(at=one.at or asking.house.clock.now(), fields=fields, person=person, feature=one.feature)


# — being read


def page(asking: Asked, category: Category, limit: Limit = 100, cursor: Cursor = None) -> shapes.Page:
    """Return the records of persons of a category, oldest first, a page at a time; each page is asked for and journalled."""
    question = ("page", category)
    after = cursors.read(asking, question, cursor)
    with asking.acting(KeyAct.READ, category) as session:
        found = session.page(category, after=after, most=limit)
        altered = session.altered
    return shapes.Page(
        records=[shapes.seen(one) for one in found.records],
        next=cursors.handed_out(asking, question, found.after),
        altered=altered,
    )


def find(asking: Asked, category: Category, body: shapes.Wanted) -> shapes.Page:
    """Return the records that have a value in a findable field."""
    question = ("find", category, body.field, body.value)
    after = cursors.read(asking, question, body.cursor)
    with asking.acting(KeyAct.READ, category) as session:
        found = session.page_found(category, body.field, body.value, after=after, most=body.limit)
        altered = session.altered
    return shapes.Page(
        records=[shapes.seen(one) for one in found.records],
        next=cursors.handed_out(asking, question, found.after),
        altered=altered,
    )


def read(
    asking: Asked,
    category: Category,
    day: Day,
    record: Id,
    response: Response,
    if_none_match: IfNoneMatch = None,
) -> shapes.Seen | Plain:
    """Return one record, with the tag of its state."""
    with asking.acting(KeyAct.READ, category) as session:
        found = session.get(shapes.ref_of(category, day, record))
    if not found:
        raise no_such_record()
    state = tag_of(asking, found[0])
    if among(state, if_none_match):
        return Plain(status_code=304, headers={"ETag": state})
    response.headers["ETag"] = state
    return shapes.seen(found[0])


def tag_of(asking: Asking, record: Record) -> str:
    """Return the tag of a record's state: keyed, so that nobody guesses from it what the record says."""
    told = msgspec.msgpack.encode((str(record.ref), record.person, sorted(record.fields.items())))
    return tag(asking, told)


def no_such_record() -> NoSuchRecord:
    """Return the one answer to what is not there, or is somebody else's."""
    return NoSuchRecord("there is no such record", hint="it may have been forgotten, or its time may be over")


# — being changed


def update(
    asking: Asked,
    category: Category,
    day: Day,
    record: Id,
    body: shapes.Correction,
    response: Response,
    if_match: IfMatch = None,
) -> shapes.Seen:
    """Correct a record, if it still is what whoever corrects it read: of two who read the same, one does."""
    asking.require(KeyAct.UPDATE, category)
    seen = require_conditional(if_match)
    ref = shapes.ref_of(category, day, record)
    with asking.acting(KeyAct.UPDATE, category) as session:
        before = _same(asking, session.get(ref), seen)
        try:
            after = session.update(ref, body.fields, before=before)
        except Changed:
            raise not_the_same() from None
    response.headers["ETag"] = tag_of(asking, after)
    return shapes.seen(after)


def forget(asking: Asked, category: Category, day: Day, record: Id, if_match: IfMatch = None) -> None:
    """Forget one record for good."""
    ref = shapes.ref_of(category, day, record)
    with asking.acting(KeyAct.FORGET, category) as session:
        if if_match is not None:
            _same(asking, session.get(ref), if_match)
        asking.house.requests.forget(session, ref)


def move(asking: Asked, category: Category, day: Day, record: Id, body: shapes.Whose) -> None:
    """File a record under the person it is really about."""
    ref: Ref = shapes.ref_of(category, day, record)
    with asking.acting(KeyAct.MOVE, category) as session:
        session.move(ref, bytes.fromhex(body.person))


def _same(asking: Asking, found: tuple[Record, ...], if_match: str) -> Record:
    """Return the record that is there, if its state is the one that was seen."""
    if not found:
        raise no_such_record()
    require_same(tag_of(asking, found[0]), if_match)
    return found[0]
