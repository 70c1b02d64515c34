"""What a client takes back: the day just named ("No, wait, not Friday"), in the same breath or of an earlier turn.

Three things undo a day. It is **named** and ruled out ("so not Friday", "Friday's no good after all"). What was said is
**undone** by a word for that ("forget I said that", "don't hold me to it", "I shouldn't have promised"). Or the speaker
**corrects** themselves ("no, sorry", "hang on"), which moves what they had said to the day they name next.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from duecourse.domain.conversation.results import ClientAct
from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.turns import CALLER, CLIENT
from duecourse.domain.conversation.views import View

# Without one of these nothing is taken back.
_NEEDS = frozenset(
    "not no never wait hold hang scratch strike forget cancel ignore disregard scrap leave take drop rephrase correct "
    "correction misspoke kidding thoughts fell fallen changed backed "
    "away closed shut busy".split()
)
_SAID_IT = "(?:that|it|this|so|anything|a thing|a word|a day|a date)"
_END = r"(?= (?:$|(?:[.?!]|then|please|sorry|for|as|because|out|off|open|i|we|now|after|either|yet) ))"
_UNDONE = re.compile(
    # What was said is struck out.
    rf" (?:forget|scratch|scrap|strike|cancel|ignore|disregard|delete|drop|leave|never mind) (?:about )?"
    rf"(?:that|it|this|that one|what i (?:just |have )?(?:said|told you)|i (?:ever |even |just )?(?:said|mentioned)"
    rf"(?: {_SAID_IT})?|all (?:of )?that){_END}"
    # The same with why, where the second "that" is not heard: "forget that, that's my rent".
    r"|(?<!not)(?<!never) (?:forget|scratch|scrap|strike) that is (?:my|our|for) "
    # Nobody is to count on it.
    rf"| not (?:hold|quote|pin) (?:me|us) (?:to|on|for) "
    rf"| not (?:count|rely|bank|bet) on (?:it|that|this|me|us){_END}"
    # It ought not to have been said, and will not be.
    rf"| (?:should|would|could|can|will|better|must|rather|dare|had) not (?:(?:really|even|actually|just|be|have) )*"
    rf"(?:say|saying|said|promise|promising|promised|commit|committed|agree|agreed) (?:to )?(?:you )?"
    rf"(?:that|it|this|so){_END}"
    rf"| (?:would|had|i) (?:better|rather) not{_END}"
    # It cannot be kept.
    rf"| (?:i|we) (?:can|could|will|would) not (?:(?:really|actually|even|honestly) )*"
    rf"(?:do|manage|make|keep|meet|stick to) (?:to )?(?:that|it|this){_END}"
    # The words are put otherwise.
    r"| (?:let me|i (?:will|had better|should|have to|must)) "
    r"(?:rephrase|correct (?:myself|that)|take (?:that|it) back)"
    r"| (?:i misspoke|i spoke too soon|who am i kidding|what am i saying|strike that|scratch that)"
)
_CORRECTS = re.compile(
    r"(?: [.?!]| ,|^|\A) (?:(?:oh|but|well|sorry|so|look|or|okay|right) )*"
    r"(?:no (?:sorry|wait|hold on|hang on|hold|scratch|not|actually|that is|that will|it is|make|let|what am|one)"
    r"|wait|hold on|hang on|scratch that|actually no|sorry no|correction|on second thoughts?"
    r"|let me (?:correct|rephrase))"
    r"(?= )"
)
# What was promised, for another or by oneself, has come to nothing: "Yes but he can't", "that fell through".
_CAME_TO_NOTHING = re.compile(
    r" (?:but|only|except|though|and now|now|well|unfortunately|sadly) (?:that )?(?:he|she|they|it|that|i|we) "
    r"(?:just |really |simply )?(?:can|could|will|would|is|am|are) not"
    r"(?: (?:any ?more|any longer|after all|now|do (?:it|that)|make (?:it|that)|manage(?: it| that)?|pay(?: it| that)?"
    rf"|be able to(?: [a-z]+){{0,2}}|going to(?: [a-z]+){{0,2}}|happening))*{_END}"
    r"| (?:he|she|they|it|that|this|we|i) (?:has |have |is |are )?(?:all )?"
    rf"(?:fell through|fallen through|changed (?:his|her|their) minds?|backed out)(?: [a-z]+){{0,2}}{_END}"
)
_AN_ECHO = 6  # words of a caller who only takes up what was said: "Did he?", "Okay, thank you."
_MORE = frozenset("another also extra more".split())
_DAY_IS_OUT = re.compile(
    r"^ (?:(?:is|will be|would be|was|will|would|does|might) )?(?:(?:now|after all|just|really) )*"
    r"(?:no (?:good|use|longer)|out(?! of)|off|bad|impossible|too (?:soon|early|tight)"
    r"|not (?:good|possible|work|going|happen)|can not|will not|has gone|is gone|gone) "
)
# "Friday I'm away. Thursday then."
_NOT_THERE = re.compile(
    r"^ (?:i am|we are|is when i am|is when we are) (?:all )?(?:away|off|out|closed|shut|busy|not (?:in|here|there)) "
    r"(?!until |till |from |after |before )"
)
_RULES_OUT = frozenset("not nor never".split())
_INSTEAD_OF = (("instead", "of"), ("rather", "than"), ("forget", "about"), ("never", "mind"), ("away", "from"))
_STRIKES = frozenset("forget scratch cancel scrap drop strike ignore".split())
_OFF = frozenset("off out back".split())
_SAID_OF_A_DAY = re.compile(
    r" (?:can|could|should|would|will|do|did|better|am|had) not (?:[a-z]+ ){0,2}"
    r"(?:say|said|saying|promise|promised|promising|do|manage|make|mean|commit|committed|agree|agreed|tell|told|name|named"
    r"|mention|mentioned)(?: (?!but |and |so |only |though )[a-z]+){0,4} $"
    r"| never (?:said|promised|agreed|told|mentioned|named)(?: (?!but |and |so |only )[a-z]+){0,4} $"
)
# "I'd like to say Friday, but": what would be said, were it not for something.
_WOULD_BE_SAID = re.compile(
    r" (?:like|love|liked|loved|wish i could|tempted|going|meant|about) (?:to )?(?:say|tell you|promise(?: you)?)"
    r"(?: [a-z]+){0,2} $"
)
_TO_OTHERS = (("to", "anybody"), ("to", "anyone"), ("to", "others"))  # "I've never said Friday to anybody else"
_BUT = frozenset("but only except unfortunately".split())
_BEFORE, _BEHIND = 9, 5  # words around a day that rule it out


@dataclass(frozen=True, slots=True)
class Undone:
    """At word `place` something said before is taken back: the payments of these `days`, or what was said last. Where
    it only `corrects`, it takes effect when another day follows; a `bare` "but he can't" is of what was just said."""

    place: int
    days: frozenset[date] = frozenset()
    corrects: bool = False
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Heard:
    """A promise of this turn: its day or its sum stands at word `place`; `summed` when a sum was said for it."""

    place: int
    act: ClientAct
    summed: bool


def undone(view: View) -> Sequence[Undone]:
    """Everything in the turn that takes something back, in order of place."""
    if _NEEDS.isdisjoint(view.words.vocabulary):
        return ()
    line = view.words.line
    found = [Undone(view.words.index(m.start() + 1)) for m in _UNDONE.finditer(line) if not _is_of_the_rest(view, m)]
    found += [Undone(view.words.index(m.start() + 1), bare=True) for m in _CAME_TO_NOTHING.finditer(line)]
    found += [Undone(view.words.index(m.end()), corrects=True) for m in _CORRECTS.finditer(line)]
    found += [Undone(w.first, frozenset((w.on,))) for w in view.days if w.on and is_ruled_out(view, w.first, w.last)]
    return sorted(found, key=lambda u: u.place)


_REST = frozenset("rest other remainder beyond".split())


def _is_of_the_rest(view: View, match: re.Match[str]) -> bool:
    sentence = view.words.sentence_at(view.words.index(match.start() + 1))
    return not _REST.isdisjoint(view.words.items[sentence.first : sentence.last])


def is_ruled_out(view: View, first: int, last: int) -> bool:
    """ "Not Friday", "Friday's no good", "I never said Friday", "forget Friday", "take Friday off"."""
    items = view.words.items
    sentence = view.words.sentence_at(first)
    before = items[max(sentence.first, first - _BEFORE) : first]
    behind = items[last : min(sentence.last, last + _BEHIND)]
    if not _NOT_UNTIL.isdisjoint(items[first - 1 : first + 1]):
        return False  # "not until the 20th" is the 20th
    if not (_RULES_OUT | _STRIKES).isdisjoint(before[-1:]) or before[-2:] in _INSTEAD_OF:
        return True
    if not _TAKES.isdisjoint(before[-1:]) and not _OFF.isdisjoint(behind[:1]):
        return True
    line = " ".join(("", *behind, ""))
    if _DAY_IS_OUT.search(line) or (_NOT_THERE.search(line) and any(w.first >= last for w in view.days)):
        return True
    said = " ".join(("", *before, ""))
    if _SAID_OF_A_DAY.search(said):
        return behind[:2] not in _TO_OTHERS
    return bool(_WOULD_BE_SAID.search(said)) and not _BUT.isdisjoint(items[last : sentence.last + _BEHIND])


def is_ruled_out_sum(view: View, first: int, last: int) -> bool:
    """ "500 on Monday, not 890", "instead of the 890", "890, no, 500": a sum that is not meant, where another is."""
    if _NO_SUM.isdisjoint(view.words.vocabulary):
        return False
    items = view.words.items
    begin = first
    while begin and items[begin - 1] in _THE:
        begin -= 1
    before = items[max(0, begin - 2) : begin]
    if before[-2:] in _INSTEAD_OF or (before[-1:] in (("not",), ("than",)) and before[-2:] not in _NOT_RULED_OUT):
        return True
    corrected = next((a for a in view.amounts if 0 < a.first - last <= _PUT_RIGHT), None)
    return corrected is not None and _SUM_CORRECTED.fullmatch(" ".join(items[last : corrected.first])) is not None


_NO_SUM = frozenset("not instead rather no sorry wait mean correction".split())
_THE = frozenset("the all that those whole full entire".split())
_NOT_RULED_OUT = (
    ("why", "not"),
    ("if", "not"),
    ("more", "than"),
    ("less", "than"),
    ("later", "than"),
    ("other", "than"),
)
_PUT_RIGHT = 5  # words between a sum and the one that takes its place
_SUM_CORRECTED = re.compile(
    r"(?:[.] )?(?:no|sorry|wait|or rather|i mean|correction|no sorry|no wait|sorry no|wait no|i mean no)"
    r"(?: (?:i mean|make (?:it|that)|it is|that is|only|just))?"
)
_NOT_UNTIL = frozenset("until before".split())
_TAKES = frozenset("take leave move push shift".split())


def settled(view: View, heard: Sequence[Heard]) -> tuple[list[ClientAct], list[ClientAct]]:
    """What of the promises of one turn stands at its end, and what was taken back in it."""
    if not heard:
        return [], []
    kept, gone = list(heard), list[Heard]()
    for undo in undone(view):
        before = [h for h in kept if h.place < undo.place]
        behind = [h for h in kept if h.place > undo.place]
        if undo.days:
            out = [h for h in before if h.act.on in undo.days]
        elif undo.corrects:
            out = before[-1:] if _moves(before[-1:], behind[:1], view) else []
        else:
            out = before if not behind else before[-1:]
        if not out:
            continue
        kept = [h for h in kept if h not in out]
        gone += out
        if behind and not behind[0].summed:
            kept = [_with_sum(h, out[-1]) if h == behind[0] else h for h in kept]
    return [h.act for h in kept], [h.act for h in gone]


def _with_sum(later: Heard, earlier: Heard) -> Heard:
    return replace(later, act=replace(later.act, amount_minor=earlier.act.amount_minor), summed=earlier.summed)


def _moves(before: Sequence[Heard], behind: Sequence[Heard], view: View) -> bool:
    """Is what comes behind another version of it, not one more payment?"""
    if not before or not behind or before[0].act.on == behind[0].act.on:
        return False
    between = view.words.items[before[0].place : behind[0].place]
    return _MORE.isdisjoint(between)


def withdrawn(view: View, state: State) -> list[ClientAct]:
    """Promises of earlier turns that this turn takes back: those of a day that it rules out, or, where it undoes what
    was said, those of the day it names, else those that the two have just spoken of."""
    if not state.promises:
        return []
    out: list[ClientAct] = []
    for undo in undone(view):
        named = {w.on for w in view.days if w.first < undo.place}
        if undo.days:
            out += [p for p in state.promises if p.on in undo.days]
        elif not undo.corrects and not (undo.bare and not _is_an_echo(view, state)):
            of_a_day = [p for p in state.promises if p.on is not None and p.on in named]
            out += of_a_day or (list(state.promises) if just_spoken_of(view, state) else [])
    return out


def _is_an_echo(view: View, state: State) -> bool:
    """Has the caller only taken up what was promised, asking for nothing else?"""
    before = state.before(view, CALLER)
    if before is None or before.has("asks_payment"):
        return False
    return before.size <= _AN_ECHO or any(w.on in {p.on for p in state.promises} for w in before.days)


_LATELY = 2  # turns in which "that" is still what the client has just promised


def just_spoken_of(view: View, state: State) -> bool:
    """Did the caller's last turn say no more than what is promised: no other day, no other sum, no rest?"""
    before = state.before(view, CALLER)
    if before is None or before.has("rest") or asked_for_more(view, state):
        return False
    days = {p.on for p in state.promises}
    sums = {p.amount_minor for p in state.promises if p.amount_minor} | state.ledger.due
    others = any(w.on not in days for w in before.days) or any(not a.known(sums) for a in before.amounts)
    fresh = any(p.n >= view.n - _LATELY for p in state.promises)
    return not others and (fresh or any(w.on in days for w in before.days))


