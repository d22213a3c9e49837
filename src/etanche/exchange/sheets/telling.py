"""How the parts of a register are said in the cells of a table; spreadsheets and CSV say them with the same words."""

from __future__ import annotations

from collections.abc import Iterable

from etanche.exchange.register import Activity, Data, Part, Party, Place, Recipient, Register
from etanche.notice import laws_words
from etanche.terms import Language, Text
from etanche.words import begun_large, begun_small, country_words, fine, list_words, say


class Teller:
    """Says the parts of one register in one language."""

    def __init__(self, register: Register, language: Language) -> None:
        self.register = register
        self.language = language
        self.titles = register.titles()
        self.places = {place.name: place for place in register.places}

    def say(self, key: str, **blanks: object) -> str:
        """Return words of the register."""
        return say(f"register.{key}", self.language, **blanks)

    def text(self, text: Text | None) -> str:
        """Return a text of the charter, finely set; nothing for none."""
        return fine(text.in_(self.language), self.language) if text else ""

    def joined(self, parts: Iterable[str]) -> str:
        """Return several things in one cell."""
        return say("keep.separator", self.language).join(part for part in parts if part)

    def country(self, letters: str) -> str:
        """Return the name of a country; nothing for none."""
        return country_words(letters, self.language) if letters else ""

    def basis(self, activity: Activity) -> str:
        """Say the legal basis, with the interest or the law that goes with it."""
        if activity.part is Part.PROCESSOR or not activity.basis:
            return self.say("value.basis-of-client")
        basis = say(f"basis.{activity.basis}", self.language)
        if activity.interest:
            interest = begun_small(self.text(activity.interest))
            return say("basis.with-interest", self.language, basis=basis, interest=interest)
        if activity.law:
            return say("basis.with-law", self.language, basis=basis, law=laws_words(activity.law, self.language))
        return basis

    def balance(self, activity: Activity) -> str:
        """Say where the balancing of interests stands."""
        balance = activity.balance
        if balance is None:
            return self.none("none-she")
        return self.say("value.dated", date=balance.on, reference=balance.reference)

    def impact(self, activity: Activity) -> str:
        """Say where the impact assessment stands."""
        impact = activity.impact
        if impact is None:
            return self.none("none-she")
        return self.say("value.dated", date=impact.on, reference=impact.reference)

    def automated(self, activity: Activity) -> str:
        """Say what a machine decides alone."""
        made = activity.automated
        if made is None:
            return self.say("value.no-automated")
        return self.say(
            "value.automated", how=self.text(made.how), effect=self.text(made.effect), review=self.text(made.review)
        )

    def rights(self, activity: Activity) -> str:
        """Say the rights that follow from the basis."""
        return list_words([self.say(f"right.{right}") for right in activity.rights], self.language)

    def place(self, name: str) -> str:
        """Say one place, and whether Étanche seals it."""
        place: Place = self.places[name]
        return self.say(
            "place.line" if place.sealed else "place.not-sealed",
            place=self.text(place.title),
            region=self.text(place.region),
            country=self.country(place.country),
        )

    def all_places(self, data: Iterable[Data]) -> str:
        """Say every place that holds some data, each once."""
        names = dict.fromkeys(name for datum in data for name in datum.places)
        return self.joined(self.place(name) for name in names)

    def family(self, data: Data, family: str) -> str:
        """Say the line of the CNIL's sheet that some fields stand on."""
        return self.say(f"family.{data.nature if data.nature != 'personal' else family}")

    def fields(self, data: Data, family: str | None = None) -> str:
        """Say the fields of a category, all of them or those of one line."""
        return self.joined(self.text(datum.title) for datum in data.fields if family in {None, datum.family})

    def names(self, data: Data, family: str | None = None) -> str:
        """Write the fields with their names and kinds, so that a sheet can be read back; `!` marks what must be given."""
        return ", ".join(
            f"{datum.name}={datum.kind}{'!' if datum.required else ''}"
            for datum in data.fields
            if family in {None, datum.family}
        )

    def categories(self, activity: Activity, names: Iterable[str]) -> str:
        """Say categories of an activity by their titles."""
        titles = {data.name: data.title for data in activity.data}
        return self.joined(self.text(titles[name]) for name in names)

    def actors(self, activity: Activity, *parties: Party) -> str:
        """Say who stands on a sheet in some capacity."""
        return self.joined(self.text(actor.name) for actor in activity.actors if actor.party in parties)

    def guarantee(self, recipient: Recipient) -> str:
        """Say what makes a transfer lawful."""
        if recipient.transfer is None:
            return ""
        transfer = recipient.transfer
        checked = self.say("value.checked", date=transfer.checked)
        instrument = begun_large(say(f"transfer.{transfer.instrument}", self.language))
        return self.joined([instrument, transfer.reference, checked])

    def theme(self, activity: Activity) -> str:
        """Say the word by which laws and registers recognise a purpose."""
        return begun_large(say(f"theme.{activity.theme}", self.language))

    def recipient(self, recipient: Recipient) -> str:
        """Say who a recipient is, and what it does for us."""
        name, does = self.text(recipient.title), self.text(recipient.does)
        return self.say("named", name=name, does=does) if does else name

    def none(self, key: str = "none") -> str:
        """Say that there is nothing to say, so that no cell is left open."""
        return self.say(key)
