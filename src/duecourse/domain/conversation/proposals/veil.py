"""Who a call is about, hidden behind placeholders before it leaves the house, and put back afterwards.

Names from the ledger and the account are covered wherever they stand; other people's by the words that introduce them
and by their capital letter inside a sentence; telephone, bank and customer numbers by their length, written or spoken;
e-mail and web addresses by their form; days of birth, last digits, streets and postcodes by what is asked. Amounts,
dates and the account's own invoice numbers stay: they are what the reviewer has to hold the words against. It covers
rather too much than too little: each place holds exactly what stood there, so that nothing is lost on the way back.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from duecourse.domain.conversation import names
from duecourse.domain.conversation.ledger import Ledger
from duecourse.domain.conversation.proposals.particulars import addresses_in, answers_in, old_dates_in
from duecourse.domain.conversation.proposals.strangers import names_in
from duecourse.domain.conversation.turns import CallInput, Setting
from duecourse.domain.conversation.views import View
from duecourse.domain.facts import CONSUMER
from duecourse.domain.redaction.digits import Part, runs_of

OUR_PERSON, THEIR_PERSON, PERSON = "OUR_PERSON", "THEIR_PERSON", "PERSON"
OUR_COMPANY, THEIR_COMPANY = "OUR_COMPANY", "THEIR_COMPANY"
EMAIL, WEB, ADDRESS, NUMBER = "EMAIL", "WEB", "ADDRESS", "NUMBER"
_IN_WORDS = {
    OUR_PERSON: "names on our side", THEIR_PERSON: "names on theirs", PERSON: "other names",
    OUR_COMPANY: "names of companies", THEIR_COMPANY: "names of companies",
    EMAIL: "e-mail addresses", WEB: "web addresses", ADDRESS: "addresses", NUMBER: "numbers and dates of people",
}  # fmt: skip

_PLACEHOLDER = re.compile(r"\[[A-Z_]{3,20}_([0-9]{1,6})\]")
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")
_SPOKEN_EMAIL = re.compile(r"\b\w+(?: (?:dot|underscore|dash|hyphen) \w+)* at \w+(?: dot \w+)+\b", re.IGNORECASE)
_WEB = re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE)
_TOKEN = re.compile(r"\w[\w/-]*")
_MIXED_LEAST, _MIXED_DIGITS = 6, 3  # signs, and digits among them, from which letters with digits are somebody's number
_DATE = re.compile(r"\b(?:\d{4}-\d\d-\d\d|\d{1,2}[/.]\d{1,2}[/.](?:\d\d|\d{4}))\b")
_MONEY = re.compile(r"[$£€₹¥]\s?\d[\d,]*(?:\.\d\d)?|\b\d{1,3}(?:,\d\d\d?)+(?:\.\d\d)?\b|\b\d+\.\d\d\b")
_NUMBERED = re.compile(
    r"\b(?:account|customer|client|policy|member|sort|routing|patient|group|tax|vat)(?: (?:number|no|code|id))?"
    r"(?: is| ending(?: in)?|[.:#])*\s*$",
    re.IGNORECASE,
)
_LONG_NUMBER, _NAMED_NUMBER = 6, 3  # digits from which a number is covered; behind words that name it, fewer do


@dataclass(frozen=True, slots=True)
class Veil:
    """`places` are pairs of a placeholder and the exact words that it stands for."""

    places: tuple[tuple[str, str], ...] = ()
    _pattern: re.Pattern[str] | None = field(default=None, compare=False, repr=False)

    @classmethod
    def of(cls, places: Mapping[str, str]) -> Veil:
        """From what is covered → its placeholder."""
        longest_first = sorted(places, key=len, reverse=True)
        alternatives = "|".join(re.escape(surface) for surface in longest_first)
        pattern = re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)") if places else None
        return cls(tuple((token, surface) for surface, token in places.items()), pattern)

    def cover(self, text: str) -> str:
        if self._pattern is None:
            return text
        tokens = {surface: token for token, surface in self.places}
        return self._pattern.sub(lambda found: tokens[found.group()], text)

    def restore(self, text: str) -> str:
        """Placeholders of this veil become what they stand for; any other stays as it is."""
        held = dict(self.places)
        return _PLACEHOLDER.sub(lambda found: held.get(found.group(), found.group()), text)

    def covered_in(self, text: str) -> dict[str, int]:
        """How many different words of each kind a placeholder of this veil stands for in the text, in words."""
        used = {found.group() for found in _PLACEHOLDER.finditer(text)}
        return dict(
            Counter(_IN_WORDS[token[1:].rpartition("_")[0]] for token, _surface in self.places if token in used)
        )


def veil_for(call: CallInput, views: Sequence[View], ledger: Ledger) -> Veil:
    """Everything in the call that says who it is about."""
    facts = call.setting.account.known_facts
    texts = [*(turn.text for turn in call.turns), *facts]
    items = {item.number for item in ledger.items}
    found: dict[str, str] = {}
    for surface, kind in (*_names(texts, call.setting), *_addresses(texts)):
        found.setdefault(surface, kind)
    for surface, kind in _particulars(texts, views, ledger, call.setting.today):
        found.setdefault(surface, kind)
    explained = [(view.turn.text, _explained(view, ledger)) for view in views]
    for text, spans in (*explained, *((fact, []) for fact in facts)):
        found.update({surface: NUMBER for surface in _numbers(text, spans, items) if surface not in found})
    return Veil.of(_numbered(found, _taken(texts)))


def _names(texts: Sequence[str], setting: Setting) -> Iterator[tuple[str, str]]:
    for kind, pattern in _known(setting):
        for text in texts:
            yield from ((match.group(), kind) for match in pattern.finditer(text))
    for text in texts:
        yield from ((surface, PERSON) for surface in names_in(text))


def _numbered(found: Mapping[str, str], taken: int) -> dict[str, str]:
    counts: dict[str, int] = {}
    places: dict[str, str] = {}
    for surface, kind in found.items():
        counts[kind] = counts.get(kind, taken) + 1
        places[surface] = f"[{kind}_{counts[kind]}]"
    return places


def _taken(texts: Iterable[str]) -> int:
    """The highest number of what looks like a placeholder in the words themselves: ours count on from there."""
    return max((int(n) for text in texts for n in _PLACEHOLDER.findall(text)), default=0)


def _known(setting: Setting) -> Iterator[tuple[str, re.Pattern[str]]]:
    """Names of the ledger: whole in any case, their single words as names are written, or all small as a recogniser
    writes them (then also inside a turn that has no capitals at all)."""
    account = setting.account
    whose = THEIR_PERSON if account.kind == CONSUMER else THEIR_COMPANY
    told = [
        (OUR_PERSON, setting.caller_name, names.person(setting.caller_name)),
        (THEIR_PERSON, account.contact, names.person(account.contact)),
        (OUR_COMPANY, setting.company, names.company(setting.company)),
        (whose, account.name, names.company(account.name)),
    ]
    for kind, whole, words in told:
        if whole.strip():
            yield kind, re.compile(rf"(?<!\w){re.escape(whole.strip())}(?!\w)", re.IGNORECASE)
        for word in sorted(words, key=len, reverse=True):
            own = {word.capitalize(), word.upper()}
            if kind in (OUR_PERSON, THEIR_PERSON):
                own.add(word)
            yield kind, re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(own)))})(?!\w)")


def _addresses(texts: Sequence[str]) -> Iterator[tuple[str, str]]:
    for pattern, kind in ((_EMAIL, EMAIL), (_SPOKEN_EMAIL, EMAIL), (_WEB, WEB)):
        for text in texts:
            yield from ((match.group().rstrip(".,;:!?)"), kind) for match in pattern.finditer(text))


def _particulars(texts: Sequence[str], views: Sequence[View], ledger: Ledger, today: date) -> Iterator[tuple[str, str]]:
    for text in texts:
        yield from ((surface, ADDRESS) for surface in addresses_in(text))
        yield from ((surface, NUMBER) for surface in old_dates_in(text, today))
    yield from ((surface, NUMBER) for surface in answers_in(views, ledger))


def _explained(view: View, ledger: Ledger) -> list[tuple[int, int]]:
    """Where the turn says what the reviewer needs: items of the ledger, known or plain amounts of money, dates."""
    spans = [(r.first, r.last) for r in view.references if r.number is not None]
    spans += [(a.first, a.last) for a in view.amounts if a.sure or a.known(ledger.figures)]
    spans += [(w.first, w.last) for w in view.whens]
    words = view.words
    return [(words.spans[first][0], words.spans[last - 1][1]) for first, last in spans]


def _numbers(text: str, explained: list[tuple[int, int]], items: set[str]) -> Iterator[str]:
    """Long numbers that are neither money, dates nor items of the account."""
    kept = [*explained, *(m.span() for p in (_DATE, _MONEY) for m in p.finditer(text))]
    for match in _TOKEN.finditer(text):
        surface = match.group().rstrip("/-")
        if surface in items:
            kept.append(match.span())
        elif _is_mixed(surface) and not any(a < match.end() and match.start() < b for a, b in kept):
            yield surface
    for run in runs_of(text, kept):
        named = _NUMBERED.search(text[max(0, run[0].start - 40) : run[0].start]) is not None
        if _digits(run) >= (_NAMED_NUMBER if named else _LONG_NUMBER):
            yield text[_begin_of(text, run[0].start) : run[-1].end]


def _is_mixed(token: str) -> bool:
    """Letters with digits: a reference, a policy or a plate, but no ordinal such as "15th"."""
    digits = sum(map(str.isdigit, token))
    return len(token) >= _MIXED_LEAST and digits >= _MIXED_DIGITS and any(map(str.isalpha, token))


def _digits(run: list[Part]) -> int:
    return sum(len(part.digits) for part in run)


def _begin_of(text: str, start: int) -> int:
    """With the sign or the letters right before it: "+44 ...", "DE89 3704 ..."."""
    while start and (text[start - 1].isalnum() or text[start - 1] == "+"):
        start -= 1
    return start
