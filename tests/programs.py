"""The system programs that tests drive: where they are, and `python tests/programs.py` to install what is missing.

Only Debian's (or Ubuntu's) root can install; anybody else is told what to install, and the tests that need it skip.
With CI=true those tests fail instead: a check that silently did not run is worse than a red one.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from ctypes.util import find_library
from pathlib import Path

# fonts-liberation: without any font a browser draws boxes. libatomic: what drives the browser is linked with it.
PACKAGES = {"chromium": ("chromium", "fonts-liberation"), "libatomic": ("libatomic1",), "postgresql": ("postgresql",)}


def chromium() -> Path | None:
    """The browser, whatever its package calls it."""
    found = (shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))
    return next((Path(path) for path in found if path), None)


def postgresql() -> Path | None:
    """The folder of PostgreSQL's server programs, the newest version; Debian keeps them off the PATH."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if folders:
        return folders[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


def libatomic() -> Path | None:
    """The library that Playwright's own program cannot start without; a bare Debian lacks it."""
    found = find_library("atomic")
    return Path(found) if found else None


def required() -> bool:
    """Whether a missing program is a failure rather than a reason to skip."""
    return os.environ.get("CI", "").lower() in ("1", "true")


def missing() -> list[str]:
    found = {"chromium": chromium(), "libatomic": libatomic(), "postgresql": postgresql()}
    return [name for name, path in found.items() if path is None]


def _install(packages: list[str]) -> bool:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-qq", "-y", "--no-install-recommends", "--no-upgrade", *packages]
    for command in (install, ["apt-get", "update", "-qq"], install):
        done = subprocess.run(command, env=environment, check=False, capture_output=True, text=True)
        if done.returncode == 0 and command is install:
            return True
    print(done.stderr, file=sys.stderr)
    return False


def main() -> int:
    """Exit status 0 also where something stays missing: the tests themselves skip or, in CI, fail."""
    if not (names := missing()):
        return 0
    packages = [package for name in names for package in PACKAGES[name]]
    if shutil.which("apt-get") and os.geteuid() == 0:
        print(f"Installing {' '.join(packages)} for the tests (once) ...", file=sys.stderr)
        if _install(packages):
            return 0
    print(
        f"Not installed: {', '.join(names)}. The tests that need them skip. On Debian and Ubuntu:\n"
        f"  sudo apt-get install {' '.join(packages)}",
        file=sys.stderr,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
