"""
The policy as frozen nouns: load, check, `keep`, promises, plan, digest.

    >>> plan = compile_plan(load(Path("charters/bookshop.yaml")))

A charter is one YAML file (LANGUAGE.md).
`load` answers with a sound charter or raises; `read` answers with everything that was found.
What this room does *not* do: say anything to the public (notice does), or look at data.
"""

from etanche.charter.builtin import Builtin, BuiltinField, Limitation, builtin, limitation_of
from etanche.charter.compile import compile_plan
from etanche.charter.countries import authorities, authority_of, in_eea, zone_of
from etanche.charter.digest import canonical, digest
from etanche.charter.evaluate import Status, Term, add, evaluate
from etanche.charter.examples import Example, example
from etanche.charter.expectations import Expectation, ExpectationUnreadable, read_expectations
from etanche.charter.findings import CharterFaulty, CharterUnreadable, Finding, Justified, Severity, State
from etanche.charter.keep import (
    KEEP_UNITS,
    After,
    Between,
    Duration,
    FirstOf,
    Keep,
    LastOf,
    Unit,
    While,
    durations,
    print_keep,
)
from etanche.charter.kinds import (
    GIVERS,
    IMPERSONAL,
    NAMED_BY_KIND,
    PERSONAL,
    Act,
    AfterDeath,
    Alert,
    Basis,
    Caller,
    CaseState,
    ChannelKind,
    Choice,
    End,
    Engine,
    Entry,
    ErasureBy,
    Exemption,
    Factor,
    FieldKind,
    Forbidden,
    Giver,
    History,
    Instrument,
    Keys,
    Means,
    MessageReach,
    Nature,
    Objection,
    OnArrival,
    Only,
    Opening,
    OrganisationKind,
    Outlet,
    Permission,
    Proof,
    Reader,
    RecipientKind,
    Regime,
    Seen,
    SphereDoor,
    Stance,
    Teller,
    Theme,
    TracerKind,
    Unknown,
    Who,
)
from etanche.charter.language import FIXED_WORDS
from etanche.charter.load import Loaded, load, read
from etanche.charter.model import (
    Accounts,
    Announce,
    Announced,
    Answers,
    Application,
    Attestation,
    Backups,
    Breach,
    Category,
    Channel,
    Charter,
    Contact,
    Contract,
    Decides,
    Declaration,
    Disclosing,
    Estate,
    Feature,
    Field,
    Host,
    Identity,
    Incidents,
    Journal,
    Justification,
    Needs,
    Never,
    Notice,
    Organisation,
    Passwords,
    People,
    Provider,
    Purpose,
    Recipient,
    Reference,
    Region,
    Representative,
    Rights,
    Role,
    Scope,
    SecondFactor,
    Sessions,
    Spheres,
    Table,
    Telling,
    Tenants,
    Tracer,
    Transfer,
    Vault,
    Version,
    Watch,
)
from etanche.charter.plan import CategoryPlan, Cell, Condition, Disclosure, FieldPlan, Plan
from etanche.charter.promises import Promise, promises
from etanche.charter.reading import KeepFault, parse_duration, parse_keep
from etanche.charter.rules.facts import Authority, Fact, Way, facts, nearest
from etanche.charter.shipped import SCHEMA, published_schema, starter
from etanche.charter.source import read_file

__all__ = [
    "FIXED_WORDS", "GIVERS", "IMPERSONAL", "KEEP_UNITS", "NAMED_BY_KIND", "PERSONAL", "SCHEMA", "Accounts", "Act",
    "After", "AfterDeath", "Alert", "Announce", "Announced", "Answers", "Application", "Attestation", "Authority",
    "Backups", "Basis", "Between", "Breach", "Builtin", "BuiltinField", "Caller", "CaseState", "Category",
    "CategoryPlan", "Cell", "Channel", "ChannelKind", "Charter", "CharterFaulty", "CharterUnreadable", "Choice",
    "Condition", "Contact", "Contract", "Decides", "Declaration", "Disclosing", "Disclosure", "Duration", "End",
    "Engine", "Entry", "ErasureBy", "Estate", "Example", "Exemption", "Expectation", "ExpectationUnreadable",
    "Fact", "Factor", "Feature", "Field", "FieldKind", "FieldPlan", "Finding", "FirstOf", "Forbidden", "Giver",
    "History", "Host", "Identity", "Incidents", "Instrument", "Journal", "Justification", "Justified", "Keep",
    "KeepFault", "Keys", "LastOf", "Limitation", "Loaded", "Means", "MessageReach", "Nature", "Needs", "Never",
    "Notice", "Objection", "OnArrival", "Only", "Opening", "Organisation", "OrganisationKind", "Outlet",
    "Passwords", "People", "Permission", "Plan", "Promise", "Proof", "Provider", "Purpose", "Reader", "Recipient",
    "RecipientKind", "Reference", "Regime", "Region", "Representative", "Rights", "Role", "Scope", "SecondFactor",
    "Seen", "Sessions", "Severity", "SphereDoor", "Spheres", "Stance", "State", "Status", "Table", "Teller",
    "Telling", "Tenants", "Term", "Theme", "Tracer", "TracerKind", "Transfer", "Unit", "Unknown", "Vault",
    "Version", "Watch", "Way", "While", "Who", "add", "authorities", "authority_of", "builtin", "canonical", "compile_plan",
    "digest", "durations", "evaluate", "example", "facts", "in_eea", "limitation_of", "load", "nearest",
    "parse_duration", "parse_keep", "print_keep", "promises", "published_schema", "read", "read_expectations",
    "read_file", "starter", "zone_of",
]  # fmt: skip
