"""
A million hostile inputs at the doors that read words: only clear errors may come out.

Inputs are sound ones with a few bytes changed, cut, repeated or crossed, and charters with whole parts taken apart,
from a seed that is printed.
`FUZZ_INPUTS` and `FUZZ_SEED` change how many and which. Writes bench/fuzz.json.
"""

from __future__ import annotations

import os
import random
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.damage import rearranged
from bench.results import Result, write
from etanche.charter import load, parse_keep, read
from etanche.errors import EtancheError
from etanche.intake import NOBODY, LogFormat
from etanche.intake.address import forwarded, mask
from etanche.intake.combined import parse
from etanche.intake.hit import Hit
from etanche.intake.parameters import read_requests
from etanche.keyring import SealingKey
from etanche.keyring.secret import Secret

ROOT = Path(__file__).parent.parent
CHARTER = (ROOT / "charters/bookshop.yaml").read_bytes()
CHARTERS = [path.read_bytes() for path in sorted((ROOT / "charters").rglob("*.yaml"))]
"""Together they have every section of the language."""

TAKEN_APART = "charter, taken apart"
PIECES = [
    b"\x00",
    b"\t",
    b"&a ",
    b"*a",
    b"{",
    b"}",
    b"[",
    b"]",
    b": ",
    b"- ",
    b"'",
    b'"',
    b"\xff",
    b"\xc3",
    "’".encode(),
    b"!!python/object",
    b"<<: ",
    b"\r\n",
    b"%s",
    b"180 days",
    b"null",
    b"~",
]
LINES = [
    b'203.0.113.9 - - [21/Nov/2026:06:02:11 +0100] "GET /livres/1?x=2 HTTP/1.1" 200 512 "https://a.example/" "Mozilla/5.0 (X11; Linux x86_64)"',
    b'2001:db8::1 - - [21/Nov/2026:06:02:11 +0000] "GET / HTTP/2.0" 304 0 "-" "curl/8"',
]
QUERIES = [
    b"idsite=1&rec=1&url=https%3A%2F%2Fa.example%2Fp%3Fq%3D1&_id=0123456789abcdef&res=1280x1024&action_name=x&rand=1&apiv=1",
    b'{"requests":["?idsite=1&rec=1&url=https://a.example/"],"token_auth":"x"}',
]
ADDRESSES = [
    b"203.0.113.9",
    b"2001:db8::1",
    b"[2001:db8::1]:443",
    b"::ffff:203.0.113.9",
    b"for=192.0.2.60;proto=http;by=203.0.113.43",
]
RULES = [
    b"180 days after collected",
    b"between 7 days and 1 year after created",
    b"first of (while case, 90 days after collected)",
    b"last of (while contract, 3 years after last-contact, between 1 week and 72 hours after updated)",
]


def changed(rng: random.Random, sound: bytes) -> bytes:
    """Return an input with one to six small damages."""
    data = bytearray(sound)
    for _ in range(rng.randint(1, 6)):
        at = rng.randrange(len(data) + 1)
        match rng.randrange(5):
            case 0:
                data[at : at + 1] = bytes([rng.randrange(256)])
            case 1:
                del data[at : at + rng.randint(1, 40)]
            case 2:
                data[at:at] = rng.choice(PIECES)
            case 3:
                data[at:at] = data[at : at + rng.randint(1, 60)]
            case _:
                other = rng.randrange(len(data) + 1)
                data[at:at] = data[other : other + rng.randint(1, 60)]
    return bytes(data)


def hit(body: bytes) -> Hit:
    """Return a request with a hostile body."""
    return Hit(method="POST", path="/matomo.php", query=body.decode("latin-1"), body=body, headers={}, peer="192.0.2.1")


def targets() -> dict[str, tuple[list[bytes], int, Callable[[bytes], object]]]:
    """Return name → (sound inputs, share of the inputs in a thousand, what reads them)."""
    key = SealingKey(id=bytes(16), secret=Secret(bytes(32)))
    sealed = key.seal(b"a record", b"bound")
    return {
        "charter": ([CHARTER], 40, lambda data: read(data, file="fuzz.yaml")),
        "charter of every section": (CHARTERS, 20, lambda data: read(data, file="fuzz.yaml")),
        TAKEN_APART: (CHARTERS, 8, lambda data: read(data, file="fuzz.yaml")),
        "keep rule": (RULES, 214, lambda data: parse_keep(data.decode("utf-8", "replace"))),
        "log line": (LINES, 230, lambda data: parse(data, LogFormat.COMBINED)),
        "matomo request": (QUERIES, 188, lambda data: read_requests(hit(data))),
        "address": (
            ADDRESSES,
            200,
            lambda data: (
                mask(data.decode("latin-1")),
                forwarded(
                    {"forwarded": data.decode("latin-1"), "x-forwarded-for": data.decode("latin-1")},
                    "192.0.2.1",
                    NOBODY,
                ),
            ),
        ),
        "sealed bytes": ([sealed], 100, lambda data: key.open(data, b"bound")),
    }


def trials(name: str, inputs: int, seed: int) -> Iterator[str]:
    """Yield the class of each error that is not one of ours, with the input that did it."""
    sound, share, reads = targets()[name]
    rng = random.Random(f"{seed}/{name}")  # noqa: S311  # a repeatable stream of damages, not a secret
    for _ in range(max(1, inputs * share // 1000)):
        data = (rearranged if name == TAKEN_APART else changed)(rng, rng.choice(sound))
        try:
            reads(data)
        except EtancheError as error:
            if "\n" in error.what or "Traceback" in error.what:
                yield f"{name}: unclear error {error.what!r} for {data!r}"
        except Exception as error:  # noqa: BLE001  # finding these is the point
            yield f"{name}: {type(error).__name__} for {data!r}"


def main() -> None:
    """Try every target and write what came of it."""
    inputs, seed = int(os.environ.get("FUZZ_INPUTS", "1000000")), int(os.environ.get("FUZZ_SEED", "20261121"))
    load(ROOT / "charters/bookshop.yaml")
    results = []
    for name in targets():
        began = time.monotonic()
        faults = list(trials(name, inputs, seed))
        for fault in faults[:5]:
            print(fault, file=sys.stderr)
        share = targets()[name][1]
        results.append(
            Result(
                name=f"{name}: unclear outcomes of {inputs * share // 1000:,} inputs, seed {seed}",
                value=len(faults),
                unit="inputs",
                target=0,
            )
        )
        print(f"{name}: {time.monotonic() - began:.0f} s")
    sys.exit(0 if write("fuzz.json", results) else 1)


if __name__ == "__main__":
    main()