_KEEPS = frozenset("only just keep stick except apart but bar".split())


def holds_on_to(view: View, state: State) -> list[ClientAct]:
    """What is left of the promises once they are taken back: "I can only be sure of the two hundred" keeps that."""
    if _KEEPS.isdisjoint(view.words.vocabulary) or len(state.promises) < 2:
        return []
    days = {w.on for w in view.days}
    sums = {r for a in view.amounts for r in a.readings}
    return [p for p in state.promises if p.on in days or p.amount_minor in sums]


def asked_for_more(view: View, state: State) -> bool:
    """Did the caller just ask for what is not promised yet ("And the other 390?"): a no says nothing of what is."""
    before = state.before(view, CALLER)
    if before is None or not any(p.on for p in state.promises):
        return False
    promised = frozenset(p.amount_minor for p in state.promises if p.amount_minor)
    left = [a for a in before.amounts if before.asks(a.first, a.last) and not a.known(promised)]
    rest = [h for h in before.hits.get("rest", ()) if before.asks(h.first, h.last)]
    return bool(left or rest) or (not _WHEN.isdisjoint(view.words.vocabulary) and _leaves_the_rest(before, state))


_WHEN = frozenset("when day date time".split())


def goes_on_about_the_rest(view: View, state: State) -> bool:
    """ "The rest I couldn't tell you till the draw." "When's the draw?" "August, but I'll not name a day.": still of
    what is left, while what is promised was read back and has not come up since."""
    earlier, before = state.before(view, CLIENT), state.before(view, CALLER)
    if earlier is None or before is None or _WHEN.isdisjoint(view.words.vocabulary):
        return False
    stands = [p for p in state.promises if p.on is not None and p.confirmed and p.n < earlier.n]
    again = {p.on for p in stands} & {w.on for w in (*before.days, *view.days)}
    return bool(stands) and not again and not _REST.isdisjoint(earlier.words.vocabulary)


def _leaves_the_rest(before: View, state: State) -> bool:
    """ "Two hundred on the 26th, and the other 340 we can talk about": a word on when is about what is left."""
    total = state.ledger.total_minor
    left = total - sum(p.amount_minor or total for p in state.promises if p.on)
    days = [w.first for w in before.days if any(w.on == p.on for p in state.promises)]
    behind = (a for a in before.amounts if left > 0 and a.known({left}))
    return any(not days or a.first > days[-1] for a in behind)
