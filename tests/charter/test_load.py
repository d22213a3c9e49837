"""A charter from its file: what comes out when it is sound, and that only two errors ever come out when it is not."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from etanche.charter import (
    Between,
    CharterFaulty,
    CharterUnreadable,
    Duration,
    Severity,
    Unit,
    load,
    print_keep,
    read,
)

SMALL = Path(__file__).with_name("small.yaml")


def test_a_sound_charter_is_read_without_a_finding(small: str) -> None:
    """The small charter breaks no rule, so every finding of the other tests is its fault's own."""
    loaded = read(small.encode(), file="small.yaml")

    assert () == loaded.findings
    assert loaded.charter is not None


def test_what_is_written_is_what_is_read() -> None:
    """Names, texts, days, rules and grants come out as they were written."""
    charter = load(SMALL)

    assert "Concarneau" in charter.organisation.address
    assert ("fr", "en") == charter.notice.languages
    assert "Visits to our website" == charter.notice.covers.en
    assert [date(2026, 11, 21), date(2026, 1, 5)] == list(charter.versions)
    assert ("site-visits", "site-logs") == charter.categories["visit"].from_
    assert Duration(number=1, unit=Unit.DAY) == charter.categories["visit"].fields["visitor-id"].lasts
    assert "180 days after collected" == print_keep(charter.purposes["audience"].keep)
    assert {"visit": ("audience", "repairs"), "failure": ("repairs",)} == charter.roles["analyst"].sees
    assert date(2025, 3, 1) == getattr(charter.recipients["webmaster"].contract, "date", None)


def test_what_is_left_out_has_its_default() -> None:
    """Defaults are those of the language reference, and none of them widens anything."""
    charter = load(SMALL)

    assert ("company", "CNIL", "Europe/Paris", (12, 31)) == (
        charter.organisation.status,
        charter.organisation.authority,
        charter.organisation.time_zone,
        charter.organisation.fiscal_year_end,
    )
    assert "file" == charter.vault.keys
    assert (
        Between(floor=Duration(number=6, unit=Unit.MONTH), ceiling=Duration(number=1, unit=Unit.YEAR), event="created")
        == charter.vault.journal.keep
    )
    assert "observed" == charter.channels["site-logs"].given_by
    assert "refuse" == charter.categories["failure"].unknown
    assert (False, False, None, ()) == (
        charter.categories["failure"].fields["page"].required,
        charter.categories["failure"].fields["page"].findable,
        charter.categories["failure"].fields["page"].only,
        charter.categories["failure"].fields["page"].values,
    )
    assert ("controller", "erase") == (charter.purposes["repairs"].as_, charter.purposes["repairs"].then)
    assert "person" == charter.roles["seller"].is_


def test_a_charter_cannot_be_changed_once_it_is_read() -> None:
    """Neither a key nor a thing can be put into a charter behind the check's back."""
    charter = load(SMALL)

    with pytest.raises(ValueError, match="frozen"):
        setattr(charter, "etanche", 2)  # noqa: B010 - a type checker would not let us write it
    with pytest.raises(TypeError):
        charter.roles["intruder"] = charter.roles["analyst"]  # type: ignore[index] # the point of the test


def test_a_faulty_charter_raises_with_all_its_findings(tmp_path: Path, small: str) -> None:
    """Loading a faulty charter tells how many errors there are, where the first one is, and carries them all."""
    file = tmp_path / "faulty.yaml"
    file.write_text(small.replace("sale: false", "sale: no").replace("kind: url", "kind: urll"), "utf-8")
    with pytest.raises(CharterFaulty) as caught:
        load(file)

    assert ["answer", "word"] == [finding.id for finding in caught.value.findings]
    assert f"{file}:19:9: the charter has 2 errors" == str(caught.value)
    assert 1 == caught.value.exit_code


def test_a_charter_with_warnings_only_can_be_used(tmp_path: Path, small: str) -> None:
    """A warning does not keep a charter from being loaded."""
    file = tmp_path / "warned.yaml"
    file.write_text(small.replace("    balance: {on: 2026-01-02, reference: BAL-1}\n", ""), "utf-8")

    assert load(file).purposes["audience"].balance is None
    assert [Severity.WARNING] == [finding.severity for finding in read(file.read_bytes(), file="x").findings]


def test_checking_touches_nothing(tmp_path: Path, small: str) -> None:
    """After a failed and a successful reading the folder holds the same files with the same bytes."""
    good, bad = tmp_path / "good.yaml", tmp_path / "bad.yaml"
    good.write_text(small, "utf-8")
    bad.write_text(small.replace("sale: false", "sale: no"), "utf-8")
    before = {file.name: (file.read_bytes(), file.stat().st_mtime_ns) for file in tmp_path.iterdir()}
    load(good)
    with pytest.raises(CharterFaulty):
        load(bad)

    assert before == {file.name: (file.read_bytes(), file.stat().st_mtime_ns) for file in tmp_path.iterdir()}


def test_a_notice_in_one_language_asks_for_that_language_only(small: str) -> None:
    """Where the notice is in French only, a text needs no English, and has the French words for both."""
    text = small.replace("languages: [fr, en]", "languages: [fr]").replace(", en: Fit the site}", "}")
    charter = read(text.encode(), file="x").charter

    assert charter is not None
    interest = charter.purposes["audience"].interest
    assert interest is not None
    assert "Adapter le site" == interest.fr == interest.in_("en")


