"""What proves who somebody is, or says where they live: dates of birth, last digits, postcodes, streets.

Such things are said when they are asked for. In a turn that speaks of them, and in the answer to it, every longer
number and every date is somebody's particular unless the account has it; streets, postcodes and dates of long ago are
so wherever they stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from duecourse.domain.conversation.ledger import Ledger
from duecourse.domain.conversation.views import View
from duecourse.domain.redaction.digits import DIGIT_WORD, runs_of

Span = tuple[int, int]
LONG_AGO = 10  # years before the call, from which a date is no date of an invoice or a payment
_LEAST_DIGITS = 3

_SPOKEN_OF = re.compile(
    r"\b(?:dates? of birth|birth ?(?:date|day)s?|d\.? ?o\.? ?b\b|born|social security|(?:my|your|his|her|the) social|"
    r"ssn|national insurance|last (?:four|4|three|3) (?:digits|numbers|of (?:my|your|the)|is|are)|(?:post|zip) ?codes?|"
    r"passport|driv(?:er['’]?s|ing) licen[cs]e|(?:number|licen[cs]e) plates?|maiden name|"
    r"security (?:question|answer|word|code)|pass ?(?:word|code)|extension|"
    r"(?:your|my|our|his|her|their|home|postal|mailing|billing|delivery|current|new) address)\b",
    re.IGNORECASE,
)
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|march|mar|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)"
)
_ORDINAL = (
    r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|"
    r"fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth)"
)
_NUMBER = rf"(?:\d{{1,4}}(?:st|nd|rd|th)?|{_ORDINAL}|{DIGIT_WORD}|hundred|thousand)"
_GAP = r"(?:[\s,./-]+(?:of\s+|the\s+|and\s+)?)"
_DATE = re.compile(
    rf"\b(?:{_NUMBER}{_GAP}){{1,2}}{_MONTH}\b(?:{_GAP}{_NUMBER}\b){{0,6}}|\b{_MONTH}\b(?:{_GAP}{_NUMBER}\b){{1,7}}|"
    r"\b(?:\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)\d\d|(?:19|20)\d\d-\d\d-\d\d)\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_SPOKEN_YEAR = re.compile(r"\bnineteen\s+(?:hundred|oh|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)\b", re.I)
_NO_STREET = r"(?!(?:the|a|an|in|on|of|to|for|that|this|my|your|our|days?|weeks?|months?|years?|invoices?)\b)"
_STREET = re.compile(
    rf"\b(?:\d{{1,5}}[a-zA-Z]?|(?i:{DIGIT_WORD}(?:\s{DIGIT_WORD}){{0,3}}))\s(?:{_NO_STREET}[^\W\d_]+['’.]?\s){{1,3}}"
    r"(?:(?i:street|road|avenue|lane|boulevard|terrace|crescent|parkway|mews)|"
    r"(?:St|Rd|Ave|Ln|Blvd|Drive|Dr|Close|Court|Ct|Way|Place|Square|Gardens|Row))\b"
)
_POSTCODE = re.compile(
    r"\b(?:[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}|[A-Z]\d[A-Z]\s?\d[A-Z]\d|[A-Z]{2},?\s\d{5}(?:-\d{4})?)\b"
)


def addresses_in(text: str) -> Iterator[str]:
    """Streets with their numbers, and postcodes of the forms that cannot be anything else."""
    for pattern in (_STREET, _POSTCODE):
        yield from (match.group() for match in pattern.finditer(text))


def old_dates_in(text: str, today: date) -> Iterator[str]:
    """Dates with a year too long ago for an invoice: most of all somebody's day of birth."""
    for match in _DATE.finditer(text):
        years = [int(year) for year in _YEAR.findall(match.group())]
        if any(year <= today.year - LONG_AGO for year in years) or _SPOKEN_YEAR.search(match.group()):
            yield match.group()


def answers_in(views: Sequence[View], ledger: Ledger) -> Iterator[str]:
    """Numbers and dates of the turns that speak of somebody's particulars, and of the answers to them."""
    before: View | None = None
    for seen in views:
        asked = before is not None and before.turn.who != seen.turn.who and _SPOKEN_OF.search(before.turn.text)
        if asked or _SPOKEN_OF.search(seen.turn.text):
            yield from _numbers(seen.turn.text, _of_the_account(seen, ledger))
        before = seen


def _numbers(text: str, kept: list[Span]) -> Iterator[str]:
    dates = [match.span() for match in _DATE.finditer(text) if not _overlaps(match.span(), kept)]
    yield from (text[first:last] for first, last in dates)
    for run in runs_of(text, [*kept, *dates]):
        if sum(len(part.digits) for part in run) >= _LEAST_DIGITS:
            yield text[run[0].start : run[-1].end]


def _overlaps(span: Span, others: Iterable[Span]) -> bool:
    return any(first < span[1] and span[0] < last for first, last in others)


def _of_the_account(seen: View, ledger: Ledger) -> list[Span]:
    """Where the turn speaks of items, amounts and days that the account has."""
    known = ledger.figures
    days = ledger.fact_dates | {day for item in ledger.items for day in (item.due_on, item.issued_on) if day}
    spans = [(ref.first, ref.last) for ref in seen.references if ref.number is not None]
    spans += [(amount.first, amount.last) for amount in seen.amounts if amount.known(known)]
    spans += [(when.first, when.last) for when in seen.whens if {when.on, when.past} & days]
    words = seen.words
    return [(words.spans[first][0], words.spans[last - 1][1]) for first, last in spans]
