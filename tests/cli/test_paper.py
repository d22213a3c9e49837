"""`etanche paper` and `etanche agreement`: one document on one matter, in the form asked for, without an instance."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.cli.conftest import Run
from tests.conftest import ROOT


@pytest.fixture
def gmelius(room: Path) -> Path:
    """The charter of a firm that acts for clients and has users in California."""
    path = room / "gmelius.yaml"
    path.write_bytes((ROOT / "charters/gmelius.yaml").read_bytes())
    return path


def test_a_paper_is_written_in_the_language_and_form_asked_for(run: Run, room: Path) -> None:
    """Markdown unless something else is said; the name of the output says it too; no instance is made."""
    assert run("paper processors charter.yaml --lang en").out.startswith("# Who receives data")
    assert run("paper map charter.yaml --lang fr --as svg").out.startswith("<svg")
    assert 0 == run("paper access charter.yaml --output matrix.csv").code
    assert (room / "matrix.csv").read_text("utf-8").startswith("role,role-title,")
    assert "<!doctype html>" in run("paper terms charter.yaml --as html").out
    assert not (room / "etanche-data").exists()


def test_the_agreement_is_a_command_of_its_own(run: Run, gmelius: Path) -> None:
    """It is the same document under both names."""
    said = run("agreement gmelius.yaml --lang en")

    assert 0 == said.code
    assert "Instructions (Art.\u00a028(3)(a))" in said.out
    assert said.out == run("paper agreement gmelius.yaml --lang en").out


def test_a_list_for_programs_is_nothing_but_the_list(run: Run, gmelius: Path) -> None:
    """What a firewall reads is on standard output alone."""
    lines = run("paper hosts gmelius.yaml --as txt").out.splitlines()

    assert ["#address", "port", "called-by", "to", "name"] == lines[0].split()
    assert 4 == len(json.loads(run("paper hosts gmelius.yaml --as json").out)["hosts"])


def test_what_a_charter_has_not_ends_with_exit_4_and_names_what_it_has(run: Run) -> None:
    """A firm that acts for nobody has no agreement; a paper that is no table is not written as one."""
    none, form = run("agreement charter.yaml"), run("paper map charter.yaml --as csv")

    assert (4, "") == (none.code, none.out)
    assert "error: this charter has no `agreement`" in none.err
    assert "hint: it has: processors, tracers, map, terms, access, hosts" in none.err
    assert (2, "") == (form.code, form.out)
    assert "hint: it can be: markdown, html, pdf, svg" in form.err


def test_a_paper_leads_to_the_pages_of_a_server(run: Run) -> None:
    """With `--base-url` its links arrive; without, they are words."""
    served = run("paper tracers charter.yaml --lang en --base-url https://privacy.example/").out

    assert "](https://privacy.example/opt-out)" in served
    assert "](https://privacy.example/privacy)" in served
    assert "](https://" not in run("paper tracers charter.yaml --lang en").out


def test_a_paper_speaks_the_first_language_of_its_charter(run: Run, room: Path) -> None:
    """Without `--lang` a paper is in the language in which the notice opens."""
    text = (room / "charter.yaml").read_text("utf-8")
    (room / "charter.yaml").write_text(text.replace("languages: [fr, en]", "languages: [en, fr]"), "utf-8")

    assert run("paper processors charter.yaml").out.startswith("# Who receives data")
