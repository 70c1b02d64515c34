"""Make .venv hold exactly what a lock file names: `python3 tools/bootstrap.py requirements.lock`.

Needs only Python 3.11 and pip: Debian's python3-venv may be missing, and a system Python that refuses installs is left
alone. uv does the work in seconds; where uv cannot be had, pip installs the same hashes in a minute or two.
"""

from __future__ import annotations

import hashlib
import json
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "duecourse-setup.json"
UV_LOCK = ROOT / "requirements-bootstrap.lock"
# Quiet, from hashes, and never by building: a build would fetch tools that no lock names.
PIP_INSTALL = (
    *("install", "--quiet", "--disable-pip-version-check", "--no-input", "--root-user-action=ignore"),
    *("--require-hashes", "--only-binary", ":all:"),
)
# Each of these holds all of the one before and more, so it serves in its place.
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-train.lock")


class CannotSetUp(RuntimeError):
    """Setting up failed; the message says what to do about it."""


def main(lock_name: str) -> int:
    """Exit status: 0 the environment is as the lock says, 1 it could not be made so (the reason is on stderr)."""
    enough = LOCKS[LOCKS.index(lock_name) :]
    if any(STAMP.is_file() and _stamp_of(name) == STAMP.read_text() for name in enough):
        return 0
    print(f"Setting up .venv from {lock_name} (once) ...", file=sys.stderr)
    try:
        _make_venv()
        _install(ROOT / lock_name)
        _add_the_project()
    except CannotSetUp as problem:
        print(f"Cannot set up: {problem}", file=sys.stderr)
        return 1
    STAMP.write_text(_stamp_of(lock_name))
    return 0


def _stamp_of(lock_name: str) -> str:
    """What the environment was made from, and where: one that was moved or copied has to be made again."""
    digest = hashlib.sha256((ROOT / lock_name).read_bytes()).hexdigest()
    return json.dumps({"root": str(ROOT), "lock": lock_name, "sha256": digest})


def _run(*command: str | Path) -> bool:
    """Whether the command succeeded. What it says goes to stderr, so that piped output stays clean."""
    return subprocess.run([str(part) for part in command], check=False, stdout=sys.stderr).returncode == 0


def _make_venv() -> None:
    """An environment without pip of its own: that part is what Debian packages separately."""
    works = PYTHON.exists() and subprocess.run([PYTHON, "-c", ""], check=False).returncode == 0
    if works and (not STAMP.is_file() or json.loads(STAMP.read_text())["root"] == str(ROOT)):
        return
    if not _run(sys.executable, "-m", "venv", "--clear", "--without-pip", VENV):
        raise CannotSetUp(f"{sys.executable} -m venv failed; see above.")


def _install(lock: Path) -> None:
    pip = (sys.executable, "-m", "pip")
    if subprocess.run([*pip, "--version"], check=False, capture_output=True).returncode != 0:
        raise CannotSetUp(f"{sys.executable} has no pip. On Debian and Ubuntu: apt-get install python3-pip")
    uv = VENV / "uv" / "bin" / "uv"
    if not uv.exists():
        _get_uv(pip, uv)
    if uv.exists() and _run(uv, "pip", "sync", "--quiet", "--require-hashes", "--python", PYTHON, lock):
        return
    print("Going on with pip, which takes longer ...", file=sys.stderr)
    if not _run(*pip, "--python", PYTHON, *PIP_INSTALL, "-r", lock):
        raise CannotSetUp("pip could not install the packages; see above. A network, or pip's own settings for one?")


def _get_uv(pip: tuple[str, ...], uv: Path) -> None:
    """uv into a folder of its own inside .venv: a sync would remove it from .venv, and the system stays as it was."""
    folder = uv.parents[1]
    if not _run(*pip, *PIP_INSTALL, "--target", folder, "-r", UV_LOCK):
        shutil.rmtree(folder, ignore_errors=True)


def _add_the_project() -> None:
    """src/ on the path and the `duecourse` command. A .pth file needs no build, so no build tool has to be fetched."""
    ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
    site = subprocess.run([PYTHON, "-c", ask], check=True, capture_output=True, text=True).stdout.strip()
    Path(site, "duecourse.pth").write_text(f"{ROOT / 'src'}\n")
    command = VENV / "bin" / "duecourse"
    command.write_text(f'#!/bin/sh\nexec {shlex.quote(str(PYTHON))} -P -m duecourse.cli "$@"\n')
    command.chmod(0o755)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
