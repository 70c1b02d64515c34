"""Every file of content can be read, and every loader takes what is shipped."""

from __future__ import annotations

import inspect
import pkgutil
import tomllib
from importlib import import_module

import pytest

import duecourse.playbooks

FOLDER = duecourse.playbooks.SHIPPED
FILES = sorted(path for suffix in ("*.toml", "*.md") for path in FOLDER.rglob(suffix))


def _loaders() -> list[str]:
    """Functions `load...` of the modules of playbooks that need no argument: `module:function`."""
    return [
        f"{module.name}:{name}"
        for module in pkgutil.walk_packages(duecourse.playbooks.__path__, "duecourse.playbooks.")
        for name, function in inspect.getmembers(import_module(module.name), inspect.isfunction)
        if name.startswith("load") and function.__module__ == module.name and _needs_nothing(function)
    ]


def _needs_nothing(function: object) -> bool:
    assert callable(function)
    return all(p.default is not p.empty for p in inspect.signature(function).parameters.values())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(FOLDER).as_posix())
def test_a_file_of_content_is_valid_utf8_with_a_valid_head(path):
    text = path.read_bytes().decode("utf-8")
    if path.suffix == ".toml":
        assert tomllib.loads(text), "an empty file says nothing: remove it"
    else:
        assert text.strip()


@pytest.mark.parametrize("name", _loaders())
def test_a_loader_takes_what_is_shipped(name):
    module, function = name.split(":")
    assert getattr(import_module(module), function)()
