"""The text of a script file, read into a template. The form is Markdown that a person can write without a manual:

    # First reminder
    situation: first_reminder
    aim: Learn where the invoice stands and agree a date.

    ## Say who you are
    id: hello
    point: identified
    - Hello, this is {caller} from {company}.
      or: Hello, this is {caller}.
    - [consumer, not agency] A line that is said only when both conditions are true.
    tip: For your eyes only.
    avoid: What not to say here.

    use: goodbye

A dash starts something to say. "or:" gives another wording for it; the first whose conditions are true and whose
{placeholders} all have a fact is said. Text that is moved in belongs to the line above it. "use:" puts in a step of
shared.md, so that a greeting is written once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from duecourse.domain.script import Problem, ScriptTemplate, Slot, StepTemplate, template_problems
from duecourse.domain.script.template import step_problems
from duecourse.domain.spoken import Alternative

_HEADER_KEYS = ("situation", "aim", "avoid", "when")
_STEP_KEYS = ("id", "point", "tip", "avoid")
_KEY = re.compile(r"([a-z]+):\s*(.*)")
_WANTS = re.compile(r"\[([^\]]*)\]\s*(.*)", re.DOTALL)
# A script is a page or two. What is longer is something else, pasted by mistake.
MAX_CHARACTERS = 40_000


@dataclass(slots=True)
class _Piece:
    """One line with the moved-in lines that belong to it."""

    line: int
    kind: str  # "title", "step", "say", "or", "key"
    text: str
    key: str = ""


@dataclass(slots=True)
class _Draft:
    """A step while it is being read."""

    title: str
    line: int
    keys: dict[str, str] = field(default_factory=dict)
    say: list[Slot] = field(default_factory=list)
    tip: list[Slot] = field(default_factory=list)

    def made(self) -> StepTemplate:
        return StepTemplate(
            id=self.keys.get("id", ""),
            title=self.title,
            point=self.keys.get("point", ""),
            say=tuple(self.say),
            tip=tuple(self.tip),
            avoid=self.keys.get("avoid", ""),
            line=self.line,
        )


def read_script(
    text: str, source: str = "", shared: Mapping[str, StepTemplate] | None = None
) -> tuple[ScriptTemplate | None, tuple[Problem, ...]]:
    """The template and everything that is wrong with it, by line. The template is None when the text cannot be
    understood at all; with problems it must not be used for a call. `shared` are the steps that "use:" may name."""
    reader = _read(text, source, shared or {})
    reader.check_header()
    template = reader.template()
    problems = [*reader.problems, *(template_problems(template) if template else ())]
    return template, tuple(sorted(problems, key=lambda p: p.line))


def read_shared(text: str) -> tuple[dict[str, StepTemplate], tuple[Problem, ...]]:
    """The steps that several scripts use, by id. Their wording is checked here, their order in each script."""
    reader = _read(text, "", {})
    steps = reader.made_steps()
    problems = [*reader.problems, *(p for step in steps for p in step_problems(step))]
    return {step.id: step for step in steps}, tuple(sorted(problems, key=lambda p: p.line))


def _read(text: str, source: str, shared: Mapping[str, StepTemplate]) -> _Reader:
    reader = _Reader(source, shared)
    if len(text) > MAX_CHARACTERS:
        reader.problems.append(Problem(0, f"the text is longer than {MAX_CHARACTERS:,} characters"))
        return reader
    for piece in _pieces(text, reader.problems):
        reader.take(piece)
    return reader


def _pieces(text: str, problems: list[Problem]) -> Iterator[_Piece]:
    """Lines put together: what is moved in and is no "or:" continues the piece above it."""
    last: _Piece | None = None
    for number, raw in enumerate(text.splitlines(), start=1):
        line = raw.strip()
        if not line or line.startswith("<!--"):
            continue
        moved_in = raw[:1].isspace() and last is not None and last.kind in ("say", "or", "key")
        if moved_in and last is not None and not line.startswith(("or:", "-")):
            last.text = f"{last.text} {line}"
            continue
        if last is not None:
            yield last
        last = _piece(number, line, problems)
    if last is not None:
        yield last


def _piece(number: int, line: str, problems: list[Problem]) -> _Piece | None:
    if line.startswith("## "):
        return _Piece(number, "step", line[3:].strip())
    if line.startswith("# "):
        return _Piece(number, "title", line[2:].strip())
    if line.startswith("- "):
        return _Piece(number, "say", line[2:].strip())
    if line.startswith("or:"):
        return _Piece(number, "or", line[3:].strip())
    key = _KEY.fullmatch(line)
    if key:
        return _Piece(number, "key", key[2], key[1])
    text = f'"{line[:40]}" is neither a line to say (- ...), a step (## ...) nor a key (tip: ...)'
    problems.append(Problem(number, text))
    return None


class _Reader:
    """Puts pieces together to a template, and notes what does not fit."""

    def __init__(self, source: str, shared: Mapping[str, StepTemplate]) -> None:
        self.source = source
        self.shared = shared
        self.problems: list[Problem] = []
        self.title = ""
        self.header: dict[str, str] = {}
        self.steps: list[_Draft | StepTemplate] = []

    def take(self, piece: _Piece) -> None:
        if piece.kind == "title":
            self.title = piece.text
        elif piece.kind == "step":
            self.steps.append(_Draft(piece.text, piece.line))
        elif piece.kind == "key":
            self._take_key(piece)
        elif (step := self._open_step()) is None:
            self._problem(piece, "a line to say belongs below a step (## ...)")
        else:
            self._take_wording(piece, step.say)

    def _open_step(self) -> _Draft | None:
        """The step that is being written; None at the top and after a shared step, which is complete."""
        last = self.steps[-1] if self.steps else None
        return last if isinstance(last, _Draft) else None

    def _take_key(self, piece: _Piece) -> None:
        step = self._open_step()
        allowed = _STEP_KEYS if step else (() if self.steps else _HEADER_KEYS)
        if not piece.text:
            self._problem(piece, f"{piece.key}: is empty")
        elif piece.key == "use":
            self._take_shared(piece)
        elif piece.key not in allowed:
            self._problem(piece, f'"{piece.key}:" is not known here; use {", ".join((*allowed, "use"))}')
        elif piece.key == "tip" and step:
            self._take_wording(_Piece(piece.line, "say", piece.text), step.tip)
        else:
            (step.keys if step else self.header)[piece.key] = piece.text

    def _take_shared(self, piece: _Piece) -> None:
        step = self.shared.get(piece.text)
        if step is None:
            known = ", ".join(self.shared) or "none"
            self._problem(piece, f'"{piece.text}" is not a shared step; there are: {known}')
        else:
            say = tuple(replace(slot, line=piece.line) for slot in step.say)
            self.steps.append(replace(step, say=say, line=piece.line))

    def _take_wording(self, piece: _Piece, slots: list[Slot]) -> None:
        wants, text = split_wants(piece.text)
        if not text:
            self._problem(piece, "there is nothing to say in this line")
            return
        alternative = Alternative(text, wants)
        if piece.kind == "say":
            slots.append(Slot((alternative,), piece.line))
        elif not slots:
            self._problem(piece, '"or:" has no line above it to be another wording for')
        else:
            slots[-1] = replace(slots[-1], alternatives=(*slots[-1].alternatives, alternative))

    def _problem(self, piece: _Piece, text: str) -> None:
        self.problems.append(Problem(piece.line, text))

    def check_header(self) -> None:
        for key in ("situation", "aim"):
            if key not in self.header:
                self.problems.append(Problem(0, f'the line "{key}: ..." is missing at the top'))
        if not self.title:
            self.problems.append(Problem(0, "the title is missing: start with a line # and a name"))

    def made_steps(self) -> tuple[StepTemplate, ...]:
        for step in self.steps:
            if isinstance(step, _Draft) and "id" not in step.keys:
                self.problems.append(Problem(step.line, 'the step has no id: write a line "id: ..." below its title'))
        return tuple(step.made() if isinstance(step, _Draft) else step for step in self.steps)

    def template(self) -> ScriptTemplate | None:
        steps = self.made_steps()
        if not steps or "situation" not in self.header:
            return None
        return ScriptTemplate(
            situation=self.header["situation"],
            title=self.title,
            aim=self.header.get("aim", ""),
            avoid=self.header.get("avoid", ""),
            wants=_names(self.header.get("when", "")),
            steps=steps,
            source=self.source,
        )


def split_wants(text: str) -> tuple[tuple[str, ...], str]:
    """ "[consumer, not agency] Hello." → (("consumer", "not agency"), "Hello.")."""
    match = _WANTS.fullmatch(text)
    return (_names(match[1]), match[2].strip()) if match else ((), text.strip())


def _names(text: str) -> tuple[str, ...]:
    """ "consumer, not agency" → ("consumer", "not agency")."""
    return tuple(" ".join(name.split()) for name in text.split(",") if name.strip())
