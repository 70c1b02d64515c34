"""Sentences, words, syllables, and the Flesch-Kincaid grade of a text.

The grade says how many years of school a reader needs: 0.39 × words per sentence + 11.8 × syllables per word − 15.59
(Kincaid and others, 1975). Figures and codes ("$4,215.00", "INV-1042") are left out of the grade: they are names, and
nobody reads them as words. They do count towards the length of a sentence, because a listener has to hold them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_TOKEN = re.compile(r"\S+")
_LETTERS = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿ]")
_WORD = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿ]+(?:['’][A-Za-z]+)*")
_END = re.compile(r"[.?!…]+[\"'”’)\]]*(?=\s|$)|\n+")
_ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof no nr inc ltd co corp st vs e.g i.e a.m p.m etc approx dept est ext ref attn".split()
)

_GROUP = re.compile(r"[aeiouy]+")
# Words whose spelling misleads the rules below; the number is their syllables.
_KNOWN = {
    "area": 3, "being": 2, "business": 2, "businesses": 3, "client": 2, "colleague": 2, "colleagues": 2, "create": 2,
    "created": 3, "deal": 1, "doing": 2, "every": 2, "everyone": 3, "evening": 2, "friday": 2, "going": 2, "hour": 1,
    "hours": 1, "idea": 3, "lion": 2, "maybe": 2, "mr": 2, "mrs": 2, "ms": 1, "people": 2, "quiet": 2, "quietly": 3,
    "real": 1, "really": 2, "reason": 2, "science": 2, "seeing": 2, "several": 3, "someone": 2, "something": 2,
    "sometimes": 2, "somewhere": 2, "therefore": 2, "usual": 3, "usually": 4, "wednesday": 2, "whose": 1, "once": 1,
    "somebody": 3, "everybody": 4, "everything": 3, "elsewhere": 2, "statement": 2, "statements": 2, "agreement": 3,
    "agreements": 3, "household": 2, "cheque": 1, "cheques": 1, "remittance": 3, "due": 1, "queue": 1, "queued": 1,
    "prior": 2, "drier": 2, "via": 2, "diary": 3, "poem": 2, "trial": 2, "giant": 2, "riot": 2, "duel": 2, "fuel": 2,
    "actual": 3, "actually": 4, "annual": 3, "manual": 3, "individual": 5, "virtual": 3, "mutual": 3, "gradual": 3,
    "situation": 4, "evaluate": 4, "continue": 3, "continuous": 4, "reissue": 3, "reinstate": 3, "reopen": 3,
    "react": 2, "cooperate": 4, "coordinate": 4, "coincide": 3, "employee": 3, "payee": 2, "guarantee": 3, "eight": 1,
    "eighteen": 2, "eighty": 2, "naive": 2, "cafe": 2, "café": 2, "ninety": 2, "safety": 2, "lately": 2, "namely": 2,
    "likely": 2, "completely": 3, "immediately": 5, "hopefully": 3, "carefully": 3, "usefully": 3, "nineteen": 2,
    "ourselves": 2, "yourselves": 2, "themselves": 2, "homework": 2, "timeline": 2, "deadline": 2, "guideline": 2,
    "baseline": 2, "online": 2, "useless": 2, "careless": 2, "placement": 2, "judgement": 2, "movement": 2,
    "management": 3, "settlement": 3, "involvement": 3, "requirement": 3, "requirements": 3, "retirement": 3,
    "replacement": 3, "reimbursement": 4, "engagement": 3, "arrangement": 3, "arrangements": 3, "acknowledgement": 4,
}  # fmt: skip
_SILENT_MIDDLE = re.compile(r"(?<=[^aeiouy])e(?=(?:ly|ful|fully|less|ness|ment|ments)$)")
# Neighbouring vowels that are said apart ("var-i-ous", "pay-ing", "act-u-al"); every other run of vowels is one sound.
_APART = re.compile(
    r"(?<![ctsgx])i(?:a|ou|um|us|en[ct]|o(?!n))|iety|(?<![ctsgxlnq])ion|[ct]iat|crea(?=t)"
    r"|eo(?=[^pnu]|$)|eum|(?<!q)ua(?=[lt]|r[yi])|(?<![gq])ui(?=[nd])|[aeou]y[aeiou]|yi|[eo]ing$|(?<![ctsgx])iest$"
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence with its place in the text; `words` counts figures and codes too."""

    text: str
    start: int
    end: int
    words: int


