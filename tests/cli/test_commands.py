"""What a person sees who types: results, errors with their hint, and exit codes."""

from __future__ import annotations

import gzip
import json
import os
import re
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
import structlog
from tests.cli.conftest import Run
from tests.conftest import PASSPHRASE
from tests.servers import Databases

from etanche.clock import FixedClock
from etanche.intake import sample_log
from etanche.store import RecordRow, Shelf, Store, person_records
from etanche.terms import new_id

KEYED = "--passphrase-file secret"


@pytest.fixture
def log(room: Path, clock: FixedClock) -> Path:
    """A sample access log of 400 lines over ten days, two of them unreadable."""
    path = room / "access.log"
    lines = [*sample_log(lines=400, days=10, until=clock.now().date(), seed=7)]
    lines[3:3] = ["this is no line of a log with 203.0.113.77 in it"]
    lines.append('198.51.100.9 - - [not a date] "GET / HTTP/1.1" 200 1 "-" "x"')
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_init_makes_an_instance_and_says_what_to_keep(run: Run, room: Path) -> None:
    """`init` names the organisation, its promises, and what must be kept elsewhere; the folder is its owner's alone."""
    said = run(f"{KEYED} init --charter charter.yaml")

    assert said.code == 0
    assert "Librairie de l’Estran" in said.out
    assert "36 promises" in said.out
    assert "Keep a copy" in said.out
    assert 0o700 == (room / "etanche-data").stat().st_mode & 0o777
    assert all(path.stat().st_mode & 0o077 == 0 for path in (room / "etanche-data").rglob("*"))


def test_an_instance_is_put_on_a_server_by_init(run: Run, room: Path, log: Path, databases: Databases) -> None:
    """`init --data-store URL` makes it; then it is imported into, swept and proved by the same commands as in files."""
    url = databases.empty().url
    made = run(f"{KEYED} init --charter charter.yaml --data-store '{url}'")
    told = run(f"{KEYED} import visit {log}")
    swept = run(f"{KEYED} sweep")
    proved = run(f"{KEYED} prove --json")

    assert (0, 0, 0) == (made.code, told.code, swept.code)
    assert "visits kept" in told.out
    assert not (room / "etanche-data/data.sqlite").exists()
    assert (room / "etanche-data/shelf.sqlite").exists()
    assert '"broken"' not in proved.out
    assert "one of them is on a server" in proved.out


def test_init_takes_no_password_in_an_address(run: Run, room: Path) -> None:
    """An address with a password is refused with a hint, said back by nobody, and nothing is made."""
    said = run(f"{KEYED} init --charter charter.yaml --data-store postgresql://a:horse@127.0.0.1/b")

    assert 2 == said.code
    assert "horse" not in said.out + said.err
    assert not (room / "etanche-data").exists()


def test_init_never_takes_the_passphrase_from_an_argument(run: Run, room: Path) -> None:
    """Without a file or a descriptor `init` stops with exit 5 and makes nothing."""
    said = run("init --charter charter.yaml")

    assert said.code == 5
    assert "hint: give --passphrase-file" in said.err
    assert not (room / "etanche-data").exists()


def test_a_passphrase_file_that_others_can_read_is_refused(run: Run, room: Path) -> None:
    """A passphrase file with mode 0644 is refused with a hint, and nothing is made."""
    (room / "secret").chmod(0o644)
    said = run(f"{KEYED} init --charter charter.yaml")

    assert said.code == 2
    assert "chmod 600" in said.err
    assert PASSPHRASE.decode() not in said.out + said.err
    assert not (room / "etanche-data").exists()


def test_a_passphrase_can_come_by_a_descriptor(run: Run) -> None:
    """`--passphrase-fd` reads the passphrase from an open descriptor."""
    reading, writing = os.pipe()
    os.write(writing, PASSPHRASE)
    os.close(writing)
    said = run(f"--passphrase-fd {reading} init --charter charter.yaml")
    os.close(reading)

    assert said.code == 0


def test_init_leaves_alone_what_is_there(made: Run, room: Path) -> None:
    """A second `init` in the same folder changes nothing and says why."""
    before = {path: path.read_bytes() for path in (room / "etanche-data").rglob("*") if path.is_file()}
    said = made(f"{KEYED} init --charter charter.yaml")

    assert said.code == 2
    assert "something in `etanche-data` already" in said.err
    assert before == {path: path.read_bytes() for path in (room / "etanche-data").rglob("*") if path.is_file()}


def test_a_wrong_passphrase_opens_nothing(made: Run, room: Path) -> None:
    """With another passphrase every command on the instance ends with exit 5."""
    (room / "secret").write_text("another one")

    for command in ("sweep", "prove", "journal", "drill"):
        said = made(f"{KEYED} {command}")
        assert (5, "") == (said.code, said.out), command
        assert "Traceback" not in said.err


