"""
Pages of people that cheat, for saboteurs: a box ticked beforehand, other words, a no that is hard to say or is not heard.

Nothing here is used by a check; a saboteur hands it sandboxes only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import Final
from urllib.parse import parse_qs

from etanche.keyring import PersonKeys
from etanche.proof import doormen
from etanche.proof.door import Answered, Asked, OwnPage
from etanche.proof.drills.saboteur import Saboteur, with_vault
from etanche.proof.guests.controls import CHOICE, NO, YES
from etanche.proof.guests.deciding import TAKEN, held_alone
from etanche.proof.lodge import Lodge
from etanche.proof.persons.tools import with_person_keys
from etanche.proof.reach import Reach
from etanche.proof.sandbox import Sandbox
from etanche.vault import Vault

Answering = Callable[[OwnPage, Asked, bytes], Answered]

_A_NO: Final = re.compile(r'<form(?:(?!</form>).)*value="no"(?:(?!</form>).)*</form>', re.DOTALL)


def of_a_page(reach: Reach, purpose: str) -> Iterator[tuple[str, Saboteur, str]]:
    """Yield the sabotages of the page on which somebody says yes to a purpose and takes it back."""
    yield from _OF_EVERY_PAGE
    if held_alone(reach, purpose):
        yield "withdrawn-kept", _grasp, "consent.outlives"


def _meddle(sandbox: Sandbox, answer: Answering) -> None:
    """Answer as one likes on the pages of people."""

    def lets(lodge: Lodge) -> Lodge:
        lent = lodge.own
        if lent is None:
            return lodge

        @contextmanager
        def own(*, account: bytes, person: bytes, vault: Vault) -> Iterator[OwnPage]:
            with lent(account=account, person=person, vault=vault) as page:
                yield replace(page, ask=partial(answer, page))

        return replace(lodge, own=own)

    doormen.let_in(sandbox, lets)


def _edit(sandbox: Sandbox, change: Callable[[str], str]) -> None:
    """Show the page changed."""

    def answer(page: OwnPage, asked: Asked, form: bytes) -> Answered:
        found = page.ask(asked, form)
        return replace(found, body=change(found.text).encode())

    _meddle(sandbox, answer)


def _tick(page: str) -> str:
    return page.replace('aria-checked="false"', 'aria-checked="true"')


def _bundle(page: str) -> str:
    """Let each form say a word on something else besides."""
    one, more = '<input type="hidden" name="purpose"', '<input type="hidden" name="purpose" value="all-our-partners">'
    return page.replace(one, more + one)


def _say_otherwise(page: str) -> str:
    return page.replace(' asked"><p>', ' asked"><p>For your comfort. ')


def _fold(page: str) -> str:
    """Put what takes a yes back under a heading that has to be opened first."""
    return _A_NO.sub(lambda found: f"<details><summary>…</summary>{found[0]}</details>", page)


def _take_away(sandbox: Sandbox) -> None:
    """Answer that there is no such page."""
    _meddle(sandbox, lambda _page, _asked, _form: Answered(status=404))


def _swallow(sandbox: Sandbox, says: str, every: int) -> None:
    """Hear only each so manieth word of those that are alike, and answer as if every one were heard; none, if `every` is nothing."""
    said = 0

    def answer(page: OwnPage, asked: Asked, form: bytes) -> Answered:
        nonlocal said
        if asked.method == "POST" and parse_qs(form.decode()).get(CHOICE) == [says]:
            said += 1
            if not every or said % every:
                return Answered(status=TAKEN, headers={"location": page.address})
        return page.ask(asked, form)

    _meddle(sandbox, answer)


class GraspingKeys(PersonKeys):
    """Keys of persons that say they died because of a word, and live."""

    def destroy_keys(
        self,
        organisation: bytes,  # noqa: ARG002  # that is the sabotage
        dying: Sequence[tuple[bytes, int]],  # noqa: ARG002  # that is the sabotage
        *,
        before: Mapping[bytes, int],  # noqa: ARG002  # that is the sabotage
    ) -> bool:
        """Destroy nothing."""
        return True


def _grasp(sandbox: Sandbox) -> None:
    """Say that what a yes alone held is destroyed, and keep what opens it."""
    sandbox.swap(lambda bench: with_vault(bench, keyring=with_person_keys(bench.keyring, GraspingKeys)))


_OF_EVERY_PAGE: Final[tuple[tuple[str, Saboteur, str], ...]] = (
    ("box-ticked-before", partial(_edit, change=_tick), "consent.ticked"),
    ("yes-to-more", partial(_edit, change=_bundle), "consent.bundled"),
    ("other-words-shown", partial(_edit, change=_say_otherwise), "consent.other-words"),
    ("page-of-choices-gone", _take_away, "consent.no-page"),
    ("yes-swallowed", partial(_swallow, says=YES, every=0), "consent.yes-lost"),
    ("no-swallowed", partial(_swallow, says=NO, every=0), "consent.no-lost"),
    ("no-asked-twice", partial(_swallow, says=NO, every=2), "consent.no-harder"),
    ("no-folded-away", partial(_edit, change=_fold), "consent.no-harder"),
)
"""What one hand does to every purpose at once: it is done in one sandbox, and each check looks for itself."""
