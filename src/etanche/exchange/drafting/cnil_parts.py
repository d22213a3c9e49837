"""Single rows of a register's sheet: a category, a kind of people, a recipient, a transfer, an actor."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from etanche.charter import FieldKind
from etanche.exchange.drafting.phrases import country_of, part_of, plain, says_nothing, word_for
from etanche.exchange.drafting.sketch import (
    Category,
    Field,
    Purpose,
    Recipient,
    Role,
    Sketch,
    field_name,
    once,
)
from etanche.exchange.drafting.tables import Line, says
from etanche.terms import Language

INSIDE = frozenset({"internal", "program"})
REQUIRED = "!"
EMAIL = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]+")
CRIMINAL = re.compile(r"penal|infraction|condamnation|criminal|offence")
SEPARATORS = re.compile(r"[,;\n]|\bet\b|\band\b")


def data_row(sketch: Sketch, line: Line, purpose: str, language: Language, place: str) -> str:
    """Take over a row of data; return the name of its category."""
    said = line.cells.get("description", line.first)
    reference = line.cells.get("reference", "")
    title, listed = _titled(said, reference) if reference else (line.label.partition("(")[0].strip(), said)
    short = title.partition(",")[0]
    name = sketch.name("categories", reference, title if reference else f"{purpose} {short}")
    category = sketch.categories.setdefault(name, Category(title={language: title}))
    if line.section == "sensitive":
        category.nature = "criminal" if CRIMINAL.search(plain(line.label)) else "sensitive"
        category.condition = line.cells.get("condition", category.condition)
    elif says("register.family.impersonal", line.label):
        category.nature = "impersonal"
    _fields(sketch, category, listed, line, language, place)
    return name


def _titled(said: str, reference: str) -> tuple[str, str]:
    """Return the title of a category and the list of its fields, from a cell of our own."""
    title, colon, listed = said.partition(":")
    return (title.strip(), listed.strip()) if colon else (said or reference, "")


def _fields(sketch: Sketch, category: Category, listed: str, line: Line, language: Language, place: str) -> None:
    """Take over the fields of a row, with the names and kinds that our own sheets give."""
    known = [tuple(pair.strip().split("=", 1)) for pair in line.cells.get("fields", "").split(",") if "=" in pair]
    separators = re.compile(";") if known else SEPARATORS
    titles = [title.strip() for title in separators.split(listed) if not says_nothing(title)]
    if not known:
        national = says("register.family.national-number", line.label)
        for title in titles:
            guess = "national-number" if national else word_for("kind", title) or "text"
            category.fields[field_name(category, "", title)] = Field(title={language: title}, kind=guess)
        return
    if len(known) != len(titles):
        sketch.remark(place, "titles", said=listed)
        titles = [name.replace("-", " ") for name, _ in known]
    for (name, written), title in zip(known, titles, strict=True):
        bare, only, lasts = part_of(title)
        kind = written.rstrip(REQUIRED)
        sure = kind in set(FieldKind)
        category.fields[field_name(category, name, bare)] = Field(
            title={language: bare},
            kind=kind if sure else "text",
            guessed=not sure,
            required=written.endswith(REQUIRED),
            only=only,
            lasts=lasts,
        )


def people_row(sketch: Sketch, line: Line, language: Language) -> str:
    """Take over a kind of people; return its name."""
    title = line.cells.get("description", line.first)
    name = sketch.name("people", line.cells.get("reference", ""), title)
    sketch.people.setdefault(name, {language: title})
    return name


def recipient_row(sketch: Sketch, line: Line, purposes: Sequence[str], language: Language, place: str) -> None:
    """Take over a recipient: a role if it is inside, somebody else otherwise."""
    said_kind = line.cells.get("type", "")
    kind = _receiver(said_kind)
    said = line.cells.get("precision", "") or (line.first if line.first != said_kind else "")
    if not said:
        sketch.remark(place, "recipient", said=said_kind)
        return
    title, _, does = (part.strip() for part in said.partition(":"))
    reference = line.cells.get("reference", "")
    given = _receives(sketch, line.cells.get("receives", ""), purposes)
    if kind in INSIDE:
        name = sketch.name("roles", reference, said)
        role = sketch.roles.setdefault(name, Role(title={language: said}, program=kind == "program"))
        _add(role.sees, given)
        return
    name = sketch.name("recipients", reference, title)
    found = sketch.recipients.setdefault(name, Recipient(name=title))
    found.does = found.does or ({language: does} if does else {})
    found.as_ = found.as_ or kind
    found.country = found.country or country_of(line.cells.get("country", "")) or ""
    found.contract = found.contract or line.cells.get("contract", "")
    if kind not in {"host", "authority", "successor"}:
        _add(found.receives, given)


def _receiver(said: str) -> str:
    """Return in what capacity somebody receives: as our own sheets say it, or as others do."""
    for kind in ("internal", "program", "processor", "host", "controller", "joint", "authority", "successor"):
        if says(f"register.receiver.{kind}", said):
            return kind
    return word_for("recipient", said) or ""


def _receives(sketch: Sketch, said: str, purposes: Sequence[str]) -> dict[str, list[str]]:
    """Return which categories are given for which purposes; all that a sheet uses, unless the row says which."""
    titles = {plain(title) for title in re.split(r"\s*;\s*", said.replace("\u202f", " ")) if title}
    found: dict[str, list[str]] = {}
    for purpose in purposes:
        for category in sketch.purposes[purpose].uses:
            known = {plain(title) for title in sketch.categories[category].title.values()}
            if not titles or known & titles:
                found.setdefault(category, []).append(purpose)
    return found


def _add(cells: dict[str, list[str]], given: dict[str, list[str]]) -> None:
    """Add what is given to what was given before."""
    for category, purposes in given.items():
        for purpose in purposes:
            once(cells.setdefault(category, []), purpose)


def transfer_row(sketch: Sketch, line: Line, place: str) -> None:
    """Take over what makes a transfer lawful, at the recipient it goes to."""
    title = line.cells.get("recipient", "") or line.cells.get("name", "")
    found = next(
        (
            recipient
            for name, recipient in sketch.recipients.items()
            if name == line.cells.get("reference") or plain(recipient.name) == plain(title)
        ),
        None,
    )
    if found is None:
        if says_nothing(title):
            sketch.remark(place, "transfer", said=line.first)
            return
        found = sketch.recipients.setdefault(sketch.name("recipients", "", title), Recipient(name=title))
    said = line.cells.get("guarantee", "")
    parts = [part.strip() for part in re.split(r"\s*;\s*", said.replace("\u202f", " ")) if part.strip()]
    found.country = found.country or country_of(line.cells.get("country", "")) or ""
    found.instrument = _instrument(said)
    found.reference = parts[1] if len(parts) > 1 else said
    document = line.cells.get("document", "")
    if re.match(r"https?://", document):
        found.policy = document


def _instrument(said: str) -> str:
    """Return the instrument of a transfer."""
    return word_for("instrument", said) or ""


def actors(sketch: Sketch, purpose: Purpose, lines: Iterable[Line], language: Language) -> None:
    """Take over who answers for an activity; of the organisation, what the first sheet that says it says."""
    who = sketch.who
    for line in lines:
        label = plain(line.label)
        name = line.cells.get("name", line.first)
        email = line.cells.get("email", "")
        country = country_of(line.cells.get("country", "")) or ""
        town = f"{line.cells.get('postcode', '')} {line.cells.get('town', '')}".strip()
        address = ", ".join(part for part in (line.cells.get("address", ""), town) if part)
        if "delegue" in label or "dpo" in label or "data-protection" in label or "data protection" in label:
            who.dpo_email = who.dpo_email or (email if EMAIL.fullmatch(email) else "")
            who.dpo_post = who.dpo_post or address
        elif "conjoint" in label or "joint" in label:
            called = [key for key, known in sketch.recipients.items() if plain(known.name) == plain(name)]
            partner = called[0] if called else sketch.name("recipients", "", name)
            sketch.recipients.setdefault(partner, Recipient(name=name, as_="joint", country=country))
            purpose.stance = purpose.stance or "joint"
            once(purpose.with_, partner)
        elif label.startswith("represent"):
            who.representative, who.representative_email = name, email
            who.representative_country = country
        elif says("register.party.client", line.label):
            purpose.for_ = sketch.name("people", "", name)
            sketch.people.setdefault(purpose.for_, {language: name})
        elif label.startswith(("responsable", "controller", "sous-traitant", "processor")):
            who.name = who.name or name
            who.address = who.address or address
            who.country = who.country or country
            who.email = who.email or (email if EMAIL.fullmatch(email) else "")
