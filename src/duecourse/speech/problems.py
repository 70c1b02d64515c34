"""What can be wrong with a recording or with what should read it. Every message says what to do."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from types import ModuleType


class RecordingProblem(ValueError):
    """The recording cannot be read."""


class SpeechNotInstalled(RuntimeError):
    """A package of the extra `speech` is missing here."""


class RecogniserProblem(RuntimeError):
    """The recogniser gave no words. Measures without words stand all the same."""


NEEDED = ("numpy", "soundfile", "soxr")


def installed() -> bool:
    """Whether recordings can be measured here."""
    return all(find_spec(name) for name in NEEDED)


def package(name: str, what_for: str) -> ModuleType:
    """A package of the extra, imported when it is needed. Raises SpeechNotInstalled."""
    try:
        return import_module(name)
    except ImportError as error:
        raise SpeechNotInstalled(
            f'{what_for} needs the package {name}. Install the extra: pip install "duecourse[speech]"'
        ) from error
