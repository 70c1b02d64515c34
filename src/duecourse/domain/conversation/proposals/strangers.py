"""Names that no ledger knows: people who introduce themselves, are greeted, asked for or spoken of.

Without a list of all names there are two signs: the words around a name, and a capital letter inside a sentence. A
name that is said first in a sentence and never again, without such words, is recognised when it is a common one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from duecourse.domain.conversation.proposals.first_names import FIRST_NAMES

# Capitals inside a sentence that are nobody's name.
_NO_NAME = frozenset(
    """I I'm I'll I've I'd OK Okay Mr Mrs Ms Miss Dr Sir Madam Monday Tuesday Wednesday Thursday Friday Saturday Sunday
    January February March April May June July August September October November December Jan Feb Mar Apr Jun
    Jul Aug Sep Sept Oct Nov Dec Christmas Easter English Invoice Statement Net PayPal Zelle Venmo Visa
    Mastercard Euro Euros Dollar Dollars Pound Pounds God Please Thanks Thank Yes No""".split()
)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_BLANKS, _ENDS = " \t\n\"'“”‘’(", ".!?…:;—"  # between sentences, and what ends one
_BACK = 8  # characters in front of a word in which its sentence may have begun
_NAME = r"([A-Z][\w'’-]+(?: [A-Z][\w'’-]+){0,2})"
_TOLD = re.compile(
    rf"(?:\b(?i:my name is|my name's|this is|i am|i'm|speaking to|speak to|speak with|talk to|ask for|"
    rf"mr|mrs|ms|miss|dr|mister|missus)\.? ){_NAME}"
)
_SPEAKING = re.compile(r"(?:^|[.!?] )([A-Z][\w'’-]+(?: [A-Z][\w'’-]+)?),? (?:speaking|here)\b")
# A recogniser that writes no capitals.
_LOW = r"[^\W\d_][^\W\d_'’-]*"
_SMALL = re.compile(
    r"\b(?:my name is|my name's|this is|mr|mrs|ms|miss|mister|missus|hi|hello|hey|ask for|speak to|speaking to|"
    rf"speak with) ({_LOW})(?: ({_LOW}) (?:from|at|with|calling|here|speaking)\b)?"
)
_SMALL_SPEAKING = re.compile(rf"^(?:yes |yeah |hello |hi )?({_LOW}) speaking\b")
_NOT_INTRODUCED = frozenset(
    """a an the my your our his her their its it this that these those there here in on at to for from with about is
    was are be not no yes so very just really going calling good how who what when where why whether somebody
    someone anybody anyone whoever everyone you me him them us we they he she i one accounts accounting billing
    sorry and or but okay again regarding concerning all too now still only because if can could will would
    should may might do does did have has had thanks thank please speaking the management customer services
    madam sir mr
    mrs ms dr""".split()
)


def names_in(text: str) -> Iterator[str]:
    """Single words of names, as they are written. The same word may come more than once."""
    for pattern in (_TOLD, _SPEAKING):
        for match in pattern.finditer(text):
            yield from (word for word in _words(match.group(1)) if word not in _NO_NAME)
    if not any(sign.isupper() for sign in re.sub(r"\bI\b", "", text)):
        yield from _in_small_letters(text)
        return
    yield from capitals_in(text)


def capitals_in(text: str) -> Iterator[str]:
    """Words with a capital letter inside a sentence that can be names."""
    for match in _WORD.finditer(text):
        word = _without_genitive(match.group())
        if not word[0].isupper() or word.isupper() or {word, word.removesuffix("s")} & _NO_NAME:
            continue
        if word.lower() in FIRST_NAMES or not _starts_sentence(text, match.start()):
            yield word


def _starts_sentence(text: str, at: int) -> bool:
    before = text[max(0, at - _BACK) : at].rstrip(_BLANKS)
    return not before or before[-1] in _ENDS or before.endswith("--")


def _words(name: str) -> Iterator[str]:
    return (_without_genitive(word) for word in name.split(" "))


def _without_genitive(word: str) -> str:
    return re.sub(r"['’]s$", "", word)


def _in_small_letters(text: str) -> Iterator[str]:
    yield from (word for found in _WORD.findall(text) if (word := _without_genitive(found)) in FIRST_NAMES)
    for pattern in (_SMALL, _SMALL_SPEAKING):
        for match in pattern.finditer(text):
            if match.group(1) in _NOT_INTRODUCED:
                continue
            yield from (_without_genitive(word) for word in match.groups() if word and word not in _NOT_INTRODUCED)
