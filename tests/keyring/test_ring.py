"""The ring lends keys that are durable first, the same to everybody, and never after their destruction."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etanche.clock import FixedClock
from etanche.keyring import Kdf as Costs
from etanche.keyring import KeyBroken, KeyGone, Keyring, MemoryRoot, Root, RootFile, SealBroken, SealingKey, verify
from etanche.keyring.marks import fingerprint
from etanche.keyring.secret import Secret
from etanche.store import Shelf, Tombstones
from etanche.terms import OrganisationId, new_id

DAY = "2026-05-25"
CATEGORY = 7

MakeRing = Callable[[], Keyring]


def _opened(ring: Keyring, organisation: bytes, category: int = CATEGORY, day: str = DAY) -> SealingKey:
    """Open a day, which is neither destroyed nor new to fail."""
    key = ring.day_key(organisation, category, day, create=True)
    assert key is not None
    return key


def test_a_day_opened_again_has_the_same_key(make_ring: MakeRing, organisation: OrganisationId) -> None:
    """What one process sealed, another opens, from the shelf alone."""
    sealed = _opened(make_ring(), organisation).seal(b"text", b"to")
    again = make_ring().day_key(organisation, CATEGORY, DAY, create=False)

    assert again is not None
    assert b"text" == again.open(sealed, b"to")


def test_a_day_never_opened_has_no_key(ring: Keyring, organisation: OrganisationId) -> None:
    """Asking for a day's key does not open the day."""
    assert ring.day_key(organisation, CATEGORY, DAY, create=False) is None
    assert ring.bucket_id(organisation, CATEGORY, DAY) is None


def test_every_day_category_and_organisation_has_its_own_key(ring: Keyring, organisation: OrganisationId) -> None:
    """A seal of one day opens with the key of no other day, category or organisation."""
    sealed = _opened(ring, organisation).seal(b"text", b"to")
    others = [
        _opened(ring, organisation, day="2026-05-26"),
        _opened(ring, organisation, category=CATEGORY + 1),
        _opened(ring, new_id()),
    ]

    for other in others:
        with pytest.raises(SealBroken):
            other.open(sealed, b"to")


def test_a_destroyed_day_is_never_opened_again(
    make_ring: MakeRing, organisation: OrganisationId, tombstones: Tombstones
) -> None:
    """After its destruction a day has no key, is not opened anew, and its id is among the tombstones."""
    ring = make_ring()
    key_id = _opened(ring, organisation).id
    destroyed = ring.destroy_days(organisation, [(CATEGORY, DAY)])

    assert destroyed.final
    assert (key_id,) == destroyed.key_ids
    assert key_id in tombstones
    for one in (ring, make_ring()):
        assert one.day_key(organisation, CATEGORY, DAY, create=True) is None
        assert one.day_key(organisation, CATEGORY, DAY, create=False) is None


def test_destroying_one_day_leaves_the_others(ring: Keyring, organisation: OrganisationId) -> None:
    """Only the days named are destroyed, of the organisation named."""
    other = new_id()
    _opened(ring, organisation)
    sealed = _opened(ring, organisation, day="2026-05-26").seal(b"text", b"")
    theirs = _opened(ring, other).seal(b"theirs", b"")
    ring.destroy_days(organisation, [(CATEGORY, DAY)])
    ring.forget()

    assert b"text" == _opened(ring, organisation, day="2026-05-26").open(sealed, b"")
    assert b"theirs" == _opened(ring, other).open(theirs, b"")


def test_destroying_twice_does_no_harm(ring: Keyring, organisation: OrganisationId, tombstones: Tombstones) -> None:
    """A destruction done again says the same and adds nothing; a day never opened has nothing to destroy."""
    _opened(ring, organisation)
    first = ring.destroy_days(organisation, [(CATEGORY, DAY), (CATEGORY, DAY), (CATEGORY, "2020-01-01")])
    second = ring.destroy_days(organisation, [(CATEGORY, DAY)])

    assert first == second
    assert 1 == len(tombstones)


def test_a_destruction_cut_short_before_its_tombstone_is_finished_by_the_next(
    ring: Keyring, organisation: OrganisationId, shelf: Shelf, tombstones: Tombstones
) -> None:
    """Killed between shelf and tombstones, the next destruction of the same day writes the tombstone."""
    key_id = _opened(ring, organisation).id
    shelf.destroy(organisation, [key_id])
    assert key_id not in tombstones

    assert (key_id,) == ring.destroy_days(organisation, [(CATEGORY, DAY)]).key_ids
    assert key_id in tombstones


