"""
The register as it is handed out, read by somebody who has only the file and the charter.

Compared with the charter itself, sheet by sheet, not with the words it was made from.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from etanche.charter import Charter, Purpose, Stance, print_keep


def sheets_of(register: bytes) -> list[Mapping[str, Any]]:
    """Return the sheets about uses of the charter; those about what Étanche itself holds are left out."""
    return [sheet for sheet in json.loads(register)["activities"] if sheet["origin"] == "charter"]


def differing(register: bytes, charter: Charter) -> int:
    """Return how many sheets are missing, are there twice or for nothing, or say something else than the charter."""
    sheets = sheets_of(register)
    told: dict[str, list[Mapping[str, Any]]] = {}
    for sheet in sheets:
        told.setdefault(sheet["reference"], []).append(sheet)
    wrong = sum(
        1
        for name, purpose in charter.purposes.items()
        if len(told.get(name, ())) != 1 or not _says(told[name][0], charter, name, purpose)
    )
    return wrong + len(told.keys() - charter.purposes.keys())


def _says(sheet: Mapping[str, Any], charter: Charter, name: str, purpose: Purpose) -> bool:
    """Tell whether a sheet has the title, the part, the basis, the data with their times, and the recipients of a purpose."""
    receivers = {
        recipient
        for recipient, it in charter.recipients.items()
        if any(name in given for given in it.receives.values())
    }
    rule = {"rule": print_keep(purpose.keep), "then": str(purpose.then)}
    times = {data["name"]: {key: data["term"][key] for key in rule} for data in sheet["data"]}
    return (
        sheet["title"] == {"fr": purpose.title.fr, "en": purpose.title.en}
        and sheet["part"] == ("processor" if purpose.as_ is Stance.PROCESSOR else "controller")
        and sheet["basis"] == (purpose.basis or "")
        and tuple(sheet["law"]) == purpose.law
        and times == dict.fromkeys(purpose.uses, rule)
        and receivers <= {recipient["name"] for recipient in sheet["recipients"]}
    )
