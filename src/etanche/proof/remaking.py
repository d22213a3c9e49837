"""
Sabotages of what the stores are made of: something acts by itself, or a table is made anew with another rule. Handed sandboxes only.
"""

from __future__ import annotations

from functools import partial
from typing import Final

from etanche.proof.drills.saboteur import Saboteur, by_hand, force_shelf
from etanche.proof.sandbox import Sandbox

_MADE: Final = "SELECT sql FROM sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL ORDER BY type DESC"
_RULE: Final = "UNIQUE (organisation, subject, event, purpose) ON CONFLICT IGNORE"


def do(sandbox: Sandbox, said: str) -> None:
    """Do to the data what SQL says."""
    by_hand(sandbox, said)


def _add_trigger_to_shelf(sandbox: Sandbox) -> None:
    """Keep a copy of what is destroyed from being destroyed: the shelf would do it by itself."""
    force_shelf(
        sandbox.bench,
        "CREATE TRIGGER undone AFTER DELETE ON named BEGIN INSERT INTO named SELECT old.organisation, old.kind, old.key_id; END",
    )


def _remake(sandbox: Sandbox) -> None:
    """Make the ledger anew with a rule that leaves out, without a word, what a person says a second time."""
    with sandbox.bench.store.writing() as connection:
        made, *indexes = connection.exec_driver_sql(_MADE, ("standing",)).scalars()
        body, bracket, rest = made.rpartition(")")
        for statement in (
            "CREATE TEMPORARY TABLE told AS SELECT * FROM standing",
            "DROP TABLE standing",
            f"{body}, {_RULE}{bracket}{rest}",
            "INSERT INTO main.standing SELECT * FROM told",
            "DROP TABLE told",
            *indexes,
        ):
            connection.exec_driver_sql(statement)


SABOTAGES: Final[tuple[tuple[str, Saboteur, str], ...]] = (
    (
        "trigger-added",
        partial(do, said="CREATE TRIGGER unseen AFTER INSERT ON entries BEGIN SELECT 1; END"),
        "sealed.unlisted-additions",
    ),
    ("trigger-added-on-the-shelf", _add_trigger_to_shelf, "sealed.unlisted-additions"),
    ("view-added", partial(do, said="CREATE VIEW glance AS SELECT * FROM records"), "sealed.unlisted-additions"),
    (
        "index-without-case",
        partial(do, said="CREATE INDEX quiet ON standing (organisation, event COLLATE NOCASE)"),
        "sealed.redefined",
    ),
    ("table-remade", _remake, "sealed.redefined"),
)
"""Name, act and finding of each."""
