"""Plain words for a trade term, told by their shape: a definition right behind the term, an answer to "the what?", or a
sentence that says what the thing just named is."""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import pairwise

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
    r"(?! (?:different|separate|whole|other) )"  # "they're a different team": who, and not what
    r" (?:[^ .?!]+ ){0,6}?(?:that|where|who|which|for|with|of|you|we|they|from|saying|showing|to|between|people|folks) "
)
_SO = re.compile(
    r" so (?:you|we|they) (?:only|just|do not|pay|get|never) "
    r"| so (?:a|an|the|your|our) (?:[^ .?!]+ ){1,4}?(?:that|which|into|straight|from|to|where) "
)
_BESIDE = re.compile(
    r" (?:or |so |meaning |that is |i mean )?(?:a|an|the|your|our|what|how|two|three|five|money) "
    r"(?:[^ .?!]+ ){0,7}?(?:that|who|which|saying|showing|telling|where|when|you|we|they|from|with|for|of|into|on) "
)
_KINDS = frozenset(
    "page list form sheet paper rule slip drawer letters summary record note name word piece way slice cut pot fund "
    "check proof letter number numbers digits code help step map".split()
)
_POINTS = ("it is", "that is", "this is", "its")
_TAILS = (
    "of what|of every|of all|of how|of your|of the things|that says|that say|that tells|that tell|that shows|that show|"
    "that gathers|that lists|that goes|that comes|that proves|that keeps|that explains|that lets|where we|where you|"
    "where they|where the|from our bank|from your bank|from the bank|saying|showing|we keep|we use|we call|we send|"
    "they keep|they use|they call|they send|on top for|with fees|with bills|for money|you get|you sign|you fill|"
    "for families|for people|for anybody|for anyone"
)
_TELLS_KIND = re.compile(
    r" (?P<what>it is|that is|this is|its|which is|[a-z]+'s) (?:just |only |really |basically |simply |but |like )*"
    r"(?:a|an|one|the|our|your|five|two|three|four)? ?(?:(?:little|single|short|one|five|two|printed|of|paper) )*"
    rf"(?:{'|'.join(sorted(_KINDS))}) (?:of paper )?(?P<tail>{_TAILS}) "
)
_PLAINLY = frozenset(("that says", "that tells", "that tell", "that shows", "that show"))
_LONGEST = 24  # words of a definition that are quoted
_NAMES = frozenset(
    "called program programme programs scheme remission arrangement billing certificate mandate fund option service "
    "charge form notice order agreement plan assistance relief".split()
)
_TELLS = re.compile(
    rf" {_SAYS} {_LIGHTLY}*(?:means|mean|is (?:where|when) (?:we|you|they|the|your|our|somebody|people)|means is) "
)
_TELL_WORDS = frozenset("mean means where when".split())
_ASK_WORDS = frozenset("what way english plain idea".split())
_ASKS_MEANING = re.compile(
    r" (?:the|a|an|your|in|on|sorry|me|us) (?:(?:full|whole) )?what (?:[^ ]+ ){0,4}(?:[.?!] |$)"
    r"| what is (?:that|a|an) (?!(?:few|couple|bit|little|day|week|month|supposed) )(?:[^ ]+ ){0,3}(?:[.?!] |$)"
    r"| what (?:do|does|did) (?:that|it|you|those) mean "
    r"| (?:not|no idea) (?:know )?what (?:that|those|it|you) (?:is|are|means|mean|have|just) "
    r"| (?:(?:different|another) way|(?:in )?plain (?:english|words|language)|what was that word|speak english) "
    r"| no idea what (?:you|that|this|any) "
)
_ANSWER = re.compile(
    rf"^ (?:[^ ]+ ){{0,6}}?(?:{_SAYS} (?:{_LIGHTLY})*(?:means|mean|is|are) |it is like |is it that |i mean "
    r"|like (?:if|when|a|the) )"
    r"(?!(?:not|fine|okay|all|your|yours|my|mine|his|late|due|between|on|in|at|under|usually|always|normally|down|up"
    r"|back|here|there|now|still|already|as|gone|done|sent|out|true|right|wrong) )"
    r"|^ (?:only |just |so |well |sorry )?(?:that )?(?:[^ ]+ ){1,4}means (?:that |the |a |an |you |we |your |our |it )"
    r"|^ (?:(?:sorry|yes|right|okay|well|so|no|just|oh|like|i|mean|[.]) )*(?:[^ ]+ and [^ ]+ )?(?:the|a|an) "
    r"(?:[^ .]+ ){1,4}?(?:your|you|that|which|we|they|where|who|what|for) "
)
_WAVES_OFF = frozenset("mind talk worry matter matters nothing spell know look bottom".split())
_ANSWERS_WITHIN = 16  # words in which an answer begins to say what the term is


