"""`etanche request`: what people ask, from the letter entered by hand to the answer; who may see one, the gate says."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from etanche.cli.acting import Actor, AsJson
from etanche.cli.house import House
from etanche.cli.requested import COLUMNS, headed, row, show_all, tell_filed
from etanche.cli.terminal import FINDING, language, show, show_json, table, tell, typed_in, words
from etanche.errors import EtancheError, Unreadable

if TYPE_CHECKING:
    from etanche.rights import Clerk, Requests

Word = TypeVar("Word", bound=StrEnum)

app = typer.Typer(
    help="What people ask, and until when they are answered.", rich_markup_mode=None, no_args_is_help=True
)

Name = Annotated[str, typer.Argument(help="the number of the request, such as 3f9a2c71")]
Role = Annotated[str, typer.Option("--as", metavar="ROLE", help="the role you act in: one that reads requests")]
Why = Annotated[
    list[str] | None, typer.Option("--because", help="of an extension: complexity, number; once for each that holds")
]
Grounds = Annotated[list[str] | None, typer.Option("--ground", help="a reason that the law knows for this right")]


@app.command("open")
def open_(
    context: typer.Context,
    right: Annotated[str, typer.Argument(help="what is asked for: access, erasure, rectification, portability…")],
    actor: Actor,
    role: Role,
    received: Annotated[
        datetime | None, typer.Option(help="the day it came in; today if left out", formats=["%Y-%m-%d"])
    ] = None,
    person: Annotated[str | None, typer.Option(help="who asks, if they are known already")] = None,
    lang: Annotated[str | None, typer.Option("--lang", help="fr or en: in which language they are answered")] = None,
    purpose: Annotated[list[str] | None, typer.Option(help="what they object to, or withdraw")] = None,
    minor: Annotated[bool, typer.Option("--minor", help="they were a minor when the data came in")] = False,
    as_json: AsJson = False,
) -> None:
    """
    Enter a request that came on paper, or was said, with the day on which it came.

    Its words come by the standard input; lines at its beginning such as `Name: …` and `Email: …` say who asks.
    """
    from etanche.charter import ChannelKind
    from etanche.rights import Arriving, Right
    from etanche.vault import parse_person

    if lang not in {None, "fr", "en"}:
        raise Unreadable(f"`{lang}` is no language of ours", hint="fr or en")
    head, text = headed(typed_in())
    with _desk(context, role, actor) as (requests, clerk):
        kinds = (ChannelKind.DESK, ChannelKind.MAIL, ChannelKind.FORM, ChannelKind.ACCOUNT)
        filed = requests.by_letter(
            Arriving(
                right=_word(Right, right, "right"),
                channel=requests.channel(*kinds) or "",
                words=text,
                language="fr" if (lang or language()) == "fr" else "en",
                received=None if received is None else received.date(),
                name=head.get("name", ""),
                email=head.get("email", ""),
                person=None if person is None else parse_person(person),
                purposes=tuple(purpose or ()),
                minor=minor,
            ),
            clerk,
        )
        tell_filed(requests.tend(filed), as_json=as_json)


@app.command("list")
def list_(
    context: typer.Context,
    closed: Annotated[bool, typer.Option("--closed", help="those that are answered, until they are forgotten")] = False,
    as_json: AsJson = False,
) -> None:
    """List the requests, the nearest day first: no names. Exit 1 if a day is past, or somebody altered one."""
    house: House = context.obj
    with house.open() as instance:
        requests = instance.requests
        pages, today = list(requests.register.pages(is_open=not closed)), requests.around.today()
    found = [one for page in pages for one in page.found]
    altered = [one for page in pages for one in page.altered]
    if as_json:
        show_json([one.as_json() for one in found] + [one.as_json() for one in altered])
    elif not found and not altered:
        tell(words("request.none"))
    elif found:
        table([words(f"request.{name}") for name in COLUMNS], [row(one, today) for one in found])
    for one in altered if not as_json else ():
        show(f"! {words('request.altered', name=one.name)}", style="yellow")
    if altered or any(one.due < today for one in found if one.is_open):
        raise typer.Exit(FINDING)


@app.command("show")
def show_(context: typer.Context, name: Name, actor: Actor, role: Role, as_json: AsJson = False) -> None:
    """Open a request, with its words, what it needs now, and what an erasure would do; it is journalled."""
    from etanche.rights import telling_words

    with _desk(context, role, actor) as (requests, clerk):
        shown = requests.show(requests.register.named(name), clerk)
        told = [telling_words(requests.around, one, language(), staff=True) for one in shown.recipients]
    if as_json:
        show_json(shown.as_json())
    else:
        show_all(shown, told)


@app.command("advance")
def advance(
    context: typer.Context,
    name: Name,
    event: Annotated[str, typer.Argument(help="what happened: identity-asked, identity-shown, recipients-told…")],
    actor: Actor,
    role: Role,
    proof: Annotated[str | None, typer.Option(help="by what they show who they are: signed-link, document")] = None,
    by_hand: Annotated[
        bool, typer.Option("--by-hand", help="you told them yourself: no address was given to write to")
    ] = False,
    recipient: Annotated[
        str | None, typer.Option(help="with recipients-told: which one you told; all that are left, if left out")
    ] = None,
    because: Why = None,
    as_json: AsJson = False,
) -> None:
    """Write down that something happened to a request."""
    from etanche.charter import Proof
    from etanche.rights import Because, Event

    with _desk(context, role, actor) as (requests, clerk):
        filed = requests.advance(
            requests.register.named(name),
            _word(Event, event, "event"),
            clerk,
            proof=None if proof is None else _word(Proof, proof, "proof"),
            recipient=recipient or "",
            by_hand=by_hand,
            because=[_word(Because, one, "reason") for one in because or ()],
        )
        tell_filed(filed, as_json=as_json)


@app.command("extend")
def extend(
    context: typer.Context,
    name: Name,
    actor: Actor,
    role: Role,
    because: Why = None,
    by_hand: Annotated[
        bool, typer.Option("--by-hand", help="you told them yourself: no address was given to write to")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Take as long as the law lets one, because the request is complex or requests are many; who asks is told which, within the first time."""
    from etanche.rights import Because, Event

    found = [_word(Because, one, "reason") for one in because or ()]
    with _desk(context, role, actor) as (requests, clerk):
        filed = requests.register.named(name)
        done = requests.advance(filed, Event.EXTENSION_TOLD, clerk, by_hand=by_hand, because=found)
        tell_filed(done, as_json=as_json)


