"""docs/language.md and the model say the same: keys, which of them are needed, defaults, closed lists, examples."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import pytest

from etanche.charter import GIVERS, IMPERSONAL, NAMED_BY_KIND, PERSONAL, Charter, Theme, promises, read
from etanche.charter.explain import keys_at
from etanche.charter.language import SECTIONS
from etanche.charter.layout import survey
from etanche.charter.modelling import modelled
from etanche.charter.schema import WORKED_OUT, default_words
from etanche.charter.section import Section
from etanche.charter.tree import plant
from etanche.charter.vocabulary import ENDED_BY, OPTIONAL_EVENTS, OTHER_EVENTS, STATES, TOLD_EVENTS

PAGE = (Path(__file__).parents[2] / "docs" / "language.md").read_text("utf-8")
SMALL = Path(__file__).with_name("small.yaml").read_text("utf-8")
EXAMPLES = [re.sub(r"(?m)^ {3}", "", block) if indent else block for indent, block in re.findall(
    r"(?ms)^( *)```yaml\n(.*?)^ *```", PAGE
)]  # fmt: skip
HEADER = "| key | type | meaning | rules |"


def _starred(path: str) -> str:
    return re.sub(r"<[a-z]+>", "*", path)


def _documented() -> Iterator[tuple[str, bool]]:
    """Yield each key of the tables of the document, and whether it is marked as needed."""
    section, listing = "", False
    for line in PAGE.splitlines():
        if line.startswith("#"):
            heading = re.fullmatch(r"### `([a-z.<>-]+)`", line)
            section, listing = heading[1] if heading else "", False
        elif line == HEADER:
            listing = True
        elif not line.startswith("|"):
            listing = False
        elif listing and section and not line.startswith("|---"):
            for key, mark in re.findall(r"`([^`]+)`( !)?", line.split(" | ")[0]):
                yield _starred(f"{section}.{key}"), bool(mark)


def _sections(hint: Any) -> Iterator[tuple[str, type[Section]]]:
    """Yield the sections that a key leads to: itself, or what stands under names of the author's."""
    if get_origin(hint) is Annotated:
        hint = get_args(hint)[0]
    if get_origin(hint) is Mapping:
        for step, section in _sections(get_args(hint)[1]):
            yield f".*{step}", section
    elif isinstance(hint, type) and issubclass(hint, Section):
        yield "", hint
    elif not isinstance(hint, type) and get_origin(hint) is not tuple:
        for member in get_args(hint):
            yield from _sections(member)


def _modelled(section: type[Section], path: str) -> Iterator[tuple[str, bool, Any]]:
    """Yield each key of the model below a path, whether it must be there, and its default."""
    hints = get_type_hints(section, include_extras=True)
    for name, field in section.model_fields.items():
        key = f"{path}.{field.alias}".strip(".")
        default = None if field.is_required() or field.default_factory else field.default
        yield key, field.is_required(), None if (section.__name__, field.alias) in WORKED_OUT else default
        for step, inner in _sections(hints[name]):
            yield from _modelled(inner, key + step)


MODEL = {path: (needed, default) for path, needed, default in _modelled(Charter, "")}


def test_every_key_is_documented_and_every_documented_key_is_read() -> None:
    """The tables have exactly the keys of the model, each with the mark of those that must be there."""
    documented = dict(_documented())
    below = {path: needed for path, (needed, _) in MODEL.items() if "." in path}

    assert {**below, "carries.*": False} == documented


def test_the_sections_at_a_glance_are_those_of_the_language() -> None:
    """The first table has all sections, in their order, and says of each whether it is needed."""
    table = PAGE.split("## 2. The sections at a glance")[1].split("\n\n")[1]
    rows = [line.split(" | ") for line in table.splitlines()[2:]]
    listed = [(name, row[-1].strip(" |") == "yes") for row in rows for name in re.findall(r"`([a-z]+)`", row[0])]

    assert [(name, MODEL[name][0]) for name in SECTIONS] == listed


