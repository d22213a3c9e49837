"""
No false alarms: what looks like a fault of law or of writing and is none is left alone by the rule that looks for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest
from tests.charter.vectors import TODAY, base, found, patched

PRINTED = {"fr": "le site de {n} pages", "en": "the site of {n} pages"}

SPARED: tuple[tuple[str, str, Mapping[str, object]], ...] = (
    ("a mailbox of a function", "IDN-05", {"organisation.dpo.email": "data.protection@sante-leman.example"}),
    ("the mailbox of a place", "IDN-05", {"organisation.dpo.email": "dpo.leman@sante-leman.example"}),
    (
        "an authority that two countries call alike",
        "IDN-06",
        {"organisation.country": "LU", "organisation.representative": None, "organisation.authority": "CNPD"},
    ),
    (
        "an authority by its whole name",
        "IDN-06",
        {"organisation.authority": "Commission nationale de l'informatique et des libertés"},
    ),
    ("what is abroad without an instrument is no answer too many", "TRF-08", {"recipients.rack-keeper.transfer": None}),
    ("a processor's purpose by a neutral theme", "IDN-09", {"purposes.school-infirmary.theme": "audience"}),
    (
        "figures grouped as each language does",
        "PUB-03",
        {"notice.covers": {"fr": "Les 1 200 pages du site.", "en": "The 1,200 pages of the site."}},
    ),
    ("a title that is the same in both", "PUB-04", {"regions.lyon.title": {"fr": "Lyon 3", "en": "Lyon 3"}}),
    (
        "a name of four words that is the same in both",
        "PUB-04",
        {"regions.lyon.title": {"fr": "Equinix Lyon Rack 12", "en": "Equinix Lyon Rack 12"}},
    ),
    ("one language only", "PUB-04", {"notice.languages": ["fr"]}),
    ("people who read neither", "PUB-05", {"organisation.representative.country": "DE", "notice.languages": ["en"]}),
    (
        "what people are allowed to do",
        "PUB-06",
        {
            "recipients.sender.does": {
                "fr": "Envoie ; vous pouvez vous désabonner.",
                "en": "Sends; you may unsubscribe.",
            }
        },
    ),
    (
        "the month of May",
        "PUB-06",
        {"purposes.loans.title": {"fr": "Prêter dès le 5 mai", "en": "Lend from 5 May on"}},
    ),
    (
        "what is said to be out of reach",
        "PUB-06",
        {"notice.limits.paper": {"fr": "Une copie peut parfois rester.", "en": "A copy may sometimes remain."}},
    ),
    (
        "a precise improvement",
        "LB-03",
        {
            "purposes.app-tuning.title": {
                "fr": "Améliorer les fonctions les plus utilisées",
                "en": "Improve the most used features",
            }
        },
    ),
    ("a law with an article", "LB-11", {"purposes.bookkeeping.law": ["HGB 257", "Règlement (UE) 2016/679, art. 6"]}),
    (
        "a law with capitals in a word",
        "LB-11",
        {"purposes.bookkeeping.law": ["Code des douanes de l'Union (CUSTOMS), art. 15"]},
    ),
    (
        "a public body in its task",
        "LB-14",
        {
            "organisation.status": "public-body",
            "purposes.campaign.law": None,
            "purposes.emergency.law": ["C. pén. 223-6"],
        },
    ),
    (
        "customers, as long as they are",
        "LB-18",
        {"purposes.newsletter.basis": "legitimate-interest", "purposes.newsletter.keep": "while account"},
    ),
    ("letters", "LB-18", {"purposes.newsletter.basis": "legitimate-interest", "purposes.newsletter.by": ["post"]}),
    ("a condition as the French write it", "DAT-02", {"categories.care-record.condition": "RGPD, art. 9 § 2 h"}),
    (
        "programs of the person's own",
        "DAT-07",
        {"channels.lab-results.given-by": "person", "channels.lab-results.source": None},
    ),
    (
        "another sort of card",
        "DAT-08",
        {
            "categories.insurance-file.fields.card": {
                "kind": "text",
                "title": {"fr": "numéro de carte Vitale", "en": "number of the health card"},
            }
        },
    ),
    (
        "a token for a card",
        "DAT-08",
        {
            "categories.payment-mark.fields.token.title": {
                "fr": "jeton du numéro de carte bancaire",
                "en": "token of the payment card number",
            }
        },
    ),
    (
        "an anonymous count",
        "DAT-10",
        {"categories.app-figures.fields.opened.title": {"fr": "compte anonyme", "en": "anonymous count"}},
    ),
    (
        "requests in free words",
        "DAT-06",
        {
            "never": None,
            "rights.requests": "claim-file",
            "categories.request-file.from": ["server-logs"],
            "categories.group-message.from": ["server-logs"],
            "categories.private-message.from": ["server-logs"],
            "categories.care-record.from": ["lab-results"],
            "categories.crash.from": ["server-logs"],
        },
    ),
    ("a younger age where nobody is asked", "CHD-02", {"people.young-patient.from-age": 13}),
    ("figures for an advertisement", "CHD-03", {"purposes.campaign-figures.theme": "advertising"}),
    ("one criterion", "DPIA-01", {"categories.booking.of": ["patient"], "purposes.appointments.impact": None}),
    (
        "data of an organisation in free words",
        "of-nobody",
        {"categories.claim-file.of": ["school"], "categories.claim-file.fields.email": None},
    ),
    (
        "an organisation that only California's law reaches",
        "IDN-02",
        {"rights.regimes": ["california"], "organisation.representative": None},
    ),
    (
        "a public body of another country",
        "IDN-02",
        {"organisation.status": "public-body", "organisation.representative": None},
    ),
    (
        "round the clock, in two languages",
        "PUB-03",
        {"notice.covers": {"fr": "L'accueil, 24 h/24 et 7 j/7.", "en": "The front desk, 24/7."}},
    ),
    (
        "an hour in two languages",
        "PUB-03",
        {"notice.covers": {"fr": "L'accueil, dès 10h30 et jusqu'à 18 h.", "en": "The front desk, 10:30 to 6 p.m."}},
    ),
    (
        "a figure in a name",
        "PUB-03",
        {"notice.covers": {"fr": "La double authentification des professionnels.", "en": "2FA for B2B customers."}},
    ),
    (
        "a form that people complete",
        "PUB-04",
        {"categories.booking.title": {"fr": "Formulaire à compléter", "en": "Form to be completed"}},
    ),
    (
        "questions that people often ask",
        "PUB-06",
        {"categories.claim-file.title": {"fr": "Questions souvent posées", "en": "Questions often asked"}},
    ),
    ("an Irish law of the name of a British one", "LB-11", {"purposes.rights-desk.law": ["DPA 2018 s. 91"]}),
    (
        "marketing that is said not to be done",
        "LB-18",
        {
            "purposes.loans.title": {
                "fr": "Prêter des appareils, sans publicité",
                "en": "Lend devices, without advertising",
            }
        },
    ),
    (
        "calls about a contract, as long as it lasts",
        "LB-19",
        {
            "purposes.newsletter.basis": "legitimate-interest",
            "purposes.newsletter.by": ["phone"],
            "purposes.newsletter.keep": "while contract",
        },
    ),
    ("a condition with points", "DAT-02", {"categories.care-record.condition": "RGPD, art. 9.2.h"}),
    (
        "health that is nobody's",
        "DAT-02",
        {"categories.app-figures.title": {"fr": "Santé de l'application", "en": "Health of the application"}},
    ),
    (
        "the number of care, with its own text",
        "DAT-05",
        {"purposes.reimbursement.law": ["CSP L1111-8-1"]},
    ),
    (
        "the last figures of a card",
        "DAT-08",
        {
            "categories.payment-mark.fields.end": {
                "kind": "text",
                "title": {
                    "fr": "4 derniers chiffres du numéro de carte bancaire",
                    "en": "last 4 digits of the payment card number",
                },
            }
        },
    ),
    (
        "a camera that turns",
        "DAT-08",
        {"categories.booking.fields.camera": {"kind": "text", "title": {"fr": "rotation", "en": "pan of the camera"}}},
    ),
    (
        "what is said not to be anonymous",
        "DAT-10",
        {
            "categories.visit.fields.visitor-id.title": {
                "fr": "identifiant pseudonyme, non anonyme",
                "en": "pseudonymous identifier, not anonymous",
            }
        },
    ),
    (
        "a machine that decides with a condition written otherwise",
        "ADM-03",
        {"categories.booking.nature": "sensitive", "categories.booking.condition": "RGPD, art. 9 § 2 g"},
    ),
    (
        "machines that are said not to be trained",
        "ADM-04",
        {
            "purposes.app-tuning.title": {
                "fr": "Savoir quelles fonctions servent, sans entraîner d'IA",
                "en": "Know which features are used, without training AI",
            }
        },
    ),
    (
        "a contract of the day from which the charter holds",
        "not-yet",
        {
            "versions": {"2027-01-01": {"comment": {"fr": "La suivante", "en": "The next one"}}},
            "recipients.sender.contract.date": date(2027, 1, 1),
        },
    ),
    (
        "figures of groups, which are anonymous",
        "CON-06",
        {
            "purposes.campaign-figures.title": {
                "fr": "Établir des statistiques anonymes",
                "en": "Draw anonymous figures",
            },
            "purposes.campaign-figures.uses": ["claim-file"],
        },
    ),
    (
        "a mailbox that is not for privacy",
        "CON-09",
        {"notice.covers": {"fr": "Les soins ; abuse@soins.example.", "en": "Care; abuse@soins.example."}},
    ),
    (
        "what is said not to be only here",
        "CON-05",
        {
            "notice.covers": {
                "fr": "Vos données ne sont pas uniquement dans l'Union européenne.",
                "en": "Your data are not only in the European Union.",
            }
        },
    ),
    (
        "safety that is said not to be absolute",
        "SEC-01",
        {
            "notice.limits.paper": {
                "fr": "Aucun système n'est inviolable ni 100 % sûr.",
                "en": "No system is unbreakable or 100% safe.",
            }
        },
    ),
    (
        "a framework named with its forerunner",
        "TRF-05",
        {
            "recipients.sender.country": "US",
            "recipients.sender.transfer": {
                "by": "adequacy",
                "reference": "Decision (EU) 2023/1795, successor of the Privacy Shield",
                "checked": date(2026, 11, 1),
            },
        },
    ),
    (
        "encryption beside the clauses",
        "TRF-09",
        {
            "recipients.sender.country": "US",
            "recipients.sender.transfer": {
                "by": "scc",
                "reference": "Decision (EU) 2021/914 module 2, encrypted",
                "checked": date(2026, 11, 1),
            },
        },
    ),
    ("research, with the article on research", "STL-03", {"purposes.campaign-figures.law": ["GDPR 89"]}),
    ("a private letter that no role sees", "no-role", {}),
    ("an application for its licence only", "unused", {"applications.studio": {"title": PRINTED, "offline": "7 days"}}),
)


@pytest.mark.parametrize(("rule", "patch"), [each[1:] for each in SPARED], ids=[each[0] for each in SPARED])
def test_what_only_looks_wrong_is_left_alone(rule: str, patch: Mapping[str, object]) -> None:
    """The rule finds nothing in what is right."""
    assert [] == [(fault.id, fault.path, fault.says) for fault in found(patched(base(), patch), rule, TODAY)]
