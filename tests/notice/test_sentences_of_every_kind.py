"""What is said of kinds that the sample does not have: on a charter that uses everything, and on the worked examples."""

from __future__ import annotations

import pytest
from tests.notice.made import charter_of

from etanche.charter import Accounts, Charter, Promise, Spheres
from etanche.notice import sentence
from etanche.terms import Language

SPACES = str.maketrans({"\u00a0": " ", "\u202f": " "})


def said(charter: Charter, promise: str, language: Language) -> str:
    """Return the sentence of a promise, with ordinary spaces."""
    kind, subject = promise.split(":")
    return sentence(charter, Promise(kind=kind, subject=subject), language).translate(SPACES)


SAID = [
    ("clever-cloud", "access:legal-officer", "un dossier est ouvert", "no longer than 8 hours"),
    (
        "play-sql",
        "access:employee",
        "(sans dossier : « Mesures dans le logiciel »",
        "noted in the journal and looked into",
    ),
    ("whaller", "access:sphere-manager", "avant la première lecture", "no longer than 1 day"),
    ("ableton", "access:territory-manager", "le champ « territoire » porte sa propre valeur", "the reader’s own value"),
    ("ableton", "access:support-analyst/quote", "jamais un enregistrement", "about groups of at least 10"),
    ("play-sql", "access:founder/billing", "(en chiffres, sur des groupes d’au moins 20)", "for these reasons only"),
    ("whaller", "access:administrator/private-message", "seuls ceux qui s’écrivent", "those who write to each other"),
    ("whaller", "access:sphere-member/sphere-message", "dans ses propres sphères", "in its own spheres only"),
    ("clever-cloud", "purpose:hosting", "sur instruction, pour « clients »", "we act on instructions"),
    ("whole", "purpose:campaign", "nous en décidons avec Mairie", "we decide on it with Mairie"),
    ("play-sql", "purpose:public-figures", "sur des groupes d’au moins 20", "nothing comes out of it but figures"),
    ("clever-cloud", "retention:hosting/hosted-data", "nous les rendons", "we hand them back"),
    ("clever-cloud", "retention:audience/visit", "plus rien 30 jours après", "nothing of them 30 days later"),
    ("clever-cloud", "retention:content-duty/content-log", "Une loi nous y oblige", "A law obliges us"),
    ("clever-cloud", "retention:talent-pool/application-file", "Retirer votre accord", "Withdrawing your consent"),
    ("clever-cloud", "retention:sessions", "Étanche garde ces données", "12 hours after creation"),
    ("ableton", "retention:institution-support/contact", "elles sont effacées ici : « fichier", "“contact file”"),
    ("ableton", "consent:usage-figures", "rien ne quitte votre appareil", "nothing leaves your device"),
    ("ableton", "consent:crash-analysis", "un à la fois", "one at a time"),
    ("play-sql", "consent:audience-cookie", "qu’après votre oui", "third-party cookie: Google Analytics"),
    ("clever-cloud", "consent:chat-cookies", "au moment où vous demandez", "at the moment you ask"),
    ("gmelius", "consent:google-login", "deux oui", "two yeses"),
    ("gmelius", "consent:choices", "pas plus de clics qu’accepter", "no more clicks than accepting"),
    ("play-sql", "objection:evaluator-training", "en un clic dans chaque courriel", "one click in every e-mail"),
    ("play-sql", "objection:product-tuning", "avant le premier envoi", "before anything is sent"),
    ("clever-cloud", "minimise:card-number", "refusé en entier", "refused whole"),
    ("gmelius", "minimise:mail-body", "jeté à l’arrivée", "thrown away on arrival"),
    ("clever-cloud", "minimise:payment-mark.token", "n’apprend rien à personne d’autre", "tells nobody else anything"),
    (
        "gmelius",
        "minimise:feature-link",
        "l’une de ces fonctions, sinon elle est refusée",
        "or is refused: shared inbox",
    ),
    ("play-sql", "minimise:in-app-analytics", "Rien de personnel", "a value that looks personal is refused"),
    ("ableton", "minimise:contact", "hors d’Étanche (« fichier de contacts »)", "outside Étanche (“contact file”)"),
    ("clever-cloud", "minimise:accounts", "Dans « Comptes », qu’Étanche tient", "which Étanche holds to do its work"),
    ("clever-cloud", "recipients:crisp", "Crisp, sous-traitant (France)", "belongs to an open case"),
    ("clever-cloud", "recipients:twilio", "décision d’adéquation", "outside the European Economic Area"),
    ("clever-cloud", "recipients:hiring-partner", "votre accord, qui nomme ce destinataire", "names this recipient"),
    ("whole", "recipients:town-hall", "responsable conjoint", "The essence of our arrangement"),
    ("gmelius", "recipients:google-cloud", "Il ne peut pas l’ouvrir", "machines of our sealed vault"),
    ("ableton", "recipients:salesforce", "tient pour nous « fichier de contacts »", "keeps “contact file” for us"),
    ("play-sql", "recipients:next-owner", "change de mains", "changes hands"),
    ("play-sql", "recipients:public-authority", "la loi nous oblige à remettre", "the law compels us"),
    ("gmelius", "recipients:changes", "30 jours avant de recevoir", "by e-mail and our feed"),
    ("clever-cloud", "egress:crisp-chat", "quand vous ouvrez la messagerie, pas avant", "Behind this address: Crisp"),
    ("ableton", "egress:update-server", "(ports 80 et 443)", "(ports 80 and 443)"),
    ("whaller", "egress:zapier", "jamais d’y lire", "and never read"),
    ("whaller", "egress:others", "à aucune adresse", "to no address at all"),
    ("clever-cloud", "hosting:roubaix", "Une seconde copie", "ready to take over"),
    ("clever-cloud", "hosting:warsaw", "peut choisir ce lieu", "can choose this place"),
    ("clever-cloud", "hosting:choice", "Paris (France), Roubaix (France) et Varsovie", "a move that is announced"),
    ("ableton", "hosting:crm-cloud", "L’hébergeur y est Salesforce", "outside the vault, in “contact file”"),
    ("play-sql", "hosting:founder", "au bout de 30 jours au plus", "destroyed within 30 days"),
    ("gmelius", "sealed:keys", "un service de gestion de clés", "a key-management service"),
    ("clever-cloud", "sealed:own-key", "sans elle, nos outils n’ouvrent rien", "our tools open nothing"),
    ("ableton", "sealed:studio", "Le studio de bureau :", "good for 90 days without asking us"),
    ("ableton", "sealed:inventory", "n’est pas scellé par Étanche : « fichier", "is not sealed by Étanche"),
    ("clever-cloud", "separation:api-keys", "avec son secret", "with its secret"),
    ("gmelius", "scopes:google-login/manage-mail", "ces fonctions seulement", "We ask for none that is not written"),
    (
        "ableton",
        "accounts:registration",
        "vous choisissez vous-même votre mot de passe",
        "Nothing is filled in beforehand",
    ),
    ("whole", "accounts:passwords", "Il se change tous les 3 ans.", "It is changed every 3 years"),
    ("whole", "accounts:passwords", "au bout de 500 connexions. Les 5 précédents", "It is changed after 500 logins."),
    ("whole", "accounts:passwords", "au moins une minuscule, une majuscule et un chiffre", "one digit."),
    ("clever-cloud", "accounts:second-factor", "y est invité après la connexion", "a passkey"),
    ("whaller", "accounts:sessions", "1 heure sans activité", "after 12 hours in any case"),
    ("gmelius", "accounts:google-login", "votre compte chez Google", "the link can be undone"),
    ("clever-cloud", "rights:access", "en 1 mois au plus", "By this one you help yourself, at once: customer pages"),
    ("clever-cloud", "rights:erasure", "attend son terme", "Your own page is enough"),
    ("clever-cloud", "rights:identity", "effacé dès qu’il a servi", "only in case of doubt"),
    ("clever-cloud", "rights:complaint", "sans passer par nous : CNIL", "without going through us: CNIL"),
    ("clever-cloud", "rights:after-death", "elles sont effacées", "they are erased"),
    ("whaller", "rights:leaving", "choisi de léguer", "those you chose to pass on"),
    ("gmelius", "rights:california", "réponse en 45 jours au plus", "within 45 days"),
    ("whaller", "spheres:history", "rien d’antérieur à son arrivée", "nothing older than their arrival"),
    ("whaller", "spheres:private-messages", "à aucun moment une clé", "at no moment do our servers hold a key"),
    ("clever-cloud", "continuity:backups", "tous les 3 mois", "lives for 30 days at most"),
    ("clever-cloud", "continuity:halt", "Un seul ordre", "takes a named person and a reason"),
    ("clever-cloud", "incidents:breach", "ceux pour qui nous agissons 24 heures", "within 72 hours of the discovery"),
    ("ableton", "incidents:breach", "Si vos données sont exposées", "without delay what happened"),
    ("clever-cloud", "incidents:watch", "en 1 minute au plus", "within 1 minute"),
    ("gmelius", "attest:outside-audit", "établie par Cabinet d’audit (exemple)", "dated evidence, issued by"),
    ("play-sql", "attest:ssh-keys", "tous les 6 mois", "every 6 months"),
    ("clever-cloud", "documents:contacts", "ou par lettre (Service juridique", "or by letter"),
    ("clever-cloud", "documents:responsibility", "sauf celui-ci : héberger", "(on instructions, for “customers”)"),
    ("whole", "documents:responsibility", "sauf ceux-ci", "(decided with Mairie"),
    ("play-sql", "documents:declarations", "(sans effet depuis le 25 mai 2018)", "(dated 3 February 2022)"),
    ("clever-cloud", "documents:agreement", "les autres sous-traitants", "the other processors"),
]


