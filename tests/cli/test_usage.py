"""A command typed wrong is told like every other error: one line what, one line how, in the language of the terminal."""

from __future__ import annotations

import pytest
from tests.cli.conftest import Run

WRONG = {
    "check --lang de charter.yaml": ("`--lang` does not take this value", "it takes `fr`, `en`"),
    "check --on 2026-99-99 charter.yaml": ("`--on` does not take this value", "it takes `%Y-%m-%d`"),
    "chekc": ("there is no command `chekc`", "perhaps `check`"),
    "keys zz": ("there is no command `zz`", "`etanche keys --help` says how it is written"),
    "read --rol x": ("there is no option `--rol`", "perhaps `--role`"),
    "find visit": ("`field` is missing", "`etanche find --help` says how it is written"),
    "check --on": ("the option `--on` stands without its value", "`etanche --help` says how it is written"),
    "apply a b": ("there is one word too many", "`etanche apply --help` says how it is written"),
}


@pytest.mark.parametrize("line", WRONG)
def test_what_is_typed_wrong_is_told_in_our_words(run: Run, monkeypatch: pytest.MonkeyPatch, line: str) -> None:
    """Exit 2, the option or the command in backticks, no value and no class of a library, and the same in French."""
    what, hint = WRONG[line]
    said = run(line)
    monkeypatch.setenv("LANG", "fr_FR.UTF-8")
    french = run(line)

    assert (2, "", True, f"hint: {hint}") == (
        *(said.code, said.out, said.err.splitlines()[0].startswith(f"error: {what}")),
        said.err.splitlines()[1],
    )
    for one in (said, french):
        assert 2 == len(one.err.splitlines())
        assert not any(word in one.err for word in ("Value error", "Usage:", "Invalid", "99-99"))
    assert (2, True) == (french.code, french.err != said.err)
