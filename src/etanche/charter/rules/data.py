"""
Categories, their fields, and the doors they come in by.
"""

from __future__ import annotations

from collections.abc import Iterator

from etanche.charter.keep import Duration, Unit
from etanche.charter.kinds import Giver, Theme
from etanche.charter.model import Charter, Field
from etanche.charter.plan import FieldKind, Only
from etanche.charter.rules.names import names_of, references
from etanche.charter.rules.rule import Rule, Wrong
from etanche.charter.tree import Path
from etanche.charter.words import NAME

OWN_NAME = frozenset({FieldKind.IP, FieldKind.SCREEN})
"""Kinds of field that readers know by name, so that a field needs no title."""

LONGEST_PSEUDONYM = Duration(number=1, unit=Unit.DAY)


def _fields(charter: Charter) -> Iterator[tuple[Path, Field]]:
    for name, category in charter.categories.items():
        for field_name, field in category.fields.items():
            yield ("categories", name, "fields", field_name), field


def _untitled(charter: Charter) -> Iterator[Wrong]:
    for path, field in _fields(charter):
        if field.title is None and field.kind not in OWN_NAME:
            what = f"a field of kind `{field.kind}` has no name of its own"
            yield Wrong(path=path, what=what, hint="add `title: {fr: …, en: …}`", on_key=True)


def _part(charter: Charter) -> Iterator[Wrong]:
    for path, field in _fields(charter):
        if field.only is Only.FIRST_HALF and field.kind is not FieldKind.IP:
            what = f"a `{field.kind}` has no first half"
            yield Wrong(path=(*path, "only"), what=what, hint="`only: first-half` is for the kind `ip`")


def _pseudonym(charter: Charter) -> Iterator[Wrong]:
    for path, field in _fields(charter):
        pseudonym = field.kind is FieldKind.PSEUDONYM
        if pseudonym and field.lasts is None:
            what = "how long somebody keeps the same pseudonym is not said"
            yield Wrong(path=path, what=what, hint="add `lasts: 1 day`", on_key=True)
        elif not pseudonym and field.lasts is not None:
            what = f"`lasts` says nothing about a `{field.kind}`"
            yield Wrong(
                path=(*path, "lasts"), what=what, hint="it is for the kind `pseudonym`; a time goes into `keep`"
            )


def _long_pseudonym(charter: Charter) -> Iterator[Wrong]:
    for path, field in _fields(charter):
        if field.kind is FieldKind.PSEUDONYM and field.lasts not in (None, LONGEST_PSEUDONYM):
            what = f"a pseudonym that lasts `{field.lasts}` is in the language but this version does not keep it yet"
            yield Wrong(path=(*path, "lasts"), what=what, hint=f"write `lasts: {LONGEST_PSEUDONYM}`")


def _values(charter: Charter) -> Iterator[Wrong]:
    for path, field in _fields(charter):
        if field.kind is FieldKind.CHOICE and not field.values:
            what = "a choice between nothing is no choice"
            yield Wrong(path=path, what=what, hint="add `values: [one, other]`", on_key=True)
        elif field.kind is not FieldKind.CHOICE and field.values:
            what = f"`values` says nothing about a `{field.kind}`"
            yield Wrong(path=(*path, "values"), what=what, hint="it is for the kind `choice`")
        for number, value in enumerate(field.values):
            if not NAME.fullmatch(value):
                what = f"`{value[:40]}` is not written like a value"
                yield Wrong(path=(*path, "values", number), what=what, hint="lower case with hyphens")


def _observed(charter: Charter) -> Iterator[Wrong]:
    for name, channel in charter.channels.items():
        if channel.given_by is Giver.PERSON:
            what = f"what comes in by a channel of kind `{channel.kind}` is observed, nobody gives it"
            yield Wrong(path=("channels", name, "given-by"), what=what, hint="leave it out")


def _required(charter: Charter) -> Iterator[Wrong]:
    for path, field in _fields(charter):
        if field.required:
            what = "nobody is asked at a door that observes, so nothing can be required there"
            yield Wrong(path=(*path, "required"), what=what, hint="leave it out")


def _if_refused(charter: Charter) -> Iterator[Wrong]:
    for name, category in charter.categories.items():
        if category.if_refused is not None and not any(field.required for field in category.fields.values()):
            what = "`if-refused` stands here, though no field is required"
            yield Wrong(path=("categories", name, "if-refused"), what=what, hint="leave it out", on_key=True)


def _unused(charter: Charter) -> Iterator[Wrong]:
    used = {reference.name for reference in references(charter) if reference.section == "categories"}
    for name in charter.categories:
        if name not in used:
            what = f"no purpose uses `{name}`: these data would be held for nothing"
            yield Wrong(
                path=("categories", name),
                what=what,
                hint="name it in the `uses` of a purpose, or leave it out",
                on_key=True,
            )


def _idle(charter: Charter) -> Iterator[Wrong]:
    met = {(reference.section, reference.name) for reference in references(charter)}
    for section in ("people", "channels"):
        for name in names_of(charter, section):
            if (section, name) not in met:
                what = f"nothing in this charter refers to `{name}`"
                yield Wrong(path=(section, name), what=what, hint="leave it out", on_key=True)


def _empty_region(charter: Charter) -> Iterator[Wrong]:
    for name in charter.regions:
        if name != charter.vault.region:
            what = f"the region `{name}` holds nothing, so nothing could be promised about it"
            hint = f"leave it out: the vault is in `{charter.vault.region}`"
            yield Wrong(path=("regions", name), what=what, hint=hint, on_key=True)


def _whole_address(charter: Charter) -> Iterator[Wrong]:
    watched = {
        name for purpose in charter.purposes.values() if purpose.theme is Theme.AUDIENCE for name in purpose.uses
    }
    for path, field in _fields(charter):
        if path[1] in watched and field.kind is FieldKind.IP and field.only is None:
            what = "visits can be counted without whole addresses"
            yield Wrong(path=path, what=what, hint="add `only: first-half`", on_key=True)


RULES: tuple[Rule, ...] = (
    Rule(id="missing", search=_untitled),
    Rule(id="only", search=_part),
    Rule(id="CON-06", search=_pseudonym),
    Rule(id="later", search=_long_pseudonym),
    Rule(id="values", search=_values),
    Rule(id="DAT-07", search=_observed),
    Rule(id="LB-16", search=_required),
    Rule(id="LB-16", search=_if_refused),
)
TOGETHER: tuple[Rule, ...] = (
    Rule(id="DAT-01", search=_unused),
    Rule(id="empty-region", search=_empty_region),
    Rule(id="unused", search=_idle),
    Rule(id="CK-06", search=_whole_address),
)
