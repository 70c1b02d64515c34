"""Whether somebody speaks of the one we asked for, says that they are not the one, or hands the phone to them."""

from __future__ import annotations

import re
from itertools import pairwise

from duecourse.domain.conversation.text import ENDERS
from duecourse.domain.conversation.views import View

OF_SOMEBODY_ELSE = frozenset(
    "is was has had will would could should might may can must does did never always just said says told went goes "
    "works moved left retired 's ? not no".split()
)  # behind a name
_NO_WORD_OF_THEM = frozenset("? no".split())
_OPENING = 12  # words in which people say who they are


def is_spoken_of(view: View, contact: frozenset[str]) -> bool:
    """ "Curtis is under a truck", "Maria's at lunch": the name of the one we asked for, and what they do."""
    opening = view.words.items[:_OPENING]
    does = OF_SOMEBODY_ELSE - _NO_WORD_OF_THEM
    return any(
        word.removesuffix("'s") in contact and (word not in contact or behind in does)
        for word, behind in pairwise(opening)
    )


_NOT_THEY = re.compile(
    r" (?:(?:i am|it is|this is|that is) not|(?:and )?not to) (?:actually |really )?(him|her|them|[a-z]+) "
)
_THEM = frozenset(("him", "her", "them"))


def is_not_they(view: View, contact: frozenset[str]) -> bool:
    """ "I'm good, but I'm not Connor"; "it's not her"."""
    if "not" not in view.words.vocabulary:
        return False
    return any(match[1] in contact or match[1] in _THEM for match in _NOT_THEY.finditer(view.words.line))


_HANDS_OVER = re.compile(
    r" (?:hang on|hold on|one (?:moment|second|sec|minute)|wait|(?:it is|phone) for you|phone|telephone"
    r"|here (?:he|she) (?:is|comes)|(?:he|she) (?:is|has) just (?:come|walked|got|popped)"
    r"|i will (?:get|fetch|put|pass|hand|see|call)|(?:putting|passing|handing|pass|put) you"
    r"|let me (?:get|fetch|put|see)|it is (?:some|a|the|your) [a-z]+) "
)
# The last words of a turn in which somebody new picks up: "Judith Penrose, good morning", "hello who's this".
_PICKS_UP = re.compile(
    r" (?:hello|hi|hiya|hey|yes|yeah|speaking|good (?:morning|afternoon|evening|day))(?: [^ ]+){0,6} $"
)
_BY_NAME = re.compile(
    r" (?:hello|hi|hiya|hey|this is|it is|yes|yeah|(?:good )?(?:morning|afternoon|evening|day)) "
    r"(?:it is |this is )?NAME (?!(?:is|was|has|had|will|would|does|never|just|said|says|told|went|works|left) )"
    r"|NAME (?:here|speaking|yes|hello|hi|good (?:morning|afternoon|evening|day)) (?!she |he )"
)
_NEW_VOICE = 9  # words at the end of a turn
_CALLS_THEM = re.compile(r" ([a-z]+) (?:[!.] )?(?:she|he) (?:is|has|does|did|can|will|says|said|must) ")


def calls_them(view: View, contact: frozenset[str]) -> bool:
    """ "Hang on. Maria! She's not answering.": called, and not there."""
    return any(match[1] in contact for match in _CALLS_THEM.finditer(view.words.line))


def takes_over(view: View, contact: frozenset[str], *, stranger: bool) -> bool:
    """Does the phone change hands within the turn, so that the one we asked for speaks at its end? `stranger`: somebody
    else is known to be on the line before."""
    line = " ".join(("", *(word for word in view.words.items if word not in ENDERS), ""))
    given = _HANDS_OVER.search(line)
    if stranger or given:
        end = [word for word in view.words.items[-_NEW_VOICE:] if word not in ENDERS]
        tail = " ".join(("", *("NAME" if word in contact else word for word in end), ""))
        if "NAME" in tail:
            return bool(_BY_NAME.search(tail))
    taken = _PICKS_UP.search(line)
    if not stranger or is_spoken_of(view, contact):
        return False
    return bool(given and taken and given.end() <= taken.start() + 1)
