"""What the caller says that we will do after the call: marked where it is first offered, once each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise

from duecourse.domain.conversation.dates import When
from duecourse.domain.conversation.numbers import small
from duecourse.domain.conversation.one_breath import acts_in_one_breath
from duecourse.domain.conversation.phrases import Hit
from duecourse.domain.conversation.results import Commitment
from duecourse.domain.conversation.state import Offer, State
from duecourse.domain.conversation.terms_offered import offers_terms
from duecourse.domain.conversation.turns import CALLER, CLIENT
from duecourse.domain.conversation.views import View

_LASTS = frozenset("until from since".split())  # "on hold until the 30th" is no day on which we act
_ARTICLES = frozenset(
    "a an the you your our my it that this them those these over out both another all one again to with of for copy "
    "be have same today's tonight morning afternoon evening back day up here now today tomorrow also her him us me and "
    "so then by on in what where whether if when how who just no later than while we inside within hour hours "
    "minute minutes hundred thousand thank soon straight away".split()
)
_KINDS = (
    ("copy", "resend invoice"), ("invoice", "resend invoice"), ("inv", "resend invoice"),
    ("statement", "send statement"),
    ("proof", "send proof"), ("delivery", "send proof"), ("breakdown", "send breakdown"), ("link", "send payment link"),
    ("contract", "send contract"), ("agreement", "send agreement letter"), ("form", "send form"),
    ("notes", "send notes"), ("records", "send records"), ("letter", "send letter"), ("credit", "send credit note"),
    ("details", "send details"), ("receipt", "send receipt"), ("schedule", "send payment schedule"),
    ("ticket", "send tickets"), ("tickets", "send tickets"), ("report", "send report"), ("sheet", "send sheets"),
    ("sheets", "send sheets"), ("photo", "send photos"), ("photos", "send photos"), ("pictures", "send photos"),
    ("certificate", "send certificate"), ("drawing", "send drawings"), ("drawings", "send drawings"),
    ("quote", "send quote"), ("timesheet", "send timesheets"), ("timesheets", "send timesheets"),
    ("pod", "send proof"), ("label", "send label"), ("list", "send list"), ("summary", "send summary"),
    ("confirmation", "send confirmation"), ("leaflet", "send leaflet"), ("plan", "send plan"),
)  # fmt: skip

_PAPERS = frozenset(name for _, name in _KINDS)


def hear(view: View, state: State) -> tuple[Commitment, ...]:
    """New commitments of this caller turn. Offers put as a question wait for the client's yes."""
    _take_back(view, state)
    new = list(_agrees_to_call(view, state))
    state.commitments.extend(new)
    hits = _one_per_place(acts_in_one_breath(view, state.book))
    for hit in hits:
        if _is_threat(view, hit) or _is_about_now(view, hit) or offers_terms(view, hit):
            continue
        commitment = _commitment(view, hit, hits, state)
        if hit.family.fields.get("dated") == "only" and commitment.due_on is None:
            continue
        if _repeats(commitment, view, state) or _is_the_sending_of_it(commitment, view, hit, state):
            continue
        asked = view.asks(hit.first, hit.last) or _is_put_to_them(view, hit) or _is_asked_behind(view, hit)
        if asked or _is_conditional(view, hit):
            state.offers.append(Offer(commitment, asked, asked and _is_the_other_way(view, hit)))
            continue
        state.commitments.append(commitment)
        new.append(commitment)
    return tuple(new)


_TAKES_BACK = re.compile(
    r" (?:forget|scratch) (?:the|that|what i) "
    r"| (?:am|are) not (?:allowed|able|supposed) to (?:do|give|offer|promise|say) "
)
_WENT_ALREADY = re.compile(
    r" (?:(?:went|gone|going|sent|emailed|mailed|posted)(?: out| off)? already"
    r"|already (?:went|gone|sent|emailed|mailed|posted))"
    r" (?:[^ ]+ )*?(?:i|we) (?:will not|do not (?:have|need) to) "
)
_SENDING = ("send ", "resend ")
_GIVEN = frozenset(("remove late fee", "adjust the account"))
_BACK = 4  # turns in which an offer can be taken back


