"""
The store: SQL, files and their durability. The only room that knows a database.

Three things, never in one file and never on one server: the *data* (sealed), the *shelf* (wrapped keys) and the *tombstones*
(ids of destroyed keys). Each table has one keeper, a module whose functions take a `Connection` first:

    with store.writing() as connection:
        records.insert(connection, rows, marks)
        entries.append(connection, organisation, [entry])

What it does *not* do: seal, open, decide, or know what a row means.
"""

from sqlalchemy import Connection

from etanche.store import (
    alerts,
    api_answers,
    api_keys,
    attestations,
    beside,
    charters,
    copies,
    counts,
    days,
    entries,
    entry_persons,
    facts,
    files,
    halts,
    imports,
    leaving,
    moving,
    names,
    needed_keys,
    organisations,
    outbox,
    person_places,
    person_records,
    persons,
    records,
    refiling,
    requests,
    sending_keys,
    sequences,
    sessions,
    standing,
    unreachable,
    verdicts,
)
from etanche.store.address import Address, AddressUnreadable
from etanche.store.database import Store
from etanche.store.destroying import Destroyed
from etanche.store.door_rows import AnswerRow, ApiKeyRow, OutboxRow, RequestRow, SendingKeyRow, SessionRow
from etanche.store.faults import (
    CannotForget,
    ForkedInUse,
    ReplicaBehind,
    RowExists,
    SchemaNewer,
    SchemaOlder,
    ServerUnfit,
    StoreBusy,
    StoreCorrupt,
    StoreExists,
    StoreForeign,
    StoreMissing,
    StoreUnreachable,
    StoreUnwritable,
    WritingAlready,
)
from etanche.store.heads import Head
from etanche.store.living import Living
from etanche.store.person_records import RecordAt
from etanche.store.person_shelf import KeyAt, PersonKeyRow
from etanche.store.places import NoFile, cluster_of
from etanche.store.progress import Known, Progress
from etanche.store.rows import (
    AlertRow,
    AttestationRow,
    CharterRow,
    CheckpointRow,
    CutRow,
    DayRow,
    EntryRow,
    ImportRow,
    MarkRow,
    PersonMarkRow,
    PersonRow,
    PlaceRow,
    RecordRow,
    StandingRow,
    VerdictRow,
    moment_of,
    moment_text,
)
from etanche.store.schema import Tree
from etanche.store.shelf import Shelf
from etanche.store.stories import Stories, StoryRow, demands, incidents, transfers
from etanche.store.tombstones import Tombstones
from etanche.store.witness import Witness

__all__ = [
    "Address",
    "AddressUnreadable",
    "AlertRow",
    "AnswerRow",
    "ApiKeyRow",
    "AttestationRow",
    "CannotForget",
    "CharterRow",
    "CheckpointRow",
    "Connection",
    "CutRow",
    "DayRow",
    "Destroyed",
    "EntryRow",
    "ForkedInUse",
    "Head",
    "ImportRow",
    "KeyAt",
    "Known",
    "Living",
    "MarkRow",
    "NoFile",
    "OutboxRow",
    "PersonKeyRow",
    "PersonMarkRow",
    "PersonRow",
    "PlaceRow",
    "Progress",
    "RecordAt",
    "RecordRow",
    "ReplicaBehind",
    "RequestRow",
    "RowExists",
    "SchemaNewer",
    "SchemaOlder",
    "SendingKeyRow",
    "ServerUnfit",
    "SessionRow",
    "Shelf",
    "StandingRow",
    "Store",
    "StoreBusy",
    "StoreCorrupt",
    "StoreExists",
    "StoreForeign",
    "StoreMissing",
    "StoreUnreachable",
    "StoreUnwritable",
    "Stories",
    "StoryRow",
    "Tombstones",
    "Tree",
    "VerdictRow",
    "Witness",
    "WritingAlready",
    "alerts",
    "api_answers",
    "api_keys",
    "attestations",
    "beside",
    "charters",
    "cluster_of",
    "copies",
    "counts",
    "days",
    "demands",
    "entries",
    "entry_persons",
    "facts",
    "files",
    "halts",
    "imports",
    "incidents",
    "leaving",
    "moment_of",
    "moment_text",
    "moving",
    "names",
    "needed_keys",
    "organisations",
    "outbox",
    "person_places",
    "person_records",
    "persons",
    "records",
    "refiling",
    "requests",
    "sending_keys",
    "sequences",
    "sessions",
    "standing",
    "transfers",
    "unreachable",
    "verdicts",
]
