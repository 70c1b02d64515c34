"""Playbook files that a lead may read, change and take back.

What is shipped is never touched: a change is a file of the team's own that lies over ours, and taking it back removes
that file.
"""

from __future__ import annotations

import difflib
import os
import re
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from duecourse.playbooks import SHIPPED, PlaybookError, files
from duecourse.playbooks.brief import load_questions
from duecourse.playbooks.messages import load_messages, load_stationery
from duecourse.playbooks.objections import load_cards
from duecourse.playbooks.plain_language import load_terms
from duecourse.playbooks.scripts import load_house, load_scripts

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,60}\.(?:md|toml)")
# A file of words or a script is a few pages. More is a mistake, or an attack.
MAX_BYTES = 200_000


@dataclass(frozen=True, slots=True)
class Section:
    """One folder of playbooks. `load` reads all of it and raises PlaybookError where something is wrong."""

    folder: str
    title: str
    about: str
    suffixes: tuple[str, ...]
    load: Callable[[Path | None], object]


def _load_scripts(overlay: Path | None) -> object:
    return load_scripts(overlay), load_house(overlay)


def _load_messages(overlay: Path | None) -> object:
    return load_messages(overlay), load_stationery(overlay)


SECTIONS: dict[str, Section] = {
    section.folder: section
    for section in (
        Section("scripts", "Scripts", "What to say, situation by situation.", (".md", ".toml"), _load_scripts),
        Section("messages", "Messages", "What we write: e-mails, letters, text messages.", (".toml",), _load_messages),
        Section("objections", "Answers", "What to say when they say something difficult.", (".toml",), load_cards),
        Section("brief", "Questions", "What may be worth asking, drawn from facts.", (".toml",), load_questions),
        Section(
            "plain_language", "Plain words", "Trade words with plain ones; phrases to avoid.", (".toml",), load_terms
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Source:
    """One file. `file` is folder and name; `is_own` when the team's own file is in force, `is_shipped` when ours
    exists as well, so that the own one can be taken back."""

    file: str
    path: Path
    is_own: bool
    is_shipped: bool

    @property
    def folder(self) -> str:
        return self.file.partition("/")[0]

    @property
    def name(self) -> str:
        return self.file.partition("/")[2]

    @property
    def text(self) -> str:
        """What the file says; a byte that is no text shows as a mark instead of breaking the page."""
        return self.path.read_text("utf-8", errors="replace")

    @property
    def changes(self) -> tuple[str, ...]:
        """What the team changed, line by line: "-" was ours, "+" is theirs. Empty when nothing lies over ours."""
        if not (self.is_own and self.is_shipped):
            return ()
        ours = (SHIPPED / self.file).read_text("utf-8").splitlines()
        return tuple(difflib.unified_diff(ours, self.text.splitlines(), lineterm="", n=1))[2:]


# Files that carry no title of their own.
_TITLES = {
    "scripts/house.toml": ("House rules", "The name and number you call under, recording, and what a high balance is."),
    "messages/house.toml": ("Around every message", "How it begins and ends, who sends it, and how one opts out."),
    "brief/questions.toml": ("Questions worth asking", "Each comes from a fact of the account."),
    "plain_language/phrases.toml": ("Phrases to avoid", "Blame, threats, vague promises, and what to say instead."),
    "plain_language/billing.toml": ("Invoices, orders and deliveries", "Trade words with plain ones."),
    "plain_language/collections.toml": ("Collecting", "Trade words with plain ones."),
    "plain_language/ledger.toml": ("The books", "Trade words with plain ones."),
    "plain_language/legal.toml": ("Law and contracts", "Trade words with plain ones."),
    "plain_language/medical.toml": ("Medical billing", "Trade words with plain ones."),
    "plain_language/office.toml": ("Banks, computers and the office", "Trade words with plain ones."),
    "plain_language/payments.toml": ("Paying and matching", "Trade words with plain ones."),
}


@dataclass(frozen=True, slots=True)
class About:
    """What people call a file, and what it is for."""

    title: str
    aim: str = ""


def about(source: Source) -> About:
    """Read from the top of the file; a file without a heading goes by its name. Works for broken files too."""
    if source.file in _TITLES:
        return About(*_TITLES[source.file])
    head = source.text.splitlines()[:12]
    title = _first(head, "# ") if source.name.endswith(".md") else _first(head, "title = ").strip('"')
    aim = _first(head, "aim: ") or _first(head, "aim = ").strip('"')
    return About(title or source.name.rpartition(".")[0].replace("_", " ").capitalize(), aim)


def _first(lines: list[str], start: str) -> str:
    return next((line.removeprefix(start).strip() for line in lines if line.startswith(start)), "")


def sources(folder: str, overlay: Path | None = None) -> tuple[Source, ...]:
    """All files of a section, sorted by title."""
    section = SECTIONS[folder]
    found = {name: path for suffix in section.suffixes for name, path in files(folder, suffix, overlay=overlay).items()}
    named = (_source(f"{folder}/{name}", path) for name, path in found.items() if _NAME.fullmatch(name))
    return tuple(sorted(named, key=lambda source: about(source).title.casefold()))


def source(file: str, overlay: Path | None = None) -> Source:
    """One file by folder and name. Raises PlaybookError when there is none."""
    folder = file.partition("/")[0]
    if folder in SECTIONS:
        for found in sources(folder, overlay):
            if found.file == file:
                return found
    raise PlaybookError(f"there is no playbook file “{file[:80]}”")


def _source(file: str, path: Path) -> Source:
    shipped = SHIPPED / file
    return Source(file, path, is_own=path != shipped, is_shipped=shipped.exists())


def new_file(folder: str, name: str) -> str:
    """The file name for a new file. Raises PlaybookError with what a name may look like."""
    section = SECTIONS.get(folder)
    if section is None:
        raise PlaybookError(f"there is no folder “{folder[:40]}”; use one of: {', '.join(SECTIONS)}")
    if not _NAME.fullmatch(name) or not name.endswith(section.suffixes):
        endings = " or ".join(section.suffixes)
        raise PlaybookError(f"a name has small letters, digits, - and _, and ends in {endings}: first_reminder.md")
    return f"{folder}/{name}"


def problems_of(file: str, text: str, overlay: Path | None) -> tuple[str, ...]:
    """What would be wrong if this text were saved, also in other files that build on it. Tried on a copy; nothing is
    written. What is wrong already and has nothing to do with this file does not stand in its way."""
    folder, _, name = file.partition("/")
    new_file(folder, name)
    if len(text.encode("utf-8", errors="replace")) > MAX_BYTES:
        return (f"the file is larger than {MAX_BYTES // 1000} kB",)
    if "\x00" in text:
        return ("the text holds a null character: paste it as plain text",)
    before = set(_errors(folder, overlay))
    with tempfile.TemporaryDirectory(prefix="duecourse-playbooks-") as scratch:
        trial = Path(scratch) / "playbooks"
        if overlay is not None and (overlay / folder).is_dir():
            shutil.copytree(overlay / folder, trial / folder)
        _write(trial / file, text)
        after = [error.replace(f"{trial}{os.sep}", "") for error in _errors(folder, trial)]
    return tuple(_short(error, file) for error in after if f"{file}" in error or error not in before)


def _errors(folder: str, overlay: Path | None) -> list[str]:
    try:
        SECTIONS[folder].load(overlay)
    except PlaybookError as error:
        root = f"{overlay}{os.sep}" if overlay else ""
        return [line.replace(root, "") if root else line for line in str(error).splitlines()]
    return []


def _short(error: str, file: str) -> str:
    """The message without the name of the file that is open anyway."""
    return error.removeprefix(file).lstrip(":, ")


def save(file: str, text: str, root: Path) -> None:
    """Write the team's own file, whole or not at all. `root` is their playbooks folder. Raises PlaybookError."""
    folder, _, name = file.partition("/")
    _write(root / new_file(folder, name), text)


def _write(path: Path, text: str) -> None:
    write_whole(path, "\n".join(text.replace("\r\n", "\n").replace("\r", "\n").splitlines()) + "\n")


def write_whole(path: Path, text: str) -> None:
    """Word for word; whoever reads meanwhile sees the file as it was or as it will be."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, partial = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as out:
        out.write(text)
    Path(partial).replace(path)


def take_back(file: str, root: Path) -> bool:
    """Remove the team's own file, so that ours is in force again. False when there was none. Raises PlaybookError."""
    folder, _, name = file.partition("/")
    path = root / new_file(folder, name)
    if not path.is_file():
        return False
    path.unlink()
    return True
