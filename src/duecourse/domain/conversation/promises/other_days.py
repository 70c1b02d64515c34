"""Days that are no days of payment: of what was done, of what we do, of how things run, of a look at the claim."""

from __future__ import annotations

import re

from duecourse.domain.conversation.promises.statements import pays, says_why
from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.turns import CALLER
from duecourse.domain.conversation.views import View
from duecourse.domain.facts import PAYER

# "The bookkeeper's in on Friday", "it was supposed to go on Friday", "I'll know more on Friday".
_NO_PAYMENT = re.compile(
    # What stands on a paper: "it's dated the 3rd of March", "it says the 30th here".
    r" dated | the date on | it says (?:the )?[0-9]"
    r"| (?:[^ ]+'s|is|be|are) in on | (?:was|were) (?:supposed|meant|going|due) | told (?:your|him|her|them|the) "
    r"| (?:have|has|got|is|are) (?:nothing|no money|no cash|not a (?:penny|cent|dime)) "
    r"| (?:he|she|they) (?:comes|come|visits|starts|finishes|gets in|(?:is|are) (?:in|here|back|there|away|off)) "
    r"| (?:she|he|you) says? $"
    # Who sees them on a day, and what may be working again: "he sees me on the 2nd", "it may be up in the morning".
    r"| (?:he|she|they) (?:sees?|meets?|examines?|operates?|will see|will meet) (?:me|us|him|her|on|with) "
    r"| (?:may|might) be (?:back |all )*(?:up|back|open|fixed|working|running|online|home|mended|restored) "
    r"| will know | (?:i|we) (?:will|shall|would) (?:then |maybe |only |just )?see(?! (?:to (?:it|that)|that|you)) "
    # What would have been: "I'd have paid the first one by now".
    r"| (?:would|could|should|might|must|may) (?:well |easily |gladly |happily )?(?:have|of) "
    r"(?:been |gladly |happily )?(?:[a-z]+ed|paid|sent|put|done|gone|given|gotten|had|made|brought|come|cut) "
    r"(?!(?:[a-z]+ ){0,4}by (?!now))"
    r"| (?:was|were) (?:about|all set|ready|planning|hoping) to | (?:meant|intended) to (?:pay|send|do|put|wire|get) "
    r"| (?:am|are|is) seeing | (?:it is|that is|there is) payday "
    r"| in (?:the|my|our) (?:diary|calendar|notebook|phone) "
    # What stands there at the moment: "it says 890 on the app right now".
    r"|^ (?:[a-z]+ ){0,3}(?:says|shows|reads) (?:.* )?(?:now|today) $"
    # What was done on a day: "I signed the firm over on Friday".
    r"| (?:i|we|he|she|they) (?:signed|handed|gave|went|saw|drove|spoke|rang|called|met|left|started|sold|lost|bought) "
    r"| not (?:tell|say|promise) .*(?:when|if|whether) "
    r"| nothing (?:goes|is going|will go|leaves|is leaving|moves|gets paid) | had (?:told|said|named|promised|given) "
    # What went before: "it posted on the 27th".
    r"| (?:it|that|they|payment|money|check|transfer) (?:posted|bounced|cleared|landed|arrived|came|left) "
    # "Sunday's Sunday": no day of anything.
    r"| ([a-z]+day)(?:'s| is) \1 "
    # What they ask of us: "can you still bring the cheese on Thursday".
    r"|^ (?:and |so |but |oh )*(?:can|could|will|would|do|did|are) you "
    # What we may do on a day: "You phone her after seven today".
    r"|^ (?:and |so |but |then )*you (?:phone|call|ring|try|speak|talk|ask|catch) "
    r"| (?:not|never) (?:have|got|having) (?:a |any |one )?(?:date|day|answer|figure|time) "
    # What they advise us to do: "or you could send it electronically today".
    r"|^ (?:or |and |so |then |well |maybe )*you (?:could|can|should|might|would|need to|have to) "
    r"(?!not |have |expect |take |see |put |get |count )"
)
# "I'm not paying anything today", "it won't be Friday": a day, and no payment on it.
_REFUSES = re.compile(
    r" (?:not|never|nobody|nothing) (?:be |going to |able to |even |actually )*"
    r"(?:pay|paying|paid|sending|send|give|giving|getting|releasing|release|transferring|settling) "
)
# What they did on a day: "I e-mailed you the list on the thirtieth".
_DID = re.compile(
    r"^ (?:and |but |because |so )*(?:i|we|he|she|they|somebody|someone) "
    r"(?:(?!need)[a-z-]{2,}ed|sent|wrote|told|got|had|made|put|found|took) "
)
# When they have money, not when they pay.
_INCOME = re.compile(
    r"^ (?:and |but |well |so )*(?:i|we) (?:only |just )?(?:get|draw|earn|receive|take home|bring home) "
    r"(?!paid |it |you |them |that |this |the |those |both |him |her |round |around to |there |back |one |half )"
)
_OWN_PAY = re.compile(
    r"^ (?:and |because |but )*(?:i|we) (?:only )?(?:get|am|are) paid "
    r"(?:on|by|every|again|next|this|[a-z]+day) [^ ]+ (?:[^ ]+ )?$"
)


