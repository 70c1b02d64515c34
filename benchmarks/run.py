"""All the speed figures, one after the other, each in a process of its own: `make bench`.

    python benchmarks/run.py [NAME ...]

What it prints goes into RESULTS.md by hand, with the date and the machine: machines are noisy, so compare the ratios.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent


def names() -> list[str]:
    """Every `*_bench.py` beside this file."""
    return sorted(path.stem.removesuffix("_bench") for path in HERE.glob("*_bench.py"))


def main(wanted: list[str]) -> int:
    """Exit 0 when all ran; a figure below its limit is printed, not hidden, and fails nothing."""
    unknown = set(wanted) - set(names())
    if unknown:
        print(f"No such bench: {', '.join(sorted(unknown))}. There are: {', '.join(names())}.", file=sys.stderr)
        return 2
    worst = 0
    for name in wanted or names():
        print(f"== {name}", flush=True)
        started = time.perf_counter()
        done = subprocess.run([sys.executable, str(HERE / f"{name}_bench.py")], check=False)
        print(f"   ({time.perf_counter() - started:.0f} s)\n", flush=True)
        worst = max(worst, done.returncode)
    return worst


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