def test_a_hint_shows_the_languages_of_the_notice(small: str) -> None:
    """What is missing in a charter in English is shown in English, without the language that it has not."""
    text = small.replace("languages: [fr, en]", "languages: [en]").replace("interest: {fr", "# interest: {fr")
    findings = read(text.encode(), file="x").findings

    assert "{en: …}" in next(finding.hint for finding in findings if "interest" in finding.hint)
    assert [] == [finding.hint for finding in findings if "fr: …" in finding.hint]


def test_a_language_that_is_none_of_ours_asks_for_no_other(small: str) -> None:
    """A notice in German and English is told that German is not written here, once, and not that French is missing."""
    text = re.sub(r"fr: [^,\n]*, (?=en: )", "", small).replace("languages: [fr, en]", "languages: [de, en]")
    findings = read(text.encode(), file="x").findings

    assert ["PUB-04"] == [finding.id for finding in findings]


@pytest.mark.parametrize("directive", ["%YAML 1.2\n---\n", "%YAML 1.1\n---\n", "---\n", "# a comment\n\n---\n"])
def test_a_charter_may_begin_as_yaml_files_do(small: str, directive: str) -> None:
    """A directive or a line of dashes before the charter changes nothing."""
    assert read(small.encode(), file="x").charter == read((directive + small).encode(), file="x").charter


def large(small: str, times: int) -> str:
    """Return a charter with very many categories, purposes and grants, all of them sound."""
    category = small[small.index("  failure:\n") : small.index("purposes:\n")]
    purpose = small[small.index("  repairs:\n") : small.index("roles:\n")]
    numbers = range(times)
    categories = "".join(category.replace("failure:", f"failure-{number}:") for number in numbers)
    purposes = "".join(
        purpose.replace("repairs:", f"repairs-{number}:").replace("[failure, visit]", f"[failure-{number}]")
        for number in numbers
    )
    grants = "".join(f"      failure-{number}: [repairs-{number}]\n" for number in numbers)
    role = f"  fixer:\n    title: {{fr: x, en: x}}\n    sees:\n{grants}"
    return (
        small.replace("purposes:\n", f"{categories}purposes:\n")
        .replace("roles:\n", f"{purposes}roles:\n")
        .replace("roles:\n", f"roles:\n{role}")
    )


def test_two_thousand_lines_are_checked_while_you_wait(small: str) -> None:
    """A charter four times as long as the longest we know is read and checked in a few times what bare YAML takes to be read."""
    text = large(small, 137)
    began = process_time()
    YAML(typ="safe", pure=True).load(text)
    bare = process_time() - began
    began = process_time()
    loaded = read(text.encode(), file="large.yaml")
    took = process_time() - began

    assert () == loaded.findings
    assert len(text.splitlines()) >= 2000
    assert took < 3 * bare


def _only_two_errors(data: bytes) -> None:
    """Read; anything but findings or an unreadable charter fails the test by itself."""
    try:
        loaded = read(data, file="fuzz.yaml")
    except CharterUnreadable as error:
        place = error.place
        assert place is not None
        assert place.line >= 1
        assert place.column >= 1
        assert error.hint
        return
    assert (loaded.charter is None) is any(finding.severity is Severity.ERROR for finding in loaded.findings)


@given(st.binary(max_size=400))
def test_no_bytes_ever_break_the_reader(data: bytes) -> None:
    """Whatever the bytes, the answer is findings or one unreadable charter, with a place and a hint."""
    _only_two_errors(data)


@given(st.text(alphabet="ae: \n-[]{},'\"#&*!|>%@`?\\é\t.~01", max_size=200))
def test_no_text_ever_breaks_the_reader(text: str) -> None:
    """Whatever the YAML, the answer is findings or one unreadable charter, with a place and a hint."""
    _only_two_errors(text.encode())


LINES = SMALL.read_text("utf-8").splitlines()
line = st.integers(0, len(LINES) - 1)
changes = st.one_of(
    st.tuples(st.just("drop"), line, line),
    st.tuples(st.just("swap"), line, line),
    st.tuples(st.just("copy"), line, line),
    st.tuples(st.just("cut"), line, st.integers(0, 90)),
    st.tuples(st.just("indent"), line, st.integers(1, 4)),
    st.tuples(st.just("word"), line, st.integers(0, 8)),
)
WORDS = ("~", "[]", "{}", "[a, b]", "{fr: a, b}", "true", "2026-11-21", "1", "'x'")


def _changed(lines: list[str], kind: str, at: int, by: int) -> list[str]:
    at %= len(lines)
    match kind:
        case "drop":
            del lines[at]
        case "swap":
            other = by % len(lines)
            lines[at], lines[other] = lines[other], lines[at]
        case "copy":
            lines.insert(by % len(lines), lines[at])
        case "cut":
            lines[at] = lines[at][:by]
        case "indent":
            lines[at] = " " * by + lines[at]
        case "word":
            lines[at] = lines[at].split(":")[0] + ": " + WORDS[by]
    return lines


@given(st.lists(changes, min_size=1, max_size=4))
def test_no_damage_to_a_charter_ever_breaks_the_reader(damage: list[tuple[str, int, int]]) -> None:
    """Lines lost, swapped, doubled, cut or overwritten give findings or an unreadable charter, and nothing else."""
    lines = list(LINES)
    for kind, at, by in damage:
        lines = _changed(lines, kind, at, by)

    _only_two_errors("\n".join(lines).encode())
