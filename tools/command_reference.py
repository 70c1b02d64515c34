"""Prints docs/howto/commands.md from the commands themselves: `python tools/command_reference.py`.

It does not use argparse's own layout, which changes with Python's version and the width of the terminal.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator

from duecourse.cli import parser

HEAD = """# Commands

Written by `make docs` from the commands themselves, and compared with them by a test. `duecourse COMMAND --help` says
the same on a terminal.
Exit status: 0 done, 1 the answer is no (a broken chain, a failed check), 2 the input cannot be used.
"""


def reference() -> str:
    """The whole page."""
    return "\n".join([HEAD, *(_section(*command) for command in sorted(_commands(parser())))])


def _commands(
    given: argparse.ArgumentParser, name: str = "duecourse", said: str = ""
) -> Iterator[tuple[str, str, argparse.ArgumentParser]]:
    """Each command that can be run, with its one line of help; a group of verbs yields its verbs."""
    groups = [action for action in given._actions if isinstance(action, argparse._SubParsersAction)]
    for group in groups:
        lines = {choice.dest: choice.help or "" for choice in group._choices_actions}
        for verb, below in group.choices.items():
            yield from _commands(below, f"{name} {verb}", lines.get(verb, ""))
    if not groups:
        yield name, said, given


def _section(name: str, said: str, given: argparse.ArgumentParser) -> str:
    arguments = [a for a in given._actions if not isinstance(a, argparse._HelpAction) and a.help != argparse.SUPPRESS]
    synopsis = " ".join([name, *(_in_synopsis(argument) for argument in arguments)])
    about = (given.description or said).strip()
    lines = [f"## `{synopsis}`", "", about[:1].upper() + about[1:] + ("" if about.endswith(".") else ".")]
    if arguments:
        lines += ["", "| argument | meaning |", "|---|---|", *(_row(argument) for argument in arguments)]
    return "\n".join([*lines, ""])


def _in_synopsis(argument: argparse.Action) -> str:
    words = _words(argument)
    required = argument.required if argument.option_strings else argument.nargs not in ("?", "*")
    return words if required else f"[{words}]"


def _words(argument: argparse.Action) -> str:
    """`--profile NAME`, `FILE`, `--map KEY=VALUE ...`"""
    value = _value(argument) if argument.nargs != 0 else ""
    if argument.nargs in ("+", "*"):
        value += " ..."
    return " ".join(part for part in (argument.option_strings[-1] if argument.option_strings else "", value) if part)


def _value(argument: argparse.Action) -> str:
    if isinstance(argument.metavar, str):
        return argument.metavar
    if argument.choices is not None:
        return "{" + ",".join(str(choice) for choice in argument.choices) + "}"
    return argument.dest.upper()


def _row(argument: argparse.Action) -> str:
    meaning = (argument.help or "").replace("%(default)s", str(argument.default)).replace("%%", "%").replace("|", "\\|")
    if argument.option_strings and argument.nargs != 0 and argument.default not in (None, [], ""):
        meaning += f" ({argument.default} without it)"
    return f"| `{_words(argument)}` | {meaning} |".replace("  ", " ")


if __name__ == "__main__":
    sys.stdout.write(reference())
