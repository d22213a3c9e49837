"""
The tables of who is logged in, of programs that ask, of letters on their way, of requests, incidents, demands and changes of controller; as `tables`, and under the same rules.
"""

from __future__ import annotations

from sqlalchemy import Index, Table

from etanche.store.columns import binary, number, table, words

# Letters on their way: whom to and what is sealed under the key of the day on which they were posted; a row goes once its letter was taken.
outbox = table(
    "outbox",
    binary("organisation"),
    binary("id"),
    words("day"),
    words("posted"),
    words("due"),
    number("tries"),
    words("kind"),
    binary("sealed"),
    key=("organisation", "id"),
    extra=(Index("outbox_by_due", "organisation", "due"),),
)

# Addresses that a mail server said nobody is at: keyed marks.
unreachable = table(
    "unreachable",
    binary("organisation"),
    binary("mark"),
    words("since"),
    words("why"),
    key=("organisation", "mark"),
)

# What we sign with when we send, and what others know us by: sealed.
sending_keys = table(
    "sending_keys",
    binary("organisation"),
    words("kind"),
    words("name"),
    words("made"),
    words("until", null=True),
    words("told"),
    binary("sealed"),
    key=("organisation", "kind", "name", "made"),
)

# Who is logged in. The secret of a session is with the browser alone; what is here is its digest, and a random id of the account.
sessions = table(
    "sessions",
    binary("organisation"),
    binary("id"),
    binary("digest"),
    binary("account"),
    words("begun"),
    words("seen"),
    words("ends"),
    words("level"),
    words("device"),
    binary("asked", null=True),
    binary("mark"),
    key=("organisation", "id"),
    extra=(
        Index("sessions_by_digest", "organisation", "digest", unique=True),
        Index("sessions_by_account", "organisation", "account", "begun"),
        Index("sessions_by_end", "organisation", "ends"),
    ),
)

# Programs that may ask. The secret of a key is with whoever was given it; what is here is its digest, and what it opens, under a keyed mark.
api_keys = table(
    "api_keys",
    binary("organisation"),
    binary("id"),
    binary("digest"),
    words("scope"),
    words("made"),
    words("made_by"),
    words("until"),
    words("used", null=True),
    words("revoked", null=True),
    binary("mark"),
    key=("organisation", "id"),
)

# What a request was answered, so that one sent again is not done again: sealed under the key of its day, and gone with it.
api_answers = table(
    "api_answers",
    binary("organisation"),
    binary("request"),
    words("day"),
    words("made"),
    binary("body"),
    binary("sealed", null=True),
    key=("organisation", "request"),
    extra=(Index("api_answers_by_day", "organisation", "day"),),
)

# Requests of people: how far each is, in words of ours and days; who asks, and in which words, is sealed in the record that a row names.
requests = table(
    "requests",
    binary("organisation"),
    binary("id"),
    binary("person"),
    number("category"),
    words("day"),
    binary("record"),
    number("open"),
    words("due"),
    words("body"),
    key=("organisation", "id"),
    extra=(
        Index("requests_by_due", "organisation", "open", "due", "id"),
        Index("requests_by_person", "organisation", "person"),
    ),
)


def _stories(name: str, one: str) -> Table:
    """Describe a table of what happened in each of many; when, and a word for what it was, are in clear."""
    return table(
        name,
        binary("organisation"),
        binary(one),
        number("seq"),
        words("at"),
        words("kind"),
        binary("sealed"),
        key=("organisation", one, "seq"),
    )


incidents = _stories("incidents", "incident")
demands = _stories("demands", "demand")
transfers = _stories("transfers", "transfer")
