"""One bundle and what belongs to it, made once: most of what is tried on bundles needs no house."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from tests.authority import Authority
from tests.conftest import MORNING, PASSPHRASE

from etanche.clock import FixedClock
from etanche.instance import Instance
from etanche.journal import Receipt
from etanche.keyring import Signer, fingerprint_of
from etanche.proof.evidence import container
from etanche.vault import Arrival

NONCE = "asked by the auditor"


@dataclass(frozen=True, kw_only=True)
class Given:
    """What an organisation gave out: a bundle, the receipt of before, and what was published."""

    bundle: bytes
    receipt: Receipt
    fingerprint: str
    authority: bytes
    signer: Signer
    """The real key, for forgers who have it."""

    @property
    def members(self) -> dict[str, bytes]:
        """Return what is in the bundle."""
        with zipfile.ZipFile(io.BytesIO(self.bundle)) as file:
            return {name: file.read(name) for name in file.namelist()}


def packed(members: Mapping[str, bytes]) -> bytes:
    """Return a container as Étanche writes it."""
    return container.pack(members)


@pytest.fixture(scope="session")
def given(template: Path, authority: Authority, tmp_path_factory: pytest.TempPathFactory) -> Given:
    """A bundle of a house with a few visits, a drill behind it, a stamped head, and a receipt handed out before."""
    folder = shutil.copytree(template, tmp_path_factory.mktemp("given") / "data")
    clock = FixedClock(MORNING)
    with Instance.open(folder, passphrase=lambda: PASSPHRASE, clock=clock) as instance:
        arrivals = [Arrival(at=clock.now() - timedelta(days=n), fields={"page": "/"}, who="v") for n in (0, 0, 1)]
        instance.vault.door("site-logs", actor="import").put_many("visit", arrivals)
        instance.keep_drills(list(instance.drill(only="hosting")))
        receipt = instance.journal.receipt(by="ann")
        instance.journal.take_stamp(authority.answer(instance.journal.ask_stamp(by="ann")), authority.root.read_bytes())
        made = instance.evidence(instance.prove(), by="ann", nonce=NONCE)
        signer = instance.keyring.signer(instance.organisation_id)
    return Given(
        bundle=made,
        receipt=receipt,
        fingerprint=fingerprint_of(signer.public),
        authority=authority.root.read_bytes(),
        signer=signer,
    )
