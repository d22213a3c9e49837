"""
What the map shows, before it has places: whose data, which, why, where they end, and who is joined to whom.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from etanche.charter import After, Between, Charter, Duration, Keep, RecipientKind, While, builtin, in_eea, spans
from etanche.notice.drawing.reach import reach
from etanche.notice.keeping import STATE_OF_END, duration_words, keep_words
from etanche.notice.naming import place_words, purpose_title, told
from etanche.terms import Language
from etanche.words import begun_large, begun_small, country_words, fine, list_words, say

VAULT, REPLICA, CASES, OWN, OWN_WHY = ":vault", ":replica", ":cases", ":own", ":own-why"
"""Things on the map that have no name in a charter; no name of a charter has a colon."""

BASES = ("contract", "law", "interest", "consent", "task", "vital", "client")
"""How lines are drawn, in the order of the legend."""

_BASIS = {
    "contract": "contract",
    "legal-obligation": "law",
    "legitimate-interest": "interest",
    "consent": "consent",
    "public-task": "task",
    "vital-interest": "vital",
    None: "client",
}


@dataclass(frozen=True, kw_only=True)
class Node:
    """One thing of a column."""

    id: str
    title: str
    soft: str = ""
    zone: str = ""


@dataclass(frozen=True, kw_only=True)
class Ground:
    """A place that holds nodes of the last column."""

    title: str
    outside: bool = False


@dataclass(frozen=True, kw_only=True)
class Edge:
    """A line between two things of neighbouring columns."""

    tail: str
    head: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class Graph:
    """The four columns, the places of the last, the lines, and the copies that stay sealed."""

    columns: tuple[tuple[Node, ...], ...]
    grounds: tuple[Ground, ...]
    edges: tuple[Edge, ...]
    sealed: tuple[Edge, ...]


def graph(charter: Charter, language: Language) -> Graph:
    """Return what the map of a charter shows."""
    nodes, grounds = _places(charter, language)
    held = builtin(charter)
    used = {name for category in charter.categories.values() for name in category.of}
    used |= {name for thing in held for name in thing.of}
    people = tuple(
        Node(id=name, title=begun_large(told(found.title, language)))
        for name, found in charter.people.items()
        if name in used
    )
    kinds = say("keep.separator", language).join(begun_small(told(thing.title, language)) for thing in held)
    categories = (
        *(Node(id=name, title=begun_large(told(found.title, language))) for name, found in charter.categories.items()),
        Node(id=OWN, title=say("paper.map.own", language), soft=begun_large(kinds)),
    )
    purposes = (
        *(
            Node(id=name, title=purpose_title(charter, name, language), soft=brief(found.keep, language))
            for name, found in charter.purposes.items()
        ),
        Node(id=OWN_WHY, title=say("paper.map.own-why", language), soft=say("paper.map.own-terms", language)),
    )
    sealed = (Edge(tail=VAULT, head=REPLICA, kind="sealed-flow"),) if charter.vault.replica else ()
    return Graph(
        columns=(people, categories, purposes, nodes),
        grounds=grounds,
        edges=tuple(dict.fromkeys(_edges(charter))),
        sealed=sealed,
    )


def brief(keep: Keep, language: Language) -> str:
    """Return a time of keeping in as few words as a box has room for; the list beside the map says it in full."""
    found = reach(keep)
    if isinstance(keep, While) or found.longest is None:
        return begun_large(keep_words(keep, language))
    duration = duration_words(found.longest, language)
    event = getattr(keep, "event", "")
    if event in STATE_OF_END:
        return say(
            "paper.map.brief-after",
            language,
            state=say(f"paper.map.state.{STATE_OF_END[event]}", language),
            duration=duration,
        )
    if found.most == found.sure:
        return duration
    if found.before:
        first = next(span for span in spans(keep) if not isinstance(span, While) and _longest(span) == found.longest)
        duration = say("keep.after", language, duration=duration, event=say(f"event.{first.event}", language))
    return say("paper.map.brief-most", language, duration=duration)


def _longest(span: After | Between) -> Duration:
    """Return the time that a span gives at most."""
    return span.duration if isinstance(span, After) else span.ceiling


def basis_of(charter: Charter, purpose: str) -> str:
    """Return how the lines of a purpose are drawn."""
    basis = charter.purposes[purpose].basis
    return _BASIS[basis.value if basis else None]


def _edges(charter: Charter) -> Iterator[Edge]:
    """Yield every line of the map."""
    for name, category in charter.categories.items():
        yield from (Edge(tail=people, head=name, kind="who") for people in category.of)
    for name, purpose in charter.purposes.items():
        kind = basis_of(charter, name)
        for used in purpose.uses:
            yield Edge(tail=used, head=name, kind=kind)
            yield from (Edge(tail=name, head=_store(store), kind=kind) for store in charter.categories[used].in_)
        yield from (
            Edge(tail=name, head=other, kind=kind)
            for other, recipient in charter.recipients.items()
            if any(name in reasons for reasons in recipient.receives.values())
        )
    for held in builtin(charter):
        kind = _BASIS[held.basis.value]
        yield from (Edge(tail=people, head=OWN, kind="who") for people in held.of)
        yield Edge(tail=OWN, head=OWN_WHY, kind=kind)
        yield Edge(tail=OWN_WHY, head=VAULT, kind=kind)


def _store(name: str) -> str:
    """Return the node of a store: the vault's own name means nothing else in a charter, and neither do the sealed ones."""
    return f":{name}" if name in {"vault", "spheres", "private"} else name


