"""Drafts of charters from what others' tools make: as much as the file says, and the place of everything else."""

from __future__ import annotations

from pathlib import Path

from tests.exchange.others import MANIFEST, SHEET, register_of_others
from tests.exchange.test_drafting import TODAY, drafted, tree

from etanche.exchange.drafting.cnil import sketch_of_register
from etanche.exchange.drafting.sketch import Recipient, Sketch, Who
from etanche.exchange.drafting.workbook import RawSheet
from etanche.exchange.drafting.write import Writer


def test_the_register_of_others_is_understood_as_far_as_it_speaks(tmp_path: Path) -> None:
    """From a sheet of the CNIL's model: who, what, whose, to whom, and the times that are said in full."""
    made = drafted(register_of_others(), tmp_path, "registre.xlsx")
    found = tree(made.text)
    first, second = found["purposes"].values()

    assert ("Menuiserie Lebois", "4 rue du Rabot, 35000 Rennes", "FR") == tuple(
        found["organisation"][key] for key in ("name", "address", "country")
    )
    assert "dpo@lebois.example" == found["organisation"]["dpo"]["email"]
    assert "3 years after last-contact" == first["keep"]
    assert "Le temps nécessaire" in second["keep"]
    assert ["name", "name", "phone", "email"] == [
        field["kind"] for field in found["categories"]["suivi-des-prospects-etat-civil"]["fields"].values()
    ]
    assert ["sensitive"] == [one["nature"] for one in found["categories"].values() if "nature" in one]
    assert ["Service commercial"] == [role["title"]["fr"] for role in found["roles"].values()]
    assert ("processor", "US", "scc") == (
        found["recipients"]["routeur-exemple"]["as"],
        found["recipients"]["routeur-exemple"]["country"],
        found["recipients"]["routeur-exemple"]["transfer"]["by"],
    )
    assert "Un mot de passe par personne" in made.text


def test_what_a_register_says_too_much_of_is_reported_with_its_place(tmp_path: Path) -> None:
    """A sheet that is no activity, two times in one activity, a second purpose, a nameless recipient: each has its place."""
    made = drafted(register_of_others(), tmp_path, "registre.xlsx")

    assert {
        ("Tutoriel", "sheet"),
        ("Fiche 1", "times"),
        ("Fiche 1:14", "sub-purpose"),
        ("Fiche 1:31", "recipient"),
    } == {(remark.place, remark.key) for remark in made.remarks}


def test_a_manifest_with_unknown_keys_is_read_and_they_are_reported(tmp_path: Path) -> None:
    """Unknown keys, words outside the taxonomy and things without a place are reported by line; the rest is drafted."""
    made = drafted(MANIFEST.encode(), tmp_path, "privacy.yml", "en")
    found = tree(made.text)
    told = {(remark.key, str(remark.blanks.get("key") or remark.blanks.get("word") or "")) for remark in made.remarks}

    assert {
        ("unknown-key", "favourite_colour"),
        ("unknown-key", "data_qualifier"),
        ("unknown-word", "data_categories"),
        ("no-place", "policy"),
        ("no-place", "vendor_id"),
        ("third-parties", ""),
        ("given", ""),
    } <= told
    assert all(remark.place.startswith("privacy.yml:") for remark in made.remarks)
    assert {"Deliver parcels": "3 years after last-order"} == {
        purpose["title"]["en"]: purpose["keep"] for purpose in found["purposes"].values() if "‹" not in purpose["keep"]
    }
    assert {"street": "postal-address", "recipient-full-name": "name", "note": "text"} == {
        name: field["kind"] for name, field in found["categories"]["orders"]["fields"].items()
    }
    assert {"customer", "pigeon-keeper"} == set(found["people"])
    assert "Letters (example)" == found["recipients"]["letters"]["name"]


def test_a_sheet_of_uneven_rows_and_unseen_letters_is_read() -> None:
    """Rows shorter than their head, and cells of letters that nobody can see, are nothing; they never end up in a draft."""
    rows = [list(row) for row in SHEET]
    head = next(number for number, row in enumerate(rows) if row and row[0].startswith("Destinataires"))
    rows[head + 1 : head + 1] = [["Destinataire 0", "\u202e\x00"], ["Destinataire 9", "", "", "Sous-traitant"]]
    sketch = sketch_of_register([RawSheet(name="a", rows=tuple(map(tuple, rows)))])
    text = Writer(sketch, "en", on=TODAY, source="x").charter()

    assert ["routeur-exemple"] == list(sketch.recipients)
    assert not {"\u202e", "\x00"} & set(text)


def test_one_name_names_one_thing() -> None:
    """The same thing keeps its name; another thing that is called the same, or like a fixed word, gets one of its own."""
    sketch = Sketch()

    assert "visit" == sketch.name("categories", "visit", "Visit")
    assert "visit" == sketch.name("categories", "visit", "Visit")
    assert "visit-2" == sketch.name("purposes", "", "Visit")
    assert "visit-3" == sketch.name("purposes", "", "Visit", new=True)
    assert "journal-2" == sketch.name("categories", "journal", "Journal")
    assert "elevage-d-oeufs" == sketch.name("people", "", "Élevage d’œufs")
    assert "unnamed" == sketch.name("people", "", "日本語")


def test_a_transfer_is_asked_for_where_a_country_needs_one() -> None:
    """A recipient outside the European Economic Area without an instrument has a gap for it."""
    sketch = Sketch(who=Who(name="A"))
    sketch.recipients["far"] = Recipient(name="Far", as_="controller", country="US")
    sketch.recipients["near"] = Recipient(name="Near", as_="controller", country="IE")
    found = tree(Writer(sketch, "en", on=TODAY, source="x").charter())["recipients"]

    assert found["far"]["transfer"]["by"].startswith("‹what makes the transfer lawful")
    assert "transfer" not in found["near"]


STRAY = """\
system:
  - fides_key: shop
    name: Shop
    privacy_declarations:
      - name: Serve
        data_categories: [user.shoe_size, user.political, user.contact.email]
        data_use: essential.service
        data_subjects: [customer]
      - null
  - 42
dataset: nope
"""


def test_a_word_the_taxonomy_has_not_is_no_number(tmp_path: Path) -> None:
    """A sort of data that nobody knows is a text until somebody says what it is, and the draft says that it was guessed."""
    made = drafted(STRAY.encode(), tmp_path, "stray.yml", "en")
    fields = tree(made.text)["categories"]["serve-data"]["fields"]

    assert {"shoe-size": "text", "political": "text", "email": "email"} == {
        name: field["kind"] for name, field in fields.items()
    }
    assert 2 == made.text.count("# guessed")


def test_what_stands_where_a_thing_should_is_reported(tmp_path: Path) -> None:
    """A number among systems, a word for datasets, an empty declaration: each is told with its place, and makes no purpose."""
    made = drafted(STRAY.encode(), tmp_path, "stray.yml", "en")

    assert ["stray.yml:9:9", "stray.yml:10:5", "stray.yml:11:10"] == [
        remark.place for remark in made.remarks if remark.key == "stray"
    ]
    assert ["serve"] == list(tree(made.text)["purposes"])
