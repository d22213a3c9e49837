"""Texts of law in full, as each language cites them; an unknown one stays as the charter writes it."""

from __future__ import annotations

import pytest

from etanche.notice.citing import law_words, laws_words


def plain(words: str) -> str:
    """Return words with ordinary spaces."""
    return words.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("citation", "french", "english"),
    [
        ("GDPR 12(2)", "RGPD, art. 12 § 2", "GDPR, Art. 12(2)"),
        ("GDPR 9(2)(h)", "RGPD, art. 9 § 2 h", "GDPR, Art. 9(2)(h)"),
        ("LIL 85", "loi Informatique et Libertés, art. 85", "French Data Protection Act, Art. 85"),
        ("C. com. L123-22", "code de commerce, art. L123-22", "French Commercial Code, Art. L123-22"),
        ("décret 2021-1362", "décret nᵒ 2021-1362", "French Decree 2021-1362"),
        (
            "CGCT L2121-29",
            "code général des collectivités territoriales, art. L2121-29",
            "French Local Authorities Code, Art. L2121-29",
        ),
        ("CSI L511-1", "code de la sécurité intérieure, art. L511-1", "French Internal Security Code, Art. L511-1"),
        ("HGB 257", "code de commerce allemand (HGB), § 257", "German Commercial Code (HGB), § 257"),
        ("Decision (EU) 2023/1795", "décision (UE) 2023/1795", "Decision (EU) 2023/1795"),
        (
            "Decision (EU) 2021/914 module 2",
            "décision (UE) 2021/914, module 2",
            "Decision (EU) 2021/914, module 2",
        ),
        ("Decision 2000/518/EC", "décision 2000/518/CE", "Decision 2000/518/EC"),
        ("Statute of Anse 3", "Statute of Anse 3", "Statute of Anse 3"),
    ],
)
def test_a_citation_is_said_in_full(citation: str, french: str, english: str) -> None:
    """The text by its name, the article the way the language writes it."""
    assert french == plain(law_words(citation, "fr"))
    assert english == plain(law_words(citation, "en"))


def test_articles_of_one_text_are_named_together() -> None:
    """Nobody repeats the name of the law for each of its articles."""
    assert "RGPD, art. 12 et 5 § 2" == plain(laws_words(["GDPR 12", "GDPR 5(2)"], "fr"))
    assert "GDPR, Art. 12 and French Data Protection Act, Art. 85" == plain(laws_words(["GDPR 12", "LIL 85"], "en"))
