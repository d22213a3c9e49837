"""
Every address this server answers at; no other module writes one.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import parse_qsl, quote, urlencode

from etanche.charter import SCHEMA as CHARTER_SCHEMA
from etanche.terms import Language

HOME: Final = "/"
PRIVACY: Final = "/privacy"
PROOF: Final = "/proof"
OPT_OUT: Final = "/opt-out"

VERSIONS: Final = "/privacy/versions"
VERSION: Final = "/privacy/versions/{digest}"
FEED: Final = "/privacy/changes.atom"

PAPERS: Final = {
    name: f"{PRIVACY}/{name}"
    for name in ("processors", "agreement", "tracers", "california", "map", "terms", "access", "hosts")
}
PAPER_FILE: Final = "/privacy/{name}.{suffix}"
"""The notice and every paper as a file; the notice is called `notice`."""

ORGANISATION: Final = "/o/{organisation}"
"""Before the addresses of the pages that everybody reads of one organisation; those of the first lie at the same ones without it."""
STATUS: Final = "/status"
STATUS_FEED: Final = "/status.atom"
STATUS_JSON: Final = "/status.json"
"""Whether everything runs, and what was said of incidents to everybody."""

PROOF_DETAIL: Final = "/proof/detail"
"""What checks measured and how drills ended, for members with a role."""

PROOF_JSON: Final = "/proof.json"
BADGE: Final = "/proof/badge.svg"
BADGE_JSON: Final = "/proof/badge.json"
"""How the promises stand, for pages of other sites."""

KEY: Final = "/key.pem"
GPC: Final = "/.well-known/gpc.json"
SCHEMA: Final = f"/schema/{CHARTER_SCHEMA}"
"""Where editors fetch the schema of charters; its name has the version of the language."""

STYLE: Final = "/static/style.css"
ICON: Final = "/static/icon.svg"
FAVICON: Final = "/favicon.ico"

TRACKERS: Final = ("/matomo.php", "/piwik.php")
"""Where Matomo clients send what they saw."""

SCRIPTS: Final = ("/matomo.js", "/piwik.js")
"""Where browsers fetch the measuring script."""

ACCOUNT: Final = "/account"
REGISTER: Final = "/account/register"
LOGIN: Final = "/account/login"
LOGOUT: Final = "/logout"
SECOND_FACTOR: Final = "/account/second-factor"
RECOVER: Final = "/account/recover"
PASSWORD: Final = "/account/password"  # noqa: S105  # an address
ADDRESS: Final = "/account/email"
SESSIONS: Final = "/account/sessions"
FACTORS: Final = "/account/factors"
DELETE: Final = "/account/delete"
DELETED: Final = f"{DELETE}/certificate"
PROVIDERS: Final = "/account/providers"
PROVIDER_BACK: Final = "/account/providers/{name}/back"

INVITATION: Final = "/account/invitation"

MY_DATA: Final = "/account/data"
"""What organisations hold of whoever is logged in; below it, one organisation each."""

OWN: Final = f"{MY_DATA}/{{organisation}}"
OWN_CHOICE: Final = f"{OWN}/choice"
OWN_RECORD: Final = f"{OWN}/record"
OWN_AFTER_DEATH: Final = f"{OWN}/after-death"
OWN_RECEIPT: Final = f"{OWN}/receipt"
"""Where the receipt of a yes or a no is handed out."""

OWN_COPY: Final = f"{OWN}/copy"
OWN_ERASE: Final = f"{OWN}/erase"
OWN_CERTIFICATE: Final = f"{OWN}/certificate"

OWN_REQUESTS: Final = f"{OWN}/requests"
OWN_REQUEST_FILE: Final = f"{OWN_REQUESTS}/file"

REQUEST: Final = "/request/{organisation}"
"""Where anybody asks an organisation something about their data, without an account."""

REQUEST_ANSWER: Final = f"{REQUEST}/answer"
"""Where the link of a letter about a request leads."""

REQUEST_FILE: Final = f"{REQUEST}/file"

DESK: Final = "/desk/{organisation}"
"""The console of those who work for an organisation."""

OPERATING: Final = "/operating/{organisation}"
"""What whoever keeps the instance running sees of it; the organisation is `instance`, whose role they have."""

DESK_FIND: Final = f"{DESK}/find"
DESK_RECORD: Final = f"{DESK}/record"
DESK_JOURNAL: Final = f"{DESK}/journal"
DESK_DATES: Final = f"{DESK}/dates"
DESK_CASES: Final = f"{DESK}/cases"
DESK_CLOSE: Final = f"{DESK}/cases/close"
DESK_REVOKE: Final = f"{DESK}/cases/revoke"
DESK_HOLDS: Final = f"{DESK}/holds"
DESK_HOLD: Final = f"{DESK}/hold"
DESK_REQUESTS: Final = f"{DESK}/requests"
DESK_REQUEST: Final = f"{DESK_REQUESTS}/{{request}}"
DESK_OBJECTIONS: Final = f"{DESK}/objections"
DESK_CALENDAR: Final = f"{DESK}/calendar"
DESK_RECIPIENTS: Final = f"{DESK}/recipients"
DESK_ATTESTED: Final = f"{DESK}/attestations"
DESK_CHARTER: Final = f"{DESK}/charter"
DESK_INQUIRY: Final = f"{DESK}/inquiry"
DESK_HALT: Final = f"{DESK}/halt"
DESK_INCIDENTS: Final = f"{DESK}/incidents"
DESK_INCIDENT: Final = f"{DESK_INCIDENTS}/{{incident}}"
DESK_DEMANDS: Final = f"{DESK}/demands"
DESK_DEMAND: Final = f"{DESK_DEMANDS}/{{demand}}"
DESK_RESUME: Final = f"{DESK_HALT}/resume"

DESPITE_HALT: Final = frozenset(
    {
        LOGIN,
        LOGOUT,
        SECOND_FACTOR,
        DESK,
        DESK_JOURNAL,
        DESK_HOLD,
        DESK_HOLDS,
        OPERATING,
        DESK_HALT,
        DESK_RESUME,
        DESK_INCIDENTS,
        DESK_INCIDENT,
    }
)
"""The pages of people that answer while the whole instance is halted: those by which it is ended, and that show no record."""

RECORD: Final = "record"
"""The parameter that names a record."""

ABOUT: Final = "about"
"""The parameter that names a record or a person."""

CHANGE_PASSWORD: Final = "/.well-known/change-password"  # noqa: S105  # as above
SECURITY_TXT: Final = "/.well-known/security.txt"

API: Final = "/v1"
"""Where programs ask; the addresses below it are those of one of its resources each."""

API_DESCRIPTION: Final = "/openapi.json"
API_RECORDS: Final = "/records/{category}"
API_BATCH: Final = f"{API_RECORDS}/batch"
API_LINES: Final = "/lines"
API_BULK: Final = f"{API_RECORDS}{API_LINES}"
API_FOUND: Final = f"{API_RECORDS}/find"
API_COUNT: Final = f"{API_RECORDS}/count"
API_FIGURES: Final = f"{API_RECORDS}/aggregate"
API_DISCLOSED: Final = f"{API_RECORDS}/disclose"
API_RECORD: Final = f"{API_RECORDS}/{{day}}/{{record}}"
API_MOVE: Final = f"{API_RECORD}/move"
API_RECORD_HOLD: Final = f"{API_RECORD}/holds/{{case}}"
API_PERSON: Final = "/persons/{person}"
API_KNOWN: Final = "/persons/known-as"
API_OF_PERSON: Final = f"{API_PERSON}/records"
API_EVENTS: Final = f"{API_PERSON}/events"
API_LOOKS: Final = f"{API_PERSON}/looks"
API_ERASURE: Final = f"{API_PERSON}/erasure"
API_CERTIFICATE: Final = f"{API_PERSON}/certificate"
API_HOLDS: Final = "/holds"
API_PERSON_HOLD: Final = f"{API_PERSON}/holds/{{case}}"
API_GRANTS: Final = "/grants"
API_CASE: Final = "/cases/{case}"
API_CASE_GRANTS: Final = f"{API_CASE}/grants"
API_INQUIRIES: Final = "/inquiries"
API_INQUIRY: Final = "/inquiries/{inquiry}"
API_JOURNAL: Final = "/journal"
API_HEAD: Final = "/journal/head"
API_CHARTER: Final = "/charter"
API_PROOF: Final = "/proof"
API_EXPORT: Final = "/exports/register"
API_KEY: Final = "/key"
API_REQUESTS: Final = "/requests"
API_REQUEST: Final = f"{API_REQUESTS}/{{request}}"
API_STEPS: Final = f"{API_REQUEST}/steps"
API_ANSWER: Final = f"{API_REQUEST}/answer"
API_ASSIGNED: Final = f"{API_REQUEST}/assigned"
API_LIFT: Final = f"{API_REQUEST}/lift"
API_ARCHIVE: Final = f"{API_REQUEST}/archive"
API_INCIDENTS: Final = "/incidents"
API_INCIDENT: Final = f"{API_INCIDENTS}/{{incident}}"
API_STORY: Final = f"{API_INCIDENT}/story"
API_CONCERNED: Final = f"{API_INCIDENT}/concerned"
API_DRAFT: Final = f"{API_INCIDENT}/draft"
API_NOTICES: Final = f"{API_INCIDENT}/notices"
API_ANNOUNCED: Final = f"{API_INCIDENT}/announcements"
API_GROUP: Final = f"{API_PERSON}/group"
API_CONSENTS: Final = f"{API_PERSON}/consents"
API_CONSENT_RECEIPT: Final = f"{API_CONSENTS}/{{purpose}}/receipt"
API_ASKED: Final = "/consents/{purpose}"
API_INSTRUCTIONS: Final = f"{API_PERSON}/instructions"
API_DEMANDS: Final = "/demands"
API_DEMAND: Final = f"{API_DEMANDS}/{{demand}}"
API_DEMAND_FIGURES: Final = f"{API_DEMANDS}/figures"
API_CLOSED: Final = f"{API_INCIDENT}/close"
API_REFUSALS: Final = "/refusals"
API_DATES: Final = "/unknown"
API_SUPPLIED: Final = f"{API_DATES}/supply"
API_ASSIGNMENTS: Final = "/assignments"
API_UNDERTAKINGS: Final = "/undertakings"
API_ATTESTED: Final = "/attestations"
API_EVIDENCED: Final = f"{API_ATTESTED}/{{digest}}"
API_ALERTS: Final = "/alerts"
API_HALT: Final = "/halt"
API_WEBHOOKS: Final = "/webhooks"
API_WEBHOOK: Final = f"{API_WEBHOOKS}/{{webhook}}"
API_MAIL: Final = "/mail"
API_BOUNCES: Final = f"{API_MAIL}/bounces"
API_FORGIVEN: Final = f"{API_MAIL}/forgiven"
API_CHECKED: Final = f"{API_CHARTER}/check"
API_DIFF: Final = f"{API_CHARTER}/diff"
API_WAITING: Final = f"{API_CHARTER}/waiting"
API_DRILLS: Final = f"{API_PROOF}/drills"
API_CLAUSES: Final = f"{API_PROOF}/clauses"
API_WALK: Final = f"{API_JOURNAL}/verify"
API_COPY: Final = f"{API_RECORDS}/copy"

NEXT: Final = "next"
"""The parameter that says where to go after logging in."""

LINK: Final = "link"
"""The parameter that carries the word of a letter's link."""