def test_where_there_is_no_instance_commands_say_so(run: Run) -> None:
    """A folder without an instance is `not found`: exit 4 and how to make one."""
    said = run(f"--data elsewhere {KEYED} prove")

    assert (4, "") == (said.code, said.out)
    assert "there is no instance in `elsewhere`" in said.err
    assert "etanche init" in said.err


def test_check_tells_every_finding_with_its_place(run: Run, room: Path) -> None:
    """A fault is told as file:line:column with a hint and exit 1; a sound charter ends with exit 0."""
    text = (room / "charter.yaml").read_text(encoding="utf-8")
    (room / "faulty.yaml").write_text(
        text.replace("keep: 180 days after collected", "keep: 180 days"), encoding="utf-8"
    )
    line = next(number for number, row in enumerate(text.splitlines(), start=1) if "keep: 180 days" in row)

    assert 0 == run("check charter.yaml").code
    said = run("check faulty.yaml")
    assert 1 == said.code
    assert f"faulty.yaml:{line}:" in said.out
    assert "hint:" in said.out
    found = json.loads(run("check --json faulty.yaml").out)
    assert [("error", line)] == [(one["severity"], one["line"]) for one in found]


def test_what_cannot_be_read_ends_with_exit_two(run: Run, room: Path) -> None:
    """A missing file, an unknown option and a charter in another encoding are exit 2, in one line and a hint."""
    (room / "latin.yaml").write_bytes("organisation: café".encode("latin-1"))

    for line in ("check nowhere.yaml", "check latin.yaml", "check --colour charter.yaml", "notice nowhere.yaml"):
        said = run(line)
        assert 2 == said.code, line
        assert "Traceback" not in said.err


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_notice_is_written_in_both_languages_and_forms(run: Run, lang: str) -> None:
    """`notice` writes Markdown or one self-contained page, in the language asked for, and needs no instance."""
    text = run(f"notice charter.yaml --lang {lang}").out
    page = run(f"notice charter.yaml --lang {lang} --as html").out

    assert text.startswith("# ")
    assert f'<html lang="{lang}"' in page
    assert "<script" not in page
    assert "180" in text
    assert "180" in page


@pytest.mark.clause("C4", "C5")
def test_import_counts_every_line_and_skips_the_bad_ones(made: Run, log: Path) -> None:
    """An import tells what it kept, and the bad lines by number; their content is told nowhere."""
    said = made(f"{KEYED} import visit access.log")
    report = json.loads(made(f"{KEYED} import visit access.log --json").out)

    assert said.code == 0
    assert "402 lines read" in said.out
    assert re.search(r"numbers 4, (\d+, )?402", said.out)
    assert "203.0.113.77" not in said.out + said.err
    assert (0, 402) == (report["read"], report["already"])


def test_import_takes_a_compressed_log_and_refuses_an_unknown_category(made: Run, room: Path, log: Path) -> None:
    """A gzip file is recognised; a category the charter has not is exit 4 and leaves nothing."""
    (room / "access.log.gz").write_bytes(gzip.compress(log.read_bytes()))

    assert "402 lines read" in made(f"{KEYED} import visit access.log.gz").out
    assert 4 == made(f"{KEYED} import invoices access.log").code
    assert 4 == made(f"{KEYED} import visit nowhere.log").code


def test_a_sweep_that_meets_a_lost_key_says_so(made: Run, room: Path) -> None:
    """A record of somebody without its key is told in words and numbers, and the command does not end well."""
    data = room / "etanche-data"
    with closing(Shelf.open(data / "shelf.sqlite")) as shelf, closing(Store.open(data / "data.sqlite")) as store:
        row = RecordRow(shelf.organisations()[0], 1, "2026-11-21", new_id(), False, b"sealed", new_id(), 0, 2)
        with store.writing() as connection:
            person_records.insert(connection, [row], [])

    said, again = made(f"{KEYED} sweep"), made(f"{KEYED} sweep --json")

    assert (1, 1) == (said.code, again.code)
    assert "The key of one record is lost" in said.out
    assert 1 == json.loads(again.out)["keyless"]


def test_sweep_says_what_would_go_and_touches_nothing_when_dry(made: Run, log: Path) -> None:
    """Nothing is due in a fresh log: a dry run and a sweep both say so."""
    made(f"{KEYED} import visit access.log")

    assert "0 day" in made(f"{KEYED} sweep --dry-run").out
    assert "nothing is past its term" in made(f"{KEYED} sweep").out
    assert {"days", "destroyed", "rows", "final"} <= json.loads(made(f"{KEYED} sweep --json").out).keys()


