"""
The tables of the data file, and the rows other rooms get to see.

Every primary and unique key begins with the organisation, so that rows of one tenant lie together
and an engine of several machines can spread them unchanged.
`category` and `field` are the stable numbers of `names`; a `day` is ISO text; a moment is ISO text in UTC
with microseconds (`moment_text`), so that the order of texts is the order of time.

One keeper each: a table is read and written by the module of its name, and by no other.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Boolean, Column, Index, text

from etanche.store.columns import binary, number, table, words

instance_facts = table(
    "instance_facts", binary("organisation"), words("name"), words("value"), key=("organisation", "name")
)

sequences = table("sequences", binary("organisation"), words("name"), number("last"), key=("organisation", "name"))

charters = table(
    "charters",
    binary("organisation"),
    words("digest"),
    words("text"),
    words("applied"),
    binary("mark"),
    key=("organisation", "applied", "digest"),
)

names = table(
    "names",
    binary("organisation"),
    words("section"),
    words("name"),
    number("id"),
    key=("organisation", "section", "name"),
    extra=(Index("names_by_id", "organisation", "section", "id", unique=True),),
)

days = table(
    "days",
    binary("organisation"),
    number("category"),
    words("day"),
    binary("bucket"),
    words("opened"),
    words("destroyed", null=True),
    key=("organisation", "category", "day"),
)

# The last four are empty for traffic that knows nobody. The second road to a record leads by its person,
# and tells how it is held, so that a sweep finds those that have a term of their own without looking at the rows.
records = table(
    "records",
    binary("organisation"),
    number("category"),
    words("day"),
    binary("id"),
    Column("canary", Boolean, nullable=False),
    binary("sealed"),
    binary("person", null=True),
    number("generation", null=True),
    number("holding", null=True),
    binary("own_key", null=True),
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

persons = table(
    "persons",
    binary("organisation"),
    binary("person"),
    number("generation"),
    words("recorded"),
    words("ended", null=True),
    key=("organisation", "person"),
)

# The day comes before the mark: a dead day is swept in one run of neighbouring pages,
# and a look-up over the living days is one descent of the tree for each.
marks = table(
    "marks",
    binary("organisation"),
    number("category"),
    words("day"),
    number("field"),
    binary("mark"),
    binary("record"),
    key=("organisation", "category", "day", "field", "mark", "record"),
)

# The mark comes first: whoever looks for a value of a person's record has no day to begin with.
person_marks = table(
    "person_marks",
    binary("organisation"),
    number("field"),
    binary("mark"),
    number("category"),
    words("day"),
    binary("record"),
    binary("person"),
    key=("organisation", "field", "mark", "category", "day", "record"),
    extra=(Index("person_marks_by_person", "organisation", "person", "record"),),
)

standing = table(
    "standing",
    binary("organisation"),
    number("seq"),
    words("subject"),
    words("event"),
    words("effective"),
    words("recorded"),
    words("because"),
    number("purpose", null=True),
    binary("evidence", null=True),
    words("assumed", null=True),
    binary("mark", null=True),
    key=("organisation", "seq"),
    extra=(
        Index("standing_by_subject", "organisation", "subject", "seq"),
        Index("standing_by_event", "organisation", "event", "seq"),
    ),
)

OF_HALTS: Final = text("act IN ('halted', 'resumed')")
"""What is true of lines that tell of a halt or of its end; to the letter, or their index is not taken."""

entries = table(
    "entries",
    binary("organisation"),
    number("seq"),
    words("at"),
    words("actor"),
    words("role", null=True),
    words("purpose", null=True),
    words("case_", null=True),
    words("act"),
    words("object"),
    words("decision"),
    words("because"),
    words("facts"),
    words("probe", null=True),
    binary("mark"),
    number("position", null=True),
    binary("link", null=True),
    key=("organisation", "seq"),
    extra=(
        Index("entries_by_position", "organisation", "position", unique=True),
        Index(
            "entries_of_halts",
            "organisation",
            "act",
            "seq",
            sqlite_where=OF_HALTS,
            # As PostgreSQL keeps the same words, and tells them.
            postgresql_where=text("act = ANY (ARRAY['halted'::text, 'resumed'::text])"),
        ),
    ),
)

# Whom a line of the journal is about, sealed under the key of its day; the line itself holds how many, and the digest of this.
entry_persons = table(
    "entry_persons",
    binary("organisation"),
    number("seq"),
    words("day"),
    binary("sealed"),
    key=("organisation", "seq"),
)

# By whom the lines that show somebody's data are found: under a mark that dies with the month's last key of the journal.
looked = table(
    "looked",
    binary("organisation"),
    binary("mark"),
    words("object"),
    number("seq"),
    key=("organisation", "mark", "object", "seq"),
    extra=(Index("looked_by_line", "organisation", "seq"),),
)

checkpoints = table(
    "checkpoints",
    binary("organisation"),
    number("position"),
    binary("link"),
    words("at"),
    binary("signature"),
    binary("public"),
    key=("organisation", "position"),
)

cuts = table(
    "cuts",
    binary("organisation"),
    number("first"),
    number("last"),
    binary("link"),
    words("rule"),
    words("at"),
    binary("signature"),
    binary("public"),
    key=("organisation", "first"),
)

verdicts = table(
    "verdicts",
    binary("organisation"),
    words("promise"),
    words("at"),
    words("run"),
    words("state"),
    words("because"),
    words("measured"),
    words("digest"),
    number("number"),
    words("after"),
    binary("mark"),
    key=("organisation", "promise", "at", "run"),
)

# What people attest, signed as a whole, so that a date moved by hand shows. The evidence itself is with them.
attestations = table(
    "attestations",
    binary("organisation"),
    number("seq"),
    words("name"),
    words("about", null=True),
    binary("digest"),
    words("issuer"),
    words("owner"),
    words("link", null=True),
    words("made"),
    words("until"),
    words("recorded"),
    words("actor"),
    binary("signature"),
    key=("organisation", "seq"),
)

# What somebody is to be told, and when it was told; names of promises and words of ours, and nothing about anybody.
alerts = table(
    "alerts",
    binary("organisation"),
    number("seq"),
    words("at"),
    words("kind"),
    words("promise"),
    words("was"),
    words("now"),
    words("told", null=True),
    binary("mark", null=True),
    key=("organisation", "seq"),
)


counts = table(
    "counts",
    binary("organisation"),
    words("day"),
    words("name"),
    number("value"),
    key=("organisation", "day", "name"),
)

imports = table(
    "imports",
    binary("organisation"),
    binary("fingerprint"),
    number("lines"),
    words("finished", null=True),
    key=("organisation", "fingerprint"),
)
