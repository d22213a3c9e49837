"""
The policy as frozen nouns: load, check, `keep`, promises, plan, digest.

    >>> plan = compile_plan(load(Path("charters/bookshop.yaml")))

A charter is one YAML file (LANGUAGE.md).
`load` answers with a sound charter or raises; `read` answers with everything that was found.
What this room does *not* do: say anything to the public (notice does), or look at data.
"""

from etanche.charter.compile import compile_plan
from etanche.charter.countries import authority_of, in_eea, zone_of
from etanche.charter.digest import canonical, digest
from etanche.charter.evaluate import Status, Term, evaluate
from etanche.charter.findings import CharterFaulty, CharterUnreadable, Finding, Severity
from etanche.charter.keep import After, Between, Duration, FirstOf, Keep, LastOf, Unit, While, print_keep
from etanche.charter.kinds import Basis, Instrument, OrganisationKind, Reader, RecipientKind, Theme
from etanche.charter.load import Loaded, load, read
from etanche.charter.model import (
    Answers,
    Category,
    Channel,
    Charter,
    Contact,
    Field,
    Notice,
    Organisation,
    People,
    Purpose,
    Recipient,
    Region,
    Role,
    Vault,
    Version,
)
from etanche.charter.plan import (
    CategoryPlan,
    Cell,
    ChannelKind,
    Disclosure,
    FieldKind,
    FieldPlan,
    Objection,
    Only,
    Plan,
    Unknown,
)
from etanche.charter.promises import Promise, promises
from etanche.charter.reading import KeepFault, parse_duration, parse_keep
from etanche.charter.source import read_file

__all__ = [
    "After",
    "Answers",
    "Basis",
    "Between",
    "Category",
    "CategoryPlan",
    "Cell",
    "Channel",
    "ChannelKind",
    "Charter",
    "CharterFaulty",
    "CharterUnreadable",
    "Contact",
    "Disclosure",
    "Duration",
    "Field",
    "FieldKind",
    "FieldPlan",
    "Finding",
    "FirstOf",
    "Instrument",
    "Keep",
    "KeepFault",
    "LastOf",
    "Loaded",
    "Notice",
    "Objection",
    "Only",
    "Organisation",
    "OrganisationKind",
    "People",
    "Plan",
    "Promise",
    "Purpose",
    "Reader",
    "Recipient",
    "RecipientKind",
    "Region",
    "Role",
    "Severity",
    "Status",
    "Term",
    "Theme",
    "Unit",
    "Unknown",
    "Vault",
    "Version",
    "While",
    "authority_of",
    "canonical",
    "compile_plan",
    "digest",
    "evaluate",
    "in_eea",
    "load",
    "parse_duration",
    "parse_keep",
    "print_keep",
    "promises",
    "read",
    "read_file",
    "zone_of",
]