@app.command("answer")
def answer(
    context: typer.Context,
    name: Name,
    actor: Actor,
    role: Role,
    grounds: Grounds = None,
    as_json: AsJson = False,
) -> None:
    """Do what was asked for and answer; with grounds, in part. Words to the person come by the standard input."""
    from etanche.rights import Ground, Outcome

    said = typed_in()
    found = tuple(_word(Ground, one, "ground") for one in grounds or ())
    with _desk(context, role, actor) as (requests, clerk):
        outcome = Outcome.PARTLY if found else Outcome.GRANTED
        filed = requests.register.named(name)
        tell_filed(requests.answer(filed, clerk, outcome=outcome, grounds=found, words=said), as_json=as_json)


@app.command("refuse")
def refuse(
    context: typer.Context, name: Name, actor: Actor, role: Role, grounds: Grounds = None, as_json: AsJson = False
) -> None:
    """Refuse, on grounds that the law knows; the answer says them and what the person can do. Words come by the standard input."""
    from etanche.rights import Ground, Outcome

    said = typed_in()
    found = tuple(_word(Ground, one, "ground") for one in grounds or ())
    with _desk(context, role, actor) as (requests, clerk):
        filed = requests.register.named(name)
        tell_filed(requests.answer(filed, clerk, outcome=Outcome.REFUSED, grounds=found, words=said), as_json=as_json)


@app.command("died")
def died(
    context: typer.Context,
    name: Name,
    person: Annotated[str, typer.Argument(help="the id of who died: 32 hexadecimal digits")],
    actor: Actor,
    role: Role,
) -> None:
    """Write down that you have checked that somebody died; they are written to, and can say that they live."""
    from etanche.vault import parse_person

    with _desk(context, role, actor) as (requests, clerk):
        requests.died(requests.register.named(name), clerk, parse_person(person))
    show(words("after.checked"))


@app.command("assign")
def assign(
    context: typer.Context,
    name: Name,
    to: Annotated[str, typer.Argument(help="who sees to it")],
    actor: Actor,
    role: Role,
) -> None:
    """Say who sees to a request."""
    with _desk(context, role, actor) as (requests, clerk):
        requests.assign(requests.register.named(name), clerk, to=to)
    show(words("request.assigned"))


@app.command("lift")
def lift(context: typer.Context, name: Name, actor: Actor, role: Role) -> None:
    """Lift a restriction that was granted; the person is told first."""
    with _desk(context, role, actor) as (requests, clerk):
        filed = requests.lift(requests.register.named(name), clerk)
        frozen = requests.frozen_by(filed)
    if frozen:
        show(words("request.still-frozen", names=", ".join(one.name for one in frozen)))
    else:
        show(words("request.lifted"))


@app.command("archive")
def archive(
    context: typer.Context,
    name: Name,
    out: Annotated[Path, typer.Option(help="the file to write")],
    actor: Actor,
    role: Role,
    portable: Annotated[bool, typer.Option("--portable", help="what another service takes in, and no more")] = False,
) -> None:
    """Write what is held of who asked into a file, to be given to them; they have to have shown who they are."""
    with _desk(context, role, actor) as (requests, clerk):
        made = requests.archive(requests.register.named(name), clerk, portable_only=portable)
    try:
        with out.open("xb") as file:
            file.write(made)
    except OSError as error:
        raise Unreadable(
            f"`{out}` cannot be written ({type(error).__name__})", hint="name a file that is not there"
        ) from None
    show(words("request.written", file=str(out)))


@app.command("remind")
def remind(context: typer.Context, as_json: AsJson = False) -> None:
    """Do what follows from requests by itself, and tell the contact which days are near or past. Exit 1 if one is past."""
    house: House = context.obj
    with house.open() as instance:
        requests = instance.requests
        moved, failed = 0, None
        try:
            moved = requests.tend_all()
        except EtancheError as error:
            failed = error
        told, late = requests.remind_all(), len(requests.late())
        if failed is not None:
            raise failed
    if as_json:
        show_json({"moved": moved, "told": told, "late": late})
    else:
        show(words("request.reminded", moved=moved, told=told, late=late))
    if late:
        raise typer.Exit(FINDING)


@contextmanager
def _desk(context: typer.Context, role: str, actor: str) -> Iterator[tuple[Requests, Clerk]]:
    """Open the organisation for somebody who acts in a role of it."""
    from etanche.rights import Clerk

    house: House = context.obj
    with house.opened_for(role, actor) as instance:
        yield instance.requests, Clerk(actor=actor, role=role)


def _word(kind: type[Word], text: str, what: str) -> Word:
    try:
        return kind(text)
    except ValueError:
        raise Unreadable(f"`{text}` is no {what}", hint=f"one of: {', '.join(kind)}") from None
