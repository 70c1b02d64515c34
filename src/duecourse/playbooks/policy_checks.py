"""Looking a pack over before it may bind anybody: every error with its line and rule, every example run, every number
that no example holds in place. Nothing here writes anything."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

from duecourse.domain.contact_policy import Malformed, Pack, parse_pack
from duecourse.domain.contact_policy.comparing import compare
from duecourse.domain.contact_policy.pack import Activation
from duecourse.domain.contact_policy.pack_reading import parse_rule, rule_place
from duecourse.domain.contact_policy.places import covers
from duecourse.domain.contact_policy.replay import instead
from duecourse.playbooks import PlaybookError
from duecourse.playbooks.policies import read_pack
from duecourse.playbooks.policy_examples import asked_with, example_of, examples_of, faults
from duecourse.playbooks.policy_mutation import Loose, loose_numbers

MAX_BYTES = 200_000
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
_RULE = re.compile(r"\s*\[\[\s*rules\s*\]\]")
_TABLE = re.compile(r"\s*\[")
_EXAMPLE = re.compile(r"\s*\{.*\bat\s*=")
_ACTIVATION = re.compile(r"(?ms)^(?:# Put in force[^\n]*\n)?\[activation\].*?(?=^\[|\Z)")


@dataclass(frozen=True, slots=True)
class Problem:
    """What has to be put right. `line` counts from 1; None where it is about the whole."""

    message: str
    line: int | None = None
    rule: str = ""

    def __str__(self) -> str:
        where = ", ".join(part for part in (f"line {self.line}" if self.line else "", self.rule) if part)
        return f"{where}: {self.message}" if where else self.message


@dataclass(frozen=True, slots=True)
class Checked:
    """`pack` is None where the text cannot be read. `elsewhere`: examples of other packs that come out differently."""

    pack: Pack | None
    problems: tuple[Problem, ...]
    examples: int = 0
    loose: tuple[Loose, ...] = ()
    elsewhere: tuple[str, ...] = ()

    @property
    def is_usable(self) -> bool:
        return self.pack is not None and not self.problems


@lru_cache(maxsize=16)
def check_pack(text: str, packs: tuple[Pack, ...], *, base: Pack | None = None) -> Checked:
    """The text as it would stand among these packs. `base`: the version it was copied from; only rules that differ
    from it have their numbers moved. The last answers are kept: saving a draft, its page and its proposal all ask."""
    if problem := _too_much(text):
        return Checked(None, (problem,))
    try:
        raw = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        return Checked(None, (_of_toml(error),))
    lines = _Lines(text)
    if problems := tuple(_of_rules(raw, lines)):
        return Checked(None, problems)
    try:
        parse_pack(raw, "")
        pack = read_pack(text, "pack")
    except (Malformed, PlaybookError) as error:
        return Checked(None, (lines.place(str(error).removeprefix("pack").removeprefix("."), raw),))
    if pack.activation is not None:
        return Checked(None, (Problem("[activation] is written when the draft is put in force: leave it out"),))
    if base is not None and pack.id != base.id and any(one.id == pack.id for one in packs):
        return Checked(None, (Problem(f"the id {pack.id!r} belongs to another pack", lines.of_key("id")),))
    if problems := tuple(_ids_of_others(pack, packs, lines)):
        return Checked(pack, problems)
    return _run(pack, raw, lines, instead(packs, pack), packs, base)


def _run(
    pack: Pack, raw: Mapping[str, Any], lines: _Lines, asked: tuple[Pack, ...], before: tuple[Pack, ...],
    base: Pack | None,
) -> Checked:  # fmt: skip
    problems = tuple(_of_examples(pack, lines, asked))
    changed = _changed(pack, base)
    loose: list[Loose] = []
    if not problems:
        for index, rule in enumerate(pack.rules):
            if (rule.id, rule.effective) in changed:
                loose += loose_numbers(pack, index, raw["rules"][index], asked)
    return Checked(
        pack, problems, sum(len(rule.examples) for rule in pack.rules), tuple(loose),
        tuple(_elsewhere(pack, asked, before)) if not problems else (),
    )  # fmt: skip


def _ids_of_others(pack: Pack, packs: tuple[Pack, ...], lines: _Lines) -> Iterator[Problem]:
    """A reason names a rule by its id, and so do evidence, replay and news: no two packs have the same."""
    others = {entry.id: one.id for one in packs if one.id != pack.id for entry in (*one.rules, *one.duties)}
    for index, entry in enumerate((*pack.rules, *pack.duties)):
        if entry.id in others:
            line = lines.of_rule(index, "id") if index < len(pack.rules) else None
            yield Problem(f"the pack {others[entry.id]} has this id: give it one of its own", line, entry.id)


def _too_much(text: str) -> Problem | None:
    if len(text.encode("utf-8", errors="replace")) > MAX_BYTES:
        return Problem(f"the text is larger than {MAX_BYTES // 1000} kB")
    if "\x00" in text:
        return Problem("the text holds a null character: paste it as plain text")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return Problem("the text holds half a character: paste it as plain text")
    return None


def _of_toml(error: Exception) -> Problem:
    said = str(error) or "this is nested too deeply"
    found = re.search(r" \(at line (\d+), column \d+\)", said)
    return Problem(said.replace(found.group(), ""), int(found.group(1))) if found else Problem(said)


def _of_rules(raw: Mapping[str, Any], lines: _Lines) -> Iterator[Problem]:
    """Each rule by itself, so that one mistake does not hide the next."""
    listed = raw.get("rules")
    layer = raw.get("layer") if isinstance(raw.get("layer"), str) else "country"
    for index, item in enumerate(listed if isinstance(listed, list) else ()):
        place = rule_place("", item, index).strip()
        try:
            parse_rule(item, place, str(layer))
        except Malformed as error:
            key, _, said = str(error).removeprefix(place).removeprefix(".").partition(": ")
            if said == "missing" and isinstance(item, Mapping) and (near := get_close_matches(key, item, n=1)):
                key, said = near[0], f"is {key} meant?"
            name = item.get("id") if isinstance(item, Mapping) and isinstance(item.get("id"), str) else ""
            yield Problem(f"{key}: {said}" if key else said, lines.of_rule(index, key), name or f"rule {index + 1}")


def _of_examples(pack: Pack, lines: _Lines, asked: tuple[Pack, ...]) -> Iterator[Problem]:
    packs = asked_with(pack, asked)
    for index, rule in enumerate(pack.rules):
        for number in range(1, len(rule.examples) + 1):
            line = lines.of_example(index, number)
            try:
                found = faults(example_of(pack, rule, number), packs)
            except PlaybookError as error:
                said = str(error).removeprefix(f"{pack.id} rule {rule.id} example {number}").lstrip(".: ")
                yield Problem(f"example {number}: {said}", line, rule.id)
                continue
            if found:
                yield Problem(f"example {number} does not hold: {'; '.join(found)}", line, rule.id)


def _changed(pack: Pack, base: Pack | None) -> set[tuple[str, object]]:
    if base is None:
        return {(rule.id, rule.effective) for rule in pack.rules}
    return {(one.after.id, one.after.effective) for one in compare(base, pack).rules if one.after is not None}


def _elsewhere(pack: Pack, asked: tuple[Pack, ...], before: tuple[Pack, ...]) -> Iterator[str]:
    """Examples of packs that share a place with this one, where they held and hold no more."""
    for other in before:
        if other.id == pack.id or not _share_a_place(pack, other):
            continue
        for example in examples_of(other):
            told = faults(example, asked_with(other, asked))
            if told and not faults(example, asked_with(other, before)):
                yield f"{other.id}, {example.rule.id}: {'; '.join(told)}"


def _share_a_place(one: Pack, other: Pack) -> bool:
    return any(covers(a, b) or covers(b, a) for a in one.jurisdictions for b in other.jurisdictions)


def with_activation(text: str, activation: Activation) -> str:
    """The text as it is put in force: by whom, from when and why stands at its end."""
    return (
        f"{text.rstrip()}\n\n# Put in force by two people; this part is written by the product.\n[activation]\n"
        f"from = {activation.starts.isoformat()}\nproposed_by = {_quoted(activation.proposed_by)}\n"
        f"approved_by = {_quoted(activation.approved_by)}\nwhy = {_quoted(activation.why)}\n"
    )


def _quoted(text: str) -> str:
    """A TOML string on one line."""
    return json.dumps(_CONTROL.sub(" ", text), ensure_ascii=False)


def without_activation(text: str) -> str:
    """A text to copy from: who put it in force, and when, belongs to that version alone."""
    return _ACTIVATION.sub("", text).rstrip() + "\n"


class _Lines:
    """Where in the text things stand."""

    def __init__(self, text: str) -> None:
        self.lines = text.splitlines()
        starts = [n for n, line in enumerate(self.lines) if _RULE.match(line)]
        self.rules = [(start, self._end(start + 1)) for start in starts]

    def _end(self, start: int) -> int:
        """The next table that is no part of the rule."""
        for n in range(start, len(self.lines)):
            if _TABLE.match(self.lines[n]) and not self.lines[n].lstrip().startswith("[rules."):
                return n
        return len(self.lines)

    def of_rule(self, index: int, key: str = "") -> int | None:
        """The line of that key of the rule, else the rule's own first line."""
        if index >= len(self.rules):
            return None
        start, end = self.rules[index]
        return self._key(key, start, end) or start + 1

    def of_key(self, key: str) -> int | None:
        return self._key(key, 0, self.rules[0][0] if self.rules else len(self.lines))

    def _key(self, key: str, start: int, end: int) -> int | None:
        name = re.split(r"[.\[]", key)[0]
        pattern = re.compile(rf'\s*"?{re.escape(name)}"?\s*[=.]')
        return next((n + 1 for n in range(start, end) if name and pattern.match(self.lines[n])), None)

    def of_example(self, index: int, number: int) -> int | None:
        """One example stands on one line, as in the packs that are shipped; else the line where they begin."""
        if index >= len(self.rules):
            return None
        start, end = self.rules[index]
        found = [n + 1 for n in range(start, end) if _EXAMPLE.match(self.lines[n])]
        return found[number - 1] if number <= len(found) else self.of_rule(index, "examples")

    def place(self, said: str, raw: Mapping[str, Any]) -> Problem:
        """An error about the pack as a whole, at the line of its key or rule."""
        if found := re.search(r"\brule ([^.: ]+)[.:]\S* (.*)", said, re.DOTALL):
            names = [item.get("id") for item in raw.get("rules", []) if isinstance(item, Mapping)]
            index = len(names) - 1 - names[::-1].index(found.group(1)) if found.group(1) in names else len(names)
            return Problem(found.group(2), self.of_rule(index), found.group(1))
        if found := re.match(r"\s*\w+ ([\w-]+)\.(.*)", said, re.DOTALL):  # "disclosures TX-1.say: ..."
            quoted = f'"{found.group(1)}"'
            start = next((n for n, line in enumerate(self.lines) if "id" in line and quoted in line), None)
            if start is not None:
                key = found.group(2).partition(":")[0]
                return Problem(found.group(2), self._key(key, start, self._end(start)) or start + 1, found.group(1))
        return Problem(said, self.of_key(said.partition(":")[0]))
