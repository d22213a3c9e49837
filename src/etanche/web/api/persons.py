"""
`/v1/persons` and `/v1/holds`: what is known of a person, what happened to them, and how they are erased.
"""

from __future__ import annotations

from typing import Any, Final

from fastapi import APIRouter
from starlette.responses import Response

from etanche.accounts import KeyAct, OutsideKey
from etanche.clock import day_of
from etanche.vault import NoSuchRecord, Ref, parse_person
from etanche.web import urls
from etanche.web.api import cursors, shapes
from etanche.web.api.asking import Asked, Asking
from etanche.web.api.laying import lay
from etanche.web.api.shapes import Case, Category, Cursor, Day, Id, Limit, Name, Person

Json = dict[str, Any]

_WEIGHED: Final = "whoever weighs it says why: on the desk, or in the answer to the request"
_ASKED_FOR: Final = "`POST /v1/requests`: it follows from a request of somebody who did not show who they are"
_WITH_WORDS: Final = "`POST /v1/persons/{person}/consents`: with the words that they were shown"
_ANSWERED_FOR: Final = {
    "death-notified": "`etanche request died`: somebody has looked at what shows it",
    "objection-upheld": _WEIGHED,
    "objection-overruled": _WEIGHED,
    "restriction-lifted": "lift it by the request that it was asked in: the person is told before",
    "use-stopped": _ASKED_FOR,
    "withdrawal-asked": _ASKED_FOR,
}
"""What a human answers for, and no key does (decision 65): by event, who says it instead."""

_DECIDED: Final = frozenset({"consent-given", "consent-withdrawn", "objection", "objection-withdrawn"})
"""What somebody decides on: said with the words that they were shown, and only of what they decide on (`POST …/consents`)."""


def lay_out(router: APIRouter) -> None:
    """Lay out the resources."""
    lay(
        router,
        "persons",
        (urls.API_KNOWN, "POST", known_as, 200),
        (urls.API_OF_PERSON, "GET", of_person, 200),
        (urls.API_EVENTS, "POST", tell, 204),
        (urls.API_LOOKS, "GET", looks, 200),
        (urls.API_ERASURE, "POST", erase, 200),
        (urls.API_ERASURE, "GET", erased, 200),
        (urls.API_PERSON_HOLD, "PUT", hold, 204),
        (urls.API_PERSON_HOLD, "DELETE", release, 204),
        (urls.API_RECORD_HOLD, "PUT", hold_record, 204),
        (urls.API_RECORD_HOLD, "DELETE", release_record, 204),
        (urls.API_HOLDS, "GET", holds, 200),
    )
    router.add_api_route(urls.API_CERTIFICATE, certificate, methods=["POST"], response_class=Response, tags=["persons"])


def known_as(asking: Asked, body: shapes.KnownAs) -> shapes.Whose:
    """Return the id by which somebody with this identifier is known, whether anything is held of them or not."""
    asking.require(KeyAct.PUT)
    return shapes.Whose(person=asking.house.vault.known_as(body.sort, body.value).hex())


def of_person(asking: Asked, person: Person, category: Name | None = None) -> shapes.Page:
    """Return what may be seen of a person, of one category or of every one that the key was made for."""
    # First whether it reads at all: a key of no category would be shown an empty page.
    asking.require(KeyAct.READ)
    wanted = sorted(asking.key.scope.categories) if category is None else [category]
    found: list[shapes.Seen] = []
    altered = 0
    for one in wanted:
        with asking.acting(KeyAct.READ, one) as session:
            found += map(shapes.seen, session.of_person(bytes.fromhex(person), one))
            altered += session.altered
    return shapes.Page(records=found, altered=altered)


def tell(asking: Asked, person: Person, body: shapes.Told) -> None:
    """Tell what happened to a person, or to one record of theirs: the end of a contract, a restriction; nothing that a human answers for, or that they decide on."""
    asking.require(KeyAct.TELL)
    _require_no_decision(asking, body)
    require_no_answer(asking, KeyAct.TELL, body.event)
    vault = asking.house.vault
    about: bytes | Ref = parse_person(person)
    if body.ref is not None:
        about = Ref.parse(body.ref)
        if vault.person_of(about).hex() != person:
            raise NoSuchRecord("there is no such record", hint="it may have been forgotten, or be somebody else’s")
    vault.tell(
        about,
        body.event,
        actor=asking.actor,
        purpose=body.purpose,
        effective=body.effective,
        assumed=body.assumed,
        case=asking.case,
        recipient=body.recipient,
    )