def test_a_key_put_back_from_an_old_shelf_stays_dead(
    make_ring: MakeRing, organisation: OrganisationId, tombstones: Tombstones, clock: FixedClock
) -> None:
    """A bucket that stands on the shelf but among the tombstones is not lent."""
    ring = make_ring()
    tombstones.append(organisation, [_opened(ring, organisation).id], clock.now())

    assert make_ring().day_key(organisation, CATEGORY, DAY, create=True) is None


def test_a_lease_runs_thirty_seconds(
    ring: Keyring, organisation: OrganisationId, shelf: Shelf, clock: FixedClock
) -> None:
    """A key destroyed by a process that was killed before it could tell anybody is lent no longer than thirty seconds."""
    mine = ring
    key = _opened(mine, organisation)
    shelf.destroy(organisation, [key.id])

    clock.advance(timedelta(seconds=29.999))
    assert key is mine.day_key(organisation, CATEGORY, DAY, create=False)
    clock.advance(timedelta(seconds=0.001))
    assert mine.day_key(organisation, CATEGORY, DAY, create=True) is None


def test_a_clock_that_went_back_ends_the_lease(
    ring: Keyring, organisation: OrganisationId, shelf: Shelf, clock: FixedClock
) -> None:
    """Setting the clock back does not lengthen a lease."""
    mine = ring
    shelf.destroy(organisation, [_opened(mine, organisation).id])
    clock.advance(timedelta(seconds=-1))

    assert mine.day_key(organisation, CATEGORY, DAY, create=False) is None


def test_a_lease_is_not_longer_for_being_used(
    ring: Keyring, organisation: OrganisationId, shelf: Shelf, clock: FixedClock
) -> None:
    """Using a key does not renew its lease."""
    mine = ring
    shelf.destroy(organisation, [_opened(mine, organisation).id])
    for _ in range(29):
        clock.advance(timedelta(seconds=1))
        assert mine.day_key(organisation, CATEGORY, DAY, create=False) is not None
    clock.advance(timedelta(seconds=1))

    assert mine.day_key(organisation, CATEGORY, DAY, create=False) is None


def test_threads_opening_a_day_at_once_get_one_key(ring: Keyring, organisation: OrganisationId) -> None:
    """However many threads open a day at once, it has one bucket."""
    with ThreadPoolExecutor(8) as threads:
        keys = list(threads.map(lambda _: _opened(ring, organisation), range(32)))

    assert 1 == len({key.id for key in keys})
    assert b"text" == keys[-1].open(keys[0].seal(b"text", b""), b"")


_OPENING = """
import sys
from pathlib import Path
from etanche.clock import SystemClock
from etanche.keyring import Keyring, RootFile
from etanche.store import Shelf, Tombstones
folder, organisation = Path(sys.argv[1]), bytes.fromhex(sys.argv[2])
root = RootFile.open(folder / "root", b"words")
shelf = Shelf.open(folder / "shelf.sqlite")
ring = Keyring(root, shelf, Tombstones(folder / "tombstones.log"), SystemClock())
print("ready", flush=True)
sys.stdin.readline()
for day in range(1, 21):
    key = ring.day_key(organisation, 1, f"2026-05-{day:02}", create=True)
    print(key.id.hex(), key.seal(b"text", b"").hex(), flush=True)
"""


def test_processes_opening_days_at_once_get_the_same_keys(
    tmp_path: Path, shelf: Shelf, tombstones: Tombstones, organisation: OrganisationId, clock: FixedClock, cheap: Costs
) -> None:
    """Two processes that open the same twenty days of a new organisation at once seal with the same keys."""
    folder = tmp_path / "instance"
    root = RootFile.create(folder / "root", b"words", cheap)
    command = [sys.executable, "-c", _OPENING, str(folder), organisation.hex()]
    both = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    for one in both:
        assert one.stdout is not None
        assert "ready\n" == one.stdout.readline()
    said = [one.communicate("go\n")[0].split() for one in both]
    ring = Keyring(root, shelf, tombstones, clock)

    assert 40 == len(said[0]) == len(said[1])
    assert said[0][::2] == said[1][::2]
    for at in range(20):
        key = _opened(ring, organisation, 1, f"2026-05-{at + 1:02}")
        for theirs in said:
            assert b"text" == key.open(bytes.fromhex(theirs[2 * at + 1]), b"")


