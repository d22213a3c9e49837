"""An attacker makes things fail and reads what is told about it: no address, no value."""

from __future__ import annotations

import logging
import sqlite3
import traceback
from contextlib import closing
from pathlib import Path

import pytest
import structlog

from etanche.errors import EtancheError
from etanche.instance import Instance
from etanche.intake import Hit, TrustedProxies, forwarded, mask

PEER = "198.51.100.213"
HOP = "203.0.113.187"
MARK = "Zq9Xv7"


def hit() -> Hit:
    """Return a hit that carries an address in every place an address can be in."""
    return Hit(
        method="GET",
        path=f"/matomo.php/{PEER}",
        query=f"idsite=1&rec=1&cip={PEER}&url=https://shop.example/{MARK}&token_auth={MARK}",
        body=PEER.encode(),
        headers={
            "user-agent": MARK,
            "x-forwarded-for": HOP,
            "forwarded": f"for={HOP}",
            "x-real-ip": HOP,
            "cookie": MARK,
            "origin": MARK,
        },
        peer=PEER,
        trusted_proxies=TrustedProxies.read(["10.0.0.0/8"]),
    )


def test_a_failing_vault_tells_no_address(
    instance: Instance, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """When writing fails, log and answer name the failure and nothing of the visit."""
    instance.audience.handle(hit())
    with closing(sqlite3.connect(instance.folder / "data.sqlite")) as other, other:
        other.execute("ALTER TABLE records RENAME TO elsewhere")
    with structlog.testing.capture_logs() as told, caplog.at_level(logging.DEBUG):
        answer = instance.audience.handle(hit())
        done = instance.audience.opt_out(hit())
    with closing(sqlite3.connect(instance.folder / "data.sqlite")) as other, other:
        other.execute("ALTER TABLE elsewhere RENAME TO records")
    everything = repr(told) + repr(answer) + repr(done) + caplog.text + "".join(capfd.readouterr())

    assert 503 == answer.status
    assert told
    assert [] == [secret for secret in (PEER, HOP, MARK) if secret in everything]


def test_a_traceback_with_its_variables_holds_no_address() -> None:
    """A fault beside a hit, printed with all local variables, shows half an address at most."""

    def fault(arrived: Hit) -> None:
        raise RuntimeError("a fault of ours")

    with pytest.raises(RuntimeError) as raised:
        fault(hit())
    shown = "".join(traceback.TracebackException.from_exception(raised.value, capture_locals=True).format())
    inner = "".join(line for line in shown.splitlines(keepends=True) if "arrived" in line)

    assert "arrived = Hit(method='GET', secure=False)" in inner
    assert [] == [secret for secret in (PEER, HOP, MARK) if secret in inner]


@pytest.mark.parametrize("address", [PEER + "x", f"[{PEER}", f"{PEER}.1", PEER * 40, f"::ffff:{PEER}:1"])
def test_what_cannot_be_read_as_an_address_is_not_told_either(address: str) -> None:
    """An address that is nearly one raises nothing and is repeated nowhere."""
    assert "" == mask(address)
    assert "" == forwarded({"x-forwarded-for": address}, "10.0.0.1", TrustedProxies.read(["10.0.0.1"]))


def test_bad_lines_are_told_by_number(
    instance: Instance, tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """What an import says of lines it cannot read is their numbers."""
    log = tmp_path / "access.log"
    log.write_text(f"{PEER} - jane [cut\n{PEER}\n\n")
    report = instance.import_log("visit", log)
    everything = repr(report) + str(report.as_json()) + caplog.text + "".join(capfd.readouterr())

    assert (3, (1, 2, 3)) == (report.bad, report.bad_lines)
    assert [] == [secret for secret in (PEER, "jane") if secret in everything]


def test_a_damaged_file_is_told_by_line(instance: Instance, tmp_path: Path) -> None:
    """A file that cannot be read on is an error with a line number, and the address in it is not in the sentence."""
    log = tmp_path / f"{PEER}.log.gz"
    log.write_bytes(b"\x1f\x8b" + PEER.encode())
    with pytest.raises(EtancheError) as raised:
        instance.import_log("visit", log)

    assert "cannot read on after line 0: the file is damaged" == raised.value.what
    assert PEER not in raised.value.hint
