"""Reading one table of a playbook file, with errors that say which file, entry and field, and what to write."""

from __future__ import annotations

import difflib
from collections.abc import Collection
from typing import Any

from duecourse.playbooks import PlaybookError


class Fields:
    """A TOML table that is taken apart field by field. `where` leads every message: file and entry."""

    def __init__(self, row: dict[str, Any], where: str) -> None:
        self.row = row
        self.where = where
        self._seen: set[str] = set()

    def named(self, key: str) -> None:
        """Add the entry's own name to the messages: 'term 12 ("net terms")' is found faster than 'term 12'."""
        name = self.row.get(key)
        if isinstance(name, str):
            self.where = f'{self.where} ("{name}")'

    def error(self, field: str, problem: str) -> PlaybookError:
        return PlaybookError(f"{self.where}: {field} {problem}")

    def text(self, field: str, default: str | None = None) -> str:
        """A text that is not empty; `default` when the field is absent. Raises PlaybookError."""
        self._seen.add(field)
        if field not in self.row:
            if default is None:
                raise self.error(field, "is missing")
            return default
        value = self.row[field]
        if not isinstance(value, str):
            raise self.error(field, f'must be a text in quotation marks, not "{value}"')
        if not value.strip() and default is None:
            raise self.error(field, "is empty")
        return value.strip()

    def texts(self, field: str, *, required: bool = False) -> tuple[str, ...]:
        """A list of texts; empty when the field is absent and not `required`. Raises PlaybookError."""
        self._seen.add(field)
        value = self.row.get(field, [])
        if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
            raise self.error(field, 'must be a list of texts: ["one", "two"]')
        if required and not value:
            raise self.error(field, "is missing: write at least one")
        return tuple(item.strip() for item in value)

    def flag(self, field: str) -> bool:
        """true or false; false when absent."""
        self._seen.add(field)
        value = self.row.get(field, False)
        if not isinstance(value, bool):
            raise self.error(field, "must be true or false")
        return value

    def entries(self, field: str) -> list[Any]:
        """A list with at least one entry of any kind."""
        self._seen.add(field)
        value = self.row.get(field)
        if not isinstance(value, list) or not value:
            raise self.error(field, "must be a list with at least one entry")
        return value

    def whole(self, field: str, *, default: int) -> int:
        """A whole number, zero or more; `default` when absent."""
        self._seen.add(field)
        value = self.row.get(field, default)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise self.error(field, "must be a whole number, zero or more")
        return value

    def table(self, field: str) -> dict[str, Any]:
        """A table of its own ([field]); empty when absent."""
        self._seen.add(field)
        value = self.row.get(field, {})
        if not isinstance(value, dict):
            raise self.error(field, f"must be a table: [{field}] and one line each below it")
        return value

    def choice(self, field: str, allowed: Collection[str]) -> str:
        """One of the allowed words. Raises PlaybookError with the nearest one."""
        return self._allowed(field, self.text(field), allowed)

    def choices(self, field: str, allowed: Collection[str], *, required: bool = False) -> tuple[str, ...]:
        """A list of allowed words."""
        return tuple(self._allowed(field, word, allowed) for word in self.texts(field, required=required))

    def _allowed(self, field: str, word: str, allowed: Collection[str]) -> str:
        if word not in allowed:
            raise self.error(field, f'"{word}" is not known{did_you_mean(word, allowed)}')
        return word

    def nothing_else(self) -> None:
        """Raises PlaybookError for a field that nobody asked for: a misspelt field would be lost in silence."""
        for field in self.row:
            if field not in self._seen:
                raise self.error(field, f"is not a field here{did_you_mean(field, self._seen)}")


def did_you_mean(word: str, allowed: Collection[str]) -> str:
    """'; did you mean "promise"?', or the words to choose from when none is near."""
    near = difflib.get_close_matches(word, allowed, n=1, cutoff=0.6)
    if near:
        return f'; did you mean "{near[0]}"?'
    return f"; use one of: {', '.join(sorted(allowed))}"