def require_no_answer(asking: Asking, act: KeyAct, event: str) -> None:
    """
    Refuse what a human answers for, whatever the key may do and by whatever address it says so.

    Raises:
        OutsideKey: it is such an event; the refusal is written down.
    """
    if event in _ANSWERED_FOR:
        asking.house.api_keys.refused(asking.key, act)
        raise OutsideKey(f"no key tells of `{event}`", hint=_ANSWERED_FOR[event])


def _require_no_decision(asking: Asking, body: shapes.Told) -> None:
    """
    Refuse what somebody decides on: told as an event it would be a yes to no words. Who may write decisions down tells one that names a recipient.

    Raises:
        OutsideKey: it is a decision; the refusal is written down.
    """
    if body.event not in _DECIDED:
        return
    if body.recipient is not None:
        asking.require(KeyAct.DECIDE)
        return
    asking.house.api_keys.refused(asking.key, KeyAct.TELL)
    raise OutsideKey(f"no key tells of `{body.event}`", hint=_WITH_WORDS)


def looks(asking: Asked, person: Person, limit: Limit = 100, cursor: Cursor = None) -> shapes.Looks:
    """Return who looked at a person's data, when and why, as that person may see it, oldest first, a page at a time; each page is journalled."""
    asking.require(KeyAct.LOOKS)
    vault, question = asking.house.vault, ("looks", person)
    _, after = cursors.read(asking, question, cursor)
    group = vault.group_of(parse_person(person))
    found = vault.page_of_looks(group, actor=asking.actor, after=int.from_bytes(after), most=limit)
    place = None if found.after is None else ("", found.after.to_bytes(8))
    return shapes.Looks(
        looks=[shapes.Looked.model_validate(look.as_json()) for look in found.looks],
        next=cursors.handed_out(asking, question, place),
        altered=found.hidden,
    )


def erase(asking: Asked, person: Person, body: shapes.Erasing) -> Json:  # noqa: ARG001  # that it was said is enough
    """Erase a person: every purpose ends that the law lets end; what is kept is told, with its purpose and its end."""
    asking.require(KeyAct.ERASE)
    done, told = asking.house.requests.erase(parse_person(person), actor=asking.actor, case=asking.case)
    return done.as_json() | {"told": [one.as_json() for one in told]}


def erased(asking: Asked, person: Person) -> Json:
    """Return what became of a person who was erased, and what is kept now."""
    asking.require(KeyAct.ERASE)
    found = asking.house.vault.erased(parse_person(person))
    return {
        "unreadable": None if found.unreadable is None else found.unreadable.isoformat(),
        "marks_gone": None if found.marks_gone is None else found.marks_gone.isoformat(),
        "destroyed": dict(found.destroyed),
        "keys": found.keys,
        "kept": [
            {"category": one.category, "purpose": one.purpose, "records": one.records, "until": one.until}
            for one in found.kept
        ],
    }


def certificate(asking: Asked, person: Person) -> Response:
    """Return a signed certificate for a person who was erased: it names them to themselves only."""
    asking.require(KeyAct.CERTIFY)
    made = asking.house.certificate(parse_person(person), by=asking.actor)
    return Response(made, media_type="application/octet-stream")


def hold(asking: Asked, person: Person, case: Case, body: shapes.Holding) -> None:
    """Stop the destruction of a person's records, because of a case; nothing is opened by it."""
    _hold(asking, parse_person(person), case, body)


def hold_record(asking: Asked, category: Category, day: Day, record: Id, case: Case, body: shapes.Holding) -> None:
    """Stop the destruction of one record, because of a case; nothing is opened by it."""
    _hold(asking, shapes.ref_of(category, day, record), case, body)


def _hold(asking: Asking, about: bytes | Ref, case: str, body: shapes.Holding) -> None:
    asking.require(KeyAct.HOLD)
    asking.house.vault.hold(
        about, case=case, reason=body.reason, owner=body.owner, review=body.review, actor=asking.actor
    )


def release(asking: Asked, person: Person, case: Case) -> None:
    """Lift the hold of one case; what ended meanwhile waits 72 hours."""
    asking.require(KeyAct.HOLD)
    asking.house.vault.release(parse_person(person), case=case, actor=asking.actor)


def release_record(asking: Asked, category: Category, day: Day, record: Id, case: Case) -> None:
    """Lift the hold of one case on a record."""
    asking.require(KeyAct.HOLD)
    asking.house.vault.release(shapes.ref_of(category, day, record), case=case, actor=asking.actor)


def holds(asking: Asked) -> list[Json]:
    """Return the holds that stand, those first whose review is overdue; with no contents of what is held."""
    asking.require(KeyAct.HOLD)
    vault, plan = asking.house.vault, asking.house.plan
    today = day_of(vault.now(), plan.zone)
    return [one.as_json(today) for one in vault.holds()]
