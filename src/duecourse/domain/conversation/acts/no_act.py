"""Words of an act that are of something else: their own freezer that broke down, their own director's signature, our
threat to sue. What the phrases or the weights took for a complaint, a request or a refusal is none."""

from __future__ import annotations

import re

from duecourse.domain.conversation.results import ClientAct
from duecourse.domain.conversation.views import View

_EQUIPMENT = (
    r"(?:freezer|fridge|refrigerator|cooler|walk-in|oven|cooker|stove|grill|dishwasher|boiler|furnace|generator|till|van"
    r"|car|truck|lorry|tractor|computer|computers|server|printer|roof|pipes?|heating|plumbing|lift|elevator|kiln"
    r"|air con\w*)"
)
_OWN_BROKE = re.compile(
    rf" (?:(?:our|my) (?:own )?(?:\w+ ){{0,2}}{_EQUIPMENT}|{_EQUIPMENT} in (?:our|my) \w+)"
    r" (?:has |have |had |just |is |was )*"
    r"(?:broke|broken|breaks|died|dead|packed|gave|went|failed|failing|burst|leaked|leaking|flooded|down|stopped) "
)
_FROM_US = frozenset(
    "you your yours sold supplied delivered installed fitted serviced repaired new replacement warranty faulty arrived "
    "ordered order goods came".split()
)
_OWN_SIGNATURE = re.compile(
    r" (?:the|my|our|his|her|a) (?:\w+ )?\w+(?:'s|s') signature | signature (?:of|from) (?:my|our|the) "
)
_TO_BE_SENT = frozenset(("send", "email", "fax", "forward", "show", "mail", "post", "copy", "receiver's", "driver's"))
_OUR_THREAT = re.compile(
    r" threaten(?:ed|ing|s)? (?:to |me|us)| (?:you|they|he|she) (?:said |say )?(?:you |they |he |she )?"
    r"(?:would|will|are going to|is going to|want to) sue (?:me|us) "
)
_PICKS_UP = frozenset(
    "machine machine's voicemail answerphone answering mailbox recorder recording beep tone ring pick picks picking "
    "answer answers".split()
)
# "Hang up and call back, and I'll let it ring": now, so that the machine answers.
_FOR_THE_MACHINE = re.compile(
    r" (?:call|calls|ring|phone|dial|redial|try|calling|ringing) (?:me |us |it |here |this number |the number )?"
    r"(?:(?:right |straight )?back |again )?(?:(?:right |straight )?(?:now|away) |in a (?:second|sec|minute|moment) )?"
    r"(?:[.!] |and |then |so |if you like )*"
    r"(?:(?:i|we|it|that|machine|the|my|our|his|her|you|answering|a|will|would|is|going|to|just|it's|get|not|let|goes|go"
    r"|straight) ){1,8}"
    r"(?:machine|voicemail|answerphone|mailbox|recorder|ring|pick|picks|picking|answer|beep|tone) "
)
_REFUSES = frozenset("not never refuse nothing won't".split())
_SOMEBODY_ELSE = frozenset(
    "agency broker buyer buyers city client clients contractor council county customer customers developer donor "
    "donors funder general government grant guests he her him insurance insurer main member members mill once "
    "owner owners parents patient patients people school she somebody someone state tenant tenants their theirs "
    "them they till until wait waiting when who whoever".split()
)


def is_of_something_else(act: ClientAct, view: View) -> bool:
    """The turn has the words, and means no such act by them."""
    line, vocabulary = view.words.line, view.words.vocabulary
    if act.act == "dispute" and act.reason == "quality":
        return _FROM_US.isdisjoint(vocabulary) and bool(_OWN_BROKE.search(line))
    if act.act == "document_request" and "signature" in vocabulary:
        return _TO_BE_SENT.isdisjoint(vocabulary) and bool(_OWN_SIGNATURE.search(line))
    if act.act == "callback" and not _PICKS_UP.isdisjoint(vocabulary):
        return bool(_FOR_THE_MACHINE.search(line))
    if act.act == "refusal" and ("sue" in vocabulary or "suing" in vocabulary):
        return _REFUSES.isdisjoint(vocabulary) and bool(_OUR_THREAT.search(line))
    if act.act == "already_paid" and not _CAME_TO_NOTHING.isdisjoint(vocabulary):
        return bool(_NEVER_LEFT.search(line)) and not _PAID_AGAIN.search(line)
    if act.act == "hardship" and not _ANIMALS.isdisjoint(vocabulary):
        return bool(_HURT_ANIMAL.search(line))
    if act.act == "dispute" and act.reason == "duplicate" and act.rule == "weighed" and view.has("already_paid"):
        return _TWICE.isdisjoint(vocabulary)  # "It's twelve sixty-five. And I paid it on the 4th."
    if act.act == "dispute" and "if" in vocabulary and _ONLY_IF.match(line):
        return True
    if _is_of_what_stands(act) and "pay" in vocabulary:
        return bool(_CANNOT_MATCH.search(line))
    return False


