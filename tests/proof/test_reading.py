"""A served page is read as a reader meets it, whatever its typography."""

from __future__ import annotations

from etanche.proof.reading import folded, page_of

PAGE = """<!doctype html><html><head><title>Not shown</title><style>.a { content: "not shown" }</style></head>
<body><h2 id="refuse-audience">Mesurer la fr&eacute;quentation&nbsp;: 180&nbsp;jours</h2>
<p>Vous dites «\u00a0non\u00a0», c’est dit\u202f!</p><a href="/opt-out">la page</a><p id="">x</p></body></html>"""


def test_typography_makes_no_difference() -> None:
    """No-break spaces, curly apostrophes and French spaces before marks are not differences."""
    page = page_of(PAGE)

    assert page.says("Mesurer la fréquentation : 180 jours")
    assert page.says("Vous dites « non », c'est dit !")
    assert page.says("Vous dites «non», c’est dit!")


def test_words_make_a_difference() -> None:
    """A figure that was altered is not said."""
    assert not page_of(PAGE).says("Mesurer la fréquentation : 90 jours")


def test_what_no_reader_sees_is_not_said() -> None:
    """Styles and the title of the window are not text of the page."""
    assert not page_of(PAGE).says("not shown")
    assert not page_of(PAGE).says("Not shown")


def test_anchors_and_links_are_gathered() -> None:
    """Where one can arrive and where one can go is known."""
    page = page_of(PAGE)

    assert (frozenset({"refuse-audience"}), frozenset({"/opt-out"})) == (page.anchors, page.links)


def test_folding_is_stable() -> None:
    """Folded text comes back as it is."""
    assert folded("« a » : b…") == folded(folded("« a » : b…"))
