"""Drafts of charters from our own exports: what the format carries comes back, and `check` points at every gap."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from ruamel.yaml import YAML
from tests.conftest import BOOKSHOP
from tests.exchange.conftest import sound

from etanche.charter import Charter, read
from etanche.charter.language import SECTIONS
from etanche.exchange import Drafted, Form, Register, draft, export
from etanche.terms import Language

TODAY = date(2026, 11, 21)

Tree = dict[str, Any]
Written = dict[tuple[Form, Language], bytes]


def drafted(data: bytes, folder: Path, name: str, language: Language = "fr") -> Drafted:
    """Return the draft of a file with these bytes."""
    path = folder / name
    path.write_bytes(data)
    return draft(path, language=language, on=TODAY)


def tree(text: str) -> Tree:
    """Return a charter as plain data."""
    found: Tree = yaml.load(text, Loader=yaml.CSafeLoader)  # the safe loader, in C
    return found


@pytest.fixture(scope="module")
def from_sheet(written: Written, tmp_path_factory: pytest.TempPathFactory) -> Drafted:
    """The draft of the whole charter's register as a French .xlsx file."""
    return drafted(written[Form.XLSX, "fr"], tmp_path_factory.mktemp("sheet"), "registre.xlsx")


@pytest.fixture(scope="module")
def from_manifest(written: Written, tmp_path_factory: pytest.TempPathFactory) -> Drafted:
    """The draft of the whole charter's register as a manifest of Fides."""
    return drafted(written[Form.FIDESLANG, "en"], tmp_path_factory.mktemp("manifest"), "privacy.yml", "en")


def gaps(text: str) -> list[tuple[int, int]]:
    """Return where a draft leaves something to its author."""
    lines = enumerate(text.splitlines(), start=1)
    return [
        (number, column + (0 if line[column - 1] == '"' else 1))
        for number, line in lines
        if not line.lstrip().startswith("#")
        for column, letter in enumerate(line)
        if letter == "‹"
    ]


@pytest.mark.parametrize("name", ["from_sheet", "from_manifest"])
def test_check_points_at_every_gap_and_nothing_else(name: str, request: pytest.FixtureRequest) -> None:
    """A draft is a readable charter: `check` finds each place that is to be filled in, and no other fault of writing."""
    made: Drafted = request.getfixturevalue(name)
    loaded = read(made.text.encode(), file="draft.yaml")

    assert loaded.charter is None
    assert {"fill-in"} == {finding.id for finding in loaded.findings}
    assert gaps(made.text) == [(finding.place.line, finding.place.column) for finding in loaded.findings]
    assert made.gaps == len(loaded.findings)


def test_a_sheet_gives_back_what_the_charter_says(from_sheet: Drafted, whole: Charter) -> None:
    """Purposes, times, bases, themes, data, kinds, roles, recipients and instruments come back under their own names."""
    found = tree(from_sheet.text)

    for name, purpose in whole.purposes.items():
        back = found["purposes"][name]
        assert (purpose.title.fr, purpose.theme, purpose.basis) == (
            _plain(back["title"]["fr"]),
            back["theme"],
            back.get("basis"),
        )
        assert list(purpose.uses) == back["uses"]
        assert list(purpose.law) == back.get("law", [])
    for name, category in whole.categories.items():
        kinds = {field: (str(written.kind), written.required) for field, written in category.fields.items()}

        assert kinds == {
            field: (one["kind"], one.get("required", False))
            for field, one in found["categories"][name]["fields"].items()
        }
    assert {name: role.sees for name, role in whole.roles.items() if role.sees} == {
        name: {category: tuple(purposes) for category, purposes in role["sees"].items()}
        for name, role in found["roles"].items()
    }
    assert list(whole.recipients) == sorted(found["recipients"], key=list(whole.recipients).index)
    assert "adequacy" == found["recipients"]["rack-keeper"]["transfer"]["by"]


