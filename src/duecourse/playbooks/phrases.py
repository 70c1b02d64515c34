"""Loads the phrases that the conversation engine looks for: `phrases/*.toml`, ours with the user's own laid over them.

Trade terms come from the plain-language lists, so that a term is written down once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from duecourse.domain.conversation.hindsight import side_by_side
from duecourse.domain.conversation.phrase_language import PhraseError, compile_phrase
from duecourse.domain.conversation.phrases import Book, Family
from duecourse.domain.plain_language import Term
from duecourse.playbooks import SHIPPED, PlaybookError, files, overlay_root, read_toml, stamp
from duecourse.playbooks.classifiers import FOLDER as CLASSIFIERS
from duecourse.playbooks.classifiers import load_classifiers, load_hindsight, load_second_look, load_whole_call
from duecourse.playbooks.fields import Fields
from duecourse.playbooks.plain_language import FOLDER as TERMS
from duecourse.playbooks.plain_language import load_terms

FOLDER = "phrases"
_KNOWN = ("marks", "who", "asks", "phrases", "unless", "match", "no_match")
_SPEAKERS = ("caller", "client", "both")
_CAPITALS = re.compile(r"\b[A-Z]{2,}\b")
_SPEAKABLE = re.compile(r"[^a-z0-9#' ]+")


def load_book(overlay: Path | None = None) -> Book:
    """Every phrase family, compiled, and the classifiers that weigh them. Raises PlaybookError that names file, family
    and field. Cached: compiling takes a moment, and files that have not changed are not read again."""
    overlay = overlay if overlay is not None else overlay_root()
    kinds = ((FOLDER, ".toml"), (CLASSIFIERS, ".json"), (TERMS, ".toml"))
    read = [path for folder, suffix in kinds for path in files(folder, suffix, overlay=overlay).values()]
    # Somebody's own scripts or messages are no reason to read the phrases again.
    own = overlay if overlay is not None and any(overlay in path.parents for path in read) else SHIPPED
    return _book(own, tuple((path, stamp(path)) for path in read))


@lru_cache(maxsize=8)
def _book(overlay: Path, stamps: tuple[tuple[Path, object], ...]) -> Book:
    judges, hindsight = load_classifiers(overlay), load_hindsight(overlay)
    if hindsight is not None:
        judges, hindsight = side_by_side(judges, hindsight)
    return Book(load_families(overlay), judges, load_second_look(overlay), hindsight, load_whole_call(overlay))


def load_families(overlay: Path | None = None) -> tuple[Family, ...]:
    """The families of every phrase file and one per trade term, in the order of the files."""
    families: list[Family] = []
    everyday: set[str] = set()
    for path in files(FOLDER, overlay=overlay).values():
        data = read_toml(path)
        everyday.update(data.pop("everyday", ()))
        families += _families(path, data)
    terms = [t for t in load_terms(overlay).index.terms if t.name not in everyday]
    return (*families, *(f for term in terms for f in _of_term(term)))


def _families(path: Path, data: dict[str, Any]) -> Iterator[Family]:
    """Values at the top of a file hold for each of its families that does not say otherwise."""
    common = {key: data.pop(key) for key in _KNOWN if key in data}
    shared = tuple(common.pop("unless", ()))
    for name, table in data.items():
        if not isinstance(table, dict):
            raise PlaybookError(f'{path}: "{name}" must be a table: write [{name}] and its fields below')
        yield _family(Fields({**common, **table}, f"{path}: [{name}]"), f"{path.stem}.{name}", shared)


def _family(row: Fields, name: str, shared: tuple[str, ...]) -> Family:
    family = Family(
        id=name,
        marks=row.text("marks"),
        who=row.choice("who", _SPEAKERS),
        phrases=row.texts("phrases", required=True),
        unless=(*shared, *row.texts("unless")),
        asks=row.choice("asks", ("only", "never")) if "asks" in row.row else "",
        fields={key: row.text(key) for key in row.row if key not in _KNOWN},
        match=row.texts("match", required=True),
        no_match=row.texts("no_match", required=True),
    )
    row.nothing_else()
    for phrase in (*family.phrases, *family.unless):
        try:
            compile_phrase(phrase)
        except PhraseError as error:
            raise PlaybookError(f"{row.where}: {error}") from error
    return family


def _of_term(term: Term) -> Iterator[Family]:
    """A trade term as a family; forms in capitals apart, because "SAP" is a program and "sap" is none."""
    for capitals in (False, True):
        forms = tuple(_spoken(f) for f in term.forms if bool(_CAPITALS.search(f)) is capitals and _is_speakable(f))
        if forms:
            fields = {"term": term.name, "plain": term.plain, "everyday_for": " ".join(term.everyday_for)}
            if capitals:
                fields["capitals"] = "yes"
            unless = tuple(_spoken(u) for u in term.unless if _is_speakable(u))
            yield Family(f"term.{term.name}", "jargon", "caller", forms, unless, fields=fields)


def _spoken(form: str) -> str:
    """A written form as words in a row: "non-par" is said "non par"."""
    return " ".join(_SPEAKABLE.sub(" ", form.lower()).split())


def _is_speakable(form: str) -> bool:
    return any(c.isalpha() for c in form) and "/" not in form and "&" not in form