def _written(value: object) -> str:
    """Return a default as the table has it."""
    words = default_words(value)
    if isinstance(words, bool):
        return str(words).lower()
    return f"[{', '.join(map(str, words))}]" if isinstance(words, list) else str(words)


def test_every_default_is_the_one_of_the_model() -> None:
    """The table of defaults has each default of the model, and no other; what follows from another key is said in words."""
    table = PAGE.split("## 13. Every default in one place")[1].split("## 14")[0]
    rows = dict(re.findall(r"(?m)^\| `([^`]+)` \| (.+) \|$", table))
    told = {_starred(key): text.strip("`") for key, text in rows.items() if text.startswith("`")}
    in_words = {_starred(key) for key, text in rows.items() if not text.startswith("`")}
    held = {
        path: _written(default)
        for path, (_, default) in MODEL.items()
        if default not in (None, "", ()) and not isinstance(default, Section)
    }

    assert held == told
    assert {"organisation.authority", "organisation.time-zone", "channels.*.given-by"} == in_words


def test_every_closed_list_is_told_in_full() -> None:
    """Each word that a key may have stands in the table of its section."""
    missing = [(path, word) for path in MODEL for word in _words_of(path) if f"`{word}`" not in PAGE]

    assert [] == missing


def _words_of(path: str) -> Iterator[str]:
    hint = _hint(path)
    for kind in _enums(hint):
        yield from (word.value for word in kind)


def _hint(path: str) -> Any:
    section: type[Section] = Charter
    *above, last = path.split(".")
    for step in above:
        if step != "*":
            hints = {str(field.alias): name for name, field in section.model_fields.items()}
            inner = get_type_hints(section, include_extras=True)[hints[step]]
            section = next((kind for _, kind in _sections(inner)), section)
    name = next(name for name, field in section.model_fields.items() if field.alias == last)
    return get_type_hints(section)[name]


def _enums(hint: Any) -> Iterator[type[StrEnum]]:
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        yield hint
    for member in get_args(hint):
        yield from _enums(member)


def test_kinds_of_field_are_marked_as_they_are() -> None:
    """The document lists the personal and the impersonal kinds, and marks those with a name of their own."""
    lists = {
        name: re.findall(r"`([a-z-]+)`(°?)", re.search(rf"(?s){name} kinds: (.*?)\.", PAGE)[1])  # type: ignore[index] # both are there
        for name in ("Personal", "Impersonal")
    }

    assert {kind.value for kind in PERSONAL} == {kind for kind, _ in lists["Personal"]}
    assert {kind.value for kind in IMPERSONAL} == {kind for kind, _ in lists["Impersonal"]}
    assert {kind.value for kind in NAMED_BY_KIND} == {kind for both in lists.values() for kind, mark in both if mark}


def test_who_gives_by_which_door_is_told_as_it_is() -> None:
    """The table of doors says of each kind who gives the data."""
    table = PAGE.split("| kind | the door | given by |")[1].split("\n\n")[0]
    told = {
        kind: row.rsplit(" | ", 1)[1].strip(" |")
        for row in table.splitlines()[2:]
        for kind in re.findall(r"`([a-z-]+)`", row.split(" | ")[0])
    }

    assert {kind.value: giver.value for kind, giver in GIVERS.items()} == told


def test_themes_are_told_in_full() -> None:
    """The list of themes is the model's."""
    listed = re.findall(r"`([a-z-]+)`", PAGE.split("Themes: ")[1].split(". One purpose")[0])

    assert [theme.value for theme in Theme] == listed


