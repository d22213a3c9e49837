"""
Children, machines that decide, and what must be weighed before it begins.
"""

from __future__ import annotations

from collections.abc import Iterator

from etanche.charter.countries import consent_age
from etanche.charter.kinds import Basis, FieldKind, Nature, Objection, Stance, Theme
from etanche.charter.model import Category, Charter, Purpose, Recipient
from etanche.charter.rules.data import letter_of
from etanche.charter.rules.phrases import claimed
from etanche.charter.rules.rule import Rule, Wrong

ADULT = 18
ENOUGH = 2
"""So many criteria of WP248 ask for an impact assessment."""

DECIDING = frozenset({Basis.CONSENT, Basis.CONTRACT, Basis.LEGAL_OBLIGATION, Basis.PUBLIC_TASK})
"""Bases on which a machine may decide alone: consent, a contract, or a law that allows it (Art. 22(2))."""

DECIDABLE = frozenset({"a", "g"})
"""Letters of Article 9(2) under which a machine may decide on sensitive data (Art. 22(4))."""

CLOSE_TO_ONE = frozenset({FieldKind.LOCATION, FieldKind.NATIONAL_NUMBER})


def _ageless(charter: Charter) -> Iterator[Wrong]:
    if charter.answers.children and not _minors(charter):
        yield Wrong(path=("answers", "children"))


def _young(charter: Charter) -> Iterator[Wrong]:
    """Yield an age under which the law of the country lets no child consent alone, where we ask for consent."""
    home = charter.organisation.home
    least = consent_age(home)
    for name, who in charter.people.items():
        if least and who.from_age and who.from_age < least and _asked(charter, name):
            blanks = {"age": who.from_age, "least": least, "country": home}
            yield Wrong(path=("people", name, "from-age"), blanks=blanks)


def _asked(charter: Charter, people: str) -> bool:
    """Return whether some purpose rests on the consent of these people."""
    used = {name for it in charter.purposes.values() if it.basis is Basis.CONSENT for name in it.uses}
    return any(people in charter.categories[name].of for name in used)


def _advertised_to(charter: Charter) -> Iterator[Wrong]:
    minors = _minors(charter)
    for name, purpose in charter.purposes.items():
        exposed = any(minors & {*charter.categories[used].of} for used in purpose.uses)
        if purpose.theme is Theme.ADVERTISING and exposed and purpose.groups_of is None:
            yield Wrong(path=("purposes", name, "uses"), blanks={"purpose": name})


def _minors(charter: Charter) -> frozenset[str]:
    return frozenset(name for name, who in charter.people.items() if who.from_age and who.from_age < ADULT)


def _decides(charter: Charter) -> Iterator[Wrong]:
    if charter.answers.automated_decisions and not any(it.decides for it in charter.purposes.values()):
        yield Wrong(path=("answers", "automated-decisions"))


def _ground(charter: Charter) -> Iterator[Wrong]:
    for name, purpose in charter.purposes.items():
        if purpose.decides and purpose.basis is not None and purpose.basis not in DECIDING:
            blanks = {"purpose": name, "basis": purpose.basis}
            yield Wrong(path=("purposes", name, "basis"), blanks=blanks)


def _decides_on_health(charter: Charter) -> Iterator[Wrong]:
    for name, purpose in charter.purposes.items():
        for number, used in enumerate(purpose.uses if purpose.decides else ()):
            category = charter.categories[used]
            if category.nature is Nature.SENSITIVE and letter_of(category) not in DECIDABLE:
                blanks = {"purpose": name, "category": used}
                yield Wrong(path=("purposes", name, "uses", number), blanks=blanks)


def _training(charter: Charter) -> Iterator[Wrong]:
    for name, purpose in charter.purposes.items():
        if purpose.theme is not Theme.TRAINING_AI:
            for key, text in (("title", purpose.title), ("interest", purpose.interest)):
                if text and claimed("training", text, charter.notice.languages):
                    yield Wrong(path=("purposes", name, "theme"), blanks={"purpose": name, "key": key})
                    break
        elif purpose.as_ is not Stance.PROCESSOR and not _refusable(purpose):
            yield Wrong(path=("purposes", name, "basis"), says="refusal", blanks={"purpose": name})
    for name, recipient in charter.recipients.items():
        if not _for_training(charter, recipient) and claimed("training", recipient.does, charter.notice.languages):
            yield Wrong(path=("recipients", name, "does"), says="recipient", blanks={"recipient": name})


def _for_training(charter: Charter, recipient: Recipient) -> bool:
    """Return whether a recipient receives something for a purpose that says that a machine is taught."""
    given = {purpose for purposes in recipient.receives.values() for purpose in purposes}
    return any(it.theme is Theme.TRAINING_AI for name, it in charter.purposes.items() if name in given)


def _refusable(purpose: Purpose) -> bool:
    return purpose.basis is Basis.CONSENT or purpose.objection in (Objection.BEFOREHAND, Objection.IMMEDIATE)


def _impact(charter: Charter) -> Iterator[Wrong]:
    minors = _minors(charter)
    for name, purpose in charter.purposes.items():
        if purpose.as_ is Stance.PROCESSOR or purpose.impact is not None:
            continue
        used = [charter.categories[each] for each in purpose.uses]
        criteria = [
            any(each.nature in (Nature.SENSITIVE, Nature.CRIMINAL) or _close(each) for each in used),
            any(minors & {*each.of} for each in used),
            purpose.decides is not None,
            purpose.theme in (Theme.TRAINING_AI, Theme.ADVERTISING),
        ]
        if sum(criteria) >= ENOUGH:
            yield Wrong(path=("purposes", name), blanks={"purpose": name, "n": sum(criteria)}, on_key=True)


def _close(category: Category) -> bool:
    return any(field.kind in CLOSE_TO_ONE for field in category.fields.values())


ALONE: tuple[Rule, ...] = (
    Rule(id="CHD-01", search=_ageless),
    Rule(id="ADM-01", search=_decides),
    Rule(id="ADM-02", search=_ground),
    Rule(id="ADM-04", search=_training),
)
TOGETHER: tuple[Rule, ...] = (
    Rule(id="CHD-02", search=_young),
    Rule(id="CHD-03", search=_advertised_to),
    Rule(id="ADM-03", search=_decides_on_health),
    Rule(id="DPIA-01", search=_impact),
)
