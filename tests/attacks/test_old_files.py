"""
One of the three files of an instance, or two of them, put back from an older copy: never silently, however many keys died since.

The copy was made, then somebody was erased of whom the law keeps everything (so that no key of theirs died), and somebody else came.
The process was killed before it sealed its journal: no head tells, only what the three remember of each other.
"""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from tests.conftest import BOOKSHOP, CHEAP_KDF, MORNING, PASSPHRASE
from tests.servers import Databases

from etanche.clock import FixedClock
from etanche.gate import GateRefused
from etanche.instance import (
    Accepted,
    Address,
    Instance,
    LaggingData,
    LaggingShelf,
    LaggingTombstones,
    Order,
    Organisation,
    Stores,
    accept,
    restore,
)
from etanche.instance.lagging import Lag, lag
from etanche.terms import OrganisationId, new_id
from etanche.vault import Arrival

CHARTER = BOOKSHOP.with_name("play-sql.yaml")
MANY = 10_000
"""More destructions than any list of the newest ones would hold."""

OLD = {
    ("shelf",): LaggingShelf,
    ("data",): LaggingData,
    ("tombstones",): LaggingTombstones,
    ("data", "shelf"): LaggingShelf,
    ("data", "tombstones"): LaggingData,
    ("shelf", "tombstones"): LaggingShelf,
}
"""Which are old, and how that is said."""

TRIALS = [
    pytest.param(old, MANY if younger else 0, id=f"{'+'.join(old)}-{younger}") for old in OLD for younger in (0, 1)
]


class Story(NamedTuple):
    """An instance as it was when it was copied, as it was when its process was killed, and who is in it."""

    before: Path
    after: Path
    copies: Path
    erased: bytes
    stays: bytes


def opened(folder: Path) -> Instance:
    """Open an instance, a day later."""
    return Instance.open(folder, passphrase=lambda: PASSPHRASE, clock=FixedClock(MORNING + timedelta(days=1)))


def accepted(folder: Path, *, dry_run: bool = False) -> Accepted:
    """Go on with what is there."""
    clock = FixedClock(MORNING + timedelta(days=1))
    return accept(folder, by="Ann", passphrase=lambda: PASSPHRASE, clock=clock, dry_run=dry_run)


def joins(instance: Organisation) -> bytes:
    """Let somebody come, with a bill."""
    person, now = instance.vault.new_person(), instance.clock.now()
    sheet = {"name": "Jeanne Mer", "email": "jeanne@example.org"}
    instance.vault.door("marketplace", actor="shop").put("billing", Arrival(at=now, person=person, fields=sheet))
    instance.vault.tell(person, "contract-start", actor="ann", effective=now - timedelta(days=30))
    return person


def reads(instance: Instance, person: bytes) -> bool:
    """Tell whether somebody's bill opens for the purpose that an erasure ends."""
    try:
        return bool(instance.vault.acting("founder", purpose="licensing", actor="ann").of_person(person, "billing"))
    except GateRefused:
        return False


def put_back(folder: Path, before: Path, *names: str) -> None:
    """Put files of before in the place of those of now, with what SQLite keeps beside them."""
    for name in names:
        kind = "tombstones.log" if name == "tombstones" else f"{name}.sqlite*"
        for newer in folder.glob(kind):
            newer.unlink()
        for file in before.glob(kind):
            if not file.name.endswith("-shm"):
                shutil.copyfile(file, folder / file.name)


@pytest.fixture(scope="module")
def stories(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Story]:
    """The story with no other destruction, and with ten thousand younger ones."""
    where = tmp_path_factory.mktemp("stories")
    folder, clock = where / "data", FixedClock(MORNING)
    with Instance.create(folder, charter=CHARTER, passphrase=PASSPHRASE, clock=clock, kdf=CHEAP_KDF) as instance:
        erased, stays = joins(instance), joins(instance)
        instance.copies.make(where / "copies", by="ann")
    shutil.copytree(folder, where / "before")
    found: dict[int, Story] = {}
    with opened(folder) as instance:
        instance.vault.erase(erased, actor="ann")
        joins(instance)
        for younger in (0, MANY):
            instance.tombstones.append(instance.organisation_id, [new_id() for _ in range(younger)], clock.now())
            after = shutil.copytree(folder, where / f"after-{younger}")
            found[younger] = Story(where / "before", after, where / "copies", erased, stays)
    return found


