"""
The tables of the data file, and the rows other rooms get to see.

Every primary and unique key begins with the organisation, so that rows of one tenant lie together
and an engine of several machines can spread them unchanged.
`category` and `field` are the stable numbers of `names`; a `day` is ISO text; a moment is ISO text in UTC
with microseconds (`moment_text`), so that the order of texts is the order of time.

One keeper each: a table is read and written by the module of its name, and by no other.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, LargeBinary, MetaData, PrimaryKeyConstraint, Table, Text, text

metadata = MetaData()


def _table(name: str, *columns: Column[object], key: tuple[str, ...], extra: tuple[Index, ...] = ()) -> Table:
    """Describe a table clustered on its primary key."""
    return Table(
        name, metadata, *columns, PrimaryKeyConstraint(*key, name=f"{name}_key"), *extra, sqlite_with_rowid=False
    )


def _bytes(name: str, *, null: bool = False) -> Column[object]:
    """Describe a column of bytes."""
    return Column(name, LargeBinary, nullable=null)


def _text(name: str, *, null: bool = False) -> Column[object]:
    """Describe a column of text."""
    return Column(name, Text, nullable=null)


def _number(name: str, *, null: bool = False) -> Column[object]:
    """Describe a column of whole numbers."""
    return Column(name, Integer, nullable=null)


instance_facts = _table(
    "instance_facts", _bytes("organisation"), _text("name"), _text("value"), key=("organisation", "name")
)

sequences = _table("sequences", _bytes("organisation"), _text("name"), _number("last"), key=("organisation", "name"))

charters = _table(
    "charters",
    _bytes("organisation"),
    _text("digest"),
    _text("text"),
    _text("applied"),
    _bytes("mark"),
    key=("organisation", "applied", "digest"),
)

names = _table(
    "names",
    _bytes("organisation"),
    _text("section"),
    _text("name"),
    _number("id"),
    key=("organisation", "section", "name"),
    extra=(Index("names_by_id", "organisation", "section", "id", unique=True),),
)

days = _table(
    "days",
    _bytes("organisation"),
    _number("category"),
    _text("day"),
    _bytes("bucket"),
    _text("opened"),
    _text("destroyed", null=True),
    key=("organisation", "category", "day"),
)

# The last four are empty for traffic that knows nobody. The second road to a record leads by its person,
# and tells how it is held, so that a sweep finds those that have a term of their own without looking at the rows.
records = _table(
    "records",
    _bytes("organisation"),
    _number("category"),
    _text("day"),
    _bytes("id"),
    Column("canary", Boolean, nullable=False),
    _bytes("sealed"),
    _bytes("person", null=True),
    _number("generation", null=True),
    _number("holding", null=True),
    _bytes("own_key", null=True),
    key=("organisation", "category", "day", "id"),
    extra=(
        Index(
            "records_by_person",
            "organisation",
            "person",
            "category",
            "day",
            "id",
            "holding",
            sqlite_where=text("person IS NOT NULL"),
            postgresql_where=text("person IS NOT NULL"),
        ),
    ),
)

persons = _table(
    "persons",
    _bytes("organisation"),
    _bytes("person"),
    _number("generation"),
    _text("recorded"),
    _text("ended", null=True),
    key=("organisation", "person"),
)

# The day comes before the mark: a dead day is swept in one run of neighbouring pages,
# and a look-up over the living days is one descent of the tree for each.
marks = _table(
    "marks",
    _bytes("organisation"),
    _number("category"),
    _text("day"),
    _number("field"),
    _bytes("mark"),
    _bytes("record"),
    key=("organisation", "category", "day", "field", "mark", "record"),
)

# The mark comes first: whoever looks for a value of a person's record has no day to begin with.
person_marks = _table(
    "person_marks",
    _bytes("organisation"),
    _number("field"),
    _bytes("mark"),
    _number("category"),
    _text("day"),
    _bytes("record"),
    _bytes("person"),
    key=("organisation", "field", "mark", "category", "day", "record"),
    extra=(Index("person_marks_by_person", "organisation", "person", "record"),),
)

standing = _table(
    "standing",
    _bytes("organisation"),
    _number("seq"),
    _text("subject"),
    _text("event"),
    _text("effective"),
    _text("recorded"),
    _text("because"),
    _number("purpose", null=True),
    _bytes("evidence", null=True),
    _text("assumed", null=True),
    key=("organisation", "seq"),
    extra=(Index("standing_by_subject", "organisation", "subject", "seq"),),
)

entries = _table(
    "entries",
    _bytes("organisation"),
    _number("seq"),
    _text("at"),
    _text("actor"),
    _text("role", null=True),
    _text("purpose", null=True),
    _text("case_", null=True),
    _text("act"),
    _text("object"),
    _text("decision"),
    _text("because"),
    _text("facts"),
    _text("probe", null=True),
    _bytes("mark"),
    _number("position", null=True),
    _bytes("link", null=True),
    key=("organisation", "seq"),
    extra=(Index("entries_by_position", "organisation", "position", unique=True),),
)

# Whom a line of the journal is about, sealed under the key of its day; the line itself holds how many, and the digest of this.
entry_persons = _table(
    "entry_persons",
    _bytes("organisation"),
    _number("seq"),
    _text("day"),
    _bytes("sealed"),
    key=("organisation", "seq"),
)

checkpoints = _table(
    "checkpoints",
    _bytes("organisation"),
    _number("position"),
    _bytes("link"),
    _text("at"),
    _bytes("signature"),
    _bytes("public"),
    key=("organisation", "position"),
)

cuts = _table(
    "cuts",
    _bytes("organisation"),
    _number("first"),
    _number("last"),
    _bytes("link"),
    _text("rule"),
    _text("at"),
    _bytes("signature"),
    _bytes("public"),
    key=("organisation", "first"),
)

verdicts = _table(
    "verdicts",
    _bytes("organisation"),
    _text("promise"),
    _text("at"),
    _text("run"),
    _text("state"),
    _text("because"),
    _text("measured"),
    _text("digest"),
    key=("organisation", "promise", "at", "run"),
)

# What people attest, signed as a whole, so that a date moved by hand shows. The evidence itself is with them.
attestations = _table(
    "attestations",
    _bytes("organisation"),
    _number("seq"),
    _text("name"),
    _text("about", null=True),
    _bytes("digest"),
    _text("issuer"),
    _text("owner"),
    _text("link", null=True),
    _text("made"),
    _text("until"),
    _text("recorded"),
    _text("actor"),
    _bytes("signature"),
    key=("organisation", "seq"),
)

# What somebody is to be told, and when it was told; names of promises and words of ours, and nothing about anybody.
alerts = _table(
    "alerts",
    _bytes("organisation"),
    _number("seq"),
    _text("at"),
    _text("kind"),
    _text("promise"),
    _text("was"),
    _text("now"),
    _text("told", null=True),
    key=("organisation", "seq"),
)

# Letters on their way: whom to and what is sealed under the key of the day on which they were posted; a row goes once its letter was taken.
outbox = _table(
    "outbox",
    _bytes("organisation"),
    _bytes("id"),
    _text("day"),
    _text("posted"),
    _text("due"),
    _number("tries"),
    _text("kind"),
    _bytes("sealed"),
    key=("organisation", "id"),
    extra=(Index("outbox_by_due", "organisation", "due"),),
)

# Addresses that a mail server said nobody is at: keyed marks.
unreachable = _table(
    "unreachable",
    _bytes("organisation"),
    _bytes("mark"),
    _text("since"),
    _text("why"),
    key=("organisation", "mark"),
)

# What we sign with when we send, and what others know us by: sealed.
sending_keys = _table(
    "sending_keys",
    _bytes("organisation"),
    _text("kind"),
    _text("name"),
    _text("made"),
    _text("until", null=True),
    _text("told"),
    _bytes("sealed"),
    key=("organisation", "kind", "name", "made"),
)

counts = _table(
    "counts",
    _bytes("organisation"),
    _text("day"),
    _text("name"),
    _number("value"),
    key=("organisation", "day", "name"),
)

imports = _table(
    "imports",
    _bytes("organisation"),
    _bytes("fingerprint"),
    _number("lines"),
    _text("finished", null=True),
    key=("organisation", "fingerprint"),
)

# Who is logged in. The secret of a session is with the browser alone; what is here is its digest, and a random id of the account.
sessions = _table(
    "sessions",
    _bytes("organisation"),
    _bytes("id"),
    _bytes("digest"),
    _bytes("account"),
    _text("begun"),
    _text("seen"),
    _text("ends"),
    _text("level"),
    _text("device"),
    _bytes("asked", null=True),
    _bytes("mark"),
    key=("organisation", "id"),
    extra=(
        Index("sessions_by_digest", "organisation", "digest", unique=True),
        Index("sessions_by_account", "organisation", "account", "begun"),
        Index("sessions_by_end", "organisation", "ends"),
    ),
)

# Programs that may ask. The secret of a key is with whoever was given it; what is here is its digest, and what it opens, under a keyed mark.
api_keys = _table(
    "api_keys",
    _bytes("organisation"),
    _bytes("id"),
    _bytes("digest"),
    _text("scope"),
    _text("made"),
    _text("made_by"),
    _text("until"),
    _text("used", null=True),
    _text("revoked", null=True),
    _bytes("mark"),
    key=("organisation", "id"),
)

# What a request was answered, so that one sent again is not done again: sealed under the key of its day, and gone with it.
api_answers = _table(
    "api_answers",
    _bytes("organisation"),
    _bytes("request"),
    _text("day"),
    _text("made"),
    _bytes("body"),
    _bytes("sealed", null=True),
    key=("organisation", "request"),
    extra=(Index("api_answers_by_day", "organisation", "day"),),
)

# Requests of people: how far each is, in words of ours and days; who asks, and in which words, is sealed in the record that a row names.
requests = _table(
    "requests",
    _bytes("organisation"),
    _bytes("id"),
    _bytes("person"),
    _number("category"),
    _text("day"),
    _bytes("record"),
    _number("open"),
    _text("due"),
    _text("body"),
    key=("organisation", "id"),
    extra=(
        Index("requests_by_due", "organisation", "open", "due", "id"),
        Index("requests_by_person", "organisation", "person"),
    ),
)
