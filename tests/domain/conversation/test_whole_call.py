"""When a call is over, its outcome and its points are held against all that was said in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from duecourse.domain.conversation.classifier import Linear
from duecourse.domain.conversation.draft import DraftRecord, draft_from
from duecourse.domain.conversation.engine import analyse
from duecourse.domain.conversation.kept import as_kept, from_kept
from duecourse.domain.conversation.phrases import Book
from duecourse.domain.conversation.results import POINTS, Analysis
from duecourse.domain.conversation.text import read
from duecourse.domain.conversation.turns import parse_call
from duecourse.domain.conversation.whole_call import PARTS, WholeCall, parts_of
from duecourse.playbooks import PlaybookError
from duecourse.playbooks.classifiers import load_whole_call

from .conftest import a_call

Heard = Callable[..., Analysis]
OPENING = (
    "us: Hi, Priya Nair from Northwind Supplies. Is that Maria Lopez?",
    "them: Yes, speaking.",
    "us: It's about invoice 1042, 890 dollars, due on October 1st. What happened with it?",
)
PROMISES = (
    *OPENING,
    "them: I'll pay the 890 on Friday.",
    "us: 890 this Friday, the 20th. Is that right?",
    "them: That's right.",
    "us: Good. Anything I can do on our side?",
    "them: The cooler leaks.",
    "us: Which one is that?",
    "them: The tall one.",
    "us: Thank you, Maria. Goodbye.",
)
TRUSTEE = (
    *OPENING,
    "them: I handed all of that over in September. The bankruptcy people have it now.",
    "us: I see. Who is looking after it?",
    "them: A Mr Dale, he's the trustee. You'll have had a letter.",
    "us: Not that I can find. Have you got his number?",
    "them: It's on the court papers, hold on. 555 0190.",
    "us: 555 0190, Mr Dale. I'll write to him and leave you be. Thank you, Maria, and goodbye.",
    "them: Bye now.",
)


def whole(**weights: dict[str, float]) -> WholeCall:
    """Label → what words of the client weigh for it; the finds weigh 2."""
    labels = tuple(weights)
    rows: dict[str, dict[int, float]] = {}
    for place, words in enumerate(weights.values()):
        for word, weight in words.items():
            rows.setdefault(word, {})[place] = weight
    nothing = (0.0,) * len(labels)
    return WholeCall(tuple(Linear.of(labels, nothing, rows if part == "client" else {}) for part in PARTS), 2.0, 2.0)


def weighed(book: Book, *lines: str, **weights: dict[str, float]) -> Analysis:
    """The call, where nothing but these weights speaks against what was found."""
    nothing: dict[str, dict[str, float]] = {label: {} for label in ("promise", "no_result", *POINTS)}
    return analyse(parse_call(a_call(*lines)), Book(book.families, book.judges, whole_call=whole(**nothing | weights)))


def draft(found: Analysis) -> DraftRecord:
    return draft_from(found, total_minor=89_000, currency="USD", today=date(2026, 11, 18))


def test_what_the_whole_call_speaks_for_beats_what_was_found(book: Book) -> None:
    assert weighed(book, *PROMISES, dispute={"leaks": 1.9}).disposition == "promise"
    found = weighed(book, *PROMISES, dispute={"leaks": 2.1})
    assert found.disposition == "dispute"
    assert found.reads_like is not None
    assert (found.reads_like.by_finds, found.reads_like.n) == ("promise", 8)
    assert found.reads_like.quote == "The cooler leaks."


def test_where_both_speak_for_the_same_nothing_is_asked(book: Book) -> None:
    found = weighed(book, *PROMISES, dispute={})
    assert (found.disposition, found.reads_like) == ("promise", None)
    assert not draft(found).questions


def test_a_promise_in_a_call_that_reads_like_a_dispute_is_asked_about_not_proposed(book: Book) -> None:
    made = draft(weighed(book, *PROMISES, dispute={"leaks": 3.0}))
    assert (made.outcome, made.promises) == ("dispute", ())
    assert [(q.field, q.turn, q.text) for q in made.questions] == [
        ("outcome", 8,
         "How did it end? The call as a whole reads like “Dispute”, what was found in it like “Promise”."),
        ("promise", 4, "Did they promise $890.00 by Friday 20 November 2026? The call reads like “Dispute”."),
    ]  # fmt: skip


def test_who_asked_us_to_stop_is_heard_whatever_the_call_was_about(book: Book) -> None:
    lines = (*PROMISES[:-1], "us: Anything else?", "them: Yes. Stop calling me.", "us: I will. Thank you. Goodbye.")
    found = weighed(book, *lines, dispute={"leaks": 9.0})
    assert (found.disposition, found.reads_like) == ("stop_contact", None)


def test_no_call_ends_in_a_promise_that_nobody_found(book: Book) -> None:
    lines = (*OPENING, *("them: It leaks.", "us: I see.") * 4, "us: Thank you. Goodbye.")
    assert weighed(book, *lines, promise={"leaks": 9.0}, plan={"leaks": 9.0}).disposition not in ("promise", "plan")
    assert weighed(book, *PROMISES, plan={"leaks": 9.0}).disposition == "plan"


def test_what_is_hostile_is_no_outcome(book: Book) -> None:
    assert weighed(book, *PROMISES, aggression={"leaks": 9.0}).disposition == "promise"


def test_a_few_turns_are_no_whole_call(book: Book) -> None:
    lines = (*PROMISES[:5], "them: Right. And the cooler leaks.")
    assert weighed(book, *lines, dispute={"leaks": 9.0}).disposition == "promise"


def test_a_point_is_won_or_lost_by_all_that_was_said(book: Book) -> None:
    before = dict(weighed(book, *TRUSTEE).earned)
    after = dict(weighed(book, *TRUSTEE, purpose={"trustee": -2.1}, recap={"trustee": 2.1}).earned)
    assert before.keys() - after.keys() == {"purpose"}
    assert after.keys() - before.keys() == {"recap"}
    assert dict(weighed(book, *TRUSTEE, purpose={"trustee": -1.9}, recap={"trustee": 1.9}).earned) == before


def test_turns_without_words_are_passed_over(book: Book) -> None:
    lines = [*PROMISES, "them: …", "us: …", "them: …"]
    assert weighed(book, *lines, dispute={"leaks": 9.0}).disposition == "dispute"
    silent = [*OPENING, *("them: …", "us: …") * 4]
    assert weighed(book, *silent, dispute={"leaks": 9.0}).disposition != "dispute"


def test_a_trustee_nobody_has_phrases_for_is_asked_about(heard: Heard) -> None:
    found = heard(*TRUSTEE)
    assert found.disposition == "represented"
    assert found.reads_like is None or "outcome" in {question.field for question in draft(found).questions}


def test_it_is_kept_and_read_back_as_it_was(book: Book) -> None:
    for found in (weighed(book, *PROMISES, dispute={"leaks": 9.0}), weighed(book, *PROMISES)):
        assert from_kept(as_kept(found)) == found


def test_a_side_is_weighed_as_a_whole_and_by_its_last_turns() -> None:
    said = [read(text) for text in ("One.", "Two.", "Three.", "Four.")]
    parts = dict(zip(PARTS, parts_of(said, said[:1], "payer"), strict=True))
    assert {"^ one", "^ two", "^ four"} <= parts["client"]
    assert "^ one" not in parts["client at the end"]
    assert parts["client"] > parts["client at the end"]
    assert parts["caller"] == parts["caller at the end"] > {"^ one"}
    assert parts["account"] == {"payer"}


@pytest.mark.parametrize("text", ["{}", '{"labels": ["promise"], "bias": [], "parts": {}}', "no json"])
def test_weights_that_are_none_are_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "classifiers").mkdir()
    (tmp_path / "classifiers/whole_call.json").write_text(text, "utf-8")
    with pytest.raises(PlaybookError, match=r"whole_call\.json: no weights"):
        load_whole_call(tmp_path)


@pytest.mark.parametrize(
    ("row", "says"),
    [('{"0": 0.41}', "whole numbers"), ('{"3": 41}', "a label that is not there"), ('{"0": "41"}', "no weights")],
)
def test_a_weight_that_is_none_is_named(tmp_path: Path, row: str, says: str) -> None:
    parts = ", ".join(f'"{part}": {{"leaks": {row}}}' for part in PARTS)
    text = f'{{"labels": ["promise"], "bias": [0], "parts": {{{parts}}}, "trust": 2, "trust in points": 2}}'
    (tmp_path / "classifiers").mkdir()
    (tmp_path / "classifiers/whole_call.json").write_text(text, "utf-8")
    with pytest.raises(PlaybookError, match=says):
        load_whole_call(tmp_path)
