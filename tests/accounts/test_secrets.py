"""Hashes of passwords, leaked ones, codes of a second factor, and how often somebody may try."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyotp
import pytest

from etanche.accounts.codes import (
    RECOVERY_CODES,
    STEP,
    accept,
    address_of,
    digest_of,
    new_recovery_codes,
    new_secret,
    spend,
)
from etanche.accounts.hashing import CHEAP, STRONG, Cost, Hasher
from etanche.accounts.leaked import Leaked, LeakedUnreadable
from etanche.accounts.lifetimes import later
from etanche.accounts.throttle import LONGEST_WAIT, Throttle
from etanche.charter import Duration, Unit
from etanche.clock import FixedClock

NOW = datetime(2026, 3, 27, 9, 0, tzinfo=UTC)
AT = 1_700_000_000


@pytest.mark.clause("C10")
def test_a_hash_fits_its_password_and_no_other() -> None:
    """Two hashes of one password differ, both fit it, and neither holds it."""
    hasher = Hasher(CHEAP)
    first, second = hasher.hash("wet stones"), hasher.hash("wet stones")

    assert first != second
    assert (True, True) == (hasher.fits(first, "wet stones"), hasher.fits(second, "wet stones"))
    assert not hasher.fits(first, "wet stone")
    assert "stones" not in first + second


@pytest.mark.parametrize("known", [None, "", "not a hash", "$argon2id$v=19$m=8,t=1,p=1$AAAA$AAAA"])
def test_without_a_hash_nothing_fits(known: str | None) -> None:
    """No account, no password, a damaged hash: the answer is no, and nothing is raised."""
    assert not Hasher(CHEAP).fits(known, "")


def test_nobody_s_hash_costs_as_much_as_anybody_s() -> None:
    """What is compared where there is no account was made at the same cost, so that time tells nothing."""
    hasher = Hasher(Cost(memory=16, passes=2, lanes=1))

    assert not hasher.outdated(hasher._nobodys)
    assert hasher.outdated(Hasher(CHEAP).hash("wet stones"))


@pytest.mark.clause("C10")
def test_what_an_instance_computes_is_what_the_standard_recommends() -> None:
    """Without being told, sixty-four mebibytes, three passes and four lanes of Argon2id (RFC 9106)."""
    assert STRONG == Hasher().cost
    assert (64 * 1024, 3, 4) == (STRONG.memory, STRONG.passes, STRONG.lanes)
    assert Hasher(STRONG)._argon2.type.name == "ID"


def test_common_passwords_have_leaked_whatever_their_case() -> None:
    """The list that comes along knows them; a sentence of one's own is not in it."""
    leaked = Leaked()

    assert (True, True) == (leaked.has("password123"), leaked.has("PassWord123"))
    assert not leaked.has("wet stones under seven bridges")


@pytest.mark.parametrize("many", [1, 2, 3, 100])
def test_every_digest_of_a_list_is_found(tmp_path: Path, many: int) -> None:
    """Searched by halves, the first, the last and all between are found, and nothing else is."""
    words = [f"word {number}" for number in range(many)]
    digests = sorted(hashlib.sha1(word.encode(), usedforsecurity=False).hexdigest().upper() for word in words)
    listed = tmp_path / "list"
    listed.write_text("".join(f"{digest}:{number * 37}\n" for number, digest in enumerate(digests)))
    leaked = Leaked(file=listed)

    assert [] == [word for word in words if not leaked.has(word)]
    assert [] == [word for word in (f"other {number}" for number in range(100)) if leaked.has(word)]


def test_a_list_that_is_none_or_is_not_there_is_told(tmp_path: Path) -> None:
    """A missing or foreign file never lets a password through unseen, and is no list to begin with."""
    (tmp_path / "prose").write_text("Once upon a time\nthere was a password\n")
    for name in ("prose", "nowhere"):
        with pytest.raises(LeakedUnreadable):
            Leaked(file=tmp_path / name).has("wet stones under seven bridges")
        with pytest.raises(LeakedUnreadable):
            Leaked(file=tmp_path / name).require()