@dataclass(frozen=True, slots=True)
class Readability:
    """The counts behind the grade, so that the grade can be explained. `grade` is None when there is no word."""

    words: int
    sentences: int
    syllables: int

    @property
    def grade(self) -> float | None:
        if not self.words or not self.sentences:
            return None
        return 0.39 * self.words / self.sentences + 11.8 * self.syllables / self.words - 15.59


def _is_abbreviation(text: str, stop: int) -> bool:
    """The full stop at `stop` belongs to "Mr." or "e.g." or an initial, and does not end a sentence."""
    before = text[max(0, stop - 12) : stop].rsplit(None, 1)
    word = before[-1].lstrip("([\"'“‘") if before else ""
    return word.lower() in _ABBREVIATIONS or (len(word) == 1 and word.isupper() and word != "I")


def sentences(text: str) -> tuple[Sentence, ...]:
    """The sentences of the text in order. A line break ends one: scripts and e-mails use a line per thought."""
    found: list[Sentence] = []
    begin = 0
    cuts = [*((m.start(), m.end()) for m in _END.finditer(text)), (len(text), len(text))]
    for stop, end in cuts:
        ends_with_stop = stop < len(text) and text[stop] == "."
        if ends_with_stop and _is_abbreviation(text, stop):
            continue
        part = text[begin:end]
        stripped = part.strip()
        if stripped:
            start = begin + part.index(stripped)
            found.append(Sentence(stripped, start, start + len(stripped), word_count(stripped)))
        begin = end
    return tuple(found)


def word_count(text: str) -> int:
    """Words as a listener meets them: an amount or an invoice number is one word."""
    return sum(1 for token in _TOKEN.findall(text) if any(c.isalnum() for c in token))


def syllables(word: str) -> int:
    """How many syllables an English word has, by rule; 1 at least for anything with a letter."""
    plain = word.lower().replace("’", "'")
    stem, _, ending = plain.partition("'")
    if stem in _KNOWN:
        return _KNOWN[stem]
    if stem.endswith("n") and ending == "t" and stem not in ("can", "don", "won", "ain", "aren", "weren"):
        return syllables(stem[:-1]) + 1  # didn't, couldn't
    return _count(re.sub(r"[^a-zà-öø-ÿ]", "", stem))


def _count(letters: str) -> int:
    if letters.endswith("s") and letters[:-1] in _KNOWN:
        return _KNOWN[letters[:-1]]
    body = _without_silent_e(letters)
    groups = len(_GROUP.findall(body))
    return max(1, groups + len(_APART.findall(body)))


def _without_silent_e(letters: str) -> str:
    """The word without the vowels that nobody says: "late" → "lat", "asked" → "askd", "league" → "leag"."""
    body = _SILENT_MIDDLE.sub("", letters)
    if len(body) <= 3 or re.search(r"[^aeiouyl]le[sd]?$", body):  # "table", "settled" keep theirs
        return body
    if re.search(r"(?:[^aeiouydt]|[aeou]y)ed$", body):
        return f"{body[:-2]}d"
    if re.search(r"(?:[^aeiouysxzcgh]|[^cs]h)es$", body):
        return f"{body[:-2]}s"
    if re.search(r"[aeiouy][gq]ue$", body):
        return body[:-2]
    if re.search(r"[^aeiouy]e$|[aeiouy]ue$", body) and len(_GROUP.findall(body)) > 1:
        return body[:-1]
    return body


def readability(text: str) -> Readability:
    """Counts over the words of the text; sentences without a word (a lone figure) are left out."""
    total_words = total_sentences = total_syllables = 0
    for sentence in sentences(text):
        words = [w for token in _TOKEN.findall(sentence.text) if not any(c.isdigit() for c in token)
                 for w in _WORD.findall(token)]  # fmt: skip
        if words:
            total_sentences += 1
            total_words += len(words)
            total_syllables += sum(syllables(word) for word in words)
    return Readability(total_words, total_sentences, total_syllables)
