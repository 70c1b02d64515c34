"""Loads the plain-language lists: trade terms and phrases to avoid, ours and the user's own laid over them."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from duecourse.domain.facts import ACCOUNT_KINDS
from duecourse.domain.plain_language import Term, Terms, index_terms
from duecourse.domain.plain_language.phrases import LEVELS, PHRASE_RULES, PhraseRule
from duecourse.playbooks import PlaybookError, files, overlay_root, read_toml, stamp
from duecourse.playbooks.fields import Fields

FOLDER = "plain_language"

_Made = TypeVar("_Made")


def load_terms(overlay: Path | None = None) -> Terms:
    """Every term and phrase rule of the playbooks. Raises PlaybookError that names file, entry and field."""
    return _load(overlay if overlay is not None else overlay_root(), _stamp(overlay))


def _stamp(overlay: Path | None) -> tuple[tuple[str, object], ...]:
    """What the files are right now: an edited list is read again, an unchanged one is not."""
    return tuple((str(path), stamp(path)) for path in files(FOLDER, overlay=overlay).values())


@cache
def _load(overlay: Path | None, stamped: tuple[tuple[str, object], ...]) -> Terms:
    terms: list[Term] = []
    phrases: list[PhraseRule] = []
    for path in files(FOLDER, overlay=overlay).values():
        data = read_toml(path)
        unknown = set(data) - {"term", "phrase"}
        if unknown:
            raise PlaybookError(f'{path}: "{min(unknown)}" is not known here; use [[term]] and [[phrase]]')
        terms += _entries(path, data, "term", _term)
        phrases += _entries(path, data, "phrase", _phrase)
    return Terms(index_terms(terms), tuple(phrases))


def _entries(path: Path, data: dict[str, Any], key: str, make: Callable[[Fields], _Made]) -> list[_Made]:
    rows = data.get(key, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise PlaybookError(f"{path}: write each {key} under its own [[{key}]]")
    return [make(Fields(row, f"{path}: {key} {at}")) for at, row in enumerate(rows, start=1)]


def _term(row: Fields) -> Term:
    row.named("name")
    term = Term(
        name=row.text("name"),
        plain=row.text("plain"),
        explain=row.text("explain"),
        forms=row.texts("forms", required=True),
        unless=row.texts("unless"),
        everyday_for=row.choices("everyday_for", ACCOUNT_KINDS),
        match=row.texts("match"),
        no_match=row.texts("no_match"),
    )
    row.nothing_else()
    return term


def _phrase(row: Fields) -> PhraseRule:
    row.named("id")
    rule = PhraseRule(
        id=row.text("id"),
        rule=row.choice("rule", PHRASE_RULES),
        level=row.choice("level", LEVELS),
        pattern=_pattern(row, row.text("pattern")),
        why=row.text("why"),
        plainer=row.text("plainer"),
        unless=_pattern(row, row.text("unless", "")) if "unless" in row.row else None,
        match=row.texts("match"),
        no_match=row.texts("no_match"),
    )
    row.nothing_else()
    return rule


def _pattern(row: Fields, source: str) -> re.Pattern[str]:
    try:
        return re.compile(source.replace("'", "['’]"), re.IGNORECASE)
    except re.error as error:
        raise row.error("pattern", f"is not a valid pattern ({error})") from error
