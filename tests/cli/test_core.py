"""What a crash leaves behind: no core file."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import resource, sys
from etanche.cli.app import main

most = resource.getrlimit(resource.RLIMIT_CORE)[1]
resource.setrlimit(resource.RLIMIT_CORE, (most, most))
sys.argv = ["etanche", "--version"]
try:
    main()
finally:
    print(*resource.getrlimit(resource.RLIMIT_CORE))
"""


def test_no_command_leaves_a_core_file() -> None:
    """From its first moment on a command can leave no copy of its memory, passphrase and keys included, and cannot undo that."""
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)

    assert "0 0" == done.stdout.splitlines()[-1]


ROOMS = """
import sys
import etanche.cli.app

print(*sorted({name.split(".")[1] for name in sys.modules if name.startswith("etanche.")}))
"""


def test_the_list_of_commands_needs_no_room() -> None:
    """`etanche --help` is there at once: what a command needs is loaded when it runs."""
    done = subprocess.run([sys.executable, "-c", ROOMS], capture_output=True, text=True, check=True)

    assert {"cli", "errors", "terms"} == set(done.stdout.split())