PASSKEYS: Final = "/static/passkeys.js"

MINE: Final = {
    "account": ACCOUNT,
    "register": REGISTER,
    "login": LOGIN,
    "logout": LOGOUT,
    "second": SECOND_FACTOR,
    "recover": RECOVER,
    "password": PASSWORD,
    "address": ADDRESS,
    "sessions": SESSIONS,
    "factors": FACTORS,
    "providers": PROVIDERS,
    "data": MY_DATA,
    "delete": DELETE,
}
"""The pages of an account, by name."""

PAGES: Final = {
    "home": HOME,
    "privacy": PRIVACY,
    "proof": PROOF,
    "proof-detail": PROOF_DETAIL,
    "opt-out": OPT_OUT,
    "status": STATUS,
    "versions": VERSIONS,
    **PAPERS,
}

LANGUAGE: Final = "lang"
"""The parameter that chooses a language."""


def page(name: str, language: Language | None = None, anchor: str = "") -> str:
    """Return the address of a page; with a language, the page stays in it."""
    query = f"?{urlencode({LANGUAGE: language})}" if language else ""
    return f"{PAGES[name] if name in PAGES else MINE[name]}{query}{'#' if anchor else ''}{anchor}"


def of(organisation: str) -> str:
    """Return what stands before the addresses of an organisation's pages."""
    return ORGANISATION.format(organisation=quote(organisation, safe=""))