def no_payment(view: View, first: int, last: int) -> bool:
    """Does the statement say what was done, what is not paid, or what is asked of us on a day?"""
    line = " ".join(("", *view.words.items[first:last], ""))
    if _NO_PAYMENT.search(line) or says_why(view, first, last):
        return True
    if (_REFUSES.search(line) or _DID.search(line) or _INCOME.search(line)) and not pays(view, first, last):
        return True
    return bool(_OWN_PAY.search(line)) and "then" not in view.words.vocabulary


_LATELY = 2  # turns after "I've paid it" in which a day is still the day of that payment


def tells_of_a_payment(view: View, state: State) -> bool:
    """ "I've paid it, on Friday night." "Friday just gone?" "Friday the 5th, reference 6074.": when it was paid."""
    paid = [a.n for a in state.acts if a.act == "already_paid"]
    before = state.before(view, CALLER)
    asked = before is not None and before.has("asks_payment")
    back = bool(view.days) and all(w.past is not None for w in view.days)
    return bool(paid) and view.n - _LATELY <= paid[-1] <= view.n and back and not asked and not view.has("pay")


_MOMENT = frozenset("now away immediately minute moment second".split())
_SHORT_MOMENT = 4  # words: "Right now." "Yes, straight away."


def is_the_moment(view: View, first: int, last: int, state: State) -> bool:
    """ "I'm looking at it right now", "we're two short today": what they are at, not when they pay. Today is a day of
    payment in an answer that says no more, or where the caller has asked for it."""
    said = [w for w in view.days if first <= w.first < last]
    if last - first <= _SHORT_MOMENT or not said or any(w.on != state.setting.today for w in said):
        return False
    if _MOMENT.issuperset(view.words.items[w.last - 1] for w in said):
        return True
    before = state.before(view, CALLER)
    asked = before is not None and any(w.on == state.setting.today for w in before.days)
    return not asked and not _BEING.isdisjoint(view.words.items[first : said[0].first])


_BEING = frozenset("am are is was were been being have has says shows".split())


def takes_up_ours(view: View, first: int, last: int, state: State) -> bool:
    """ "Tomorrow is fine": the day that the caller has just named for something of their own, or for somebody who
    comes ("They'll be out tomorrow at eight")."""
    before = state.before(view, CALLER)
    if before is None:
        return False
    named = {w.on for w in before.days}
    if _is_a_visit(view, first, last, before):
        return True
    ours = {c.due_on for c in state.commitments if c.due_on and (c.n >= before.n - 2 or c.due_on in named)}
    days = {w.on for w in view.days if first <= w.first < last}
    return bool(days) and days <= ours


def _is_a_visit(view: View, first: int, last: int, before: View) -> bool:
    """ "They'll be out tomorrow at eight." "Eight tomorrow, then.": when somebody comes."""
    if not before.days or before.has("asks_payment") or not _SOMEBODY_COMES.search(before.words.line):
        return False
    return {w.on for w in view.days if first <= w.first < last} <= {w.on for w in before.days}


_SOMEBODY_COMES = re.compile(
    r" (?:they|he|she|somebody|someone|(?:the|our|a|my) (?:[a-z]+ )?(?:crew|guys|team|lads?|man|men|woman|driver"
    r"|engineer|fitter|fitters|installer|installers|technician|tech|plumber|electrician|inspector|van|truck|lorry"
    r"|mechanic)) (?:will|can|could|shall|is going to|are going to) (?:all )?"
    r"(?:be|come|get|swing|pop|drop|stop) (?:back )?(?:out|over|round|around|by|there|up|down|along|with you|at yours) "
)
_BACK = frozenset(("that day", "the day after", "the day before"))


