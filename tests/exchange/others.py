"""
Registers and manifests as other people's tools make them, written for these tests: a workbook in the layout of the CNIL's model
(labels in the first column, values in merged cells further right), and a manifest of Fides with keys that nobody knows.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence

from xlsxwriter import Workbook

Rows = Sequence[Sequence[str]]

SHEET: Rows = (
    ("Modèle de fiche de registre", "", "", "", "", "", "", "", "ref-001"),
    ("Description du traitement",),
    ("Nom du traitement", "Suivi des prospects"),
    ("N° / RÉF", "R-1"),
    ("Date de création du traitement", "01/02/2025"),
    (),
    ("Acteurs", "Nom", "Adresse", "Code Postal", "Ville", "Pays", "Téléphone", "Adresse mél"),
    (
        "Responsable du traitement",
        "Menuiserie Lebois",
        "4 rue du Rabot",
        "35000",
        "Rennes",
        "France",
        "",
        "contact@lebois.example",
    ),
    ("Délégué à la protection des données", "-", "", "", "", "", "", "dpo@lebois.example"),
    ("Responsable(s) conjoint(s)", "-"),
    (),
    ("Finalité(s) du traitement effectué",),
    ("Finalité principale", "Suivi des prospects"),
    ("Sous-finalité 1", "Envoi d'un catalogue"),
    (),
    ("Catégories de données personnelles concernées", "", "", "Description", "", "", "Durée de conservation"),
    (
        "État civil, identité, images…",
        "",
        "",
        "Nom, prénom, téléphone, courriel",
        "",
        "",
        "3 ans à compter du dernier contact",
    ),
    ("Vie personnelle (habitudes de vie, etc.)", "", "", "-", "", "", "-"),
    ("Données de connexion (adresse IP, logs, etc.)", "", "", "Adresse IP", "", "", "Le temps nécessaire"),
    (),
    ("Données sensibles", "", "", "Description", "", "", "Durée de conservation"),
    ("Données révélant les opinions politiques", "", "", "-", "", "", "-"),
    (
        "Données concernant la santé",
        "",
        "",
        "Handicap à prévoir pour la pose",
        "",
        "",
        "3 ans à compter du dernier contact",
    ),
    (),
    ("Catégories de personnes concernées", "", "", "Description", "", "", "Précisions"),
    ("Catégorie 1", "", "", "Prospects"),
    (),
    ("Destinataires", "", "", "Type de destinataire", "", "", "Précisions"),
    ("Destinataire 1", "", "", "Service interne qui traite les données", "", "", "Service commercial"),
    ("Destinataire 2", "", "", "Sous-traitant", "", "", "Routeur (exemple) : Envoi des lettres"),
    ("Destinataire 3", "", "", "Partenaires institutionnels ou commerciaux"),
    (),
    ("Mesures de sécurité", "", "", "Type", "", "", "Précisions"),
    ("Mesure 1", "", "", "Contrôle d'accès des utilisateurs", "", "", "Un mot de passe par personne"),
    (),
    ("Transferts hors UE", "", "Destinataire", "", "Pays", "", "Garanties", "", "Documentation"),
    (
        "Organisme 1",
        "",
        "Routeur (exemple)",
        "",
        "États-Unis",
        "",
        "Clauses contractuelles types",
        "",
        "https://router.example/dpa",
    ),
)

LISTING: Rows = (("Nom du traitement", "N° / RÉF"), ("Suivi des prospects", "R-1"))
TUTORIAL: Rows = (("Comment remplir ce registre",), ("Une fiche par activité",))

MANIFEST = """\
organization:
  - fides_key: default_organization
    name: Parcel Post (example)
    controller: {name: Parcel Post, address: "2 Mail Lane, Cork, IE", email: hello@parcel.example}
    favourite_colour: blue
system:
  - fides_key: parcel_site
    name: Website
    system_type: Service
    data_qualifier: identified
    egress:
      - {fides_key: letters, type: system}
    privacy_declarations:
      - name: Deliver parcels
        data_categories: [user.contact.address, user.shoe_size]
        data_use: essential.service
        data_subjects: [customer, pigeon_keeper]
        dataset_references: [orders]
        retention_period: 3 years after the last order
        legal_basis_for_processing: Contract
        third_parties: A courier
      - name: Send the newsletter
        data_categories: [user.contact.email]
        data_use: marketing.communications.email
        data_subjects: [customer]
        retention_period: as long as useful
  - fides_key: letters
    legal_name: Letters (example)
    vendor_id: v-1
    responsibility: [Processor]
    privacy_declarations:
      - name: Send the newsletter
        data_categories: [user.contact.email]
        data_use: marketing.communications.email
        data_subjects: [customer]
dataset:
  - fides_key: orders
    name: Orders
    collections:
      - name: parcels
        fields:
          - {name: street, data_categories: [user.contact.address.street]}
          - name: recipient
            fields:
              - {name: full_name, description: Name of the recipient, data_categories: [user.name]}
          - {name: note, data_categories: []}
policy:
  - fides_key: no_ads
data_subject:
  - {fides_key: pigeon_keeper, name: Keepers of pigeons}
"""


def workbook(sheets: Mapping[str, Rows]) -> bytes:
    """Return an .xlsx file with these texts in its cells."""
    made = io.BytesIO()
    book = Workbook(made)
    for name, rows in sheets.items():
        page = book.add_worksheet(name)
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if cell:
                    page.write_string(number, column, cell)
    book.close()
    return made.getvalue()


def register_of_others() -> bytes:
    """Return a register as the CNIL's model has it: how to use it, the list, and one sheet."""
    return workbook({"Tutoriel": TUTORIAL, "Liste des traitements": LISTING, "Fiche 1": SHEET})


def container(members: Mapping[str, bytes]) -> bytes:
    """Return a zip file of these members."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in members.items():
            file.writestr(name, data)
    return made.getvalue()


def with_sheet(xml: str) -> bytes:
    """Return an .xlsx file whose only sheet is this XML."""
    source = zipfile.ZipFile(io.BytesIO(workbook({"a": (("x",),)})))
    members = {name: source.read(name) for name in source.namelist()}
    return container({**members, "xl/worksheets/sheet1.xml": xml.encode()})


def open_document(table: str) -> bytes:
    """Return an .ods file with one table of this XML."""
    names = " ".join(
        f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for prefix, name in (("office", "office"), ("table", "table"), ("text", "text"))
    )
    content = (
        f"<office:document-content {names}><office:body><office:spreadsheet>"
        f'<table:table table:name="a">{table}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return container(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": b"<manifest/>",
            "content.xml": content.encode(),
        }
    )
