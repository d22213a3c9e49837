"""Tests of the visitor's choice: cookie and Global Privacy Control."""

from __future__ import annotations

import pytest

from etanche.intake import Choice, choice
from etanche.intake.choice import remember_in, remember_out


@pytest.mark.clause("C6")
@pytest.mark.parametrize(
    ("headers", "said"),
    [
        ({}, Choice.NONE),
        ({"sec-gpc": "1"}, Choice.SIGNAL),
        ({"sec-gpc": "0, 1"}, Choice.SIGNAL),
        ({"sec-gpc": "0"}, Choice.NONE),
        ({"sec-gpc": "true"}, Choice.NONE),
        ({"sec-gpc": "1.0"}, Choice.NONE),
        ({"sec-gpc": "11"}, Choice.NONE),
        ({"sec-gpc": ""}, Choice.NONE),
        ({"cookie": "etanche-opt-out=1"}, Choice.OUT),
        ({"cookie": 'theme=dark; etanche-opt-out="1"'}, Choice.OUT),
        ({"cookie": "etanche-opt-out=0"}, Choice.IN),
        ({"cookie": "etanche-opt-out=0", "sec-gpc": "1"}, Choice.IN),
        ({"cookie": "etanche-opt-out=0; etanche-opt-out=1"}, Choice.OUT),
        ({"cookie": "etanche-opt-out=2"}, Choice.NONE),
        ({"cookie": "x-etanche-opt-out=1"}, Choice.NONE),
        ({"cookie": "etanche-opt-out"}, Choice.NONE),
        ({"cookie": ";;=;etanche-opt-out=1"}, Choice.OUT),
        ({"cookie": "piwik_ignore=1"}, Choice.NONE),
    ],
)
def test_the_device_is_heard(headers: dict[str, str], said: Choice) -> None:
    """A refusal is heard in our cookie or in the signal, exactly as specified; an explicit choice wins over the signal."""
    assert said is choice(headers)


def test_refusing_is_what_out_and_the_signal_have_in_common() -> None:
    """Nothing is recorded after a refusal by cookie or signal, and in no other case."""
    assert {Choice.OUT, Choice.SIGNAL} == {said for said in Choice if said.refuses}


def test_the_refusal_is_remembered_in_one_small_cookie() -> None:
    """The cookie says no more than the refusal, is out of reach of scripts and other sites, and lasts thirteen months."""
    assert "etanche-opt-out=1; Path=/; Max-Age=34128000; HttpOnly; SameSite=Lax" == remember_out(secure=False)
    assert remember_out(secure=True).endswith("; SameSite=Lax; Secure")


def test_opting_in_deletes_the_cookie() -> None:
    """Who is counted again carries nothing of ours."""
    assert "etanche-opt-out=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax" == remember_in({}, secure=False)


def test_opting_in_against_the_signal_is_remembered() -> None:
    """An explicit choice made while the browser signals must be able to win over it next time."""
    assert remember_in({"sec-gpc": "1"}, secure=True).startswith("etanche-opt-out=0; ")