def paper_file(name: str, suffix: str, language: Language) -> str:
    """Return the address of a document as a file, in one language."""
    return f"{PAPER_FILE.format(name=name, suffix=suffix)}?{urlencode({LANGUAGE: language})}"


def version(digest: str, language: Language | None = None) -> str:
    """Return the address at which one version of the notice stays."""
    query = f"?{urlencode({LANGUAGE: language})}" if language else ""
    return f"{VERSION.format(digest=digest)}{query}"


def feed(language: Language) -> str:
    """Return the address of the feed of changes in one language."""
    return f"{FEED}?{urlencode({LANGUAGE: language})}"


def badge(language: Language) -> str:
    """Return the address of the badge in one language."""
    return f"{BADGE}?{urlencode({LANGUAGE: language})}"


def in_language(address: str, language: Language | None) -> str:
    """Return an address of ours that stays in a language, if one was chosen; where on the page it leads comes last."""
    if language is None:
        return address
    path, sign, place = address.partition("#")
    return f"{path}{'&' if '?' in path else '?'}{urlencode({LANGUAGE: language})}{sign}{place}"


def with_word(address: str, word: str) -> str:
    """Return the address of the page that takes the word of a letter's link."""
    return f"{address}?{urlencode({LINK: word})}"


def whole_path(path: str, query: str) -> str:
    """Return what was asked for as a path of ours, to be led on to later: with its query if that is not long, and without its language, which is said anew by then."""
    plain = quote(path)
    if len(query) > LONGEST_PATH:
        return plain
    kept = urlencode([one for one in parse_qsl(query, keep_blank_values=True) if one[0] != LANGUAGE])
    return f"{plain}?{kept}" if kept and len(plain) + len(kept) < LONGEST_PATH else plain


def with_next(address: str, path: str | None) -> str:
    """Return an address that leads on to a path of ours."""
    return address if path is None or own_path(path) is None else f"{address}?{urlencode({NEXT: path})}"


def own(pattern: str, organisation: str, **query: str) -> str:
    """Return the address of a page of one organisation: somebody's own data there, or its console."""
    address = pattern.replace("{organisation}", quote(organisation, safe=""))
    return f"{address}?{urlencode(query)}" if query else address


def desk_request(organisation: str, request: str) -> str:
    """Return the address of one request at the desk of an organisation."""
    return DESK_REQUEST.format(organisation=quote(organisation, safe=""), request=request)


def own_path(path: str) -> str | None:
    """Return a path if it is one of ours and no address of anybody else's; nothing otherwise."""
    plain = path.startswith("/") and not path.startswith(("//", "/\\")) and len(path) <= LONGEST_PATH
    return path if plain and path.isascii() and path.isprintable() and "\\" not in path else None


LONGEST_PATH: Final = 500

LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "[::1]"})
"""Names by which a machine calls itself."""

SOMEWHERE: Final = "etanche.example"
"""Stands in snippets for an address nobody configured."""
