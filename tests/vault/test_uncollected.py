"""Nobody looks for cycles while a batch is under way, and somebody does again afterwards, however it ended."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator

import pytest

from etanche.vault.uncollected import uncollected


@pytest.fixture(autouse=True)
def collecting() -> Iterator[None]:
    """Leave the collector as it was."""
    was = gc.isenabled()
    gc.enable()
    yield
    (gc.enable if was else gc.disable)()


def test_the_last_batch_lets_it_go_on() -> None:
    """Of two batches that overlap, the one that ends first changes nothing."""
    first, second = uncollected(), uncollected()
    with second:
        with first:
            assert not gc.isenabled()
        assert not gc.isenabled()

    assert gc.isenabled()


def test_a_batch_that_fails_lets_it_go_on() -> None:
    """An error in a batch does not leave the process without a collector."""
    with pytest.raises(ValueError, match="torn"), uncollected():
        raise ValueError("torn")

    assert gc.isenabled()


def test_a_process_that_never_collects_goes_on_so() -> None:
    """Who switched the collector off finds it off."""
    gc.disable()
    with uncollected():
        pass

    assert not gc.isenabled()


def test_a_child_forked_during_a_batch_collects() -> None:
    """The batch is its parent's; the child looks for cycles from its beginning, and in a batch of its own does not."""
    with uncollected():
        child = os.fork()
        if child == 0:
            seen = [gc.isenabled()]
            try:
                with uncollected():
                    seen.append(gc.isenabled())
            finally:
                os._exit(0 if [*seen, gc.isenabled()] == [True, False, True] else 1)

    assert os.waitpid(child, 0)[1] == 0