def _take_back(view: View, state: State) -> None:
    """ "No, forget the three hundred, I'm not allowed to do that": what was given is given no more."""
    if not state.commitments:
        return
    given = [c for c in state.commitments if c.kind in _GIVEN and c.n >= view.n - _BACK]
    if given and _TAKES_BACK.search(view.words.line):
        state.commitments = [c for c in state.commitments if c not in given]
    if "already" in view.words.vocabulary and _WENT_ALREADY.search(view.words.line):
        sent = [c for c in state.commitments if c.what.startswith(_SENDING) and c.n >= view.n - _BACK]
        state.commitments = [c for c in state.commitments if c not in sent[-1:]]


_WANT = frozenset("want like rather prefer".split())
_MAY_I = re.compile(r"(?<! i)(?<! we)(?<! you) (?:should|shall|will|would|can|could|may) (?:i|we) ")


def _is_put_to_them(view: View, hit: Hit) -> bool:
    """ "You want me to try another time", "on a ladder should I call you when you're down": a question, also where none
    is heard."""
    before = view.words.items[max(0, hit.first - 4) : hit.first + 4]
    if any(a == "you" and b in _WANT for a, b in pairwise(before)) and "if" not in before:
        return True
    return bool(_MAY_I.search(" ".join(("", *view.words.items[max(0, hit.first - 2) : hit.first + 2], ""))))


_COULD = frozenset("could can might".split())
_WOULD_THAT = re.compile(
    r" (?:would you like (?:that|it|me to|this|one)|do you want (?:that|it|me to|this|one)"
    r"|(?:would|does|will) (?:that|it|this) (?:help|work|suit|be (?:okay|all right|alright|fine|of use|better|easier))"
    r"|shall i|how does (?:that|it) sound|is (?:that|it) (?:okay|all right|alright|something)) (?:[a-z]+ ){0,4}$"
)


def _is_asked_behind(view: View, hit: Hit) -> bool:
    """ "I could set that up for you. Would you like that?": offered, and asked at the end of the turn."""
    if not view.turn.text.rstrip().endswith("?") or _COULD.isdisjoint(view.words.items[hit.first : hit.first + 3]):
        return False
    last = view.words.sentences[-1]
    return bool(_WOULD_THAT.search(" ".join(("", *view.words.items[last.first : last.last], ""))))


def _is_the_other_way(view: View, hit: Hit) -> bool:
    """ "Do you have three minutes, or should I try after lunch?": one of two ways."""
    return hit.family.fields["what"] == "call back" and "or" in view.words.items[max(0, hit.first - 2) : hit.first + 1]


def _is_about_now(view: View, hit: Hit) -> bool:
    """ "I'm calling on TG-9015": why we call, not when."""
    items = view.words.items[hit.first : hit.last + 1]
    on = next((hit.first + i + 1 for i, (a, b) in enumerate(pairwise(items)) if (a, b) == ("calling", "on")), None)
    return on is not None and not any(on <= w.first <= on + 1 for w in view.days)


_SHORT = 14  # words: "Thursday at ten it is. Thank you, Leon."


def _agrees_to_call(view: View, state: State) -> Iterator[Commitment]:
    """ "Tomorrow at a quarter past six, then": says back the time at which the client asked to be called."""
    before = state.before(view, CLIENT) if state.acts else None
    asked = before and [a for a in state.acts if a.act == "callback" and a.n == before.n and a.at]
    if not asked or view.has("commits") or view.has("no") or not view.words.sentences:
        return
    on = date.fromisoformat((asked[0].at or "")[:10])
    first = view.words.sentences[0]
    said = any(w.on == on and w.first < first.last for w in view.days)
    if said and not first.asks and first.last - first.first <= _SHORT:
        yield Commitment(view.n, "call back", on, view.quote(first.first, first.last), "call back")