def _plain(text: str) -> str:
    """Return a text without the apostrophes and spaces of fine typography."""
    return text.replace("’", "'").replace("\u00a0", " ").replace("\u202f", " ")


def test_every_time_comes_back_to_the_letter(from_sheet: Drafted, from_manifest: Drafted, whole: Charter) -> None:
    """The rule of each purpose is the same after a round trip, by spreadsheet and by manifest."""
    sheet = tree(from_sheet.text)["purposes"]
    rules = [sheet[name]["keep"] for name in whole.purposes]
    by_title = {found["title"]["en"]: found["keep"] for found in tree(from_manifest.text)["purposes"].values()}
    original = tree(Path(__file__).parents[1].joinpath("vectors/rules/charter.yaml").read_text("utf-8"))["purposes"]

    assert [purpose["keep"] for purpose in original.values()] == rules
    assert {purpose["title"]["en"]: purpose["keep"] for purpose in original.values()} == by_title


def test_a_manifest_gives_back_data_uses_and_recipients(from_manifest: Drafted, whole: Charter) -> None:
    """Categories, what each purpose uses, on which basis, and whom it is given to come back; purposes by their titles."""
    found = tree(from_manifest.text)
    named = {purpose["title"]["en"]: (purpose["uses"], purpose.get("basis")) for purpose in found["purposes"].values()}
    listed = {name for name, recipient in whole.recipients.items() if recipient.as_ not in {"authority", "successor"}}

    assert set(whole.categories) == set(found["categories"])
    assert {purpose.title.en: (list(purpose.uses), purpose.basis) for purpose in whole.purposes.values()} == named
    assert listed == set(found["recipients"])


def test_what_etanche_holds_is_left_out(from_sheet: Drafted, from_manifest: Drafted) -> None:
    """Built-in activities are reported and not drafted: a charter does not write them."""
    for made in (from_sheet, from_manifest):
        assert {"built-in"} == {remark.key for remark in made.remarks} - {"impact"}
        assert not {"journal", "standing"} & set(tree(made.text)["categories"])


def test_a_text_has_a_gap_in_the_other_language(from_sheet: Drafted, from_manifest: Drafted) -> None:
    """The language that the file has is written; the other is to be filled in, and says so."""
    french, english = (
        tree(from_sheet.text)["purposes"]["care"]["title"],
        tree(from_manifest.text)["purposes"]["treat-you"]["title"],
    )

    assert {"fr": "Vous soigner", "en": "‹à écrire en anglais›"} == french
    assert {"fr": "‹to be written in French›", "en": "Treat you"} == english


def test_a_draft_with_its_gaps_filled_is_a_sound_charter(bookshop_register: Register, tmp_path: Path) -> None:
    """What is taken over needs no repair: with the author's own words in the gaps, the draft is a charter without a fault."""
    yaml12 = YAML(typ="safe", pure=True)
    setattr(yaml12, "sort_base_mapping_type_on_output", False)  # noqa: B010  # its type says it is nothing
    made = yaml12.load(drafted(export(bookshop_register, Form.ODS, "fr"), tmp_path, "registre.ods").text)
    original = yaml12.load(BOOKSHOP)
    filled = _filled(made, original)
    path = tmp_path / "filled.yaml"
    yaml12.dump({key: filled[key] for key in filled if key in original}, path)

    assert {"web-analyst", "dashboard"} == set(sound(path).roles)


def _filled(made: Any, original: Any) -> Any:
    """Return a draft with the original's words wherever the draft has a gap."""
    if isinstance(made, str) and "‹" in made:
        return original
    if isinstance(made, dict):
        inside = original if isinstance(original, dict) else {}
        return {key: _filled(value, inside.get(key)) for key, value in made.items()}
    return made


def test_a_draft_has_its_sections_in_order(from_sheet: Drafted) -> None:
    """A draft can be read like any other charter: its sections stand in the order of the language."""
    found = list(tree(from_sheet.text))

    assert sorted(found, key=SECTIONS.index) == found