def _places(charter: Charter, language: Language) -> tuple[tuple[Node, ...], tuple[Ground, ...]]:
    """Return the last column: our stores where they are, then those who receive, by country, then the special cases."""
    found = [*_stores(charter, language), *_recipients(charter, language), *_cases(charter, language)]
    grounds = {node.zone: _ground(charter, node.zone, language) for node in found}
    named = {ground.title: ground for ground in reversed(grounds.values())}
    nodes = [replace(node, zone=grounds[node.zone].title) for node in found]
    placed = tuple(node for title in reversed(named) for node in nodes if node.zone == title)
    return placed, tuple(reversed(named.values()))


def _ground(charter: Charter, zone: str, language: Language) -> Ground:
    """Return a place by the name of its region or the letters of its country; two of one name are one place."""
    if zone == CASES:
        return Ground(title=say("paper.map.cases", language))
    if zone in charter.regions:
        country, title = charter.regions[zone].country, begun_large(place_words(charter, zone, language))
    else:
        country, title = zone, country_words(zone, language)
    if in_eea(country):
        return Ground(title=title)
    return Ground(title=say("paper.map.outside", language, place=title), outside=True)


def _stores(charter: Charter, language: Language) -> Iterator[Node]:
    """Yield our own stores: those that hold something, the vault's second copy, and the databases that were there before."""
    used = {store for category in charter.categories.values() for store in category.in_}
    region, replica = charter.vault.region, charter.vault.replica
    for store in ("vault", "spheres", "private"):
        if store in used or store == "vault":
            soft = _kept_by(charter, region, language) if store == "vault" else say(f"paper.map.{store}-soft", language)
            yield Node(id=_store(store), title=say(f"paper.map.{store}", language), soft=soft, zone=region)
    if replica:
        yield Node(
            id=REPLICA,
            title=say("paper.map.replica", language),
            soft=_kept_by(charter, replica, language),
            zone=replica,
        )
    for name, estate in charter.estates.items():
        if name in used:
            soft = say("paper.map.estate-soft", language)
            if host := charter.regions[estate.region].host:
                soft = say("paper.map.estate-host", language, host=fine(charter.recipients[host].name, language))
            yield Node(id=name, title=begun_large(told(estate.title, language)), soft=soft, zone=estate.region)


def _kept_by(charter: Charter, region: str, language: Language) -> str:
    """Say whose machines a sealed store is on, and where clients may have theirs."""
    host = charter.regions[region].host
    said = (
        say("paper.map.vault-host", language, host=fine(charter.recipients[host].name, language))
        if host
        else say("paper.map.vault-own", language)
    )
    others = [name for name in charter.tenants.regions if name != region] if charter.tenants else []
    if region != charter.vault.region or not others:
        return said
    places = list_words([told(charter.regions[name].title, language) for name in others], language)
    return f"{said} {say('paper.map.vault-choice', language, places=places)}"


def _recipients(charter: Charter, language: Language) -> Iterator[Node]:
    """Yield those who receive something of ours, each in its country."""
    for name, recipient in charter.recipients.items():
        if recipient.receives and recipient.country:
            soft = say(f"recipient-as.{recipient.as_}", language)
            yield Node(id=name, title=fine(recipient.name, language), soft=begun_large(soft), zone=recipient.country)


def _cases(charter: Charter, language: Language) -> Iterator[Node]:
    """Yield those who receive something only if a certain thing happens, so that no line leads to them."""
    for name, recipient in charter.recipients.items():
        if recipient.as_ in {RecipientKind.AUTHORITY, RecipientKind.SUCCESSOR}:
            soft = say(f"paper.map.{recipient.as_}", language)
            yield Node(id=name, title=fine(recipient.name, language), soft=soft, zone=CASES)