def test_events_and_states_are_told_as_they_are() -> None:
    """States with their beginnings and ends, the other events, and the marks of those that must be told or need not happen."""
    part = PAGE.split("### 8.2")[1].split("### 8.3")[0]
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in part.splitlines() if line.startswith("| `")]
    told = {
        re.findall(r"`([a-z-]+)`", row[0])[0]: (row[1].rstrip(" *"), row[2].rstrip(" *"), row[4].startswith("yes"))
        for row in rows
    }
    others = dict(re.findall(r"`([a-z-]+)`([*†]*)", part.split("Other events: ")[1].split(". Those with")[0]))
    starred = {event for row in rows for event in (row[1], row[2]) if event.endswith("*")}

    assert {name: (state.begins or "collection", state.ends, state.endless) for name, state in STATES.items()} == told
    assert OTHER_EVENTS == set(others)
    assert TOLD_EVENTS == {event.rstrip(" *") for event in starred} | {
        name for name, mark in others.items() if "*" in mark
    }
    assert OPTIONAL_EVENTS - {"consent-given"} == {name for name, mark in others.items() if "†" in mark}
    assert set(ENDED_BY) == {ends for _, ends, _ in told.values()}


def test_there_are_examples() -> None:
    """The examples were found: the check below is not empty."""
    assert 2 == len(EXAMPLES)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda text: text.split(":")[0])
def test_every_example_can_be_read(example: str) -> None:
    """Put into a charter, each example is read without a fault of writing."""
    base, part = survey(plant(SMALL, file="x")), survey(plant(example, file="x"))
    whole = {**base.data, **{name: {**_dict(base.data.get(name)), **_dict(body)} for name, body in part.data.items()}}

    assert () == part.faults
    assert () == modelled(whole)[1]


def _dict(thing: object) -> dict[str, object]:
    return dict(thing) if isinstance(thing, dict) else {}


def test_the_first_example_promises_what_the_document_says() -> None:
    """Completed with the sections that every charter has, the first example is sound and makes the promises that are named."""
    example = next(text for text in EXAMPLES if text.startswith("channels:"))
    head = SMALL[: SMALL.index("channels:\n")]
    loaded = read((head + example).encode(), file="x")
    named = re.findall(r"`([a-z]+:[a-z./-]+)`", PAGE.split("The promises are\n")[1].split("## 2")[0])

    assert loaded.charter is not None, [str(finding) for finding in loaded.findings]
    assert {"minimise:visit", "retention:audience/visit"} < set(named)
    assert set(named) <= {promise.id for promise in promises(loaded.charter)}


def test_kinds_of_promise_are_told_in_full() -> None:
    """Each kind of promise that a charter of everything can make has its row."""
    table = PAGE.split("| kind | subjects | from |")[1].split("\n\n")[0]

    assert 20 == len(re.findall(r"(?m)^\| `([a-z]+)` \|", table))


def test_keys_of_a_place_are_those_of_the_model() -> None:
    """What an error offers at a place are the keys that the document has there."""
    documented = {
        path.rsplit(".", 1)[1] for path, _ in _documented() if re.fullmatch(r"roles\.\*\.needs\.[a-z-]+", path)
    }

    assert set(keys_at(("roles", "x", "needs"))) == documented


def test_one_charter_uses_every_key() -> None:
    """The charter that the vectors break has each key of the language, so that each has been read at least once."""
    text = (Path(__file__).parents[1] / "vectors" / "rules" / "charter.yaml").read_text("utf-8")
    used = set(_used(survey(plant(text, file="x")).data, Charter, ""))

    assert [] == sorted({path for path in MODEL if not path.endswith(".was")} - used)


def _used(data: object, section: type[Section], path: str) -> Iterator[str]:
    if not isinstance(data, dict):
        return
    hints = get_type_hints(section, include_extras=True)
    names = {str(field.alias): name for name, field in section.model_fields.items()}
    for key, value in data.items():
        here = f"{path}.{key}".strip(".")
        yield here
        for step, inner in _sections(hints[names[key]]):
            bodies = [value]
            for _ in range(step.count("*")):
                bodies = [below for body in bodies if isinstance(body, dict) for below in body.values()]
            for body in bodies:
                yield from _used(body, inner, here + step)
