"""
Records in batches, each of which is one transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from etanche.intake.bulk.source import Raw

BATCH: Final = 2_000
BATCH_BYTES: Final = 8 * 1024 * 1024


def batches(records: Iterable[Raw], *, most: int = BATCH, most_bytes: int = BATCH_BYTES) -> Iterator[list[Raw]]:
    """Yield records in batches bounded in number and in bytes; where one ends depends on nothing but the records before."""
    batch: list[Raw] = []
    size = 0
    for raw in records:
        batch.append(raw)
        size += len(raw.data)
        if full(batch, size, most=most, most_bytes=most_bytes):
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def full(batch: Sequence[Raw], size: int, *, most: int = BATCH, most_bytes: int = BATCH_BYTES) -> bool:
    """Return whether nothing more belongs to a batch of so many bytes."""
    return len(batch) >= most or size >= most_bytes


def whole_of(batch: Sequence[Raw]) -> list[bytes]:
    """Return the bytes of the records of a batch, without a last one that somebody may still be writing."""
    ends_well = batch[-1].ended or batch[-1].values is not None
    return [raw.data for raw in (batch if ends_well else batch[:-1])]
