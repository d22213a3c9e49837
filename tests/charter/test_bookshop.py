"""The sample charter is sound, says exactly what clause C4 says, and is good French."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from etanche.charter import Charter, FieldKind, Reader, Theme, load, read
from etanche.charter.rules.phrases import texts_of

ROOT = Path(__file__).parents[2]
FILE = ROOT / "charters" / "bookshop.yaml"


def test_it_is_reached_from_the_root_of_the_repository() -> None:
    """The folder a newcomer opens holds the charter that ships in the package."""
    assert (ROOT / "src" / "etanche" / "charters" / "bookshop.yaml").read_bytes() == FILE.read_bytes()


def test_nothing_is_found_in_it() -> None:
    """It has neither errors nor warnings: it is what people copy."""
    assert () == read(FILE.read_bytes(), file="bookshop.yaml").findings
    assert load(FILE).answers.sale is False


@pytest.mark.clause("C4")
def test_its_visits_have_the_fields_of_the_clause_and_no_other(bookshop: Charter) -> None:
    """Half the address, browser version, system, terminal and screen, page or action, a pseudonym for a day."""
    fields = {
        name: (field.kind, field.only, field.findable) for name, field in bookshop.categories["visit"].fields.items()
    }

    assert {
        "address": (FieldKind.IP, "first-half", False),
        "browser": (FieldKind.VERSION, None, False),
        "system": (FieldKind.CHOICE, None, False),
        "terminal": (FieldKind.CHOICE, None, False),
        "screen": (FieldKind.SCREEN, None, False),
        "page": (FieldKind.URL, None, False),
        "action": (FieldKind.TEXT, None, False),
        "visitor-id": (FieldKind.PSEUDONYM, None, True),
    } == fields
    assert "1 day" == str(bookshop.categories["visit"].fields["visitor-id"].lasts)
    assert "drop" == bookshop.categories["visit"].unknown


@pytest.mark.clause("C5")
@pytest.mark.clause("C6")
def test_its_purpose_ends_and_can_be_refused(bookshop: Charter) -> None:
    """180 days, for an interest that is stated and weighed, with an objection that works at once, for nobody else."""
    purpose = bookshop.purposes["audience"]

    assert (Theme.AUDIENCE, "legitimate-interest", "immediate") == (purpose.theme, purpose.basis, purpose.objection)
    assert purpose.interest is not None
    assert purpose.balance is not None
    assert {} == bookshop.recipients
    assert {} == bookshop.roles["bookseller"].sees
    assert Reader.PROGRAM is bookshop.roles["dashboard"].is_


def test_its_french_is_typeset_as_french(bookshop: Charter) -> None:
    """Apostrophes are curved, and double punctuation stands after a no-break space."""
    for path, text in texts_of(bookshop):
        assert not re.search(r"['\"]", text.fr + text.en), path
        assert not re.search(r"(?<![\u00a0\u202f])[;:!?»]", text.fr), path
        assert not re.search(r"«(?!\u00a0)", text.fr), path
