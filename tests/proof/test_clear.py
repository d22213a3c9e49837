"""Clear columns are searched for full addresses; what only looks like one breaks no promise."""

from __future__ import annotations

import ipaddress
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.proof.conftest import verdict_on

from etanche.journal import Entry
from etanche.proof import Sandbox, State, prove
from etanche.proof.clear import holds_address
from etanche.store import counts

ADDRESS = "minimise:visit.address"
VISITORS_6 = st.integers((0x2000 << 112) + 1, (0x3FFF << 112) + 1).map(ipaddress.IPv6Address)


@given(st.integers((1 << 24) + 1, (127 << 24) - 1).filter(lambda number: number % (1 << 16)).map(ipaddress.IPv4Address))
def test_a_full_address_of_four_parts_is_seen(address: ipaddress.IPv4Address) -> None:
    """Alone, in JSON, after a word and at the end of a sentence."""
    assert all(
        map(holds_address, (str(address), json.dumps({"from": str(address)}), f"seen/{address}", f"It was {address}."))
    )


@given(VISITORS_6.filter(lambda address: int(address) % (1 << 96)))
def test_a_full_address_of_eight_parts_is_seen(address: ipaddress.IPv6Address) -> None:
    """Short or written out, alone or among words."""
    assert all(
        map(holds_address, (str(address), address.exploded, f"from {address} today", json.dumps({"a": str(address)})))
    )


@pytest.mark.parametrize(
    "line",
    [
        "198.51.0.0/16",
        "2001:db8::/32",
        "Chrome/140.0.7339.207",
        "Chrome 142.0.0.0",
        "v1.2.3.4",
        "1.2.3.4.5",
        "1.22.333.4444",
        "0.1.2.3",
        "127.0.0.1",
        "::1",
        "2026-11-21T06:02:00.000000+00:00",
        json.dumps({"hours": 12, "allowed": 48, "from": "06:02:00", "days": 1}),
        "minimise:visit.address sealed:records retention:audience/visit",
        "add::bad::cafe",
    ],
)
def test_what_is_no_full_address_is_none(line: str) -> None:
    """Halves, versions, moments, names of promises and addresses of nobody break no promise."""
    assert not holds_address(line)


@pytest.mark.clause("C4")
@pytest.mark.parametrize("where", ["counts", "journal", "standing", "verdicts"])
@pytest.mark.parametrize("address", ["198.51.100.7", "2001:db8:7::7"])
def test_an_address_in_any_clear_column_breaks_the_promise(sandbox: Sandbox, where: str, address: str) -> None:
    """Wherever it stands it is counted, and never told."""
    bench = sandbox.bench
    prove(bench)
    if where == "journal":
        bench.journal.note(
            Entry(
                organisation=bench.organisation,
                at=bench.clock.now(),
                actor="test",
                act="note",
                object="vault",
                decision="done",
                facts={"from": address},
            )
        )
    with bench.store.writing() as connection:
        if where == "counts":
            counts.add(connection, bench.organisation, "2026-11-21", f"dropped/{address}")
        if where == "standing":
            connection.exec_driver_sql("UPDATE standing SET because = ? WHERE seq = 1", (address,))
        if where == "verdicts":
            connection.exec_driver_sql(
                "UPDATE verdicts SET measured = ? WHERE promise = ?", (json.dumps({"a": address}), ADDRESS)
            )
    told = verdict_on(bench, ADDRESS)

    assert (State.BROKEN, "minimise.address-in-clear", {"lines": 1}) == (told.state, told.because, dict(told.measured))
