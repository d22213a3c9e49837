"""The address that people know, in the settings: with TLS or on this machine, and nothing else beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from etanche.instance import InstanceUnreadable
from etanche.instance.settings import Settings

MADE = 'format = 1\norganisation = "00112233445566778899aabbccddeeff"\nmade = 2026-11-21\ndemo = false\n'


def read(folder: Path, site: str) -> str | None:
    """Return the address that the settings say."""
    (folder / "instance.toml").write_text(MADE + site, encoding="utf-8")
    return Settings.read(folder).address


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ("", None),
        ('[site]\naddress = "https://privacy.example.org/"', "https://privacy.example.org"),
        ('[site]\naddress = "http://127.0.0.1:8040"', "http://127.0.0.1:8040"),
    ],
)
def test_the_address_is_read(tmp_path: Path, said: str, address: str | None) -> None:
    """It is there if it is said, without the slash at its end."""
    assert address == read(tmp_path, said)


@pytest.mark.parametrize(
    "said",
    [
        'address = "http://privacy.example.org"',
        'address = "https://user:word@privacy.example.org"',
        'address = "https://privacy.example.org/elsewhere"',
        'address = "privacy.example.org"',
        "address = 7",
        'adress = "https://privacy.example.org"',
    ],
)
def test_what_cannot_be_an_address_is_refused(tmp_path: Path, said: str) -> None:
    """In clear over a network, with somebody's word in it, below a path, or misspelt: the settings cannot be read."""
    with pytest.raises(InstanceUnreadable):
        read(tmp_path, f"[site]\n{said}")
