"""A zip file made by somebody who wishes harm is refused before anything of it is believed, unpacked or written."""

from __future__ import annotations

import io
import re
import stat
import struct
import tracemalloc
import warnings
import zipfile
from collections.abc import Callable
from typing import Final

import pytest
from hypothesis import example
from hypothesis import given as examples
from hypothesis import strategies as st
from tests.proof.evidence.conftest import Given

from etanche.proof.evidence import container, verify_bundle
from etanche.proof.evidence.faults import Rejected

Build = Callable[[Given], bytes]

_MIB: Final = 1 << 20


def rebuilt(given: Given, change: Callable[[zipfile.ZipFile], object], compression: int = zipfile.ZIP_STORED) -> bytes:
    """Return a container with the same members, and something done to it before it is closed."""
    made = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with zipfile.ZipFile(made, "w", compression) as file:
            for name, content in given.members.items():
                info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
                info.create_system, info.external_attr, info.compress_type = 3, 0o100644 << 16, compression
                file.writestr(info, content)
            change(file)
    return made.getvalue()


def link(file: zipfile.ZipFile) -> None:
    """Put a symbolic link among the members."""
    info = zipfile.ZipInfo("stamps/00000000000000000099.tsr", (1980, 1, 1, 0, 0, 0))
    info.create_system, info.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    file.writestr(info, "/etc/passwd")


def noted(file: zipfile.ZipFile) -> None:
    """Put a comment at the end."""
    file.comment = b"believe me"


def bomb(given: Given) -> bytes:
    """Return a container of which one member is a gigabyte of nothing in a few bytes."""
    small = rebuilt(given, lambda file: file.writestr("keys.json", b"\0" * (8 * _MIB)), zipfile.ZIP_DEFLATED)
    assert len(small) < _MIB
    return small


def lying(given: Given) -> bytes:
    """Return a container whose directory says that a member is 4 GiB long."""
    size = struct.pack("<I", len(given.members["keys.json"]))
    at = given.bundle.rindex(b"PK\x01\x02", 0, given.bundle.rindex(b"keys.json"))
    entry = given.bundle[at:].replace(size, b"\xf0\xff\xff\xff")
    return given.bundle[:at] + entry


HOSTILE: Final[dict[str, tuple[str, Build]]] = {
    "a bomb": ("member-twice", bomb),
    "compressed": ("container-altered", lambda it: rebuilt(it, lambda _: None, zipfile.ZIP_DEFLATED)),
    "a name twice": ("member-twice", lambda it: rebuilt(it, lambda file: file.writestr("keys.json", "{}"))),
    "a path that leads out": ("member-unknown", lambda it: rebuilt(it, lambda file: file.writestr("../x", "x"))),
    "an absolute path": ("member-unknown", lambda it: rebuilt(it, lambda file: file.writestr("/etc/passwd", "x"))),
    "a folder": ("member-unknown", lambda it: rebuilt(it, lambda file: file.writestr("stamps/", ""))),
    "an unknown member": ("member-unknown", lambda it: rebuilt(it, lambda file: file.writestr("note.txt", "x"))),
    "a link": ("container-altered", lambda it: rebuilt(it, link)),
    "a comment": ("container-altered", lambda it: rebuilt(it, noted)),
    "bytes after it": ("container-altered", lambda it: it.bundle + b"x"),
    "bytes before it": ("container-altered", lambda it: b"#!/bin/sh\n" + it.bundle),
    "two of them": ("container-altered", lambda it: it.bundle + it.bundle),
    "sizes that lie": ("container-altered", lying),
    "no container": ("no-container", lambda _: b"not a zip file"),
    "nothing": ("no-container", lambda _: b""),
    "half of it": ("container-altered", lambda it: it.bundle[: len(it.bundle) // 2]),
    "too much": ("too-long", lambda _: bytes(container.LONGEST + 1)),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_container_is_refused(given: Given, name: str) -> None:
    """Each with a sentence that says what was done to it."""
    word, build = HOSTILE[name]
    report = verify_bundle(build(given), fingerprint=given.fingerprint)

    assert report.rejected is not None
    assert f"rejected.{word}" == report.rejected.key


def test_a_bomb_is_not_unpacked(given: Given) -> None:
    """Refusing it takes no more memory than the small file that it is."""
    data = bomb(given)
    tracemalloc.start()
    with pytest.raises(Rejected):
        container.unpack(data)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert most < 4 * _MIB


@examples(st.binary(max_size=400))
@example(b"PK\x05\x06" + bytes(18))
def test_noise_is_refused(noise: bytes) -> None:
    """Whatever the bytes are, the answer is a refusal and never a fault of ours."""
    report = verify_bundle(noise, fingerprint=None)

    assert report.rejected is not None


@pytest.mark.clause("P16")
@examples(st.data())
def test_a_flipped_bit_is_told_as_a_change_since_the_signature(given: Given, data: st.DataObject) -> None:
    """Wherever it is, the reader is told that something was changed, taken out or put in since it was signed, in both languages."""
    at = data.draw(st.integers(0, len(given.bundle) - 1))
    flipped = bytearray(given.bundle)
    flipped[at] ^= 1 << data.draw(st.integers(0, 7))
    report = verify_bundle(bytes(flipped), fingerprint=given.fingerprint)

    assert report.rejected is not None
    assert re.search("changed since it was signed|nobody signed|taken out|same part twice", report.rejected.in_("en"))
    assert re.search("modifiée? depuis la signature|personne n’a signée|retirée|deux fois", report.rejected.in_("fr"))


@examples(st.data())
def test_a_part_cut_out_of_it_is_missed(given: Given, data: st.DataObject) -> None:
    """Any run of bytes taken away, put twice, or put elsewhere."""
    begin = data.draw(st.integers(0, len(given.bundle) - 2))
    end = data.draw(st.integers(begin + 1, len(given.bundle) - 1))
    piece, rest = given.bundle[begin:end], given.bundle[:begin] + given.bundle[end:]
    changed = data.draw(st.sampled_from([rest, given.bundle[:end] + piece + given.bundle[end:]]))

    assert verify_bundle(changed, fingerprint=None).rejected is not None
