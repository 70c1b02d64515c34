"""What the wordings may be filled with: facts of the ledger as it stood, and what was said around a turn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from duecourse.domain.conversation import numbers, references
from duecourse.domain.conversation.references import Numbering
from duecourse.domain.conversation.results import Analysis, ClientAct, Commitment
from duecourse.domain.conversation.text import read
from duecourse.domain.conversation.turns import CALLER, CLIENT, Item, Setting, Turn
from duecourse.domain.money import format_money
from duecourse.domain.plain_language import find_terms
from duecourse.domain.plain_language.terms import TermIndex
from duecourse.domain.reviewing.wordings import Moment
from duecourse.domain.wording import plain_date

_INNER = str.maketrans("“”", "‘’")  # words of theirs inside ours
_SPOKEN_OF_WITHIN = 12  # turns after which an invoice that was named is another matter
_LONGEST_QUOTE = 14  # words of somebody's turn that a sentence can carry


def facts_of(setting: Setting, found: Analysis) -> dict[str, str]:
    """What holds for the whole call. What is not known is not there."""
    account, today = setting.account, setting.today
    opened = sorted((i for i in account.items if i.is_open), key=lambda i: (i.due_on is None, i.due_on or today))
    values = {
        "name": account.contact.split()[0] if account.contact and account.kind != "payer" else "",
        "caller": setting.caller_name.split()[0] if setting.caller_name else "",
        "company": setting.company,
        "tomorrow": plain_date(today + timedelta(days=1), today),
        "instalments": str(setting.authority.may_agree_instalments or ""),
    }
    if opened:
        total = format_money(sum(i.balance_minor for i in opened), account.currency, decimals=False)
        values |= {"total": total, **_about(opened[0], setting)}
    return values | _promise(found.acts, setting) | _commitment(found.commitments, setting)


def _about(item: Item, setting: Setting) -> dict[str, str]:
    return {
        "invoice": item.number,
        "amount": format_money(item.balance_minor, setting.account.currency, decimals=False),
        "due_on": plain_date(item.due_on, setting.today) if item.due_on else "",
    }


def _spoken_of(texts: Iterable[str], setting: Setting) -> dict[str, str]:
    """The open item that is named in the first of these texts that names one."""
    opened = {item.number: item for item in setting.account.items if item.is_open}
    numbering = Numbering.of([*opened])
    for text in texts:
        words = read(text)
        found = references.find(words, numbers.find(words.items), numbering)
        if named := next((opened[each.number] for each in found if each.number), None):
            return _about(named, setting)
    return {}


def _promise(acts: Sequence[ClientAct], setting: Setting) -> dict[str, str]:
    """The first one with a day; "all" is what has fallen due."""
    promise = next((a for a in acts if a.act == "promise" and a.on is not None), None)
    if promise is None or promise.on is None:
        return {}
    minor = setting.due_minor if promise.amount_minor is None else promise.amount_minor
    return {
        "promised": format_money(minor, setting.account.currency, decimals=False) if minor else "",
        "promised_on": plain_date(promise.on, setting.today),
    }


def _commitment(made: Sequence[Commitment], setting: Setting) -> dict[str, str]:
    if not made:
        return {}
    first = next((c for c in made if c.due_on is not None), made[0])
    day = plain_date(first.due_on, setting.today) if first.due_on else ""
    return {"will_do": first.what, "will_do_on": day}


def acts_until(found: Analysis, n: int) -> frozenset[str]:
    """What the client had done by that turn, each act also with its reason."""
    return _names(act for act in found.acts if act.n <= n)


def _names(acts: Iterable[ClientAct]) -> frozenset[str]:
    names: set[str] = set()
    for act in acts:
        detail = act.reason or act.what or act.by
        names |= {act.act, f"{act.act}:{detail}"} if detail else {act.act}
    return frozenset(names)


def moment_at(
    n: int, quote: str, turns: Sequence[Turn], found: Analysis, setting: Setting, facts: Mapping[str, str]
) -> Moment:
    """Turn `n` of ours, with what stood before and after it; `quote` is what was found in it."""
    before = next((t for t in reversed(turns) if t.n < n and t.who == CLIENT), None)
    after = next((t for t in turns if t.n > n and t.who == CLIENT), None)
    until = [t.text for t in turns if t.n <= n][-_SPOKEN_OF_WITHIN:]
    values = {
        **facts,
        **_spoken_of((quote, *reversed(until)), setting),
        "their_words": short_quote(before.text).translate(_INNER) if before else "",
        "then_words": short_quote(after.text) if after else "",
    }
    return Moment(
        said=quote,
        heard=before.text if before else "",
        acts=acts_until(found, n),
        kind=setting.account.kind,
        values=values,
    )


def after_moment(moment: Moment, n: int, turns: Sequence[Turn], found: Analysis) -> Moment:
    """The same with what the client did in their next turn instead of before."""
    after = next((t for t in turns if t.n > n and t.who == CLIENT), None)
    done = _names(a for a in found.acts if after is not None and a.n == after.n)
    return replace(moment, acts=done)


def with_term(moment: Moment, terms: TermIndex, kind: str) -> Moment:
    """The trade term in the caller's words, with its plain words."""
    used = next(iter(find_terms(moment.said, terms, kind=kind)), None)
    if used is None:
        return moment
    named = {"term": used.quote, "plain": used.term.plain}
    return replace(moment, values={**moment.values, **named})


def short_quote(text: str) -> str:
    """The beginning of what somebody said, in quotation marks, cut between words."""
    words = text.split()
    if not words:
        return ""
    cut = " ".join(words[:_LONGEST_QUOTE])
    return f"“{cut}…”" if len(words) > _LONGEST_QUOTE else f"“{cut}”"


def last_own_turn(turns: Sequence[Turn]) -> int:
    """Where a missed point would have had its place at the latest."""
    return max((t.n for t in turns if t.who == CALLER), default=0)