@pytest.fixture
def put_together(stories: dict[int, Story], tmp_path: Path) -> Callable[..., tuple[Path, Story]]:
    """Put together an instance of files of now and files of before."""

    def made(younger: int, *names: str) -> tuple[Path, Story]:
        story = stories[younger]
        folder = shutil.copytree(story.after, tmp_path / "instance")
        put_back(folder, story.before, *names)
        return folder, story

    return made


Made = Callable[..., tuple[Path, Story]]


@pytest.mark.clause("C4")
@pytest.mark.parametrize(("old", "younger"), TRIALS)
def test_an_old_copy_does_not_open(put_together: Made, old: tuple[str, ...], younger: int) -> None:
    """Whichever one or two of the three are old, the instance is refused, again after another try, and it is said which and by how much."""
    folder, _ = put_together(younger, *old)
    said: list[str] = []
    for _ in range(2):
        with pytest.raises(OLD[old], match=r"old copy: (it|they) lacks? \d+") as refused:
            opened(folder)
        said.append(refused.value.what)

    assert said[0] == said[1]
    assert all(name in said[0] for name in old)


def test_what_a_killed_process_left_opens(put_together: Made) -> None:
    """The same files, none of them old, open: the trials above fail for no other reason."""
    folder, story = put_together(MANY)

    with opened(folder) as instance:
        assert (False, True) == (reads(instance, story.erased), reads(instance, story.stays))


@pytest.mark.clause("C4")
@pytest.mark.parametrize("old", OLD, ids="+".join)
def test_old_copies_that_are_accepted_bring_nobody_back(put_together: Made, old: tuple[str, ...]) -> None:
    """With a name, the instance goes on: who was erased stays so, the journal says by how much what was old, and it opens ever after."""
    folder, story = put_together(0, *old)
    tried = accepted(folder, dry_run=True)
    done = accepted(folder)
    assert set(old) == {name for name, missing in done.lag._asdict().items() if missing}
    assert tried.lag == done.lag
    with opened(folder) as instance:
        assert not reads(instance, story.erased)
        instance.vault.sweep()
    with opened(folder) as instance:
        line, *more = instance.journal.entries(act="restored")

        assert not reads(instance, story.erased)
        assert Lag() == lag(instance.store, instance.shelf, instance.tombstones, instance.organisation_id)
        assert instance.journal.verify().intact
        assert ("Ann", done.lag.shelf, done.lag.data) == (line.actor, line.facts["key-changes"], line.facts["lines"])
        assert all(one.decision == "lost" for one in more)


@pytest.mark.clause("C14")
def test_an_old_shelf_alone_is_told_though_nothing_was_ever_destroyed(
    stories: dict[int, Story], tmp_path: Path
) -> None:
    """
    Somebody came since it was copied, and nothing else happened: their key is not on it. It is refused.

    Accepted, the loss is no destruction: the next sweep says that a key is missing, and so does the check of `sealed:keys`.
    """
    folder = shutil.copytree(stories[0].before, tmp_path / "instance")
    with opened(folder) as instance:
        joins(instance)
    put_back(folder, stories[0].before, "shelf")
    with pytest.raises(LaggingShelf, match=r"lacks \d change"):
        opened(folder)
    accepted(folder)

    with opened(folder) as instance:
        assert 1 == instance.vault.sweep().keyless
        assert ["lost"] == [line.decision for line in instance.journal.entries(act="keys-missing")]
        assert {"billing": 1} == instance.vault.keyless()