@pytest.mark.parametrize(
    ("change", "sound"),
    [
        (lambda lines: lines, True),
        (lambda lines: [line.partition(":")[0].lower() for line in lines], True),
        (lambda lines: lines[:1], True),
        (lambda lines: list(reversed(lines)), False),
        (lambda lines: [*lines[500:], *lines[:500]], False),
        (lambda lines: [*lines[:-1], lines[-1][:20]], False),
        (lambda lines: [f"{one}\na line that is none" for one in lines], False),
        (lambda lines: lines[:0], False),
    ],
)
def test_a_list_that_cannot_be_searched_is_told_before_it_is(
    tmp_path: Path, change: Callable[[list[str]], list[str]], sound: bool
) -> None:
    """Digests with or without counts, in order: turned round, pasted together, cut off or empty it is no list."""
    lines = [f"{number * 7919:040X}:{number}" for number in range(1_000)]
    listed = tmp_path / "list"
    listed.write_text("".join(f"{line}\n" for line in change(lines)))
    if sound:
        Leaked(file=listed).require()
        return

    with pytest.raises(LeakedUnreadable):
        Leaked(file=listed).require()


@pytest.mark.clause("C11")
def test_a_code_works_once_and_so_do_those_before_it() -> None:
    """After a code was accepted, neither it nor an earlier one is; the next one is."""
    secret = new_secret()
    totp = pyotp.TOTP(secret)
    accepted = accept(secret, totp.at(AT), at=AT, last=None)

    assert AT // STEP == accepted
    assert accept(secret, totp.at(AT), at=AT, last=accepted) is None
    assert accept(secret, totp.at(AT - STEP), at=AT, last=accepted) is None
    assert AT // STEP + 1 == accept(secret, totp.at(AT + STEP), at=AT + STEP, last=accepted)


