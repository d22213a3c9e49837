"""
What goes out to other people's tools, and comes in from them: the register of processing, its exports, and first drafts of charters.

    register(charter)                               the register (GDPR 30), one frozen value
    export(register, Form.ODS, "fr")                its bytes: spreadsheet, CSV, JSON, DPV, fideslang
    draft(path, language="fr", on=day)              a draft of a charter from a register or a manifest

It asks no clock and opens no connection: the same charter gives the same bytes.
"""

from etanche.exchange.drafting import Drafted, Remark, draft
from etanche.exchange.export import BINARY, Form, export, schema
from etanche.exchange.register import Activity, Part, Register, register

__all__ = [
    "BINARY",
    "Activity",
    "Drafted",
    "Form",
    "Part",
    "Register",
    "Remark",
    "draft",
    "export",
    "register",
    "schema",
]
