"""All the speed figures, one after the other, each in a process of its own: `make bench`.

    python benchmarks/run.py [NAME ...]

Ends with every figure beside its limit. What it prints goes into RESULTS.md by hand, with the date and the machine:
machines are noisy, so compare the ratios.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from limits import BUSY, KEPT_IN, MISSED, read

HERE = Path(__file__).parent


def names() -> list[str]:
    """Every `*_bench.py` beside this file."""
    return sorted(path.stem.removesuffix("_bench") for path in HERE.glob("*_bench.py"))


def main(wanted: list[str]) -> int:
    """Exit 0 when every figure is within its limit, 1 when one is missed or a bench broke off, 2 for a wrong name."""
    unknown = set(wanted) - set(names())
    if unknown:
        print(f"No such bench: {', '.join(sorted(unknown))}. There are: {', '.join(names())}.", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="duecourse-bench-") as folder:
        kept = Path(folder) / "figures"
        environment = {**os.environ, KEPT_IN: str(kept), "BENCH_LEDGERS": folder}
        broken = [name for name in wanted or names() if _run(name, environment)]
        return _summary(kept, broken)


def _run(name: str, environment: dict[str, str]) -> bool:
    """Whether it broke off."""
    print(f"== {name}", flush=True)
    started = time.perf_counter()
    done = subprocess.run([sys.executable, str(HERE / f"{name}_bench.py")], env=environment, check=False)
    print(f"   ({time.perf_counter() - started:.0f} s)\n", flush=True)
    return done.returncode not in (0, 1)


def _summary(kept: Path, broken: list[str]) -> int:
    figures = read(kept)
    print("== every figure beside its limit")
    for figure in figures:
        print(f"  {figure}")
    for name in broken:
        print(f"  BROKE   the bench {name} did not finish")
    missed = [figure for figure in figures if figure.verdict == MISSED]
    busy = [figure for figure in figures if figure.verdict == BUSY]
    print(f"\n{len(figures) - len(missed) - len(busy)} ok, {len(missed)} missed, {len(busy)} only by processor time.")
    if busy:
        print(f"The machine did other work (load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores): measure again.")
    return int(bool(missed or broken))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