@pytest.mark.parametrize("steps", [-2, 2])
def test_a_code_of_another_time_is_refused(steps: int) -> None:
    """One step of thirty seconds to either side is borne, two are not."""
    secret = new_secret()

    assert accept(secret, pyotp.TOTP(secret).at(AT + steps * STEP), at=AT, last=None) is None
    assert accept(secret, pyotp.TOTP(secret).at(AT + steps // 2 * STEP), at=AT, last=None) is not None


@pytest.mark.parametrize("typed", ["", "12345", "abcdef", "١٢٣٤٥٦", "1234567", "000000 0"])
def test_what_is_no_code_is_refused(typed: str) -> None:
    """Too few, too many, letters, digits of another script: refused and nothing raised."""
    assert accept(new_secret(), typed, at=AT, last=None) is None


def test_an_application_reads_the_address_of_a_secret() -> None:
    """The address names account and issuer, and makes the same codes."""
    secret = new_secret()
    read = pyotp.parse_uri(address_of(secret, account="ann@example.org", issuer="Chœur & Cie"))

    assert ("ann@example.org", "Chœur & Cie") == (read.name, read.issuer)
    assert isinstance(read, pyotp.TOTP)
    assert accept(secret, read.at(AT), at=AT, last=None) is not None


@pytest.mark.clause("C11")
def test_a_recovery_code_opens_once_however_it_is_typed() -> None:
    """Ten different codes; spent, one is gone and nine are left; blanks, dashes and capitals do not matter."""
    codes = new_recovery_codes()
    digests = tuple(map(digest_of, codes))
    left = spend(digests, codes[3].upper().replace("-", "  "))

    assert RECOVERY_CODES == len(set(codes))
    assert left is not None
    assert set(digests) - set(left) == {digest_of(codes[3])}
    assert spend(left, codes[3]) is None
    assert spend(digests, "aaaa-aaaa-aaaa-aaaa") is None


def test_a_guesser_waits_longer_and_longer_and_not_for_ever() -> None:
    """Five tries are free; then the wait doubles up to a quarter of an hour; after it, one may try."""
    clock = FixedClock(NOW)
    throttle = Throttle(clock)
    waits = []
    for _ in range(30):
        waits.append(throttle.wait("ann", "198.51.0.0"))
        throttle.failed("ann", "198.51.0.0")

    assert [timedelta(0)] * 5 == waits[:5]
    assert waits == sorted(waits)
    assert waits[7] > waits[5] > timedelta(0)
    assert LONGEST_WAIT == max(waits[-1], LONGEST_WAIT)
    clock.advance(LONGEST_WAIT)
    assert timedelta(0) == throttle.wait("ann", "198.51.0.0")


def test_a_list_of_passwords_tried_on_many_accounts_is_slowed_down() -> None:
    """Each account is tried once only; the place waits all the same."""
    throttle = Throttle(FixedClock(NOW))
    for number in range(40):
        throttle.failed(f"account {number}", "198.51.0.0")

    assert throttle.wait("one more", "198.51.0.0") > timedelta(0)
    assert timedelta(0) == throttle.wait("one more", "203.0.0.0")


def test_nobody_can_lock_somebody_out() -> None:
    """A thousand failures from many places keep strangers waiting, and not the device that logged in before."""
    throttle = Throttle(FixedClock(NOW))
    for number in range(1000):
        throttle.failed("ann", f"place {number}")

    assert throttle.wait("ann", "a new place") > timedelta(0)
    assert timedelta(0) == throttle.wait("ann", "home", known_device=True)


def test_a_success_forgets_the_typing_errors() -> None:
    """Whoever got in is not made to wait next time; failures also drain by themselves."""
    clock = FixedClock(NOW)
    throttle = Throttle(clock)
    for _ in range(6):
        throttle.failed("ann", "home")
    waited = throttle.wait("ann", "home")
    throttle.succeeded("ann", "home")

    assert (True, timedelta(0)) == (waited > timedelta(0), throttle.wait("ann", "home"))
    for _ in range(6):
        throttle.failed("bob", "home")
    clock.advance(timedelta(hours=2))
    throttle.failed("bob", "home")
    assert timedelta(0) == throttle.wait("bob", "home")


def test_a_clock_set_back_makes_nobody_wait_longer_than_the_longest() -> None:
    """However time moves, a wait is bounded."""
    clock = FixedClock(NOW)
    throttle = Throttle(clock)
    for _ in range(10):
        throttle.failed("ann", "home")
    clock.advance(-timedelta(days=400))

    assert timedelta(0) < throttle.wait("ann", "home") <= LONGEST_WAIT
    clock.advance(LONGEST_WAIT)
    assert timedelta(0) == throttle.wait("ann", "home")


def test_no_name_and_no_place_stays_in_memory() -> None:
    """What is counted is counted under digests."""
    throttle = Throttle(FixedClock(NOW))
    throttle.failed("ann@example.org", "198.51.0.0")

    assert not [word for word in (b"ann", b"198.51", "ann") if str(word) in str(vars(throttle))]


@pytest.mark.parametrize(
    ("duration", "expected"),
    [
        (Duration(number=15, unit=Unit.MINUTE), datetime(2026, 3, 28, 23, 15, tzinfo=UTC)),
        (Duration(number=3, unit=Unit.HOUR), datetime(2026, 3, 29, 2, 0, tzinfo=UTC)),
        (Duration(number=1, unit=Unit.DAY), datetime(2026, 3, 29, 22, 0, tzinfo=UTC)),
        (Duration(number=1, unit=Unit.MONTH), datetime(2026, 4, 28, 22, 0, tzinfo=UTC)),
    ],
)
def test_a_day_is_a_day_on_the_clock_of_the_place(duration: Duration, expected: datetime) -> None:
    """Over the night in which the clocks change in Paris, a day has twenty-three hours."""
    assert expected == later(datetime(2026, 3, 28, 23, 0, tzinfo=UTC), duration, zone="Europe/Paris")
