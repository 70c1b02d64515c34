"""A call as proposals are held against it: who said what, and each figure, day and number that was said or is known."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from duecourse.domain.conversation import numbers
from duecourse.domain.conversation.ledger import Ledger
from duecourse.domain.conversation.phrases import Book
from duecourse.domain.conversation.results import Analysis
from duecourse.domain.conversation.text import content_words, read
from duecourse.domain.conversation.turns import CALLER, CallInput, Setting, Turn
from duecourse.domain.conversation.views import View, read_turns, view, views_alone

_ALIKE = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-"})
_BLANKS = re.compile(r"\s+")
_LONGEST_QUOTE = 400


class NotSo(ValueError):
    """A proposal that cannot be shown to be so. `reason` is a key of `opinion.REASONS`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Heard:
    """`amounts` in minor units, `days` and `values` (plain numbers) as anybody said them, in every reading."""

    setting: Setting
    ledger: Ledger
    book: Book
    views: tuple[View, ...]
    amounts: frozenset[int]
    days: frozenset[date]
    values: frozenset[int]
    stems: frozenset[str]
    engine: Analysis

    @classmethod
    def of(cls, call: CallInput, book: Book, engine: Analysis) -> Heard:
        ledger = Ledger.of(call.setting.account)
        views = views_alone(call, ledger, book)
        stems = content_words(read(" . ".join(_words_of(call.setting))).vocabulary) if views else frozenset()
        return cls(
            setting=call.setting,
            ledger=ledger,
            book=book,
            views=views,
            amounts=frozenset(r for v in views for a in v.amounts for r in a.readings),
            days=frozenset(day for v in views for day in days_of(v)),
            values=frozenset(int(n) for v in views for f in numbers.find(v.words.items) for n in f.values),
            stems=frozenset(stems).union(*(v.content for v in views)),
            engine=engine,
        )

    def turn(self, n: object) -> View:
        """Raises NotSo for anything but the number of a turn."""
        if isinstance(n, bool) or not isinstance(n, int) or not 1 <= n <= len(self.views):
            raise NotSo("no_such_turn")
        return self.views[n - 1]

    def read(self, text: str) -> View:
        """Words that are no turn of the call, read as one: figures and days count from the day of the call."""
        (said,) = read_turns((Turn(0, CALLER, text),), self.setting.today, self.book)
        return view(said, self.setting, self.ledger)

    def act_days(self, n: int) -> set[date]:
        """The days that the engine reads from what the client says in that turn."""
        acts = (act for act in self.engine.acts if act.n == n)
        return {day for act in acts for day in (act.on, act.or_on) if day is not None}

    @property
    def known_days(self) -> frozenset[date]:
        items = self.ledger.items
        return self.ledger.fact_dates | {d for i in items for d in (i.due_on, i.issued_on) if d} | {self.setting.today}


def _words_of(setting: Setting) -> Iterable[str]:
    account = setting.account
    return (account.name, account.contact, setting.caller_name, setting.company, *account.known_facts)


def days_of_each(seen: View) -> list[set[date]]:
    """For each expression of time in the words, the days that it may mean, looking ahead or back."""
    return [{day for day in (w.on, w.past, w.or_on) if day is not None} for w in seen.whens]


def days_of(seen: View) -> set[date]:
    """Every day that the words may name."""
    return set().union(*days_of_each(seen))


def quoted(text: str, quote: object) -> str:
    """The stretch of `text` that the quote repeats word for word, as it stands there. Blanks, the shape of quotation
    marks and capitals may differ; words may not. Raises NotSo."""
    if not isinstance(quote, str) or not any(sign.isalnum() for sign in quote):
        raise NotSo("no_quote")
    if len(quote) > _LONGEST_QUOTE:
        raise NotSo("too_long")
    wanted = _BLANKS.sub(" ", quote.translate(_ALIKE)).strip().strip('"').strip()
    parts = [re.escape(part) for part in wanted.split(" ")]
    before, after = (r"(?<!\w)" if wanted[:1].isalnum() else ""), (r"(?!\w)" if wanted[-1:].isalnum() else "")
    match = re.search(before + r"\s+".join(parts) + after, text.translate(_ALIKE), re.IGNORECASE)
    if match is None:
        raise NotSo("not_verbatim")
    return text[match.start() : match.end()]
