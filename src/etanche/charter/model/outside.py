"""
What is called, what is left on people's devices, and what is asked of providers (LANGUAGE §9).
"""

from __future__ import annotations

from typing import Annotated

from pydantic import PlainValidator

from etanche.charter.forms import BothTexts, HostName, Name, Names, Ports, SomeNamed, Time, Words
from etanche.charter.kinds import Caller, Exemption, TracerKind
from etanche.charter.section import Thing
from etanche.charter.words import word


class Host(Thing):
    """An address that is called; the list is printed for whoever keeps a firewall."""

    address: HostName
    """The name of the host, without `https://`."""

    ports: Ports
    """The ports, as numbers."""

    called_by: Annotated[Caller, PlainValidator(word(Caller))]
    """What opens the connection."""

    to: Name | None = None
    """The recipient it belongs to; without it, it is our own."""

    when: BothTexts
    """On what occasion."""


class Tracer(Thing):
    """What is left on a person's device."""

    title: BothTexts
    """What people call it."""

    kind: Annotated[TracerKind, PlainValidator(word(TracerKind))]
    """What sort of thing it is."""

    set_by: Name | None = None
    """The recipient who sets it; without it, it is ours."""

    purpose: Name
    """The purpose it serves."""

    lasts: Time
    """How long it stays."""

    exempt: Annotated[Exemption, PlainValidator(word(Exemption))] | None = None
    """Why it needs no consent; there exactly when the purpose does not rest on one."""


class Scope(Thing):
    """A permission asked of a provider."""

    asks: Words
    """What the provider calls it."""

    title: BothTexts
    """What it allows, in plain words."""

    for_: Names
    """The features it is for."""


class Provider(Thing):
    """A provider of sign-in."""

    name: Words
    """What it is called."""

    host: Name
    """The host that is called."""

    scopes: SomeNamed[Scope]
    """The permissions asked, and no other."""
