"""What was said, as words: one canonical reading of a turn for every detector.

A turn off a telephone recogniser ("um i'm gonna pay it uh next friday") and a clean one ("I'm going to pay it next
Friday.") must read the same. So a turn becomes a line of lower-case words with contractions written out, hesitations
and stutters dropped and sentence ends kept as words of their own; every word remembers where it stands in the turn, so
that a quote is always cut from the text as it was, never from our reading of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from sys import intern
from typing import NamedTuple

from duecourse.domain.conversation.worked_out import WorkedOut

ENDERS = frozenset(".?!")
LEAST_BEGINNING = 3  # letters of a word that a phrase may look for
BEGINS, ENDS = "^", "$"  # where a turn, or a sentence, begins; where a turn ends
# What people say before they begin: "well", "and so".
OPENERS = frozenset("well so okay yeah yes no and but look listen right oh now hey then because also".split())
_NUMBERS = frozenset("0123456789$£€₹¥")
_FIGURE = re.compile(r"[0-9$£€₹¥]")

_TOKEN = re.compile(
    r"\d{4}-\d\d-\d\d"  # 2026-11-27
    r"|(?<![\d-])\d{1,2}/\d{1,2}(?:/\d{2,4})?(?!\d)"  # 27/11, 11/27/2026
    r"|\d{1,2}:\d\d"  # 14:30
    r"|[$£€₹¥]?\d+(?:,\d+)*(?:\.\d+)?(?:st|nd|rd|th|k)?\b%?"  # 1,840.00  £12  27th  5k  10%
    r"|[eE]-?[mM]ail\w*"
    r"|[^\W\d_]+(?:['’][^\W\d_]+)*"  # words, with apostrophes inside
    r"|\d+[^\W\d_]\w*"  # 4th-floor codes such as 12B
    r"|[.?!…]+|[$£€₹¥%]"
)

_HESITATIONS = frozenset("um uh er erm uhm hm hmm umm uhh ah eh mm mmm mhm".split())

_DROPS_G = (
    "talk mak tak pay com go do gett say ask call send try wait work look think putt hav".split()
)  # "makin'", "goin'": as they are said in half of the world
# Contractions written out. Forms without an apostrophe are what recognisers print; words that mean something else
# without it (ill, were, well, id, shed) stay as they are.
_FULL = {
    "can't": "can not", "cannot": "can not", "cant": "can not", "won't": "will not", "wont": "will not",
    "shan't": "shall not", "ain't": "is not", "aint": "is not", "let's": "let us", "lets": "let us",
    "'cause": "because", "cause": "because", "cos": "because",
    "cuz": "because", "gonna": "going to", "gotta": "got to", "wanna": "want to",
    "gimme": "give me", "lemme": "let me", "dunno": "do not know", "kinda": "kind of", "sorta": "sort of",
    "y'all": "you all", "yall": "you all", "ya": "you", "till": "until", "til": "until", "im": "i am", "ive": "i have",
    "dont": "do not", "doesnt": "does not", "didnt": "did not", "isnt": "is not", "wasnt": "was not",
    "arent": "are not", "werent": "were not", "hasnt": "has not", "havent": "have not", "hadnt": "had not",
    "couldnt": "could not", "wouldnt": "would not", "shouldnt": "should not", "thats": "that is", "whats": "what is",
    "youre": "you are", "theyre": "they are", "youve": "you have", "weve": "we have", "theyve": "they have",
    "youll": "you will", "theyll": "they will", "itll": "it will", "theres": "there is",
    "heres": "here is", "hows": "how is", "wheres": "where is", "whos": "who is", "c'mon": "come on", "ma'am": "madam",
    "maam": "madam", "o'clock": "oclock", "ok": "okay", "okey": "okay", "alright": "all right", "cheque": "check",
    "cheques": "checks", "thankyou": "thank you", "outta": "out of", "should've": "should have",
    "em": "them", "yah": "yes", "yea": "yes", "imma": "i am going to", "coulda": "could have",
    "woulda": "would have", "shoulda": "should have", "prolly": "probably", "sposed": "supposed",
    "tomorra": "tomorrow", "forth": "fourth", "nineth": "ninth", "twelth": "twelfth",
    **{f"{verb}in": f"{verb}ing" for verb in _DROPS_G},
    **{f"{thing}thin": f"{thing}thing" for thing in ("some", "no", "any", "every")},
    "innit": "is it not", "hes": "he is", "shes": "she is", "youd": "you would", "theyd": "they would",
    "dyou": "do you", "d'you": "do you", "wouldnae": "would not", "cannae": "can not", "dinnae": "do not",
    "didnae": "did not", "wasnae": "was not", "isnae": "is not", "havenae": "have not", "couldnae": "could not",
    "shouldve": "should have", "couldve": "could have", "wouldve": "would have", "mustve": "must have",
    "whens": "when is", "aye": "yes",
}  # fmt: skip
# Words that stand for a contraction only before a verb: off a recogniser "ill call you" is "I'll call you".
_BEFORE_VERB = {"ill": ("i", "will"), "id": ("i", "would"), "hell": ("he", "will"), "shell": ("she", "will")}
_VERBS = frozenset(
    """add arrange ask be bell book bring buzz call change chase check clear come deal do drop email fax find fix
    forward get give go have help hold keep knock leave let like log look love mail make need never nip not note
    open pass pay phone pop post prefer put raise rather read remove resend ring say see send settle show sort
    speak start stop take talk tell text transfer try update wait waive want wire write also just then
    definitely probably only""".split()
)
_ENDINGS = {"'m": "am", "'re": "are", "'ve": "have", "'ll": "will", "'d": "would"}
# "'s" is "is" after these and a possessive after any other word.
_IS_AFTER = frozenset(
    "it that this what there here who how where when why he she everything nothing something everybody everyone "
    "nobody somebody someone which one whatever".split()
)
_ABBREVIATIONS = frozenset("mr mrs ms dr st no ltd inc co vs approx ext ref messrs jr sr a.m p.m dept acct".split())
_WORD_END = re.compile(r"[^\W_]$")


def _written_out(word: str) -> tuple[str, ...]:
    """One spoken word as canonical words: "don't" → ("do", "not")."""
    if word in _FULL:
        return tuple(_FULL[word].split())
    if "'" not in word:
        return (word,)
    if word.endswith("n't"):
        return (word[:-3], "not") if word != "n't" else ("not",)
    head, mark, tail = word.rpartition("'")
    ending = _ENDINGS.get(mark + tail)
    if ending:
        return (*_written_out(head), ending)
    if tail == "s" and head in _IS_AFTER:
        return (head, "is")
    return (word,)


def canonical(token: str) -> tuple[str, ...]:
    """Canonical words of one token as it stands in a text; empty for a hesitation."""
    word = token.lower().replace("’", "'")
    if word.startswith("e-mail"):
        word = "email" + word[6:]
    return () if word in _HESITATIONS else _written_out(word)


class _Token(NamedTuple):
    """Characters `first`..`last` of a chunk: a `word` said, or a sentence end `ends` (empty for a word)."""

    word: str
    ends: str
    first: int
    last: int


def _taken_apart(chunk: str) -> tuple[_Token, ...]:
    """What stands between two blanks, taken apart: "Friday." is a word and a full stop, "don't" two words. People say
    the same few thousand again and again."""
    found: list[_Token] = []
    for token in _TOKEN.finditer(chunk):
        said = token.group()
        if said[0] in ".?!…":
            found.append(_Token("", said, *token.span()))
        else:
            found += [_Token(intern(word), "", *token.span()) for word in canonical(said)]
    return tuple(found)


_TOKENS = WorkedOut(_taken_apart)


class Sentence(NamedTuple):
    """Words `first` up to but without `last`; `asks` when it ends with a question mark."""

    first: int
    last: int
    asks: bool


@dataclass(slots=True)  # nobody changes one, but to say so (frozen) makes it five times as slow to make
class Words:
    """One turn read as canonical words.

    `items` are the words (sentence ends among them as ".", "?" or "!"), `spans` their places in `text`, `line` the
    words joined by single blanks with one before and after. `folded` are the words with any number as "#", `pairs`
    every two of those that stand side by side ("going to", "^ we", "friday ."); `shown`, what a classifier weighs, are
    these two, each once; `keys` are words and pairs, and how each sentence begins, openers passed over ("^ we" in
    "Okay. So we"). `asked` is what has been worked out of whether words of it are a question.
    """

    text: str
    items: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    line: str
    sentences: tuple[Sentence, ...]
    vocabulary: frozenset[str]
    folded: tuple[str, ...]
    pairs: tuple[str, ...]
    shown: frozenset[str]
    keys: frozenset[str]
    asked: dict[tuple[int, int], bool]

    @property
    def size(self) -> int:
        """Number of words, sentence ends left out."""
        ended = bool(self.items) and self.items[-1] in ENDERS
        return len(self.items) - len(self.sentences) + (0 if ended or not self.items else 1)

    def index(self, offset: int) -> int:
        """Number of the word that starts at `offset` of the line."""
        return self.line.count(" ", 0, offset) - 1

    def quote(self, first: int, last: int) -> str:
        """The text as it was said, from word `first` up to but without `last`."""
        return self.text[self.spans[first][0] : self.spans[last - 1][1]]

    def sentence_at(self, word: int) -> Sentence:
        """The sentence that the word stands in."""
        for sentence in reversed(self.sentences):
            if sentence.first <= word:
                return sentence
        return self.sentences[0]

    def sentence_quote(self, first: int, last: int) -> str:
        """The quote that a reader wants around a find: its whole sentence while that is short, with its full stop;
        the clause around it in long unpunctuated speech."""
        start, end = self.clause(first, last)
        stop = self.spans[end - 1][1]
        if end < len(self.items) and self.items[end] in ENDERS:
            stop = self.spans[end][1]
        return self.text[self.spans[start][0] : stop].strip()

    def clause(self, first: int, last: int) -> tuple[int, int]:
        """Word range of the clause around words `first`..`last`."""
        begin = self.sentence_at(first)
        within = begin.first < last <= begin.last + 1
        start, end = begin.first, begin.last if within else self.sentence_at(last - 1).last
        if end - start <= _LONG:
            return start, end
        while start < first and not self._starts_clause(first):
            first -= 1
        while last < end and not self._starts_clause(last):
            last += 1
        return first, last

    def _starts_clause(self, word: int) -> bool:
        return self.items[word] in _CLAUSE_STARTS


_LONG = 22
_CLAUSE_STARTS = frozenset("and but so because or then well okay right also anyway".split())


def read(text: str) -> Words:
    """The turn as canonical words. Never fails: what is no word is left out."""
    items: list[str] = []
    spans: list[tuple[int, int]] = []
    sentences: list[Sentence] = []
    begun = end = 0
    older = before = ""  # the last two words of the sentence
    for chunk in text.split():
        start = text.index(chunk, end)
        end = start + len(chunk)
        for word, said, first, last in _TOKENS[chunk]:
            if said:
                ender = _ender(said, text, start + last, before)
                if ender and len(items) > begun:
                    sentences.append(Sentence(begun, len(items), ender == "?"))
                    items.append(ender)
                    spans.append((start + first, start + last))
                    begun, before = len(items), ""  # "as I told you. You know that": no stutter
                continue
            if before in _BEFORE_VERB and word in _VERBS:
                older, before = _write_out(items, spans)
            elif word == before and not word[0].isdigit() and word not in _MAY_REPEAT:
                continue  # a stutter: "the the"
            items.append(word)
            spans.append((start + first, start + last))
            if word == older and len(items) - begun >= 4 and _is_said_twice(items):
                del items[-2:], spans[-2:]  # a stutter of two: "it's it's"
            older, before = before, word
    if len(items) > begun:
        sentences.append(Sentence(begun, len(items), False))
    return _words(text, items, spans, sentences)


def _is_said_twice(items: list[str]) -> bool:
    """The last two words are those before them."""
    return items[-4] == items[-2] and items[-1] not in _MAY_REPEAT


def _write_out(items: list[str], spans: list[tuple[int, int]]) -> tuple[str, str]:
    """The last word as the two words that it stands for; both are quoted as the one that was said."""
    items[-1:] = both = _BEFORE_VERB[items[-1]]
    spans.append(spans[-1])
    return both


_MAY_REPEAT = frozenset(
    "zero oh one two three four five six seven eight nine ten twenty thirty forty fifty sixty seventy eighty ninety "
    "no yes correct very bye double b c d e f g h j k l m n o p q r s t u v w x y z".split()
)


def _words(text: str, items: list[str], spans: list[tuple[int, int]], sentences: list[Sentence]) -> Words:
    line = f" {' '.join(items)} " if items else " "
    said = plain = tuple(items)
    vocabulary = frozenset(said)
    if _FIGURE.search(line):
        plain = tuple(folded(said))
        pairs = tuple(pairs_of(plain))
        shown = frozenset((*plain, *pairs))
        keys = vocabulary.union(pairs, _beginnings(plain, sentences))
    else:
        pairs = tuple(pairs_of(said))
        shown = vocabulary.union(pairs)
        keys = shown.union(_beginnings(said, sentences))
    return Words(text, said, tuple(spans), line, tuple(sentences), vocabulary, plain, pairs, shown, keys, {})


def folded(items: Sequence[str]) -> Sequence[str]:
    """The words, any number as "#"."""
    return ["#" if word[:1] in _NUMBERS else word for word in items]


def pairs_of(items: Sequence[str]) -> Iterator[str]:
    """Every two words that stand side by side, the ends of the row included."""
    return map(" ".join, pairwise([BEGINS, *items, ENDS]))


def _beginnings(items: Sequence[str], sentences: list[Sentence]) -> Iterator[str]:
    """The words that each sentence begins with, openers passed over one by one."""
    for first, last, _ in sentences:
        for word in items[first:last]:
            yield f"{BEGINS} {word}"
            if word not in OPENERS:
                break


def _ender(said: str, text: str, end: int, before: str) -> str:
    """The sentence end that this punctuation makes: ".", "?", "!" or none (an abbreviation, a decimal point)."""
    if "?" in said:
        return "?"
    if "!" in said:
        return "!"
    if said == "." and (before in _ABBREVIATIONS or (len(before) == 1 and before not in "i") or _is_inside(text, end)):
        return ""
    return "."


def _is_inside(text: str, end: int) -> bool:
    """A full stop with a letter or digit right behind it: "p.m", "example.com"."""
    return end < len(text) and bool(_WORD_END.match(text[end]))


# Words that carry no content of their own: left out when two turns are compared.
_EMPTY = frozenset(
    """a an the and or but if so that this these those there here it its is am are was were be been being do does did
    done have has had will would can could shall should may might must not no yes i you he she we they me him her us
    them my your his our their mine yours ours to of in on at for from with by as into out up down off over about then
    than too very just really only also well okay right now oh like get got go going goes went thing things one ones
    what which who when where why how some any all both each more most much many such because until while let say said
    please thank thanks sorry know think mean see want need make made come came take took put way back yeah yep sure
    hi hello hey bye mr mrs ms sir madam good morning afternoon . ? !""".split()
)


def is_content(word: str) -> bool:
    """Does the word carry a meaning of its own?"""
    return word not in _EMPTY


def content_words(words: Iterable[str]) -> frozenset[str]:
    """The words with a meaning of their own, cut to a stem: what two turns may have in common."""
    return frozenset(map(stem, frozenset(words) - _EMPTY))


def _stem(word: str) -> str:
    """A crude stem, enough to see that "signed", "signing" and "signs" are one word."""
    if word.endswith("'s"):
        word = word[:-2]
    for ending in ("ations", "ation", "ings", "ing", "ies", "ied", "ments", "ment", "ers", "ed", "es", "er", "ly", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)].rstrip("e")
    return word.rstrip("e") if len(word) > 3 else word


stem = WorkedOut(_stem).__getitem__