def answer(view: View, state: State) -> None:
    """The client's next turn decides what became of offers put as a question, and what they forbade."""
    for offer in state.offers:
        lets_stand = view.days or not view.turn.text.rstrip().endswith("?")
        takes_it = view.has("yes") or not _TAKES.isdisjoint(view.words.vocabulary)
        if offer.commitment.kind == "call back" and offer.commitment.due_on is None and _talks_now(view):
            continue  # "Or should I try you another time?" "No, go on."
        if offer.instead and not view.days and _LATER.isdisjoint(view.words.vocabulary):
            continue  # "Three minutes I can do."
        declined = view.has("no") or (offer.asked and view.words.items[:1] == ("no",) and not takes_it)
        if not declined and (takes_it or (lets_stand and offer.asked)):
            state.commitments.append(offer.commitment)
    state.offers.clear()
    state.commitments.sort(key=lambda c: c.n)


_NOW = (" go on ", " go ahead ", " shoot ", " fire away ", " now is ", " right now ", " what is it ", " what do you ")


def _talks_now(view: View) -> bool:
    """They go on talking: no day, no hour, no yes to being called again."""
    line = view.words.line
    return not view.days and (not view.has("yes", "callback", "call_then") or any(words in line for words in _NOW))


_LATER = frozenset("later then after lunch back again call ring try tomorrow afternoon evening morning tonight".split())
_TAKES = frozenset("thank thanks ta cheers appreciate appreciated grateful lovely great please".split())


def _one_per_place(hits: list[Hit]) -> list[Hit]:
    """Where two families read the same words the first and longer find stands."""
    kept: list[Hit] = []
    for hit in hits:
        if all(hit.first >= k.last or hit.last <= k.first or _starts_apart(hit, k) for k in kept):
            kept.append(hit)
    return kept


def _starts_apart(hit: Hit, other: Hit) -> bool:
    return abs(hit.first - other.first) > 6


_IF_YOU = re.compile(r" if you (?:(?:can |could |will |also )*)(?:pay|settle|clear|do it|do that|do this) ")
_IF_WITHIN = 10  # words behind an offer: "I'll knock two hundred off if you do it now"
_IF_YOU_AT_ALL = re.compile(r" if you (?!would like|like|want|wish|need|prefer) ?")
_PAY_AND = re.compile(r" (?:pay|settle|clear)(?: [a-z]+){0,4} and ")  # "pay today and I'll knock five percent off"
_TAKES_OFF = "remove late fee"


def _is_conditional(view: View, hit: Hit) -> bool:
    """ "If you pay today I'll knock off ten percent": nothing yet, until they take it."""
    sentence = view.words.sentence_at(hit.first)
    before = " ".join(("", *view.words.items[sentence.first : hit.first], ""))
    if _PAY_AND.search(before):
        return True
    if hit.family.fields["what"] == _TAKES_OFF:
        behind = " ".join(("", *view.words.items[hit.last - 1 : min(sentence.last, hit.last + _IF_WITHIN)], ""))
        if _IF_YOU_AT_ALL.search(before) or _IF_YOU.search(behind):
            return True
    return bool(_IF_YOU.search(before))


_OR_ELSE = frozenset("or else otherwise".split())
_HARMLESS = ("call back", "send *")  # "call me, or I'll try you again on Monday"


def _is_threat(view: View, hit: Hit) -> bool:
    sentence = view.words.sentence_at(hit.first)
    before = view.words.items[max(sentence.first, hit.first - 2) : hit.first]
    if _OR_ELSE & set(before) and hit.family.fields["what"] not in _HARMLESS:
        return True
    if hit.family.fields["what"] == "stop the contact":
        return False  # "I'll shut the texts off right now"
    hostile = (*view.hits.get("aggression", ()), *view.hits.get("false_statement", ()))
    return any(h.first < hit.last and hit.first < h.last for h in hostile)


