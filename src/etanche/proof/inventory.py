"""
What lies in an instance, column by column and file by file: sealed, keyed, or in clear.

This is the printed list that `sealed:inventory` promises. A table, a column or a file that is not in it breaks the promise,
so nobody can add one without saying here what it shows to a thief. There is no list of triggers, views, rules and policies,
which act by themselves or show rows otherwise than they are: there are to be none.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from fnmatch import fnmatchcase
from types import MappingProxyType
from typing import Final


class Shows(StrEnum):
    """What a column shows to whoever has the file and no key."""

    SEALED = "sealed"
    """Nothing but its length."""

    KEYED = "keyed"
    """That two values are equal, and nothing else."""

    CLEAR = "clear"
    """What it says; a person is told from another by a random id, and by nothing else."""


def _all_clear(columns: str) -> dict[str, Shows]:
    return dict.fromkeys(columns.split(), Shows.CLEAR)


DATA: Final[Mapping[str, Mapping[str, Shows]]] = MappingProxyType(
    {
        "records": _all_clear("organisation category day id canary person generation holding own_key")
        | {"sealed": Shows.SEALED},
        "persons": _all_clear("organisation person generation recorded ended"),
        "person_marks": _all_clear("organisation field category day record person") | {"mark": Shows.KEYED},
        "marks": _all_clear("organisation category day field record") | {"mark": Shows.KEYED},
        "days": _all_clear("organisation category day bucket opened destroyed"),
        "standing": _all_clear("organisation seq subject event effective recorded because purpose assumed")
        | {"evidence": Shows.SEALED},
        "entries": _all_clear(
            "organisation seq at actor role purpose case_ act object decision because facts probe position link"
        )
        | {"mark": Shows.KEYED},
        "entry_persons": _all_clear("organisation seq day") | {"sealed": Shows.SEALED},
        "checkpoints": _all_clear("organisation position link at signature public"),
        "cuts": _all_clear("organisation first last link rule at signature public"),
        "verdicts": _all_clear("organisation promise at run state because measured digest"),
        "attestations": _all_clear(
            "organisation seq name about digest issuer owner link made until recorded actor signature"
        ),
        "alerts": _all_clear("organisation seq at kind promise was now told"),
        "sessions": _all_clear("organisation id account begun seen ends level device asked")
        | {"digest": Shows.KEYED, "mark": Shows.KEYED},
        "api_keys": _all_clear("organisation id scope made made_by until used revoked")
        | {"digest": Shows.KEYED, "mark": Shows.KEYED},
        "api_answers": _all_clear("organisation day made")
        | {"request": Shows.KEYED, "body": Shows.KEYED, "sealed": Shows.SEALED},
        "outbox": _all_clear("organisation id day posted due tries kind") | {"sealed": Shows.SEALED},
        "unreachable": _all_clear("organisation since why") | {"mark": Shows.KEYED},
        "sending_keys": _all_clear("organisation kind name made until told") | {"sealed": Shows.SEALED},
        "counts": _all_clear("organisation day name value"),
        "imports": _all_clear("organisation lines finished") | {"fingerprint": Shows.KEYED},
        "charters": _all_clear("organisation digest text applied") | {"mark": Shows.KEYED},
        "names": _all_clear("organisation section name id"),
        "instance_facts": _all_clear("organisation name value"),
        "sequences": _all_clear("organisation name last"),
        "schema_revision": _all_clear("version_num"),
    }
)

SHELF: Final[Mapping[str, Mapping[str, Shows]]] = MappingProxyType(
    {
        "keys": _all_clear("organisation key_id kind destroyed") | {"wrapped": Shows.SEALED},
        "named": _all_clear("organisation kind key_id"),
        "buckets": _all_clear("organisation category day key_id"),
        "person_keys": _all_clear("organisation person category generation key_id"),
        "ended_persons": _all_clear("organisation person"),
        "heads": _all_clear("organisation position link at"),
        "instance_facts": _all_clear("organisation name value"),
        "sequences": _all_clear("organisation name last"),
        "schema_revision": _all_clear("version_num"),
    }
)

FILES: Final[tuple[str, ...]] = (
    "data.last",
    "data.sqlite",
    "data.sqlite-shm",
    "data.sqlite-wal",
    "instance.toml",
    "living/*",
    "move.to",
    "moved.from",
    "passphrase",
    "root/epoch-*",
    "root/lock",
    "root/provider",
    "root/provider-*",
    "root/recovery",
    "shelf.last",
    "shelf.sqlite",
    "shelf.sqlite-shm",
    "shelf.sqlite-wal",
    "tombstones.log",
)
"""Every file an instance may consist of; `docs/house.md` says what each holds."""


def unlisted(found: Mapping[str, tuple[str, ...]], listed: Mapping[str, Mapping[str, Shows]]) -> int:
    """Return how many columns are there without being listed; a table without any counts as one."""
    strange = 0
    for table, columns in found.items():
        known = listed.get(table)
        strange += max(1, len(columns)) if known is None else len(set(columns) - known.keys())
    return strange


def unlisted_files(names: list[str]) -> int:
    """Return how many files are there that no instance consists of."""
    return sum(1 for name in names if not any(fnmatchcase(name, known) for known in FILES))


def counted(*listed: Mapping[str, Mapping[str, Shows]]) -> Mapping[Shows, int]:
    """Return how many columns show what."""
    shown = [shows for tables in listed for columns in tables.values() for shows in columns.values()]
    return {shows: shown.count(shows) for shows in Shows}