@pytest.mark.clause("C5")
@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en_GB.UTF-8",
            "`visit`: 10 days and {n} records; 180 days after collection (`audience`); due since 1 November 2026",
        ),
        (
            "fr_FR.UTF-8",
            "`visit` : 10 jours et {n} enregistrements ; 180 jours après la collecte (`audience`) ; échu depuis le 1er novembre 2026",
        ),
    ],
)
def test_sweep_says_by_which_rule_what_would_go(
    made: Run, room: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch, language: str, words: str
) -> None:
    """A dry run over old visits names category, days, records, the last purpose's rule, and since when; in both languages."""
    monkeypatch.setenv("LC_ALL", language)
    old = clock.now().date() - timedelta(days=190)
    (room / "old.log").write_text(
        "".join(f"{line}\n" for line in sample_log(lines=60, days=10, until=old, seed=7)), encoding="utf-8"
    )
    made(f"{KEYED} import visit old.log")
    told = made(f"{KEYED} sweep --dry-run").out
    (going,) = json.loads(made(f"{KEYED} sweep --dry-run --json").out)["going"]

    assert words.format(n=going["records"]) in told


def test_journal_lists_and_verifies(made: Run, log: Path) -> None:
    """The journal names the import's batch, and verifying it says that the chain is intact."""
    made(f"{KEYED} import visit access.log")

    assert "put" in made(f"{KEYED} journal").out
    entries = json.loads(made(f"{KEYED} journal --json").out)
    assert all({"at", "actor", "act", "object", "decision", "because", "facts"} <= entry.keys() for entry in entries)
    assert "chain intact" in made(f"{KEYED} journal verify").out
    assert json.loads(made(f"{KEYED} journal verify --json").out)["intact"] is True


@pytest.mark.slow
def test_prove_and_drill_answer_programs_in_the_promised_shape(made: Run, log: Path) -> None:
    """`prove --json` has seven words for every promise, and exit 1 while some are not checked yet; `drill --json` the promise, the sabotage, noticed."""
    made(f"{KEYED} import visit access.log")
    made(f"{KEYED} journal head")
    proved = made(f"{KEYED} prove --json")
    drilled = made(f"{KEYED} drill --only retention --json")

    assert (1, 0) == (proved.code, drilled.code)
    verdicts, drills = json.loads(proved.out), json.loads(drilled.out)
    assert 36 == len(verdicts)
    words = {"id", "kind", "state", "finding", "because", "measured", "at"}
    assert all(words == verdict.keys() for verdict in verdicts)
    assert {("kept", False), ("unproven", True)} == {
        (verdict["state"], verdict["finding"] == "later") for verdict in verdicts
    }
    assert all({"promise", "sabotage", "noticed"} <= drill.keys() for drill in drills)
    assert all(drill["noticed"] for drill in drills)


def test_the_terminal_speaks_french_when_the_locale_does(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a French locale results are told in French."""
    monkeypatch.setenv("LANG", "fr_FR.UTF-8")

    assert "rien à redire" in run("check --on 2025-12-01 charter.yaml").out


def test_errors_are_told_in_the_language_of_the_terminal(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """What went wrong and what to do is said in French with a French locale, and what was typed stays as it was."""
    monkeypatch.setenv("LANG", "fr_FR.UTF-8")
    said = run("--data nowhere organisation list").err.splitlines()

    assert "error: il n’y a pas d’instance dans `nowhere`" == said[0]
    assert said[1].startswith("hint: faites-en une avec `etanche init --charter FICHIER`")


def test_a_fault_of_ours_shows_no_value(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error nobody foresaw ends with exit 70 and names its class, never what it was about."""

    def fail(*_: object, **__: object) -> None:
        raise KeyError("198.51.100.77")

    monkeypatch.setattr("etanche.charter.read_file", fail)
    said = run("check charter.yaml")

    assert 70 == said.code
    assert "KeyError" in said.err
    assert "198.51.100.77" not in said.out + said.err


def test_an_instance_does_not_import_itself(made: Run, room: Path) -> None:
    """A file of the instance is refused before it is opened, by any path that leads to it."""
    (room / "link").symlink_to(room / "etanche-data/data.sqlite")

    assert 3 == made(f"{KEYED} import visit etanche-data/data.sqlite").code
    assert 3 == made(f"{KEYED} import visit link").code


def test_remarks_of_the_rooms_are_no_results(made: Run, capfd: pytest.CaptureFixture[str]) -> None:
    """What a room remarks goes to standard error, so that a result can be piped."""
    made(f"{KEYED} journal")
    capfd.readouterr()
    structlog.get_logger("test").warning("a remark")
    said = capfd.readouterr()

    assert "" == said.out
    assert "a remark" in said.err