@pytest.mark.parametrize("old", ["shelf", "data", "tombstones"])
def test_an_old_copy_is_told_by_any_of_its_organisations(stories: dict[int, Story], tmp_path: Path, old: str) -> None:
    """The first organisation did nothing since it was copied: what another one on the same ground did shows that it is old."""
    folder = shutil.copytree(stories[0].before, tmp_path / "instance")
    with opened(folder) as instance:
        instance.create_organisation(CHARTER, name="second", by="ann")
        gone = joins(instance.organisation("second"))
    before = shutil.copytree(folder, tmp_path / "before")
    with opened(folder) as instance:
        instance.organisation("second").vault.erase(gone, actor="ann")
    put_back(folder, before, old)

    with pytest.raises(OLD[(old,)]):
        opened(folder)


@pytest.mark.parametrize("old", [("data",), ("shelf",), ("data", "shelf"), ("data", "tombstones")], ids="+".join)
def test_no_organisation_vanishes_with_an_old_copy(
    stories: dict[int, Story], tmp_path: Path, old: tuple[str, ...]
) -> None:
    """What is put back is of before an organisation was made, so that the data do not have it, nor the shelf its keys: it does not open."""
    folder = shutil.copytree(stories[0].before, tmp_path / "instance")
    with opened(folder) as instance:
        instance.create_organisation(CHARTER, name="second", by="ann")
        gone = joins(instance.organisation("second"))
        instance.organisation("second").vault.erase(gone, actor="ann")
    put_back(folder, stories[0].before, *old)

    with pytest.raises((LaggingData, LaggingShelf)):
        opened(folder)
    if "tombstones" not in old and "data" in old:
        accepted(folder)
        with opened(folder) as instance:
            assert [1] == [line.facts["organisations"] for line in instance.journal.entries(act="restored")]
            instance.create_organisation(CHARTER, name="second", by="ann")
            assert instance.organisation("second").journal.verify().intact


def test_an_organisation_that_was_only_begun_is_missed_if_it_was_whole_elsewhere(
    stories: dict[int, Story], tmp_path: Path
) -> None:
    """The data are of the moment in which an organisation was begun, and the tombstones have seen its lines: the data are old."""
    folder = shutil.copytree(stories[0].before, tmp_path / "instance")
    with opened(folder) as instance, instance.store.writing() as connection:
        instance.roster.begin(connection, OrganisationId(new_id()), "second")
    before = shutil.copytree(folder, tmp_path / "before")
    opened(folder).close()
    with opened(folder) as instance:
        instance.create_organisation(CHARTER, name="second", by="ann")
        gone = joins(instance.organisation("second"))
        instance.organisation("second").vault.erase(gone, actor="ann")
    put_back(folder, before, "data", "shelf")

    with pytest.raises(LaggingData, match="an organisation"):
        opened(folder)


def test_a_backup_of_before_an_organisation_was_made_can_be_restored(stories: dict[int, Story], tmp_path: Path) -> None:
    """The organisation is lost with the data, the journal says so, the instance opens, and one of the same name can be made anew."""
    folder = shutil.copytree(stories[0].before, tmp_path / "instance")
    with opened(folder) as instance:
        taken = instance.copies.make(tmp_path / "copies", by="Ann")
        instance.create_organisation(CHARTER, name="second", by="ann")
    clock = FixedClock(MORNING + timedelta(days=1))
    restore(Order(folder=folder, copy=taken.folder, by="Ann"), passphrase=lambda: PASSPHRASE, clock=clock)

    with opened(folder) as instance:
        assert [1] == [line.facts["organisations"] for line in instance.journal.entries(act="restored")]
        instance.create_organisation(CHARTER, name="second", by="ann")
    with opened(folder) as instance:
        assert instance.organisation("second").journal.verify().intact


@pytest.mark.clause("C4")
def test_no_restore_goes_by_an_old_shelf_or_old_tombstones(put_together: Made) -> None:
    """A backup is not put back against either, though no dead key lives on the one: named newest tombstones are believed, and nobody returns."""
    folder, story = put_together(MANY, "shelf", "data")
    (copy,) = story.copies.glob("*Z-*")
    clock = FixedClock(MORNING + timedelta(days=1))

    def restored(**asked: Path) -> None:
        restore(Order(folder=folder, copy=copy, by="Ann", **asked), passphrase=lambda: PASSPHRASE, clock=clock)  # type: ignore[arg-type]  # as the test asks

    with pytest.raises(LaggingShelf):
        restored()
    put_back(folder, story.after, "shelf")
    put_back(folder, story.before, "tombstones")
    with pytest.raises(LaggingTombstones):
        restored()
    restored(tombstones=story.after / "tombstones.log")

    with opened(folder) as instance:
        assert (False, True) == (reads(instance, story.erased), reads(instance, story.stays))
        assert instance.journal.verify().intact


