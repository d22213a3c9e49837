"""A company whose access somebody stops, and lets go on."""

from __future__ import annotations

import pytest
from tests.vault.persons.conftest import Company, beside, engine, firm, founded, root

from etanche.incidents import Factor, Halter, halt, resume
from etanche.standing import Scope

__all__ = ["beside", "engine", "firm", "founded", "halted", "halter_of", "let_go_on", "root"]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Let the company be on SQLite: what engines answer is looked at in the rooms below."""
    if "engine" in metafunc.fixturenames:
        metafunc.parametrize("engine", ["sqlite"], indirect=True)


def halter_of(firm: Company) -> Halter:
    """Return what stops access to the company."""
    means = firm.vault._means
    return Halter(
        organisation=firm.organisation,
        store=firm.store,
        clock=firm.clock,
        journal=firm.journal,
        halting=means.halting,
    )


def halted(firm: Company, scope: Scope = Scope.ORGANISATION) -> None:
    """Stop all access."""
    halt([halter_of(firm)], scope, reason="a leak was published", by="bea")


def let_go_on(firm: Company, scope: Scope = Scope.ORGANISATION) -> None:
    """Let it go on."""
    resume([halter_of(firm)], scope, reason="it is mended", by="bea", factor=Factor.KIT)
