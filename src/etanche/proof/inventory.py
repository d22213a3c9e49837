"""
What lies in an instance, column by column and file by file: sealed, keyed, or in clear.

This is the printed list that `sealed:inventory` promises. A table, a column or a file that is not in it breaks the promise,
so nobody can add one without saying here what it shows to a thief. There is no list of triggers, views, rules and policies,
which act by themselves or show rows otherwise than they are: there are to be none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from pathlib import Path
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
        | {"evidence": Shows.SEALED, "mark": Shows.KEYED},
        "entries": _all_clear(
            "organisation seq at actor role purpose case_ act object decision because facts probe position link"
        )
        | {"mark": Shows.KEYED},
        "entry_persons": _all_clear("organisation seq day") | {"sealed": Shows.SEALED},
        "looked": _all_clear("organisation object seq") | {"mark": Shows.KEYED},
        "checkpoints": _all_clear("organisation position link at signature public"),
        "cuts": _all_clear("organisation first last link rule at signature public"),
        "verdicts": _all_clear("organisation promise at run state because measured digest number after")
        | {"mark": Shows.KEYED},
        "attestations": _all_clear(
            "organisation seq name about digest issuer owner link made until recorded actor signature"
        ),
        "alerts": _all_clear("organisation seq at kind promise was now told") | {"mark": Shows.KEYED},
        "incidents": _all_clear("organisation incident seq at kind") | {"sealed": Shows.SEALED},
        "demands": _all_clear("organisation demand seq at kind") | {"sealed": Shows.SEALED},
        "transfers": _all_clear("organisation transfer seq at kind") | {"sealed": Shows.SEALED},
        "sessions": _all_clear("organisation id account begun seen ends level device asked")
        | {"digest": Shows.KEYED, "mark": Shows.KEYED},
        "api_keys": _all_clear("organisation id scope made made_by until used revoked")
        | {"digest": Shows.KEYED, "mark": Shows.KEYED},
        "api_answers": _all_clear("organisation day made")
        | {"request": Shows.KEYED, "body": Shows.KEYED, "sealed": Shows.SEALED},
        "requests": _all_clear("organisation id person category day record open due body"),
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

_ROOT: Final = rb"etanche root 1\n(?:(?:lock|recovery|provider|epoch|argon2id|salt|made|sealed)(?: [0-9a-f-]+)*\n){1,5}"
_LEFT: Final = rb"[a-z0-9 \n\0-]*"
"""What a killed process leaves of a file of the root: a part of it, or zeros over it."""

_BIG: Final = 4_096
"""No file of a form has more bytes."""

_ANY: Final[re.Pattern[bytes] | None] = None

FILES: Final[Mapping[re.Pattern[str], re.Pattern[bytes] | None]] = MappingProxyType(
    {
        re.compile(r"(?:data|shelf)\.(?:last|sqlite|sqlite-shm|sqlite-wal)"): _ANY,
        re.compile(
            r"instance\.toml(?:\.coming)?|move\.to|moved\.from|place\.move(?:\.new)?|passphrase|tombstones\.log"
        ): _ANY,
        re.compile(r"living/[0-9a-f]{32}"): re.compile(rb"[0-9]{0,20}"),
        re.compile(r"root/(?:lock|recovery|provider(?:-[1-9]\d{0,8})?|epoch-[1-9]\d{0,8})"): re.compile(_ROOT),
        re.compile(r"root/(?:lock|recovery|provider(?:-[1-9]\d{0,8})?|epoch-[1-9]\d{0,8})\.(?:new|ended)"): re.compile(
            _LEFT
        ),
    }
)
"""
Every file an instance may consist of, by its whole name, and what it reads like where it has a form so plain that
nothing else can pass for it; `docs/house.md` says what each holds.
"""


def unlisted(found: Mapping[str, tuple[str, ...]], listed: Mapping[str, Mapping[str, Shows]]) -> int:
    """Return how many columns are there without being listed; a table without any counts as one."""
    strange = 0
    for table, columns in found.items():
        known = listed.get(table)
        strange += max(1, len(columns)) if known is None else len(set(columns) - known.keys())
    return strange


def unlisted_files(folder: Path, files: Iterable[Path]) -> int:
    """Return how many files are there that no instance consists of, by their names or by what they read like."""
    return sum(1 for file in files if not _listed(file, file.relative_to(folder).as_posix()))


def _listed(file: Path, name: str) -> bool:
    forms = [form for known, form in FILES.items() if known.fullmatch(name)]
    return bool(forms) and all(form is None or _reads_like(file, form) for form in forms)


def _reads_like(file: Path, form: re.Pattern[bytes]) -> bool:
    """Tell whether the whole of a file is of a form; one that vanished meanwhile, as those of processes do, is no matter."""
    try:
        with file.open("rb") as opened:
            return form.fullmatch(opened.read(_BIG + 1)) is not None and opened.tell() <= _BIG
    except FileNotFoundError:
        return True


def counted(*listed: Mapping[str, Mapping[str, Shows]]) -> Mapping[Shows, int]:
    """Return how many columns show what."""
    shown = [shows for tables in listed for columns in tables.values() for shows in columns.values()]
    return {shows: shown.count(shows) for shows in Shows}