def points_at_ours(view: View, first: int, last: int, state: State) -> bool:
    """ "I'll have it all chewed by then", "do that, the seventh is fine": the day on which we call, or on which
    somebody comes."""
    days = [w for w in view.days if first <= w.first < last]
    before = state.before(view, CALLER)
    if days and before is not None and _is_a_visit(view, first, last, before):
        return True
    said_of_ours = bool(days) and (all(w.rule in _BACK for w in days) or _suits(view, days[-1].last))
    return said_of_ours and takes_up_ours(view, first, last, state)


def _suits(view: View, behind: int) -> bool:
    """ "Do that, the seventh is fine." """
    words = view.words.items[behind : behind + 2]
    return words[:1] == ("works",) or (words[:1] == ("is",) and not _SUITING.isdisjoint(words[1:]))


_SUITING = frozenset("fine good okay grand perfect great better best lovely alright fair".split())


def says_when_due(view: View, first: int, last: int, state: State) -> bool:
    """ "They were both due on the seventh." "Both the seventh?": the day that is behind, said again."""
    before = state.before(view, CALLER)
    if before is None or "due" not in before.words.vocabulary or before.has("asks_payment"):
        return False
    told = {w.on for w in before.days if "due" in before.words.items[max(0, w.first - _LOOKS_BACK) : w.first]}
    behind = {i.due_on.day for i in state.ledger.open_items if i.due_on and i.due_on < state.setting.today}
    days = [w for w in view.days if first <= w.first < last]
    return bool(days) and all(w.on in told and w.on is not None and w.on.day in behind for w in days)


HABIT = frozenset(
    "they runs usually normally always only system batch mondays tuesdays wednesdays thursdays fridays was might "
    "shows away back close closes closed open opens shut holiday off meeting call ring phone ask speak talk busy "
    "working moved received came got opened delivered born hold nudge remind reminder "
    # What comes before a payment, or has nothing to do with one.
    "sit sits sitting convene convenes vote votes "
    "confirm confirms confirming revert reverts reverting approve approves approval approvals review reviews decide "
    "decides decision travel travelling traveling fly flying flies land lands arrive arrives delivery deliver delivers "
    "return returns returning discuss inform update reply answer consult meet meets knows tell discharge appointment "
    "exam hearing inspection interview surgery holiday vacation training wedding funeral stocktake audit".split()
)
_UNTIL = frozenset(("until",))
_GIVEN_UNTIL = frozenset("give gives wait have need hold leave get want allow hang take grant".split())
_LOOKS_BACK = 4


def only_until(view: View, first: int, last: int) -> bool:
    """ "I'm travelling until Friday": how long something lasts; "give me until Friday" names the day of payment."""
    days = [w for w in view.days if first <= w.first < last]
    return bool(days) and all(_lasts_until(view, w.first, first) for w in days)


def _lasts_until(view: View, place: int, first: int) -> bool:
    around = view.words.items[max(first, place - 1) : place + 1]
    before = view.words.items[max(first, place - _LOOKS_BACK) : place]
    return not _UNTIL.isdisjoint(around) and _GIVEN_UNTIL.isdisjoint(before) and place > first


_AGAIN = frozenset(
    "look looks run runs rerun review reviewed reviewing reprocess reprocessed reprocessing decide decision respond "
    "adjudicate determination finalize hear update allow process processing processed turnaround".split()
)
_OUR_DEADLINE = frozenset("writing letter appeal file filing deadline".split())  # "I'd do it in writing"
_PAID_OUT = frozenset("check checks pay pays paid payment payments eft remit funds transfer deposit issue".split())


def looks_again(view: View, said: set[str], state: State) -> bool:
    """ "He'd run it again by the 30th", "I'd look around the end of March": an insurer's word on the claim."""
    if state.setting.account.kind != PAYER or _PAID_OUT & said or view.amounts:
        return False
    return bool(_AGAIN & said) or bool(_OUR_DEADLINE & view.words.vocabulary)
