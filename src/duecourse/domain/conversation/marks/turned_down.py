"""Is what sounds like an offer turned down? "I'm not able to give you ten percent off", "ten percent off isn't
possible", "I wish I could take half off": the words of an offer, and no offer."""

from __future__ import annotations

import re

from duecourse.domain.conversation.views import View

_HINTS = frozenset("not never no nobody wish love cannot only beyond above outside need unable approval".split())
_BREAKS = frozenset("but however though because instead except still".split())
_GIVE = (
    r"(?:give|offer|do|make|take|knock|cut|drop|waive|wipe|remove|throw|forget|write|reduce|lower|leave|wait|split|spread"
    r"|agree|accept|let|put|cancel|tear|get|grant|allow|go|discount)"
)
_REFUSES = re.compile(
    r" (?:(?:i|we) (?:\w+ )?(?:can|could|may) (?:really |just |simply |honestly )*(?:not|never)"
    rf"|(?:i|we) (?:do|would|will) (?:really |just |simply |usually )*(?:not|never) (?:\w+ )?{_GIVE}"
    rf"|(?:i|we) never {_GIVE}|you will not get|(?:nobody|no one)(?: here)? (?:can|may)"
    r"|(?:i|we) (?:am|are) (?:\w+ )?not (?:able|allowed|authorized|authorised|permitted|entitled|free|going"
    r"|prepared|willing|in a position)|(?:i|we) (?:am|are) unable"
    r"|(?:have|has|got) (?:no|not any) (?:authority|power|right|room|say)"
    r"|(?:do|does) not have (?:the |any )?(?:authority|power|right|room)"
    r"|(?:no|not a|not any) (?:way|chance)(?: that)? (?:i|we)"
    r"|is not (?:possible|allowed|in my|up to me)|not in my power"
    r"|(?:i|we) (?:only )?wish (?:that )?(?:i|we) could|only (?:my|the|a|our) \w+ (?:can|may)"
    r"|(?:i|we) (?:would |will )?need (?:an? |the |my \w+ )?(?:approval|authority|permission|sign-off)) "
)
_NO_REFUSAL = re.compile(r" (?:say|see|believe|wait|help|think|more|beyond|fairer|better|further|lower|higher) ")
_GOES_ON = re.compile(r" (?:i|we) (?:\w+ )?(?:will|can|could|am|are|have|do) (?!not )| you (?:get|can|have) | let us ")
_BEHIND = re.compile(
    r"^ (?:(?:\w+ ){0,3}(?:is|was|are) (?:\w+ )?(?:beyond|above|outside|out of the question|no"
    r"|not (?:possible|something|an option|in my|up to me|mine|on|for me|allowed|one))"
    r"|(?:\w+ ){0,4}but (?:i|we) (?:am|are|can|may|could) (?:\w+ )?not|(?:[?.!] )+no) "
)
_REACH = 8  # words behind an offer that say that it is none


def turned_down(view: View, first: int, last: int) -> bool:
    """The caller says of the offer in words `first`..`last` that they cannot, may not or will not make it."""
    if _HINTS.isdisjoint(view.words.vocabulary):
        return False
    items, sentence = view.words.items, view.words.sentence_at(first)
    begin = next((i + 1 for i in range(first - 1, sentence.first - 1, -1) if items[i] in _BREAKS), sentence.first)
    lead = _line(items[begin:last])
    found = [match.end() for match in _REFUSES.finditer(lead)]
    if found:
        rest = lead[found[-1] - 1 :]
        return not _GOES_ON.search(rest) and not _NO_REFUSAL.search(rest)
    return _BEHIND.search(_line(items[last : last + _REACH])) is not None


def _line(words: tuple[str, ...]) -> str:
    return " ".join(("", *words, ""))