# "The transfer I sent on the 16th bounced."
_CAME_TO_NOTHING = frozenset("bounced failed rejected".split())
_NEVER_LEFT = re.compile(
    r" (?:payment|payments|transfer|transfers|check|checks|wire|debit|money|it|they) "
    r"(?:[^ .?!]+ ){0,6}(?:bounced|failed|rejected) "
)
# "The first check bounced, so I paid by card", "I paid by card because the first check bounced".
_PAID_AGAIN = re.compile(
    r" (?:bounced|failed|rejected) .*(?:paid|sent|again|wired|transferred|instead) "
    r"| (?:because|since|after|when) (?:[^ .?!]+ ){0,5}(?:bounced|failed|rejected) "
)
# "If it's past the deadline you can appeal": what could be, and what they may do then.
_ONLY_IF = re.compile(
    r" (?:(?:well|and|but|so|now) )?if (?:it|that|this|they|the [a-z]+) (?:is|was|are|were|has|had|comes|came) "
    r"(?:[^ .?!]+ ){1,8}(?:you|they) (?:can|could|may|would|will|have to|need to) (?:[^ .?!]+ ){0,8}[.?!]? ?$"
)
_ANIMALS = frozenset(
    "dog dogs puppy spaniel terrier cat cats kitten horse horses pony mare foal goat goats sheep lamb cow cows calf "
    "donkey llama alpaca rabbit parrot pig piglet bull heifer ewe".split()
)
# "There was a spaniel with a broken leg": nobody of theirs is ill.
_HURT_ANIMAL = re.compile(
    r" (?:a|an|the|one|your|our) (?:[a-z]+ )?(?:dog|puppy|spaniel|terrier|cat|kitten|horse|pony|mare|foal|goat|kid"
    r"|sheep|lamb|cow|calf|donkey|llama|alpaca|rabbit|parrot|pig|piglet|bull|heifer|ewe) "
    r"(?!bit |kicked |threw |trod |knocked |ran )(?:[^ .?!]+ ){0,7}"
    r"(?:broke|broken|with|hurt|sick|ill|lame|surgery|operation|died|dead) "
)
_TWICE = frozenset("twice again same double duplicate duplicated two both another second".split())


def _is_of_what_stands(act: ClientAct) -> bool:
    return act.act == "dispute" or (act.act == "delay_reason" and act.reason == "dispute")


# "I won't pay a thing I can't tie to a contract": they have not seen it yet, and contest nothing.
_CANNOT_MATCH = re.compile(
    r" (?:not|never) (?:[a-z]+ ){0,3}pay (?:for )?"
    r"(?:a thing|anything|something|what|a bill|bills|an invoice|things|one) "
    r"(?:that )?(?:i|we) (?:can not|could not|have not|am not able to|do not) "
    r"(?:tie|match|trace|check|verify|see|seen|find|recognise|recognize|read|place|approved?) "
)


def names_nobody_else(view: View) -> bool:
    """ "We haven't paid it yet": nobody is named for whose money they might be waiting."""
    vocabulary = view.words.vocabulary
    return _SOMEBODY_ELSE.isdisjoint(vocabulary) and bool(_NOT_PAID.search(view.words.line))


_NOT_PAID = re.compile(
    r" (?:we|i) have (?:just |simply |still )?not paid | our \w+(?: \w+)? (?:will|is going to|does|do) pay "
)
