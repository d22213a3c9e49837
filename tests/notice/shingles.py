"""
Eight words in a row, hashed: how a sentence that was copied is found without keeping the text it was copied from.

Made anew from a folder of pages:  `python tests/notice/shingles.py FOLDER > tests/vectors/source-sentences.txt`
"""

from __future__ import annotations

import base64
import re
import sys
import textwrap
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path

WORDS = 8
BYTES = 5
"""Of each hash: with three thousand of them, one chance in three hundred million that a passage is found by accident."""

CONTROL = "This very sentence stands here so that a test can see a copied sentence being found."
"""Counted among the sources, so that the search can be seen to find something."""


def words_of(text: str) -> list[str]:
    """Return the words of a text, without case, marks or tags."""
    return re.findall(r"[^\W_]+", re.sub(r"<[^>]*>", " ", text).casefold())


def hashes(words: list[str]) -> Iterator[bytes]:
    """Yield the hash of every eight words in a row."""
    for start in range(len(words) - WORDS + 1):
        yield blake2b(" ".join(words[start : start + WORDS]).encode(), digest_size=BYTES).digest()


def sentences(page: str) -> Iterator[str]:
    """Yield the sentences of a page: eight words across a full stop are nobody's sentence."""
    yield from re.split(r"[.!?:;](?=\s|$)|\n|</?(?:li|ul|p|h\d|td|tr)[^>]*>", page)


def read(file: Path) -> frozenset[bytes]:
    """Return the hashes of a file of vectors."""
    lines = [line for line in file.read_text("utf-8").splitlines() if not line.startswith("#")]
    packed = base64.b64decode("".join(lines))
    return frozenset(packed[start : start + BYTES] for start in range(0, len(packed), BYTES))


def main(folder: Path) -> None:
    """Print the vectors of all pages of a folder, and of the sentence that is there to be found."""
    pages = [file.read_text("utf-8") for file in sorted(folder.glob("*.txt"))]
    found = {one for page in (*pages, CONTROL) for sentence in sentences(page) for one in hashes(words_of(sentence))}
    print(
        f"# Every {WORDS} words in a row of the sentences of the source pages: blake2b of {BYTES} bytes, sorted, base64."
    )
    print("# See tests/notice/shingles.py. The pages themselves are not kept here.")
    print("\n".join(textwrap.wrap(base64.b64encode(b"".join(sorted(found))).decode(), 120)))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