def _commitment(view: View, hit: Hit, hits: list[Hit], state: State) -> Commitment:
    end = _reach(view, hit, hits)
    what = _what(view, hit, end)
    named = {reference.number for reference in view.references}
    return Commitment(
        view.n,
        what,
        _due_on(view, hit, end, hits, state),
        view.hit_quote(hit),
        hit.family.fields["what"],
        (named.pop() or "") if len(named) == 1 else "",
    )


def _reach(view: View, hit: Hit, hits: list[Hit]) -> int:
    """Where this commitment's words end: the sentence, or the next commitment in it."""
    sentence = view.words.sentence_at(hit.first)
    later = [h.first for h in hits if hit.first < h.first < sentence.last]
    return min([sentence.last, *later])


def _due_on(view: View, hit: Hit, end: int, hits: list[Hit], state: State) -> date | None:
    """The day said with it; in front of it ("by December 7th I'll call you") when none follows and it is not the day of
    an earlier commitment."""
    sentence = view.words.sentence_at(hit.first)
    then = "then" in view.words.items[hit.first : hit.last]  # "I'll leave it until Friday and ring you then"
    days = [w for w in view.days if (then and w.last <= hit.first) or not _is_a_while(view, w)]
    paid_on = {p.on for p in state.promises}
    behind = [w.on for w in days if hit.first <= w.first < end]
    at_its_end = [w.on for w in days if hit.first < w.first < hit.last <= w.last]
    behind = at_its_end or behind  # "the notes of the 15th will go out today"
    earlier = [h.first for h in hits if sentence.first <= h.first < hit.first]
    ahead = [
        w.on
        for w in days
        if sentence.first <= w.first < hit.first
        and (hit.first == w.last or (w.on not in paid_on and all(w.first < first for first in earlier)))
    ]
    asked_for = _day_asked_for(view, hit, state)
    if behind and asked_for is not None and view.words.items[days[0].first] in _AT_AN_HOUR:
        return asked_for  # "I'll call at noon, then": of the day that they named
    day = behind[0] if behind else ahead[-1] if ahead else asked_for or _day_just_set(view, hit, state)
    if day is None and "now" in view.words.items[hit.first : end] and " from now on " not in view.words.line:
        return state.setting.today
    return day if day is not None and day >= state.setting.today else None


def _is_a_while(view: View, when: When) -> bool:
    """ "On hold until the 30th", "for thirty days": how long, not when we act."""
    around = view.words.items[max(0, when.first - 1) : when.first + 1]
    return not _LASTS.isdisjoint(around) or (
        "for" in around and not _SPANS.isdisjoint(view.words.items[when.first : when.last])
    )


_SPANS = frozenset("days weeks months day week month fortnight".split())
_AT_AN_HOUR = frozenset(("at",))
_LATELY = 4  # turns in which the time that they asked for is still the one meant


def _day_asked_for(view: View, hit: Hit, state: State) -> date | None:
    """ "I'll ring back at two, then": the day on which the client asked to be called."""
    if hit.family.fields["what"] != "call back":
        return None
    asked = [a.at for a in state.acts if a.act == "callback" and a.at and a.n >= view.n - _LATELY]
    return date.fromisoformat(asked[-1][:10]) if asked else None


def _day_just_set(view: View, hit: Hit, state: State) -> date | None:
    """ "Friday at one, so that's the 9th. I'll ring her then.": the day of the short sentence in front."""
    if hit.family.fields["what"] != "call back":
        return None
    place = view.words.sentences.index(view.words.sentence_at(hit.first))
    before = view.words.sentences[place - 1] if place else None
    if before is None or before.asks or before.last - before.first > _SHORT:
        return None
    paid_on = {p.on for p in state.promises}
    days = [w.on for w in view.days if before.first <= w.first < before.last and w.on not in paid_on]
    return days[-1] if days else None


