"""Names as they are heard: the words of a person's or a company's name that somebody would say."""

from __future__ import annotations

import re

from duecourse.domain.conversation.turns import Setting
from duecourse.domain.facts import CONSUMER

_WORD = re.compile(r"[^\W\d_]+(?:'s)?")
_NOT_A_NAME = frozenset(
    "mr mrs ms dr miss the in of and accounts claims department provider line services payments desk relations".split()
)
_GENERIC = frozenset("ltd limited inc llc plc co company group gmbh bv pty corp the and of services service".split())


def _words(text: str) -> frozenset[str]:
    return frozenset(w for w in _WORD.findall(text.lower()) if len(w) > 1)


def person(name: str) -> frozenset[str]:
    """First and last name, without titles and departments."""
    return _words(name) - _NOT_A_NAME


def company(name: str) -> frozenset[str]:
    """The telling words of a company's name."""
    return _words(name) - _GENERIC


def contact(setting: Setting) -> frozenset[str]:
    """The person we ask for; for a consumer the account itself is that person."""
    account = setting.account
    own = person(account.name) if account.kind == CONSUMER else frozenset()
    return person(account.contact) | own
