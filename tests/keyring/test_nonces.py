"""Nonces never repeat: not between threads, and not after a fork."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from etanche.keyring.nonces import NONCE_BYTES, Nonces, nonces
from etanche.keyring.sealing import SealingKey
from etanche.keyring.secret import Secret

WORKERS = 4
EACH = 3_000


def _forked(work: Callable[[], bytes]) -> bytes:
    """Return what a forked child makes of some work."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        with os.fdopen(writing, "wb") as out:
            out.write(work())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as made:
        found = made.read()
    os.waitpid(child, 0)
    return found


def _cut(together: bytes) -> list[bytes]:
    return [together[at : at + NONCE_BYTES] for at in range(0, len(together), NONCE_BYTES)]


def test_forked_workers_never_repeat_a_nonce() -> None:
    """Workers forked while the store is half used draw their own: none repeats, and none is the parent's."""
    mine = [nonces.one() for _ in range(10)]
    workers = [_cut(_forked(lambda: b"".join(nonces.one() for _ in range(EACH)))) for _ in range(WORKERS)]
    mine += [nonces.one() for _ in range(EACH)]

    assert WORKERS * EACH == sum(map(len, workers))
    assert WORKERS * EACH + len(mine) == len({*mine, *(nonce for drawn in workers for nonce in drawn)})


def test_seals_of_forked_workers_never_share_a_nonce() -> None:
    """One key, taken across a fork, seals with different nonces on both sides."""
    key = SealingKey(id=b"shared", secret=Secret.random())
    key.seal(b"", b"")
    theirs = [_forked(lambda: key.seal(b"text", b""))[1 : 1 + NONCE_BYTES] for _ in range(WORKERS)]
    ours = [key.seal(b"text", b"")[1 : 1 + NONCE_BYTES] for _ in range(WORKERS)]

    assert 2 * WORKERS == len({*theirs, *ours})


def test_threads_never_repeat_a_nonce() -> None:
    """Threads drawing from one store at once never get the same nonce, singly or in bulk."""
    store = Nonces()
    with ThreadPoolExecutor(8) as threads:
        singles = list(threads.map(lambda _: [store.one() for _ in range(5_000)], range(8)))
        bulks = list(threads.map(lambda _: store.many(5_000), range(8)))
    drawn = [nonce for batch in singles + bulks for nonce in batch]

    assert 80_000 == len(drawn) == len(set(drawn))
    assert {NONCE_BYTES} == set(map(len, drawn))


def test_a_fork_while_a_thread_draws_never_stands_still() -> None:
    """A child forked while another thread held the store's lock still draws."""
    store = Nonces()
    with store._lock:
        drawn = _forked(store.one)

    assert NONCE_BYTES == len(drawn)
