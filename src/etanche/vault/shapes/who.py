"""
The shape of what tells who somebody is, and how to reach them.

    >>> email("Jean.Dupont@Éxample.ORG")
    'jean.dupont@xn--xample-9ua.org'
    >>> phone("+33 (0)6 12-34-56-78")
    '+33612345678'
"""

from __future__ import annotations

import re
import unicodedata

from etanche.charter import FieldPlan, Only
from etanche.vault.address import first_half, whole
from etanche.vault.shapes.writing import HOST, LONGEST_TEXT, line

_LOCAL = re.compile(r"[^\s\x00-\x1f\x7f\"(),:;<>@\[\\\]]{1,64}")
_PHONE = re.compile(r"\+?\d{4,15}", re.ASCII)
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[ \u00a0\u202f./-]{1,3}(?=\d)")
_BRACKETS = re.compile(r"\((\d{1,5})\)", re.ASCII)
_NUMBER = re.compile(r"(?=.*\d)[A-Z0-9]{4,32}", re.ASCII)
_AGENT = re.compile(r"([A-Za-z][A-Za-z .]{0,30})/(\d{1,5})", re.ASCII)


def email(value: object) -> str | None:
    """Return an address as it is compared: lower case, its domain as the name system writes it (RFC 5891)."""
    if not isinstance(value, str):
        return None
    if value.isascii():
        local, at, domain = value.strip().rpartition("@")
        written = domain.lower()
    else:
        local, at, domain = unicodedata.normalize("NFKC", value).strip().rpartition("@")
        try:
            written = domain.encode("idna").decode("ascii").lower()
        except UnicodeError:
            return None
    sound = at and _LOCAL.fullmatch(local) and HOST.fullmatch(written) and not local.startswith(".")
    return f"{local.lower()}@{written}" if sound and ".." not in local and not local.endswith(".") else None


def phone(value: object) -> str | None:
    """Return a number without what stands between its digits; `+` and the country stay (ITU-T E.164)."""
    text = _text_of(value)
    if text is None or _PHONE.fullmatch(text):
        return text
    if text.startswith("+"):
        text = text.replace("(0)", " ", 1)
    number = _BETWEEN_DIGITS.sub("", _BRACKETS.sub(r" \1 ", text).strip())
    return number if _PHONE.fullmatch(number) else None


def email_field(field: FieldPlan, value: object) -> str | None:
    """Keep an address, or its domain."""
    found = email(value)
    return found.rpartition("@")[2] if found and field.only is Only.DOMAIN else found


def phone_field(_field: FieldPlan, value: object) -> str | None:
    """Keep a number."""
    return phone(value)


def national_number(_field: FieldPlan, value: object) -> str | None:
    """Keep the letters and digits of a number given by a state."""
    text = _text_of(value)
    number = re.sub(r"[ \u00a0\u202f./-]", "", text).upper() if text else ""
    return number if _NUMBER.fullmatch(number) else None


def ip(field: FieldPlan, value: object) -> str | None:
    """Keep an address of a network, or its first half."""
    text = _text_of(value)
    if text is None:
        return None
    return first_half(text) if field.only is Only.FIRST_HALF else whole(text)


def agent(field: FieldPlan, value: object) -> str | None:
    """Keep what a program says it is, or the first product of it with its major version (RFC 9110 §10.1.5)."""
    text = line(LONGEST_TEXT * 2, value)
    if text is None or field.only is not Only.VERSION:
        return text
    found = _AGENT.search(text)
    return f"{found[1].strip()} {found[2]}" if found else None


def _text_of(value: object) -> str | None:
    return value.strip() if isinstance(value, str) else None
