"""
How long lines of the journal were to be kept, by the charter in force at a moment of before.

A cut is judged by what was promised when it was made: who shortens or lengthens the term afterwards makes no cut of before wrong, nor right.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache

from etanche.charter import CharterUnreadable, Keep, Plan, reread
from etanche.journal.confronting import RuleAt
from etanche.store import Connection, charters, moment_text


def promised(connection: Connection, organisation: bytes, plan: Plan) -> RuleAt:
    """
    Return what gives the rule of a moment; a charter is read only when somebody asks for its time.

    Args:
        connection: it asks while this is open.
        organisation: whose journal.
        plan: of the charter in force now, whose rule needs no reading.
    """

    @cache
    def rule_of(digest: str, text: str) -> Keep | None:
        if digest == plan.digest:
            return plan.journal_keep
        try:
            charter = reread(text, file="a charter of before")
        except CharterUnreadable:
            return None
        return None if charter is None else charter.vault.journal.keep

    def rule_at(moment: datetime) -> Keep | None:
        rows = charters.history(connection, organisation)
        # A clock set back before the first charter does not leave lines without a term.
        row = next((one for one in rows if one.applied <= moment_text(moment)), rows[-1] if rows else None)
        return plan.journal_keep if row is None else rule_of(row.digest, row.text)

    return rule_at
