"""
`etanche put · erase · hold · tell`: what comes in about persons, and what becomes of them.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from etanche.cli.acting import Actor, AsJson, Case, Fields, fields_of
from etanche.cli.delivering import deliver
from etanche.cli.house import House
from etanche.cli.terminal import FINDING, language, show, show_json, typed_in, words
from etanche.errors import Unreadable

if TYPE_CHECKING:
    from etanche.vault import Erasure, Ref

About = Annotated[str, typer.Argument(help="the id of a person, or the address of a record: category/day/id")]


def put(
    context: typer.Context,
    category: Annotated[str, typer.Argument(help="the category of the charter that the record is of")],
    channel: Annotated[str, typer.Option(help="the door it comes in by, such as desk")],
    actor: Actor,
    person: Annotated[str | None, typer.Option(help="whose it is; somebody new if left out")] = None,
    feature: Annotated[str | None, typer.Option(help="what it is for, where the category is tied to features")] = None,
    fields: Fields = Path("-"),
    as_json: AsJson = False,
) -> None:
    """Take in one record of a person; its fields are read from a file or the standard input."""
    from etanche.vault import Arrival, parse_person

    house: House = context.obj
    told = fields_of(fields)
    with house.open() as instance:
        whose = instance.vault.new_person() if person is None else parse_person(person)
        arrival = Arrival(at=instance.clock.now(), fields=told, person=whose, feature=feature)
        ref = instance.vault.door(channel, actor=actor).put(category, arrival)
    if as_json:
        show_json({"ref": str(ref), "person": whose.hex()})
    else:
        show(words("records.put", ref=ref, person=whose.hex()))


def erase(
    context: typer.Context,
    person: Annotated[str, typer.Argument(help="the id of a person: 32 hexadecimal digits")],
    actor: Actor,
    case: Case = None,
    certificate: Annotated[
        Path | None, typer.Option(metavar="FILE", help="write a signed certificate, to be given to the person")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Erase a person: their keys, then their bytes; what the law keeps is told, with its end. Exit 1 if it is not final yet."""
    from etanche.rights import telling_words
    from etanche.vault import parse_person

    house: House = context.obj
    with house.open() as instance:
        requests = instance.requests
        done, told = requests.erase(parse_person(person), actor=actor, case=case)
        lines = [telling_words(requests.around, one, language(), staff=True) for one in told]
        if certificate is not None:
            deliver(instance.certificate(parse_person(person), by=actor, erasure=done), certificate)
    if as_json:
        show_json(done.as_json() | {"told": [one.as_json() for one in told]})
    else:
        _tell_erasure(done)
        for line in lines:
            show(line)
        if certificate is not None:
            show(words("certificate.given", file=certificate))
    if done.unreadable is None or done.marks_gone is None:
        raise typer.Exit(FINDING)


def hold(
    context: typer.Context,
    about: About,
    case: Annotated[str, typer.Option(help="what the hold is for")],
    actor: Actor,
    owner: Annotated[str | None, typer.Option(help="who answers for it")] = None,
    review: Annotated[datetime | None, typer.Option(help="when it is looked at again", formats=["%Y-%m-%d"])] = None,
    release: Annotated[bool, typer.Option("--release", help="lift the hold instead")] = False,
) -> None:
    """Stop the destruction of a person's records, or of one; the reason is read from the standard input and sealed."""
    house: House = context.obj
    with house.open() as instance:
        target = _target(about)
        if release:
            instance.vault.release(target, case=case, actor=actor)
            show(words("records.released"))
            return
        if owner is None or review is None:
            raise Unreadable("a hold has an owner and a day of review", hint="--owner NAME --review 2027-01-01")
        reason = typed_in().strip()
        instance.vault.hold(target, case=case, reason=reason, owner=owner, review=review.date(), actor=actor)
    show(words("records.held"))


def tell(
    context: typer.Context,
    about: About,
    event: Annotated[str, typer.Argument(help="what happened, such as contract-end, consent-given or objection")],
    actor: Actor,
    purpose: Annotated[str | None, typer.Option(help="for which purpose; for all if left out")] = None,
    on: Annotated[datetime | None, typer.Option(help="since when; now if left out", formats=["%Y-%m-%d"])] = None,
    assumed: Annotated[bool, typer.Option("--assumed", help="nobody recorded the date: you decide on it")] = False,
    case: Case = None,
    recipient: Annotated[
        str | None, typer.Option(help="with a consent or its withdrawal: whom it names; it opens that one only")
    ] = None,
) -> None:
    """Tell standing what happened to a person or a record: a contract that ended, a consent, an objection, a restriction."""
    from etanche.clock import day_of

    house: House = context.obj
    with house.open() as instance:
        effective = None if on is None else on.date()
        instance.vault.tell(
            _target(about),
            event,
            actor=actor,
            purpose=purpose,
            effective=effective,
            assumed=assumed,
            case=case,
            recipient=recipient,
        )
        ahead = (
            effective
            if effective is not None and effective > day_of(instance.clock.now(), instance.plan.zone)
            else None
        )
    show(words("records.told") if ahead is None else words("records.told-ahead", on=ahead))


def _target(text: str) -> bytes | Ref:
    from etanche.vault import Ref, parse_person

    return Ref.parse(text) if "/" in text else parse_person(text)


def _tell_erasure(done: Erasure) -> None:
    from etanche.vault import ELSEWHERE

    if done.unreadable is None:
        show(words("sweep.not-final"), style="yellow")
    elif not done.keys and not done.records:
        show(words("records.erased-nothing"), style="green")
    else:
        show(words("records.erased", records=done.records), style="green")
        show(words("records.everywhere", at=f"{done.everywhere:%H:%M:%S}"))
    for kept in done.kept:
        if kept.purpose == ELSEWHERE:
            show(words("records.elsewhere", records=kept.records, category=kept.category), style="yellow")
            continue
        until = kept.until or words("records.open")
        show(words("records.kept", records=kept.records, category=kept.category, purpose=kept.purpose, until=until))
