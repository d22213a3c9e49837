"""
A sketch, written down as a charter: its sections in their order, and a comment wherever somebody has to say more.

The gaps are real: nothing stands there that `check` would take for an answer.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from etanche.charter import (
    NAMED_BY_KIND,
    Basis,
    ErasureBy,
    FieldKind,
    Objection,
    RecipientKind,
    Theme,
    in_eea,
    print_keep,
)
from etanche.exchange.drafting.phrases import plain
from etanche.exchange.drafting.sketch import Category, Field, Purpose, Recipient, Role, Sketch, Who, Words
from etanche.exchange.yaml_text import Braced, Gap, Left, Noted, comment, written
from etanche.terms import LANGUAGES, Language
from etanche.words import say

QUESTIONS = ("children", "automated-decisions", "sale", "advertising-share", "outside-eea")
NEEDS_CONTRACT = frozenset({"processor", "host"})
WITHOUT_COUNTRY = frozenset({"authority", "successor"})
WITH_OBJECTION = frozenset({"legitimate-interest", "public-task"})


def named_by_kind(field: Field) -> bool:
    """Tell whether a field is called what its kind is called, so that it needs no title."""
    if FieldKind(field.kind) not in NAMED_BY_KIND:
        return False
    return all(plain(title) == plain(say(f"field.{field.kind}", language)) for language, title in field.title.items())


class Writer:
    """Writes one sketch; what it says beside the charter is in one language."""

    def __init__(self, sketch: Sketch, language: Language, *, on: date, source: str) -> None:
        self.sketch = sketch
        self.language = language
        self.on = on
        self.source = source

    def charter(self) -> str:
        """Return the whole draft."""
        sketch = self.sketch
        document: dict[str, Any] = {
            "etanche": 1,
            "organisation": self._organisation(sketch.who),
            "notice": {"languages": list(LANGUAGES), "covers": self._gap("covers")},
            "versions": {self.on: {"comment": {language: self._first(language) for language in LANGUAGES}}},
            "answers": self._answers(),
            "people": {name: {"title": self._text(title)} for name, title in sketch.people.items()}
            or self._gap("people"),
            "regions": self._gap("regions"),
            "vault": self._gap("vault"),
            "channels": self._gap("channels"),
            "categories": {name: self._category(found) for name, found in sketch.categories.items()}
            or self._gap("categories"),
            "purposes": {name: self._purpose(found) for name, found in sketch.purposes.items()}
            or self._gap("purposes"),
            "roles": {name: self._role(found) for name, found in sketch.roles.items()} or self._gap("roles"),
            "recipients": {name: self._recipient(found) for name, found in sketch.recipients.items()},
            "rights": self._gap("rights"),
        }
        if sketch.measures:
            measures = "\n".join(f"· {said}" for said in sketch.measures)
            document["attested"] = Left(self._say("gap.attested", measures=measures))
        head = self._say("head", source=self.source)
        return "".join(f"{line}\n" for line in comment(head, "")) + written(document, spaced=True)

    def _say(self, key: str, **blanks: object) -> str:
        return say(f"exchange.{key}", self.language, **blanks)

    def _gap(self, key: str, **blanks: object) -> Gap:
        """Return a key without value, and what belongs there."""
        return Gap(self._say(f"gap.{key}", **blanks))

    def _choice(self, key: str, words: Any) -> Gap:
        """Return a key without value, and the words that may stand there."""
        return self._gap(key, words=" · ".join(words))

    def _first(self, language: Language) -> str:
        return say("exchange.first-version", language, source=self.source)

    def _text(self, words: Words) -> Braced:
        """Return a text in both languages; the one that the file does not have is a gap."""
        found: dict[str, Any] = {
            language: words.get(language)
            or self._gap("language", language=say(f"exchange.in.{language}", self.language))
            for language in LANGUAGES
        }
        return Braced(found)

    def _organisation(self, who: Who) -> dict[str, Any]:
        found: dict[str, Any] = {
            "name": who.name or self._gap("organisation"),
            "address": who.address or self._gap("address"),
            "country": who.country or self._gap("country"),
        }
        if who.email != who.dpo_email or not who.dpo_email:
            found["contact"] = {"email": who.email} if who.email else self._gap("contact")
        if who.dpo_email:
            found["dpo"] = {"email": who.dpo_email, **({"post": who.dpo_post} if who.dpo_post else {})}
        if who.representative:
            found["representative"] = {
                "name": who.representative,
                "email": who.representative_email or self._gap("contact"),
                "country": who.representative_country or self._gap("country"),
            }
        return found

    def _answers(self) -> dict[str, Any]:
        """Return the five questions; only one of them can follow from a register."""
        found: dict[str, Any] = {question: self._gap(f"answer.{question}") for question in QUESTIONS}
        if any(recipient.instrument for recipient in self.sketch.recipients.values()):
            found["outside-eea"] = True
        return found

    def _category(self, category: Category) -> dict[str, Any]:
        found: dict[str, Any] = {"title": self._text(category.title)}
        found["of"] = category.of or self._gap("of")
        found["from"] = self._gap("from")
        if category.nature:
            found["nature"] = category.nature
            found["condition"] = category.condition or self._gap("condition")
        if any(field.required for field in category.fields.values()):
            found["if-refused"] = self._gap("if-refused")
        fields = {name: self._field(field) for name, field in category.fields.items()}
        found["fields"] = fields or self._gap("fields")
        return found

    def _field(self, field: Field) -> Any:
        """Return a field; a kind that was guessed from a title says so."""
        keys: dict[str, Any] = {"kind": field.kind}
        if field.required:
            keys["required"] = True
        if field.only:
            keys["only"] = field.only
        if field.kind == FieldKind.PSEUDONYM:
            keys["lasts"] = field.lasts or self._gap("lasts")
        if field.kind == FieldKind.CHOICE:
            keys["values"] = self._gap("values")
        if field.kind == FieldKind.LINK:
            keys["to"] = self._gap("to")
        if not named_by_kind(field):
            keys["title"] = self._text(field.title)
        return Noted(Braced(keys), self._say("guessed")) if field.guessed else Braced(keys)

    def _purpose(self, purpose: Purpose) -> Any:
        found: dict[str, Any] = {"title": self._text(purpose.title)}
        found["theme"] = purpose.theme or self._choice("theme", Theme)
        if purpose.stance:
            found["as"] = purpose.stance
        if purpose.stance == "processor":
            found["for"] = purpose.for_ or self._gap("for")
        if purpose.stance == "joint":
            found["with"] = purpose.with_ or self._gap("with")
        found["uses"] = purpose.uses or self._gap("uses")
        if purpose.stance != "processor":
            found.update(self._basis(purpose))
        if purpose.keep is None:
            said = purpose.keep_said
            found["keep"] = self._gap("keep-said", said=said) if said else self._gap("keep")
        elif purpose.keep_said and purpose.keep_said != print_keep(purpose.keep):
            found["keep"] = Noted(print_keep(purpose.keep), self._say("read-from", said=purpose.keep_said))
        else:
            found["keep"] = print_keep(purpose.keep)
        if purpose.then == "return":
            found["then"] = "return"
        return Noted(found, "\n".join(purpose.notes)) if purpose.notes else found

    def _basis(self, purpose: Purpose) -> dict[str, Any]:
        """Return the basis with what must go with it."""
        found: dict[str, Any] = {"basis": purpose.basis or self._choice("basis", Basis)}
        if purpose.law or purpose.basis == Basis.LEGAL_OBLIGATION:
            found["law"] = purpose.law or self._gap("law")
        if purpose.basis == Basis.LEGITIMATE_INTEREST:
            found["interest"] = self._text(purpose.interest) if purpose.interest else self._gap("interest")
            found["balance"] = self._gap("balance")
        if purpose.basis == Basis.CONSENT:
            found["asked-in"] = self._gap("asked-in")
        if purpose.basis in WITH_OBJECTION:
            found["objection"] = self._choice("objection", Objection)
        return found

    def _role(self, role: Role) -> dict[str, Any]:
        found: dict[str, Any] = {"title": self._text(role.title)}
        if role.program:
            found["is"] = "program"
        found["sees"] = role.sees
        return found

    def _recipient(self, recipient: Recipient) -> dict[str, Any]:
        found: dict[str, Any] = {"name": recipient.name}
        found["does"] = self._text(recipient.does) if recipient.does else self._gap("does")
        found["as"] = recipient.as_ or self._choice("as", RecipientKind)
        if recipient.as_ not in WITHOUT_COUNTRY:
            found["country"] = recipient.country or self._gap("country")
        if recipient.as_ not in {"host", *WITHOUT_COUNTRY}:
            found["receives"] = recipient.receives or self._gap("receives")
        if recipient.as_ in NEEDS_CONTRACT:
            reference = recipient.contract or self._gap("contract")
            found["contract"] = {"reference": reference, "date": self._gap("contract-date")}
        if recipient.instrument or (recipient.country and not in_eea(recipient.country)):
            found["transfer"] = {
                "by": recipient.instrument or self._gap("instrument"),
                "reference": recipient.reference or self._gap("transfer-reference"),
                "checked": self._gap("checked"),
            }
        if recipient.as_ == "processor":
            found["erasure-by"] = self._choice("erasure-by", ErasureBy)
        if recipient.as_ == "joint":
            found["arrangement"] = self._gap("arrangement")
        if recipient.policy:
            found["policy"] = recipient.policy
        return found
