"""
Words that people write in the place of those of the language: French names of sections and keys, nouns for events.

A guess is offered only where the word guessed is one that this version reads.
"""

from __future__ import annotations

from collections.abc import Collection

from etanche.charter.phrase import ascii_letters, closest

_KEYS: dict[str, tuple[str, ...]] = {
    "organisation": ("organisme", "organization", "company", "entreprise", "societe", "responsable", "controller"),
    "notice": ("document", "mentions", "politique", "policy"),
    "versions": ("historique", "history", "dates"),
    "answers": ("reponses", "questions"),
    "people": ("personnes", "persons", "gens", "subjects"),
    "regions": ("lieux", "places", "hebergement", "hosting"),
    "vault": ("coffre", "store", "storage", "stockage"),
    "channels": ("canaux", "portes", "doors", "sources"),
    "categories": ("donnees", "data"),
    "purposes": ("finalites", "finalite", "buts", "usages", "goals"),
    "roles": ("acces", "access", "habilitations"),
    "recipients": ("destinataires", "destinataire", "sous-traitants", "processors"),
    "carries": ("clauses", "porte"),
    "name": ("nom", "denomination"),
    "address": ("adresse", "siege"),
    "country": ("pays",),
    "email": ("courriel", "mail", "e-mail"),
    "post": ("poste", "courrier"),
    "dpo": ("dpd", "delegue"),
    "authority": ("autorite",),
    "languages": ("langues", "langs"),
    "covers": ("couvre", "objet"),
    "limits": ("limites",),
    "comment": ("commentaire",),
    "title": ("titre", "intitule", "label"),
    "fields": ("champs", "champ"),
    "from": ("depuis", "provenance", "origine", "source"),
    "of": ("de",),
    "unknown": ("inconnu", "inconnus"),
    "uses": ("utilise", "data", "donnees"),
    "basis": ("base", "base-legale", "legal-basis"),
    "law": ("loi", "lois", "texte"),
    "interest": ("interet",),
    "balance": ("mise-en-balance", "test"),
    "keep": ("duree", "conservation", "retention", "garde"),
    "sees": ("voit", "reads"),
    "receives": ("recoit",),
    "does": ("fait",),
    "contract": ("contrat",),
    "reference": ("ref",),
    "kind": ("type", "genre"),
}
"""Keys of the language, each with words that mean it to somebody; without accents."""

_EVENTS: dict[str, tuple[str, ...]] = {
    "collected": ("collection", "collect", "collecte", "recueil", "recolte", "reception", "receipt", "visit", "visite"),
    "created": ("creation", "create", "cree"),
    "updated": ("update", "modification", "change", "mise a jour", "maj"),
    "last-contact": ("contact", "dernier contact"),
    "last-login": ("login", "connection", "connexion", "derniere connexion"),
    "last-order": ("order", "commande", "purchase", "achat", "derniere commande"),
    "last-activity": ("activity", "activite", "inactivity", "inactivite", "derniere activite"),
    "contract-end": ("end of contract", "fin de contrat", "fin du contrat", "termination", "resiliation"),
    "account-closed": ("closure", "account closure", "cloture", "fermeture du compte", "cloture du compte"),
    "fiscal-year-end": ("exercice", "fin d'exercice", "cloture de l'exercice", "fiscal year", "year end"),
    "consent-withdrawn": ("withdrawal", "retrait", "retrait du consentement"),
    "death-notified": ("death", "deces"),
}
"""Events, each with the nouns that people write after `after`; without accents."""


def understood(key: str, allowed: Collection[str]) -> str | None:
    """Return the key that was probably meant, among those that may stand here."""
    plain = ascii_letters(key).replace("_", "-").strip()
    meant = next((known for known, others in _KEYS.items() if known in allowed and plain in others), None)
    return meant or closest(plain, allowed) or closest(key, allowed)


def event_meant(words: str) -> str | None:
    """Return the event that a noun stands for, if it is one that people write."""
    plain = ascii_letters(words.replace("’", "'")).strip()
    return next((event for event, nouns in _EVENTS.items() if plain in nouns), None)
