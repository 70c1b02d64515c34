"""The product's settings, with a data folder of the tests' own and none of the user's settings.

This has to happen here: pytest reads the settings before it reads any conftest.py.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path


def _folder() -> Path:
    """A process of a parallel run works inside the folder of the run, which that removes at its end."""
    if worker := os.environ.get("PYTEST_XDIST_WORKER"):
        return Path(os.environ["DUECOURSE_HOME"]) / worker
    folder = tempfile.mkdtemp(prefix="duecourse-tests-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


_home = _folder()
for _name in [name for name in os.environ if name.startswith("DUECOURSE_")]:
    del os.environ[_name]
os.environ["DUECOURSE_HOME"] = str(_home)

from duecourse.settings import *  # noqa: E402, F403

# In a file, as in real life: with Django's default, in memory, all threads share one connection, and neither the
# parallel requests of a browser nor two callers at once could be tried.
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    DATABASES["default"]["TEST"] = {"NAME": str(_home / "test.sqlite3")}  # noqa: F405

# Each test's client begins with its own middleware, and WhiteNoise's would list every static file first, for longer
# than most tests take. It looks each of them up when it is asked for instead.
WHITENOISE_AUTOREFRESH = True

# The product's way to keep a password, without the work that makes guessing dear.
PASSWORD_HASHERS = ["hashers_for_tests.LightArgon2"]

# pytest itself shows what a failing test logged.
LOGGING_CONFIG = None

# Commands that tests run as processes of their own take the product's settings.
os.environ["DJANGO_SETTINGS_MODULE"] = "duecourse.settings"