@pytest.mark.parametrize("which", ["data", "shelf"])
def test_an_old_store_on_a_server_does_not_open(which: str, databases: Databases, tmp_path: Path) -> None:
    """A database of before, though nobody remembers its last commit: the two others do, ten thousand destructions later too."""
    folder, clock, here = tmp_path / "data", FixedClock(MORNING), databases.empty()
    with Instance.create(
        folder,
        charter=CHARTER,
        passphrase=PASSPHRASE,
        clock=clock,
        kdf=CHEAP_KDF,
        stores=Stores(data=here) if which == "data" else Stores(shelf=here),
    ) as instance:
        erased = joins(instance)
    before = databases.copy(here)
    with opened(folder) as instance:
        instance.vault.erase(erased, actor="ann")
        instance.tombstones.append(instance.organisation_id, [new_id() for _ in range(MANY)], clock.now())
    settings = folder / "instance.toml"
    settings.write_text(settings.read_text().replace(_quoted(here), _quoted(before)))
    (folder / f"{which}.last").unlink()

    with pytest.raises(LaggingData if which == "data" else LaggingShelf, match=r"lacks? \d+"):
        opened(folder)


def _quoted(address: Address) -> str:
    return f'"{address.url}"'


def uncounted(folder: Path) -> None:
    """Take out of an instance all that its files remember of each other, as a version left it that counted nothing."""
    for name in ("data", "shelf"):
        with closing(sqlite3.connect(folder / f"{name}.sqlite")) as store, store:
            store.execute("DELETE FROM sequences WHERE name IN ('key-changes', 'journal-lines', 'tombstones')")
    log = folder / "tombstones.log"
    lines = log.read_text().replace("etanche tombstones 2", "etanche tombstones 1")
    log.write_text(re.sub(r"(?m)(\+00:00) \d+ \d+$", r"\1", lines))


def test_an_instance_of_before_is_counted_from_its_first_opening(put_together: Made) -> None:
    """Files of a version that counted nothing open, and from the next change on a copy of before that is told."""
    folder, story = put_together(0)
    uncounted(folder)
    with opened(folder) as instance:
        joins(instance)
    assert "etanche tombstones 1" == (folder / "tombstones.log").read_text().splitlines()[0]
    put_back(folder, story.before, "shelf")
    with closing(sqlite3.connect(folder / "shelf.sqlite")) as shelf, shelf:
        shelf.execute("DELETE FROM sequences")

    with pytest.raises(LaggingShelf):
        opened(folder)


@pytest.mark.clause("C4")
@pytest.mark.parametrize("younger", [0, MANY])
def test_an_old_copy_of_before_counting_is_told_by_its_tombstones(put_together: Made, younger: int) -> None:
    """Where nobody counted, every tombstone is looked at, the oldest too: somebody who was erased lives in the data."""
    folder, _ = put_together(younger, "data", "shelf")
    uncounted(folder)

    with pytest.raises(LaggingData, match="who was erased"):
        opened(folder)


def test_a_process_knows_of_keys_that_another_one_made(stories: dict[int, Story], tmp_path: Path) -> None:
    """One process makes a day's key and dies; another seals with it: the data remember that key's change, so that no older shelf serves."""
    folder = shutil.copytree(stories[0].before, tmp_path / "instance")
    with opened(folder) as maker, opened(folder) as user:
        maker.keyring.open_bucket(maker.organisation_id, 1, "2026-11-22")
        assert user.keyring.day_key(user.organisation_id, 1, "2026-11-22", create=True)
        with user.store.writing():
            pass

        assert user.shelf.changes(user.organisation_id) == user.store.knows(user.organisation_id).changes
