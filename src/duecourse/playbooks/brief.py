"""The brief with the questions of the playbooks, ours and the user's own laid over them."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

from duecourse.domain.brief import Brief, QuestionRule, brief, question_problems
from duecourse.domain.facts import AccountFacts
from duecourse.playbooks import PlaybookError, files, read_toml, stamp
from duecourse.playbooks.fields import Fields
from duecourse.playbooks.scripts import load_house

FOLDER = "brief"


def brief_for(facts: AccountFacts, today: date, now_local: datetime, *, overlay: Path | None = None) -> Brief:
    """The brief of this account. Raises PlaybookError when a playbook file cannot be used."""
    limits = load_house(overlay).limits
    return brief(facts, today, now_local, questions=load_questions(overlay), limits=limits)


def load_questions(overlay: Path | None = None) -> tuple[QuestionRule, ...]:
    """All question rules, file by file. Unchanged files are not read again. Raises PlaybookError."""
    paths = tuple(files(FOLDER, overlay=overlay).values())
    return _questions(paths, tuple(stamp(path) for path in paths))


@lru_cache(maxsize=8)
def _questions(paths: tuple[Path, ...], stamps: object) -> tuple[QuestionRule, ...]:
    return tuple(
        _rule(Fields(row, f"{path}: question {at}"))
        for path in paths
        for at, row in enumerate(read_toml(path).get("question", []), start=1)
    )


def _rule(row: Fields) -> QuestionRule:
    row.named("id")
    rule = QuestionRule(row.text("id"), row.texts("when", required=True), row.text("fact"), row.text("ask"))
    row.nothing_else()
    problems = list(question_problems(rule))
    if problems:
        raise PlaybookError("\n".join(f"{row.where}: {problem}" for problem in problems))
    return rule
