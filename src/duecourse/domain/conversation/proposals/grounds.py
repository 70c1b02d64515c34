"""Whether the words of a proposal speak of the thing at all: "I'm fed up" names no lawyer and no hardship.

Wide on purpose. A reviewer may hear what we miss; what it may not do is put a heavy word on a quote in which nothing of
it stands. Stems of words, as the codebook's definitions need them; an act or label that is not here may be said in any
words.
"""

from __future__ import annotations

import re

from duecourse.domain.conversation.results import HOSTILE
from duecourse.domain.conversation.views import View

_NOT = "no not never nobody nothing none neither nor without cannot wrong"
_STEMS: dict[str, str] = {
    "represented": "lawyer attorney solicitor counsel barrister legal law trustee insolven bankrupt receiver "
    "administ advis represent chapter iva liquidat court petition filed charity debt agent agency firm case "
    "practition",
    "stop_contact": "stop quit cease call contact phone telephone ring rung text email e-mail mail write writ "
    "letter messag list alone bother harass number remov hear speak talk remind notif pester off",
    "hardship": "job work laid redundan unemploy hours wage income pension benefit disab ill sick unwell hospital "
    "cancer chemo surg operat stroke heart treatment diagnos doctor clinic died die death dead funeral pass lost "
    "los divorc separat split widow baby pregnan matern flood fire storm hurricane tornado burn burnt quake evict "
    "homeless shelter rent mortgage food eat grocer feed heat afford broke skint strugg surviv money bills bill "
    "clos shut collaps injur accident hurt fell fall leg arm hip knee broken depress mental stent breakdown "
    "stress care mother father mum mom dad husband wife son daughter kid child famil let brother sister partner "
    "parent penny cash bust bankrupt scrap hard tough difficult tight rough bad",
    "wrong_party": f"{_NOT} moved sold left mistake another else different other name stranger previous former "
    "used old residence private house misdial dial heard know",
    "promise": "pay paid payment send sent transfer settl cheque check wire card cash put do have get clear sort "
    "cover bring drop post mail money go goes gone will shall can could yes yeah yep sure "
    "deal agree right correct fine ok okay done promise debit run half rest instal make manage start try able be "
    "by on sorted",
    "already_paid": "paid pay payment sent send went gone left clear settl transfer wire check cheque card "
    "deposit post mail took take taken came come bank debit done put ran cash money out online portal cover sort "
    "gave give receipt wrote cut bacs chaps zelle paypal venmo",
    "refusal": f"{_NOT} refus forget zero sue rather over until unless stop whistl hell dead waste keep "
    "away off drop dream luck decline",
    "callback": "call ring rung phone back later tomorrow today morning afternoon evening noon tonight day week "
    "month monday tuesday wednesday thursday friday saturday sunday speak talk catch try again time o'clock hour "
    "minute after before when number bell shout buzz next reach touch half",
    "document_request": "send sent copy copies invoice statement proof pod paper document resend email e-mail fax "
    "mail show breakdown itemi list contract get see have need post receipt delivery note bill form pdf picture "
    "photo write writing forward another one it them find detail record agreement packing slip docket signed "
    "terms letter text again",
    "disclosure": "owe owing due overdue unpaid balance debt bill invoice pay payment account arrear late "
    "outstand past collect money dollar pound euro buck quid credit fee charge sum amount behind settle open loan "
    "instal statement total",
    "open_question": "what how why tell explain talk walk help story describ where which who share say happen "
    "going reason hold stand",
}  # fmt: skip
_GROUNDS = {name: re.compile(rf" (?:{'|'.join(map(re.escape, stems.split()))})") for name, stems in _STEMS.items()}
_A_FIGURE = frozenset(("promise", "disclosure", "callback", "already_paid"))  # a sum or a day speaks for these as well
# What anybody says who calls about an invoice: with nothing else in it there is no manner to blame.
_PLAIN = frozenset(
    "a about account am an and at behalf call calling calls currently date dollar dollars due euros for from good has "
    "have hello here hi i in invoice invoices is it its morning afternoon my name of on open outstanding overdue "
    "owed payment pound pounds regarding still that the this to today total was we were with our balance amount number "
    "dated cents".split()
)


def speaks_of(name: str, said: View) -> bool:
    """Do these words (a quote, read as a turn) speak of what that act or label of the codebook is about?"""
    if name in HOSTILE:
        return not _is_plain(said)
    ground = _GROUNDS.get(name)
    if ground is None or ground.search(said.words.line):
        return True
    return name in _A_FIGURE and bool(said.amounts or said.whens)


def _is_plain(said: View) -> bool:
    """Figures, days and numbers of invoices, and the words that go with them."""
    spans = [(a.first, a.last) for a in said.amounts] + [(w.first, w.last) for w in said.whens]
    spans += [(r.first, r.last) for r in said.references]
    told = {n for first, last in spans for n in range(first, last)}
    return bool(told) and all(
        n in told or word in _PLAIN or not word[0].isalnum() for n, word in enumerate(said.words.items)
    )
