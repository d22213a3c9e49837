"""An attacker reads every byte an instance has written: no full address of anybody is among them."""

from __future__ import annotations

import ipaddress
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from etanche.instance import Instance
from etanche.intake import Hit, sample_log
from etanche.intake.combined import parse

SHORTEST = 7
CANARY = "198.51.100.213"


def spellings(address: str) -> Iterator[bytes]:
    """Yield the ways in which an address could be written down; four raw bytes are looked for elsewhere."""
    read = ipaddress.ip_address(address)
    yield address.encode()
    yield str(read).encode()
    yield read.exploded.encode()
    yield read.packed.hex().encode()
    yield str(int(read)).encode()
    if isinstance(read, ipaddress.IPv6Address):
        yield read.packed
    else:
        yield ipaddress.IPv6Address(f"::ffff:{read}").packed


def found_in(content: bytes, needles: Iterable[bytes]) -> set[bytes]:
    """Return which of many needles a content holds, in one pass; they are known by their ends, which differ most."""
    by_end = defaultdict(set)
    for needle in needles:
        by_end[needle[-SHORTEST:]].add(needle)
    return {
        needle
        for place in range(SHORTEST, len(content) + 1)
        if (end := content[place - SHORTEST : place]) in by_end
        for needle in by_end[end]
        if content.endswith(needle, 0, place)
    }


def files_of(folder: Path) -> list[Path]:
    """Return every file of an instance, with write-ahead logs, shelf and root."""
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.clause("C4")
def test_after_an_import_of_ten_thousand_lines_no_full_address_is_in_any_file(
    instance: Instance, tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """Each address of ten thousand lines is looked for in each file, as text, number and bytes, while the instance runs and after."""
    lines = list(sample_log(10_000, 120, instance.settings.made, seed=11))
    log = tmp_path / "access.log"
    log.write_text("\n".join(lines) + "\n")
    needles = {needle for line in lines if parse(line.encode()) for needle in spellings(line.split(" ", 1)[0])}
    report = instance.import_log("visit", log)
    running = {path.name: found_in(path.read_bytes(), needles) for path in files_of(instance.folder)}
    names = set(running)
    instance.close()
    after = {path.name: found_in(path.read_bytes(), needles) for path in files_of(instance.folder)}
    told = (repr(report) + str(report.as_json()) + caplog.text + "".join(capfd.readouterr())).encode()

    assert 3_000 < report.stored
    assert 10_000 < len(needles)
    assert {"data.sqlite", "data.sqlite-wal", "shelf.sqlite"} <= names
    assert {} == {name: found for name, found in (running | after).items() if found}
    assert set() == found_in(told, needles)


def test_the_search_would_find_an_address(tmp_path: Path) -> None:
    """The search is no blind one: each spelling is found in the middle of other bytes."""
    for address in ("198.51.100.7", "2001:db8:85a3::7334"):
        for needle in spellings(address):
            assert {needle} <= found_in(b"\x00" * 50 + needle + b"\xff" * 50, list(spellings(address)))


@pytest.mark.clause("C4")
def test_four_bytes_of_an_address_are_in_no_two_instances(make_instance: object, tmp_path: Path) -> None:
    """The raw bytes of an address are in no file; four bytes are found by chance, but not twice in other ciphertexts."""
    assert callable(make_instance)
    packed = ipaddress.ip_address(CANARY).packed
    log = tmp_path / "access.log"
    log.write_text(
        "".join(
            f'{CANARY} - - [20/Nov/2026:10:{number:02}:00 +0100] "GET /p{number} HTTP/1.1" 200 9 "-" "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"\n'
            for number in range(60)
        )
    )
    found = []
    for name in ("one", "two"):
        instance: Instance = make_instance(tmp_path / name)
        instance.import_log("visit", log)
        instance.audience.handle(
            Hit(method="GET", path="/matomo.php", query="idsite=1&rec=1", headers={"user-agent": "x"}, peer=CANARY)
        )
        found.append(
            any(
                needle in path.read_bytes()
                for path in files_of(instance.folder)
                for needle in (packed, packed[::-1], CANARY.encode())
            )
        )

    assert [True, True] != found