def test_a_wrapped_key_swapped_between_organisations_never_opens(
    make_ring: MakeRing, shelf: Shelf, organisation: OrganisationId
) -> None:
    """A bucket copied into another organisation's place on the shelf is found out, not lent."""
    ring, other = make_ring(), new_id()
    _opened(ring, organisation)
    ring.organisation(other)
    found = shelf.bucket(organisation, CATEGORY, DAY)
    assert found is not None
    shelf.open_bucket(other, CATEGORY, DAY, found[0], found[1])

    with pytest.raises(KeyBroken):
        make_ring().day_key(other, CATEGORY, DAY, create=False)


def test_a_wrapped_key_under_another_root_never_opens(
    make_ring: MakeRing, shelf: Shelf, tombstones: Tombstones, clock: FixedClock, organisation: OrganisationId
) -> None:
    """A shelf without its own root is noise."""
    make_ring().organisation(organisation)

    with pytest.raises(KeyBroken):
        Keyring(MemoryRoot(), shelf, tombstones, clock).organisation(organisation)


def test_a_dead_organisation_key_is_never_made_again(
    make_ring: MakeRing, shelf: Shelf, organisation: OrganisationId
) -> None:
    """An organisation whose key was destroyed has no key, and gets no new one."""
    make_ring().organisation(organisation)
    found = shelf.named(organisation, "organisation")
    assert found is not None
    shelf.destroy(organisation, [found[0]])

    with pytest.raises(KeyGone):
        make_ring().organisation(organisation)


def test_no_root_and_no_key_lies_on_the_shelf(
    root: Root, ring: Keyring, shelf: Shelf, organisation: OrganisationId
) -> None:
    """No byte string from which keys are made stands in any file of the shelf."""
    _opened(ring, organisation)
    signer = ring.signer(organisation)
    secrets = [
        ring._parent(organisation).secret.reveal(),
        *(secret.reveal() for _, secret in ring._secrets._held.values()),
        signer._key.private_bytes_raw(),
    ]
    on_disk = b"".join(file.read_bytes() for file in shelf.files)

    assert 4 == len(secrets)
    for secret in secrets:
        assert secret not in on_disk


def test_marks_are_the_same_for_everybody_of_one_field_only(make_ring: MakeRing, organisation: OrganisationId) -> None:
    """A mark finds its value again from any process, and says nothing about another field or organisation."""
    one, other = make_ring(), make_ring()

    assert one.mark(organisation, 3, "198.51.0.0/16") == other.mark(organisation, 3, "198.51.0.0/16")
    assert 16 == len(one.mark(organisation, 3, "198.51.0.0/16"))
    assert 4 == len(
        {
            one.mark(organisation, 3, "198.51.0.0/16"),
            one.mark(organisation, 4, "198.51.0.0/16"),
            one.mark(organisation, 3, "198.52.0.0/16"),
            one.mark(new_id(), 3, "198.51.0.0/16"),
        }
    )


@given(pieces=st.lists(st.binary(max_size=20), max_size=5))
def test_a_file_is_known_again_however_it_is_cut(pieces: list[bytes]) -> None:
    """A fingerprint depends on the bytes of a file, not on the pieces it was read in."""
    key = Secret(bytes(32))

    assert fingerprint(key, pieces) == fingerprint(key, [b"".join(pieces)])


def test_fingerprints_are_the_organisations_own(make_ring: MakeRing, organisation: OrganisationId) -> None:
    """Two organisations that import the same file keep fingerprints that do not show it."""
    one = make_ring()

    assert one.fingerprint(organisation, [b"file"]) == make_ring().fingerprint(organisation, [b"file"])
    assert one.fingerprint(organisation, [b"file"]) != one.fingerprint(new_id(), [b"file"])
    assert 32 == len(one.fingerprint(organisation, [b"file"]))


def test_a_signature_is_the_organisations_own(make_ring: MakeRing, organisation: OrganisationId) -> None:
    """What an organisation signed verifies with its public half, the same in every process, and no other."""
    signer = make_ring().signer(organisation)
    signature = signer.sign(b"head")

    assert signer.public == make_ring().signer(organisation).public
    assert verify(signer.public, signature, b"head")
    assert not verify(signer.public, signature, b"heap")
    assert not verify(make_ring().signer(new_id()).public, signature, b"head")
    assert not verify(b"short", signature, b"head")
    assert not verify(signer.public, b"short", b"head")


def test_a_pseudonym_needs_its_salt() -> None:
    """The same visitor has one pseudonym under a salt and another one under the next."""
    monday, tuesday = Keyring.new_salt(), Keyring.new_salt()

    assert Keyring.pseudonym(monday, "visitor") == Keyring.pseudonym(monday, "visitor")
    assert Keyring.pseudonym(monday, "visitor") != Keyring.pseudonym(tuesday, "visitor")
    assert 16 == len(Keyring.pseudonym(monday, "visitor"))