@pytest.mark.parametrize(("name", "promise", "one", "other"), SAID, ids=lambda value: value if ":" in value else None)
def test_a_promise_says_what_it_is_about(name: str, promise: str, one: str, other: str) -> None:
    """Each says, in French and in English, the fact that makes it this promise and no other."""
    charter = charter_of(name)
    texts = said(charter, promise, "fr"), said(charter, promise, "en")

    assert one in texts[0]
    assert other in texts[1]


def changed(charter: Charter, **updates: object) -> Charter:
    """Return a charter with other sections."""
    return charter.model_copy(update=updates)


@pytest.mark.parametrize(
    ("key", "value", "subject", "words"),
    [
        ("seen", "listed", "invisible", "A sphere is born visible in the lists"),
        ("door", "open", "door", "A sphere is born open"),
        ("door", "public", "door", "A sphere is born public"),
        ("history", "shown", "history", "also read what was written before"),
        ("messages", "public", "messages", "A message is public"),
        ("directory", True, "directory", "The directory of members is open"),
    ],
)
def test_what_a_new_sphere_starts_with_is_said(key: str, value: object, subject: str, words: str) -> None:
    """Whoever chose another start than the default reads of that start."""
    chosen = Spheres.model_validate({key: value})
    charter = changed(charter_of("whaller"), spheres=chosen)

    assert words in said(charter, f"spheres:{subject}", "en")
    assert words not in said(charter_of("whaller"), f"spheres:{subject}", "en")


def test_an_account_by_invitation_alone_promises_nothing_about_what_you_type() -> None:
    """Only who opens an account themselves finds it empty; only who has a password chooses it."""
    invited = Accounts.model_validate({"for": ["user"], "opened-by": ["invitation"]})
    text = said(changed(charter_of("ableton"), accounts=invited), "accounts:registration", "en")

    assert "There is only one way to open an account: you are invited to it." in text
    assert "password" not in text
    assert "Nothing is filled in" not in text


def test_without_a_law_erasure_waits_for_nothing() -> None:
    """What a law holds back is told only where a law holds something back."""
    charter = charter_of("clever-cloud")
    free = {name: it for name, it in charter.purposes.items() if it.basis != "legal-obligation"}

    assert "lists it, with the reason and the date" in said(charter, "rights:erasure", "en")
    assert "a law obliges" not in said(changed(charter, purposes=free), "rights:erasure", "en")
