"""
Words that people write in the place of those of the language: French names of sections and keys, nouns for events.

A guess is offered only where the word guessed is one that this version reads.
"""

from __future__ import annotations

from collections.abc import Collection

from etanche.charter.phrase import ascii_letters, closest

_KEYS: dict[str, tuple[str, ...]] = {
    "organisation": ("organisme", "organization", "company", "entreprise", "societe", "responsable", "controller"),
    "notice": ("avis", "document", "mentions", "politique", "policy"),
    "versions": ("historique", "history", "dates"),
    "answers": ("reponses", "questions"),
    "people": ("personnes", "persons", "gens", "subjects"),
    "regions": ("lieux", "places", "hebergement", "hosting"),
    "vault": ("coffre", "store", "storage", "stockage"),
    "channels": ("canaux", "portes", "doors", "sources"),
    "categories": ("donnees", "data"),
    "purposes": ("finalites", "finalite", "buts", "usages", "goals"),
    "roles": ("acces", "access", "habilitations"),
    "estates": ("bases", "databases", "bases-de-donnees", "existing"),
    "applications": ("logiciels", "apps", "software"),
    "events": ("evenements", "evenement", "triggers"),
    "features": ("fonctions", "fonctionnalites", "functions"),
    "never": ("jamais", "interdit", "interdits", "forbidden", "prohibited"),
    "hosts": ("hotes", "adresses", "endpoints", "domaines", "domains"),
    "tracers": ("traceurs", "cookies", "trackers", "temoins"),
    "providers": ("fournisseurs", "sign-in", "oauth"),
    "rights": ("droits", "requests", "exercice"),
    "accounts": ("comptes", "logins", "users"),
    "spheres": ("groupes", "groups", "espaces"),
    "tenants": ("clients", "locataires", "organisations"),
    "incidents": ("violations", "breaches", "alertes"),
    "attested": ("attestations", "attestes", "engagements"),
    "justified": ("justifications", "justifies", "exceptions"),
    "recipients": ("destinataires", "destinataire", "sous-traitants", "processors"),
    "carries": ("clauses", "porte"),
    "name": ("nom", "denomination"),
    "address": ("adresse", "siege"),
    "country": ("pays",),
    "contact": ("courriel", "email", "e-mail", "mail", "telephone", "phone"),
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
    "backups": ("sauvegardes", "copies"),
    "replica": ("replique", "standby"),
    "given-by": ("donne-par", "given", "fournie-par"),
    "asked-in": ("demande-dans", "demande-par", "asked", "consent-in"),
    "objection": ("opposition", "opt-out", "refus"),
    "groups-of": ("groupes-de", "group-of", "k-anonymity", "seuil"),
    "decides": ("decide", "decision", "profiling"),
    "impact": ("aipd", "dpia", "analyse-d-impact"),
    "needs": ("conditions", "condition", "exige", "requires"),
    "takes-away": ("emporte", "exports", "export"),
    "transfer": ("transfert", "instrument"),
    "erasure-by": ("effacement-par", "erase-by", "deletion-by"),
    "arrangement": ("accord", "agreement"),
    "called-by": ("appele-par", "appelle", "caller"),
    "lasts": ("dure", "duree", "ttl", "max-age"),
    "exempt": ("exempte", "exemption"),
    "required": ("obligatoire", "requis", "mandatory"),
    "findable": ("cherchable", "searchable", "indexed", "index"),
    "values": ("valeurs", "choices", "options"),
    "requests": ("demandes", "requetes"),
    "reply": ("delai", "reponse", "deadline"),
    "review": ("revue", "reexamen", "revision"),
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


_WORDS: dict[str, tuple[str, ...]] = {
    "consent": ("consentement", "accord", "opt-in"),
    "contract": ("contrat", "execution du contrat"),
    "legal-obligation": ("obligation legale", "loi", "law"),
    "vital-interest": ("interet vital", "interets vitaux", "sauvegarde des interets vitaux"),
    "public-task": ("mission d'interet public", "interet public", "service public", "public-interest"),
    "legitimate-interest": ("interet legitime", "interets legitimes", "interet"),
    "controller": ("responsable", "responsable de traitement", "responsable du traitement"),
    "processor": ("sous-traitant", "subprocessor"),
    "joint": ("conjoint", "responsable conjoint", "joint-controller"),
    "host": ("hebergeur", "hosting"),
    "sensitive": ("sensible", "sensibles", "special"),
    "criminal": ("penal", "penale", "judiciaire"),
    "impersonal": ("anonyme", "anonymous", "impersonnel"),
    "erase": ("effacer", "effacement", "supprimer", "delete"),
    "return": ("rendre", "restituer", "restitution"),
    "billing": ("facturation",),
    "accounting": ("comptabilite",),
    "support": ("assistance",),
    "improvement": ("amelioration",),
    "marketing": ("prospection", "newsletter"),
    "advertising": ("publicite", "ads"),
    "recruitment": ("recrutement",),
    "legal-duty": ("obligation legale",),
    "dispute": ("litige", "contentieux", "litigation"),
    "training-ai": ("ia", "ai", "training", "entrainement"),
    "form": ("formulaire",),
    "desk": ("guichet", "accueil", "telephone", "phone"),
    "audience": ("cookies", "visites", "analytics"),
    "logs": ("journaux", "journal", "log"),
    "name": ("nom", "prenom", "nom-et-prenom"),
    "email": ("courriel", "e-mail", "mail"),
    "phone": ("telephone",),
    "post": ("courrier", "poste"),
    "postal-address": ("adresse", "adresse postale", "address"),
    "birth-date": ("date de naissance", "naissance"),
    "national-number": ("nir", "numero de securite sociale", "ssn"),
    "file": ("fichier", "document"),
    "text": ("texte",),
    "browser": ("navigateur",),
    "server": ("serveur",),
}
"""Words of closed lists, each with words that mean it to somebody; without accents."""


def understood(key: str, allowed: Collection[str]) -> str | None:
    """Return the key that was probably meant, among those that may stand here."""
    plain = ascii_letters(key).replace("_", "-").strip()
    meant = next((known for known, others in _KEYS.items() if known in allowed and plain in others), None)
    return meant or closest(plain, allowed) or closest(key, allowed)


def word_meant(written: str, allowed: Collection[str]) -> str | None:
    """Return the word of a closed list that was probably meant, if people write it so."""
    plain = ascii_letters(written.replace("’", "'")).replace("_", "-").strip()
    spaced = plain.replace("-", " ")
    return next(
        (known for known, others in _WORDS.items() if known in allowed and {plain, spaced} & {*others, known}), None
    )


def event_meant(words: str) -> str | None:
    """Return the event that a noun stands for, if it is one that people write."""
    plain = ascii_letters(words.replace("’", "'")).strip()
    return next((event for event, nouns in _EVENTS.items() if plain in nouns), None)
