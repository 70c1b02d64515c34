"""Plain words for a trade term, told by their shape: a definition right behind the term, an answer to "the what?", or a
sentence that says what the thing just named is."""

from __future__ import annotations

import re

from duecourse.domain.conversation.phrases import Hit
from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.turns import CLIENT
from duecourse.domain.conversation.views import View

_FILLER = r"(?:(?:[.!?]|well|now|yeah|and|sorry|run|thing|account|form|in it|on it|yet|maybe) )*"
_SAYS = r"(?:that|it|this|which|they|those|all that|all it|what that|what it|that just|it just)"
_LIGHTLY = r"(?:(?:really|basically|simply|just|only|like|actually|kind of|sort of|nothing but) )"
_STRONG = re.compile(
    rf" {_FILLER}(?:"
    rf"{_SAYS} {_LIGHTLY}*(?:mean|means|meant|is short for|stands for) "
    rf"|(?:{_SAYS} )?(?:is|are) {_LIGHTLY}+"
    rf"|(?:{_SAYS} )(?:is|are) (?:where|when|how|what) (?:we|you|they|the|your|our|somebody|people|it|i) "
    r"|(?:i mean|meaning|in other words|so just|so like|that is to say|or just) "
    r"(?:a|an|the|you|we|your|that|how|what|one|money) "
    r")"
)
_WEAK = re.compile(
    rf" {_FILLER}(?:(?:{_SAYS} )?(?:is|are|would be) |so )(?:a|an|one|the|our|your|money|part)"
    r" (?:[^ .?!]+ ){1,6}?(?:that|where|who|which|for|with|of|you|we|they|from|saying|showing|to|between|people|folks) "
)
_NAMES = frozenset(
    "called program programme programs scheme remission arrangement billing certificate mandate fund option service "
    "charge form notice order agreement plan assistance relief".split()
)
_TELLS = re.compile(
    rf" {_SAYS} {_LIGHTLY}*(?:means|mean|is (?:where|when) (?:we|you|they|the|your|our|somebody|people)|means is) "
)
_TELL_WORDS = frozenset("mean means where when".split())
_ASK_WORDS = frozenset("what way english".split())
_ASKS_MEANING = re.compile(
    r" (?:the|a|an|your|in|on|sorry|me|us) what (?:[^ ]+ ){0,4}(?:[.?!] |$)"
    r"| what is (?:that|a|an) (?:[^ ]+ ){0,3}(?:[.?!] |$)"
    r"| what (?:do|does|did) (?:that|it|you|those) mean "
    r"| (?:not|no idea) (?:know )?what (?:that|those|it|you) (?:is|are|means|mean|have|just) "
    r"| (?:(?:different|another) way|in plain english|what was that word) "
)
_ANSWER = re.compile(
    rf"^ (?:[^ ]+ ){{0,6}}?(?:{_SAYS} (?:{_LIGHTLY})*(?:means|mean|is|are) |it is like |is it that |i mean )"
    r"(?!(?:not|fine|okay|all|your|my|his) )"
)
_WAVES_OFF = frozenset("mind talk worry matter matters nothing spell know look bottom".split())
_ANSWERS_WITHIN = 16  # words in which an answer begins to say what the term is


def behind(view: View, hit: Hit) -> tuple[int, int] | None:
    """The words right behind the term, when they say what it is."""
    words = view.words
    if hit.last >= len(words.items):
        return None
    rest = words.line[words.at[hit.last] - 1 :]
    match = _STRONG.match(rest) or _WEAK.match(rest)
    if match is None:
        return None
    return hit.first, min(
        words.sentence_at(hit.last + 1 if hit.last + 1 < len(words.items) else hit.last).last, hit.last + 24
    )


def answer(view: View, state: State) -> tuple[int, int] | None:
    """The client asked what a word means, and the turn begins by saying it."""
    before = state.before(view, CLIENT)
    if before is None or before.n < view.n - 2 or _ASK_WORDS.isdisjoint(before.words.vocabulary):
        return None
    if not _ASKS_MEANING.search(before.words.line):
        return None
    opening = view.words.items[:_ANSWERS_WITHIN]
    if not _ANSWER.search(" ".join(("", *opening, ""))) or _WAVES_OFF & set(opening):
        return None
    sentence = view.words.sentences[0]
    return sentence.first, sentence.last


def introduced(view: View) -> tuple[int, int] | None:
    """ "There's something called fee remission. It means the board can lower the fees": a name, then what it is."""
    words = view.words
    if _NAMES.isdisjoint(words.vocabulary) or _TELL_WORDS.isdisjoint(words.vocabulary):
        return None
    for place, sentence in enumerate(words.sentences[1:], 1):
        named = words.sentences[place - 1]
        opening = " ".join(("", *words.items[sentence.first : sentence.last][:8], ""))
        if _NAMES & set(words.items[named.first : named.last]) and _TELLS.match(opening):
            return sentence.first, sentence.last
    return None
