"""`etanche worker`: swept and proved without a web server, and stopped without a loss."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.conftest import PASSPHRASE, MakeInstance

from etanche.clock import SystemClock
from etanche.instance import Instance

pytestmark = pytest.mark.slow


def proved_in_time(instance: Instance) -> None:
    """Wait until somebody has looked at every promise; whoever is told to stop before does not finish that."""
    for _ in range(600):
        instance.looked_up.forget()
        if instance.verdicts().at is not None:
            return
        time.sleep(0.1)


def test_a_worker_works_and_stops_cleanly(make_instance: MakeInstance, tmp_path: Path) -> None:
    """It proves as soon as it is at work; told to stop, it hands over the shift, and ends well."""
    instance = make_instance(at=SystemClock())
    secret = tmp_path / "passphrase"
    secret.write_bytes(PASSPHRASE)
    secret.chmod(0o600)
    etanche = str(Path(sys.executable).parent / "etanche")
    words = [etanche, "--data", str(instance.folder), "--passphrase-file", str(secret), "worker"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env={**os.environ, "LANG": "C.UTF-8"}) as worker:
        assert worker.stdout is not None
        begun = worker.stdout.readline()
        another = instance.shift().take()
        proved_in_time(instance)
        worker.send_signal(signal.SIGTERM)
        ended, code = worker.stdout.read(), worker.wait(60)

    assert begun.startswith("At work")
    assert not another
    assert ended.startswith("Stopped")
    assert 0 == code
    assert instance.verdicts().at is not None
    assert instance.shift().take()
