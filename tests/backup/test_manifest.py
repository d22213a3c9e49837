"""The manifest of a backup: its bytes, its signature, and what is never believed of it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from etanche.backup import BackupDamaged, BackupNewer, Manifest
from etanche.backup.manifest import sign
from etanche.keyring import Signer
from etanche.keyring.secret import Secret
from etanche.terms import OrganisationId

VECTOR = Path(__file__).parent.parent / "vectors/backup-manifest.txt"

MANIFEST = Manifest(
    id="0f" * 16,
    organisation=OrganisationId(bytes(range(16))),
    taken=datetime(2026, 11, 21, 6, 2, tzinfo=UTC),
    charter="ab" * 32,
    engines={"data": "sqlite", "shelf": "sqlite"},
    revisions={"data": "data_0001", "shelf": "shelf_0001"},
    counts={"records": 3},
    position=7,
    link="cd" * 32,
    tombstones=1,
    files={"data/store.sqlite": "ef" * 32},
)


def test_a_manifest_has_the_bytes_and_the_signature_that_are_published() -> None:
    """Anybody with the public key can verify a manifest from the vector alone: label, version byte, file."""
    text, _, signature = VECTOR.read_text(encoding="utf-8").partition("signature ")
    signer = Signer(Secret(bytes(range(32))))

    assert text.encode() == MANIFEST.written()
    assert signature.encode() == sign(signer, MANIFEST.written())


def test_a_manifest_is_read_as_it_was_written(tmp_path: Path) -> None:
    """Nothing is lost between writing and reading."""
    (tmp_path / "manifest.json").write_bytes(MANIFEST.written())

    assert MANIFEST == Manifest.read(tmp_path)


@pytest.mark.parametrize("path", ["../key", "/outside", "data/../../x", "data//x", ""])
def test_a_path_that_leads_out_of_the_backup_is_refused(path: str, tmp_path: Path) -> None:
    """A manifest never makes anybody open a file that is not in its folder."""
    said = json.loads(MANIFEST.written()) | {"files": {path: "ef" * 32}}
    (tmp_path / "manifest.json").write_text(json.dumps(said), encoding="utf-8")

    with pytest.raises(BackupDamaged):
        Manifest.read(tmp_path)


@pytest.mark.parametrize("said", ["[]", "{", '{"etanche-backup": 1}', '{"etanche-backup": 1, "id": 3}'])
def test_what_is_no_manifest_is_told_without_a_traceback(said: str, tmp_path: Path) -> None:
    """Nonsense in the place of a manifest is a damaged backup."""
    (tmp_path / "manifest.json").write_text(said, encoding="utf-8")

    with pytest.raises(BackupDamaged):
        Manifest.read(tmp_path)


def test_a_later_format_is_refused_politely(tmp_path: Path) -> None:
    """A backup of a format this version does not know is not read, and the hint says by what."""
    (tmp_path / "manifest.json").write_text('{"etanche-backup": 2}', encoding="utf-8")

    with pytest.raises(BackupNewer) as refused:
        Manifest.read(tmp_path)
    assert "version that made it" in refused.value.hint
