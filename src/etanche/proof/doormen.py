"""
Doors that cheat, for saboteurs: each passes on what is asked, and answers something else than the house does.

Nothing here is used by a check; a saboteur hands it sandboxes only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from etanche.proof.bench import Bench
from etanche.proof.door import Answered, Asked, Door
from etanche.proof.lodge import Lodge
from etanche.proof.sandbox import Sandbox

Answering = Callable[[Door, Asked], Answered]


@dataclass(frozen=True, kw_only=True)
class Doorman:
    """A door before the door."""

    behind: Door
    answer: Answering
    address: str | None
    exposed: bool = False
    lets: Callable[[Lodge], Lodge] = lambda lodge: lodge
    """How it lets people in."""

    @property
    def lodge(self) -> Lodge | None:
        """Who lets people in, as the doorman likes."""
        return None if self.behind.lodge is None else self.lets(self.behind.lodge)

    @property
    def answers(self) -> Mapping[str, frozenset[str]]:
        """What the door behind declares."""
        return self.behind.answers

    def settle(self) -> bool:
        """Have the door behind write down what it counted."""
        return self.behind.settle()

    def ask(self, asked: Asked) -> Answered:
        """Answer as the doorman likes."""
        return self.answer(self.behind, asked)

    def ask_each(self, asked: Iterable[Asked]) -> tuple[Answered, ...]:
        """Answer each as the doorman likes."""
        return tuple(map(self.ask, asked))


def post(sandbox: Sandbox, answer: Answering, *, exposed: bool = False) -> None:
    """Put a doorman before the door of a sandbox; one without pages has none, and nothing is done."""

    def change(bench: Bench) -> Bench:
        if bench.door is None:
            return bench
        return replace(
            bench, door=Doorman(behind=bench.door, answer=answer, address=bench.door.address, exposed=exposed)
        )

    sandbox.swap(change)


def let_in(sandbox: Sandbox, lets: Callable[[Lodge], Lodge]) -> None:
    """Let people in otherwise than the house does; a sandbox without pages has no door, and nothing is done."""

    def change(bench: Bench) -> Bench:
        if bench.door is None:
            return bench
        door = bench.door
        return replace(
            bench, door=Doorman(behind=door, answer=lambda it, asked: it.ask(asked), address=door.address, lets=lets)
        )

    sandbox.swap(change)


def edit(sandbox: Sandbox, path: str, change: Callable[[str], str]) -> None:
    """Serve what is at one address changed."""

    def answer(door: Door, asked: Asked) -> Answered:
        found = door.ask(asked)
        return replace(found, body=change(found.text).encode()) if asked.path == path else found

    post(sandbox, answer)


def expose(sandbox: Sandbox) -> None:
    """Let the server listen to everybody without anything in front."""
    post(sandbox, lambda door, asked: door.ask(asked), exposed=True)


def answer_in_clear(sandbox: Sandbox) -> None:
    """Answer whoever asks in clear as if they had not."""
    post(sandbox, lambda door, asked: door.ask(replace(asked, in_clear=False)))


def answer_anywhere(sandbox: Sandbox) -> None:
    """Give out the folder of the instance, as a web server does whose root was set one folder too high."""

    def answer(door: Door, asked: Asked) -> Answered:
        file = sandbox.bench.folder / asked.path.removeprefix("/")
        if asked.path.count("/") == 1 and file.is_file():
            return Answered(status=200, body=file.read_bytes())
        return door.ask(asked)

    post(sandbox, answer)


def take_any_method(sandbox: Sandbox) -> None:
    """Take `PUT` wherever something is read."""
    post(sandbox, lambda door, asked: Answered(status=200) if asked.method == "PUT" else door.ask(asked))


def turn_away_unseen(sandbox: Sandbox) -> None:
    """Refuse before the door whatever nobody declared, as a proxy does that tells nobody of it."""

    def answer(door: Door, asked: Asked) -> Answered:
        declared = asked.method in door.answers.get(asked.path, ())
        return door.ask(asked) if declared else Answered(status=404)

    post(sandbox, answer)


def list_records(sandbox: Sandbox) -> None:
    """Print the ids of all records at the foot of every page."""
    post(sandbox, lambda door, asked: _with_records(sandbox, door.ask(asked)))


def list_to_accounts(sandbox: Sandbox) -> None:
    """Print them for whoever is logged in, of whatever organisation."""

    def answer(door: Door, asked: Asked) -> Answered:
        found = door.ask(asked)
        return _with_records(sandbox, found) if "cookie" in asked.headers else found

    post(sandbox, answer)


def _with_records(sandbox: Sandbox, found: Answered) -> Answered:
    with sandbox.bench.store.reading() as connection:
        rows = connection.exec_driver_sql("SELECT lower(hex(id)) FROM records").all()
    return replace(found, body=found.body + " ".join(str(row[0]) for row in rows).encode())


def tell_who_is_there(sandbox: Sandbox) -> None:
    """Answer an id that is there otherwise than one that is not."""

    def answer(door: Door, asked: Asked) -> Answered:
        wanted = asked.query.partition("record=")[2].partition("&")[0]
        with sandbox.bench.store.reading() as connection:
            found = connection.exec_driver_sql(
                "SELECT count(*) FROM records WHERE lower(hex(id)) = ?", (wanted,)
            ).scalar()
        return Answered(status=403) if found else door.ask(asked)

    post(sandbox, answer)
