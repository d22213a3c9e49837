"""Charters and their registers, each computed once: what the exports are made of."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.conftest import BOOKSHOP, ROOT

from etanche.charter import Charter, read
from etanche.exchange import Form, Register, export, register
from etanche.terms import Language

WHOLE = ROOT / "tests/vectors/rules/charter.yaml"
"""A sound charter that uses every section of the language."""

CLEVER_CLOUD = ROOT / "charters/clever-cloud.yaml"


def sound(path: Path) -> Charter:
    """Return a charter of the tree."""
    found = read(path.read_bytes(), file=path.name)
    if found.charter is None:
        raise ValueError([str(finding) for finding in found.findings])
    return found.charter


@pytest.fixture(scope="session")
def bookshop() -> Charter:
    """The sample charter."""
    return sound(BOOKSHOP)


@pytest.fixture(scope="session")
def whole() -> Charter:
    """A charter that uses every section."""
    return sound(WHOLE)


@pytest.fixture(scope="session")
def whole_register(whole: Charter) -> Register:
    """The register of the charter that uses every section."""
    return register(whole)


@pytest.fixture(scope="session")
def bookshop_register(bookshop: Charter) -> Register:
    """The register of the sample charter."""
    return register(bookshop)


@pytest.fixture(scope="session")
def clever_cloud() -> Charter:
    """A host's charter, with archives, a processor's activity and a transfer."""
    return sound(CLEVER_CLOUD)


@pytest.fixture(scope="session")
def written(whole_register: Register) -> dict[tuple[Form, Language], bytes]:
    """The register of the whole charter in every form that costs little to write."""
    forms = (Form.XLSX, Form.CSV, Form.JSON, Form.DPV, Form.FIDESLANG)
    languages: tuple[Language, ...] = ("fr", "en")
    return {(form, language): export(whole_register, form, language) for form in forms for language in languages}
