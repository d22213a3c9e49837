"""`etanche consent`: what people decide on, what shows that they did, and the receipt of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from etanche.cli.acting import Actor, AsJson
from etanche.cli.delivering import deliver
from etanche.cli.house import House
from etanche.cli.terminal import language, show, show_json, table, tell, words
from etanche.errors import Unreadable
from etanche.terms import LANGUAGES, Language

if TYPE_CHECKING:
    from etanche.rights.consent import Evidence
    from etanche.vault import Choice

COLUMNS = ("purpose", "word", "since", "until", "how", "digest")

app = typer.Typer(
    help="What people decide on: a yes, its end, and what shows it.", no_args_is_help=True, rich_markup_mode=None
)

Person = Annotated[str, typer.Argument(help="the id of a person: 32 hexadecimal digits")]
Purpose = Annotated[str, typer.Argument(help="a purpose that people decide on")]
By = Annotated[str, typer.Option("--how", help="by which way they said it: desk, letter, telephone")]
Spoken = Annotated[
    str | None,
    typer.Option("--lang", metavar="[fr|en]", help="the language in which they were asked; yours if left out"),
]


@app.command("give")
def give(context: typer.Context, person: Person, purpose: Purpose, actor: Actor, how: By, lang: Spoken = None) -> None:
    """Write down a yes that somebody said to the words of the charter in force, or an objection that they took back."""
    _say(context, person, purpose, actor, how, lang, yes=True)


@app.command("withdraw")
def withdraw(
    context: typer.Context, person: Person, purpose: Purpose, actor: Actor, how: By, lang: Spoken = None
) -> None:
    """Write down that somebody took their yes back, or objects; what was held for it alone is destroyed at once."""
    _say(context, person, purpose, actor, how, lang, yes=False)


@app.command("list")
def list_(context: typer.Context, person: Person, as_json: AsJson = False) -> None:
    """Print what somebody decided on, with what shows it: way, language, number of acts, digest of the words."""
    from etanche.rights.consent import as_json as as_object
    from etanche.vault import parse_person

    house: House = context.obj
    with house.open() as instance:
        consents, who = instance.consents, parse_person(person)
        choices, last = consents.choices(who), consents.last_words(who)
    if as_json:
        show_json([as_object(one, last.get(one.purpose)) for one in choices])
        return
    if not choices:
        tell(words("consent.none"))
    table([words(f"consent.{one}") for one in COLUMNS], [_row(one, last.get(one.purpose)) for one in choices])


@app.command("receipt")
def receipt(
    context: typer.Context,
    person: Person,
    purpose: Purpose,
    file: Annotated[Path, typer.Argument(help="the file to be written, and given to the person")],
    by: Actor = "command-line",
) -> None:
    """Give a signed receipt of somebody's last word on a purpose that rests on consent; `etanche verify` looks at it without us."""
    from etanche.vault import parse_person

    house: House = context.obj
    with house.open() as instance:
        made = instance.consent_receipt(parse_person(person), purpose, by=by)
    deliver(made, file)
    show(words("consent.receipt", file=file))


def _say(
    context: typer.Context, person: str, purpose: str, actor: str, how: str, lang: str | None, *, yes: bool
) -> None:
    from etanche.rights.consent import BY_STAFF, How
    from etanche.vault import parse_person

    ways = {one.value: one for one in How if one in BY_STAFF}
    if how not in ways:
        raise Unreadable(f"`{how}` is no way in which somebody says it", hint=f"one of: {', '.join(ways)}")
    spoken = _language(lang)
    house: House = context.obj
    with house.open() as instance:
        who = parse_person(person)
        done = instance.consents.say(who, purpose, yes=yes, language=spoken, how=ways[how], actor=actor)
        receipted = done.new and purpose in instance.plan.consents and instance.post_receipt(who, purpose, by=actor)
    show(words("consent.yes" if yes else "consent.no") if done.new else words("consent.nothing-new"))
    if receipted:
        show(words("consent.posted"))
    if done.gone:
        show(words("consent.gone", n=done.gone))


def _language(lang: str | None) -> Language:
    found = next((one for one in LANGUAGES if one == lang), None)
    if lang is not None and found is None:
        raise Unreadable(f"`{lang}` is no language of the notice", hint="it is `fr` or `en`")
    return found or language()


def _row(choice: Choice, last: Evidence | None) -> list[str]:
    return [
        choice.purpose,
        words(f"consent.said.{choice.said}"),
        "" if choice.since is None else choice.since.strftime("%Y-%m-%d %H:%M"),
        "" if choice.until is None else choice.until.isoformat(),
        "" if last is None else last.how,
        "" if last is None else last.digest[:12],
    ]
