"""Every form in which a register leaves the house."""

from __future__ import annotations

import json
from collections.abc import Callable
from enum import StrEnum
from importlib import import_module
from typing import Any, cast

import msgspec

from etanche.errors import MissingExtra
from etanche.exchange.dpv import dpv_of
from etanche.exchange.fides import fides_of
from etanche.exchange.register import FORMAT, Register
from etanche.exchange.sheets.cnil import workbook
from etanche.exchange.sheets.shape import Workbook
from etanche.exchange.sheets.table import csv_of
from etanche.terms import Language

SCHEMA = f"urn:etanche:schema:{FORMAT}"


class Form(StrEnum):
    """A form of the register."""

    ODS = "ods"
    XLSX = "xlsx"
    CSV = "csv"
    JSON = "json"
    DPV = "dpv"
    FIDESLANG = "fideslang"


BINARY = frozenset({Form.ODS, Form.XLSX})
"""Forms that no terminal should be shown."""


def export(register: Register, form: Form, language: Language) -> bytes:
    """
    Return a register in a form; JSON and DPV hold both languages, the others one.

    Raises:
        MissingExtra: the library that writes this form is not installed.
    """
    match form:
        case Form.ODS | Form.XLSX:
            return _spreadsheet(form)(workbook(register, language))
        case Form.CSV:
            return csv_of(register, language)
        case Form.JSON:
            return msgspec.json.format(msgspec.json.encode(register), indent=2) + b"\n"
        case Form.DPV:
            return dpv_of(register)
        case Form.FIDESLANG:
            return fides_of(register, language)


def _spreadsheet(form: Form) -> Callable[[Workbook], bytes]:
    """
    Return what writes spreadsheets of a form; its library is loaded only when somebody asks for it.

    Raises:
        MissingExtra: the library is not installed.
    """
    try:
        return cast("Callable[[Workbook], bytes]", getattr(import_module(f"etanche.exchange.sheets.{form}"), form))
    except ImportError:
        raise MissingExtra(f"this installation writes no .{form} files", extra="documents") from None


def schema() -> dict[str, Any]:
    """Return the JSON Schema of the register's JSON form, made from the type itself."""
    made = msgspec.json.schema(Register)
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": SCHEMA, "title": "Register of processing"}
    return {**head, **json.loads(json.dumps(made))}
