"""Findings as code review takes them in: SARIF 2.1.0, with columns that count characters."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from tests.cli.conftest import Run

DAY = "--on 2025-12-01"

TEXT = {
    "type": "object",
    "required": ["text"],
    "additionalProperties": False,
    "properties": {"text": {"type": "string", "minLength": 1}},
}
REGION = {
    "type": "object",
    "required": ["startLine", "startColumn"],
    "additionalProperties": False,
    "properties": {"startLine": {"type": "integer", "minimum": 1}, "startColumn": {"type": "integer", "minimum": 1}},
}
LEVELS = {"enum": ["none", "note", "warning", "error"]}
ESSENTIALS: dict[str, Any] = {
    "type": "object",
    "required": ["version", "runs"],
    "additionalProperties": False,
    "properties": {
        "$schema": {"type": "string", "format": "uri"},
        "version": {"enum": ["2.1.0"]},
        "runs": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["tool"],
                "additionalProperties": False,
                "properties": {
                    "tool": {
                        "type": "object",
                        "required": ["driver"],
                        "additionalProperties": False,
                        "properties": {
                            "driver": {
                                "type": "object",
                                "required": ["name"],
                                "additionalProperties": False,
                                "properties": {
                                    "name": {"type": "string"},
                                    "semanticVersion": {"type": "string"},
                                    "language": {"type": "string", "pattern": "^[a-zA-Z]{2}(-[a-zA-Z]{2})?$"},
                                    "rules": {
                                        "type": "array",
                                        "uniqueItems": True,
                                        "items": {
                                            "type": "object",
                                            "required": ["id"],
                                            "additionalProperties": False,
                                            "properties": {
                                                "id": {"type": "string"},
                                                "shortDescription": TEXT,
                                                "fullDescription": TEXT,
                                                "help": TEXT,
                                                "defaultConfiguration": {"properties": {"level": LEVELS}},
                                            },
                                        },
                                    },
                                },
                            }
                        },
                    },
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "results": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["message"],
                            "additionalProperties": False,
                            "properties": {
                                "ruleId": {"type": "string"},
                                "ruleIndex": {"type": "integer", "minimum": -1},
                                "level": LEVELS,
                                "message": TEXT,
                                "locations": {
                                    "type": "array",
                                    "items": {
                                        "type": "object",
                                        "additionalProperties": False,
                                        "properties": {
                                            "physicalLocation": {
                                                "type": "object",
                                                "additionalProperties": False,
                                                "properties": {
                                                    "artifactLocation": {
                                                        "properties": {"uri": {"format": "uri-reference"}}
                                                    },
                                                    "region": REGION,
                                                },
                                            },
                                            "logicalLocations": {"type": "array"},
                                        },
                                    },
                                },
                                "suppressions": {
                                    "type": "array",
                                    "items": {
                                        "type": "object",
                                        "required": ["kind"],
                                        "additionalProperties": False,
                                        "properties": {
                                            "kind": {"enum": ["inSource", "external"]},
                                            "status": {"enum": ["accepted", "underReview", "rejected"]},
                                            "justification": {"type": "string"},
                                        },
                                    },
                                },
                            },
                        },
                    },
                },
            },
        },
    },
}
"""What SARIF 2.1.0 (errata 01) says of the objects that we write, and no others."""


def _sarif(said: str) -> dict[str, Any]:
    log: dict[str, Any] = json.loads(said)
    Draft202012Validator(ESSENTIALS).validate(log)
    run_: dict[str, Any] = log["runs"][0]
    return run_


def test_code_review_gets_sarif(run: Run, room: Path, stood_by: Path) -> None:
    """Each finding is a result of its rule, whose title, reason and authorities stand in the log; what is justified is suppressed."""
    log = _sarif(run(f"check {DAY} --sarif stood-by.yaml nowhere.yaml").out)
    rules = [rule["id"] for rule in log["tool"]["driver"]["rules"]]
    results = {result["ruleId"]: result for result in log["results"]}

    assert ["CK-04", "LB-08", "unreadable"] == rules
    assert all(rules[result["ruleIndex"]] == result["ruleId"] for result in log["results"])
    assert ("warning", "error") == (results["CK-04"]["level"], results["unreadable"]["level"])
    assert "since 17 September 2020" in log["tool"]["driver"]["rules"][0]["help"]["text"].replace("\u00a0", " ")
    assert [{"kind": "inSource", "status": "accepted", "justification": "The season"}] == results["CK-04"][
        "suppressions"
    ]
    assert "suppressions" not in results["LB-08"]


def test_columns_of_sarif_count_characters(run: Run, room: Path) -> None:
    """A finding behind characters of several bytes or two UTF-16 units stands at the column that the reader counted."""
    text = (room / "charter.yaml").read_text(encoding="utf-8")
    name = "é😀 charte.yaml"
    (room / name).write_text(
        text.replace("{fr: Première version, en", "{fr: Première 😀 vue, no, en"), encoding="utf-8"
    )
    log = _sarif(run(f"check {DAY} --sarif '{name}'").out)
    place = log["results"][0]["locations"][0]["physicalLocation"]
    line = (room / name).read_text(encoding="utf-8").splitlines()[place["region"]["startLine"] - 1]

    assert "unicodeCodePoints" == log["columnKind"]
    assert "no, en" == line[place["region"]["startColumn"] - 1 :][:6]
    assert "%C3%A9%F0%9F%98%80%20charte.yaml" == place["artifactLocation"]["uri"]