def behind(view: View, hit: Hit) -> tuple[int, int] | None:
    """The words right behind the term, when they say what it is."""
    words = view.words
    if hit.last >= len(words.items):
        return None
    rest = " ".join(("", *words.items[hit.last :], "")).replace(" its ", " it is ")
    match = _STRONG.match(rest) or _WEAK.match(rest) or _SO.match(rest)
    if match is None and not (_has_comma(view, hit) and _BESIDE.match(rest)):
        return None
    return hit.first, min(
        words.sentence_at(hit.last + 1 if hit.last + 1 < len(words.items) else hit.last).last, hit.last + 24
    )


def _has_comma(view: View, hit: Hit) -> bool:
    words = view.words
    return "," in words.text[words.spans[hit.last - 1][1] : words.spans[hit.last][0]]


def told_by_name(view: View, names: Collection[str]) -> tuple[int, int] | None:
    """ "Dunning's just the reminder letters", where dunning was said in the turn before."""
    for place, word in enumerate(view.words.items[:-2]):
        light = view.words.items[place + 1] in _LIGHT_WORDS
        if light and word.endswith("'s") and word[:-2] in names:
            return place, min(view.words.sentence_at(place).last, place + _LONGEST)
    return None


_LIGHT_WORDS = frozenset("just only really basically simply".split())


def told_by_kind(view: View) -> tuple[int, int] | None:
    """ "It's a list of every bill", "a pro forma's one sheet of paper that ...": what kind of thing it is, and more."""
    words = view.words
    if _KINDS.isdisjoint(words.vocabulary):
        return None
    for match in _TELLS_KIND.finditer(words.line):
        first = words.index(match.start() + 1)
        sentence = words.sentence_at(first)
        alone = first == sentence.first and sentence is not words.sentences[0] and match.group("what") in _POINTS
        plainly = match.group("tail") in _PLAINLY and view.turn.text.islower()
        if (alone or plainly or match.group("what") not in _POINTS) and not view.asks(first, first + 2):
            return first, min(sentence.last, first + _LONGEST)
    return None


# Papers, schemes and charges by the word that such a name ends in.
_NAMED = (
    "form|forms|order|exemption|fund|scheme|register|schedule|sheet|rate|slip|letter|note|clause|mandate|certificate|"
    "voucher|docket|remission|waiver|assistance|programme|program|levy|surcharge|agreement|review|appeal|log|run|"
    "deposit|retention|rebate|credit|number|code|claim|process|procedure|service|notice|memo|refund|adjustment|"
    "allowance|excess|warranty|guarantee|authorisation|authorization|referral"
)
_NAMED_WORDS = frozenset(name + own for name in _NAMED.split("|") for own in ("", "'s"))
_IS_TOLD = re.compile(
    r" (?:a|an|the|your|our|my) (?:(?!(?:that|it|which|is) )[a-z'-]+ ){0,4}?"
    rf"(?:{_NAMED})(?:'s)? (?:(?:off|on) [a-z ]{{3,20}} )?(?:[.?] )?"
    rf"(?:(?:that|it|which|this) {_LIGHTLY}*(?:means|is) |means |meaning |is (?:just|only|really) ){_LIGHTLY}*"
    r"(?:one|a|an|the|money|where|when|what|how|for|proof|somebody|someone|nobody|anybody|your|our|we|you) "
    r"(?:[a-z'-]+ ){0,7}?"
    r"(?:that|which|where|who|when|with|for|from|of|saying|showing|you|we|they|to|cut|put|how|takes|looks|asks|says"
    r"|way) "
)


def named_and_told(view: View) -> tuple[int, int] | None:
    """ "A hardship form, that's one page that asks what comes in": a name that the client may not know, and what kind
    of thing it is."""
    words = view.words
    match = None if _NAMED_WORDS.isdisjoint(words.vocabulary) else _IS_TOLD.search(words.line)
    if match is None:
        return None
    first = words.index(match.start() + 1)
    last = min(words.index(match.end() - 1), len(words.items))
    return None if view.asks(last - 1, last) else (first, last)


def answer(view: View, state: State) -> tuple[int, int] | None:
    """The client asked what a word means, and the turn begins by saying it."""
    before = state.before(view, CLIENT)
    if before is None or before.n < view.n - 2 or _ASK_WORDS.isdisjoint(before.words.vocabulary):
        return None
    if not _ASKS_MEANING.search(before.words.line):
        return None
    opening = view.words.items[:_ANSWERS_WITHIN]
    if not _ANSWER.search(" ".join(("", *opening, ""))) or any(
        word in _WAVES_OFF and before_it != "to" for before_it, word in pairwise(("", *opening))
    ):
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