def _what(view: View, hit: Hit, end: int) -> str:
    """Two to four words for it: "send *" and "check *" are completed from what was said."""
    what = hit.family.fields["what"]
    if not what.endswith("*"):
        return what
    said = view.words.items[hit.first : min(end, hit.first + 14)]
    if what.startswith("send"):
        for word, name in _KINDS:
            if word in said:
                return name
    verb = what.split()[0]
    things = [w for w in said[2:] if w not in _ARTICLES and w.isalpha() and not _is_verb(w) and not small(w)][:2]
    return " ".join([verb, *things]) if things else f"{verb} it"


_VERBS = re.compile(
    r"(?:will|can|could|shall|send|resend|email|fax|mail|post|forward|text|get|put|check|look|find|ask|have|am|going|trace"
    r"|sent|mailed|posted|faxed|emailed)"
)


def _is_verb(word: str) -> bool:
    return bool(_VERBS.fullmatch(word))


def _repeats(new: Commitment, view: View, state: State) -> bool:
    """Said before: only a day that was missing is added. "I'll put it on a schedule, and you'll have it tomorrow" says
    when."""
    last = state.commitments[-1] if state.commitments else None
    if new.what == "send it" and new.due_on and last is not None and (last.n, last.due_on) == (new.n, None):
        state.commitments[-1] = replace(last, due_on=new.due_on)
        return True
    for place, old in enumerate(state.commitments):
        if _is_said_at_last(old, new, view, state):
            state.commitments[place] = new
            return True
        same = old.what == new.what or (old.kind == new.kind and old.kind in ("send *",) and _same_thing(old, new))
        if not same:
            continue
        if old.due_on is None and new.due_on is not None and old.kind != "call back":
            state.commitments[place] = replace(old, due_on=new.due_on)
            return True
        if old.kind == "call back" and new.due_on is not None and old.due_on != new.due_on and old.due_on is not None:
            return False
        if old.due_on is None and new.due_on is not None:
            state.commitments[place] = replace(old, due_on=new.due_on)
        return True
    return False


_IT = frozenset("it them that this those both".split())
_SENDS = frozenset("send email mail post fax text forward get have drop bring pop".split())


def _is_the_sending_of_it(new: Commitment, view: View, hit: Hit, state: State) -> bool:
    """ "I'll write it up as a letter and email it to you this afternoon": one act, done when the paper is sent."""
    last = state.commitments[-1] if state.commitments else None
    items = view.words.items
    joined = items[hit.first - 1 : hit.first] == ("and",) and items[hit.first : hit.first + 1] != ()
    sent = (
        joined
        and items[hit.first] in _SENDS
        and items[hit.first + 1 : hit.first + 2] != ()
        and items[hit.first + 1] in _IT
    )
    if not sent or last is None or last.n != new.n or last.quote != new.quote or new.kind != "send *":
        return False
    state.commitments[-1] = replace(last, due_on=last.due_on or new.due_on)
    return True


def _is_said_at_last(old: Commitment, new: Commitment, view: View, state: State) -> bool:
    """ "Twelve tomorrow." "Ask for Carol." "I'll ring at twelve tomorrow": before, it was only said back."""
    before = state.before(view, CALLER)
    same = old.kind == new.kind == "call back" and old.due_on == new.due_on
    return same and before is not None and before.n == old.n and not before.has("commits") and not view.has("recap")


def _same_thing(old: Commitment, new: Commitment) -> bool:
    """Is one of the two "it", or the later one a thing not named by its kind? In one breath two things are two, and a
    paper with a name of its own is another one."""
    return "send it" in (new.what, old.what) or (new.n != old.n and new.what not in _PAPERS)


def standing(state: State) -> Iterator[Commitment]:
    yield from state.commitments
