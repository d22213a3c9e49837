"""
A charter of any length, sound and with something of every section, to measure how long a check takes.
"""

from __future__ import annotations

HEAD = """etanche: 1
organisation:
  name: Port et Fils
  address: 2 rue du Port, 29900 Concarneau, France
  country: FR
  dpo: {email: dpo@port.example}
notice:
  languages: [fr, en]
  covers: {fr: Les services du port, en: The services of the port}
  announced: {before: 30 days, by: [email, feed]}
versions:
  2026-11-21: {comment: {fr: Première version, en: First version}}
answers:
  children: false
  automated-decisions: false
  sale: false
  advertising-share: false
  outside-eea: false
"""

ONCE = {
    "people": "",
    "regions": "  quay: {title: {fr: Concarneau, en: Concarneau}, country: FR}\n",
    "vault": "  region: quay\n  backups: {keep: 30 days}\n",
    "channels": "  rights-mail: {title: {fr: courriel, en: e-mail}, kind: mail}\n",
    "categories": """  request-file:
    title: {fr: Exercice de vos droits, en: Exercise of your rights}
    of: [people-0]
    from: [rights-mail]
    fields:
      email: {kind: email, findable: true}
      request: {kind: long-text, title: {fr: demande et réponse, en: request and answer}}
""",
    "purposes": """  rights-desk:
    title: {fr: Répondre à l’exercice de vos droits, en: Answer the exercise of your rights}
    theme: rights
    uses: [request-file]
    basis: legal-obligation
    law: [GDPR 12, GDPR 5(2)]
    keep: 1 year after request-answered
""",
    "roles": """  privacy-office:
    title: {fr: bureau du délégué, en: data-protection office}
    sees: {request-file: [rights-desk]}
""",
    "never": "  card-number: {title: {fr: cartes, en: cards}, kind: card-number, on-arrival: refuse}\n",
    "rights": "  by: [rights-mail]\n  requests: request-file\n  after-death: erase\n",
}
"""What a charter has once in each section, before the rest."""

EACH = {
    "people": "  people-{n}: {{title: {{fr: adhérents {n}, en: members {n}}}}}\n",
    "channels": "  form-{n}: {{title: {{fr: formulaire {n}, en: form {n}}}, kind: form}}\n",
    "features": "  feature-{n}: {{title: {{fr: fonction {n}, en: feature {n}}}}}\n",
    "categories": """  file-{n}:
    title: {{fr: Dossier {n}, en: File {n}}}
    of: [people-{n}]
    from: [form-{n}]
    tied-to: [feature-{n}]
    if-refused:
      fr: Sans ces données, pas de dossier.
      en: Without these data there is no file.
    fields:
      name: {{kind: name, required: true}}
      email: {{kind: email, findable: true}}
      birth: {{kind: birth-date}}
      berth: {{kind: text, title: {{fr: place au port, en: berth}}}}
""",
    "purposes": """  service-{n}:
    title: {{fr: Tenir le dossier {n}, en: Run the file {n}}}
    theme: service
    uses: [file-{n}]
    basis: contract
    keep: 3 years after collected
  safety-{n}:
    title: {{fr: Protéger le port {n}, en: Protect the port {n}}}
    theme: security
    uses: [file-{n}]
    basis: legitimate-interest
    interest: {{fr: Éviter les vols., en: Avoid thefts.}}
    balance: {{on: 2026-11-02, reference: LIA-{n}}}
    objection: reviewed
    keep: between 6 months and 1 year after collected
""",
    "roles": """  keeper-{n}:
    title: {{fr: gardien {n}, en: keeper {n}}}
    needs: {{case: open, for-at-most: 4 hours}}
    sees: {{file-{n}: [service-{n}, safety-{n}]}}
""",
    "recipients": """  printer-{n}:
    name: Imprimerie {n}
    does: {{fr: imprime les cartes, en: prints the cards}}
    as: processor
    country: FR
    receives: {{file-{n}: [service-{n}]}}
    contract: {{reference: C-{n}, date: 2026-01-12}}
    erasure-by: email
""",
    "hosts": """  host-{n}:
    address: h{n}.port.example
    ports: [443]
    called-by: server
    to: printer-{n}
    when: {{fr: À chaque carte, en: At each card}}
""",
    "attested": """  oath-{n}:
    says: {{fr: Le registre {n} est sous clé., en: The book {n} is under lock and key.}}
    by: harbour
    every: 1 year
""",
}
"""What is repeated under new names."""

ORDER = (
    *("people", "regions", "vault", "channels", "features", "categories", "never"),
    *("purposes", "roles"),
    *("recipients", "hosts", "rights", "attested"),
)


def large(lines: int) -> str:
    """Return a sound charter of at least so many lines."""
    text, things = "", 0
    while text.count("\n") < lines:
        things += max(1, (lines - text.count("\n")) // 60)
        text = HEAD + "".join(_section(name, things) for name in ORDER)
    return text


def _section(name: str, things: int) -> str:
    each = EACH.get(name, "")
    return f"{name}:\n{ONCE.get(name, '')}{''.join(each.format(n=number) for number in range(things))}"
