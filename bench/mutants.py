"""
The deciding parts of the heart, changed one expression at a time: does a test notice?

What is changed, and by which tests it is judged, stands in `[tool.mutmut]` of pyproject.toml.
Writes bench/mutants.json, and the survivors by function to bench/mutants-survivors.txt.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

from bench.results import HERE, Result, write

ROOT = HERE.parent
TARGET = 85.0
TALLY = re.compile(r"(\d+)/(\d+)\s+🎉 (\d+).*?⏰ (\d+).*?🤔 (\d+).*?🙁 (\d+)")


def main() -> None:
    """Mutate, judge, and write down what survived."""
    mutmut = Path(sys.executable).parent / "mutmut"
    shutil.rmtree(ROOT / "mutants", ignore_errors=True)
    done = subprocess.run([mutmut, "run"], cwd=ROOT, capture_output=True, text=True, check=False)
    tallies = TALLY.findall(done.stdout)
    if not tallies:
        sys.exit(f"mutmut ended with {done.returncode}: {done.stdout[-2000:]}{done.stderr[-2000:]}")
    _, total, killed, late, doubtful, survived = (int(number) for number in tallies[-1])
    listed = subprocess.run([mutmut, "results"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    by_function = Counter(re.findall(r"^\s*(\S+?)__mutmut_\d+: survived", listed, flags=re.MULTILINE))
    lines = [f"{count:>3}  {name.replace('.x_', '.').replace('ǁ', '.')}" for name, count in by_function.most_common()]
    (HERE / "mutants-survivors.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    shutil.rmtree(ROOT / "mutants", ignore_errors=True)
    results = [
        Result(
            name=f"mutants noticed, of {total} in gate, guards, life and keep",
            value=100 * (killed + late + doubtful) / total,
            unit="%",
            target=TARGET,
            better="more",
        ),
        Result(name="mutants that survived", value=survived, unit="mutants", target=total * (100 - TARGET) / 100),
    ]
    sys.exit(0 if write("mutants.json", results) else 1)


if __name__ == "__main__":
    main()
