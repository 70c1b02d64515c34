"""Security codes, PINs and the expiry of a card: named, or standing right behind a card number."""

from __future__ import annotations

import re

from duecourse.domain.redaction.digits import DIGIT_WORD, TEN_OR_MORE

CODE_REMOVED = "[security code removed]"
EXPIRY_REMOVED = "[expiry removed]"

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*\.?"
_WORDS = rf"{DIGIT_WORD}(?:[\s,\-]+{DIGIT_WORD})"
_WRITTEN_DATE = (
    r"(?:0?[1-9]|1[0-2])\s?[/\-.|]\s?(?:20)?\d{2}(?![\d/])(?!\s?[/\-.]\d)"
    rf"|{_MONTH}\s+(?:of\s+)?(?:20)?\d{{2}}(?!\d)"
    rf"|{_MONTH}\s+(?:of\s+)?{DIGIT_WORD}(?:[\s,\-]+{DIGIT_WORD}){{0,3}}"
    r"|(?:0[1-9]|1[0-2])\s?\d{2}(?!\d)"
)
_DATE = rf"(?:{_WRITTEN_DATE}|{_WORDS}{{1,4}}\b)"
# Three or four digits, also one by one, as they are read out: "741", "7 4 1", "seven four one", "seven fifteen".
_DIGITS = (
    rf"\b(?:\d(?:[\s\-,.]{{0,2}}\d){{2,3}}\b(?![\s\-,.]{{0,2}}\d)|{_WORDS}{{2,3}}\b|{DIGIT_WORD}[\s\-]+{TEN_OR_MORE}\b)"
)
_ITS_NAME = (
    r"(?:c[\s.]?v[\s.]?[vc]2?|c\.?v\.?2|cid|csc|security (?:code|number)|(?:card )?verification (?:code|value|number)|"
    r"(?:code|number|digits?|three|four|3|4) on the (?:back|front)|(?:three|four|3|4)[\s\-]digit (?:code|number)|"
    r"pin(?: code| number)?)"
)
CODE = re.compile(rf"(?P<name>\b{_ITS_NAME}\b[^\d\n]{{0,24}}?)(?P<code>{_DIGITS})", re.IGNORECASE)
_CODE_FIRST = re.compile(
    rf"(?P<code>{_DIGITS})(?P<name>,? (?:is|are|was|as) (?:the|my|your) {_ITS_NAME}\b)", re.IGNORECASE
)
# Said where a card is spoken of.
CODE_OF_A_CARD = re.compile(
    rf"(?P<name>\b(?:code|(?:on|from) the (?:back|front))\b[^\d\n]{{0,24}}?)(?P<code>{_DIGITS})", re.IGNORECASE
)
_CODE_OF_A_CARD_FIRST = re.compile(
    rf"(?P<code>{_DIGITS})(?P<name>,? (?:(?:is|are) (?:the|its|my|your) code|(?:on|from) the (?:back|front))\b)",
    re.IGNORECASE,
)
# "Expiry" is a card's; "expires" and "valid until" are said of many things, so there a card has to be spoken of.
_EXPIRY = re.compile(
    rf"(?P<name>\b(?:exp\b\.?|expiry|expiration)(?:\s+date)?\b[^\d\n]{{0,12}}?)(?P<date>\b{_DATE})", re.IGNORECASE
)
_EXPIRES = re.compile(
    r"(?P<name>\b(?:expires|expiring|(?:valid|good) (?:thru|through|until|till|to))\b[^\d\n]{0,12}?)"
    rf"(?P<date>\b{_DATE})",
    re.IGNORECASE,
)
_OF_A_CARD = re.compile(r"\b(?:card|visa|mastercard|amex|maestro)\b|\[card ", re.IGNORECASE)
_BEHIND_A_CARD = re.compile(
    r"(?P<card>\[card ending \d{4}\][\s,;/.\-|]{1,4})"
    rf"(?P<date>(?:{_WRITTEN_DATE})(?P<between>[\s,;/.\-|]{{1,4}})?)?"
    r"(?P<code>\b\d{3,4}(?=\s*(?:$|[\n;,]|\.(?:\s|$))))?",
    re.IGNORECASE,
)
# What a swiped card's stripe holds behind the number: the expiry, and the code that is written there.
_STRIPE = re.compile(r"(?P<card>\[card ending \d{4}\])(?:\^[^^\n]{2,40}\^|[=D])\d{4,}[^\s?]*\??")
# What our side asks for; what the other side then says, alone, is it. The last four digits are those of an account or a
# card, which may be kept.
ASKS_FOR_CODE = re.compile(
    r"\b(?:cvv2?|cvc2?|cv2|security (?:code|number)|pin\b|(?:three|3|(?<!last )four|(?<!last )4)[\s\-]digits?|"
    r"on the back|verification (?:code|number))",
    re.IGNORECASE,
)
ASKS_FOR_EXPIRY = re.compile(r"\b(?:expir\w*|exp date|valid (?:thru|until|to))", re.IGNORECASE)
# Asked where a card was given a moment before.
ASKS_FOR_CODE_OF_A_CARD = re.compile(
    r"(?<!zip )(?<!post )(?<!postal )\bcode\b|(?<!last four )(?<!last 4 )\bdigits\b", re.IGNORECASE
)
ASKS_FOR_EXPIRY_OF_A_CARD = re.compile(
    r"\brun(?:s|ning)? out\b|\bgood (?:until|till|thru|through)\b|\b(?:which|what) month\b", re.IGNORECASE
)
A_CODE = re.compile(rf"(?<!\[card ending ){_DIGITS}", re.IGNORECASE)
A_DATE = re.compile(rf"\b{_DATE}", re.IGNORECASE)


def without_secrets(text: str) -> str:
    """The text without codes and expiries; card numbers are masked already."""
    text = _STRIPE.sub(lambda match: f"{match['card']} {CODE_REMOVED}", text)
    text = _BEHIND_A_CARD.sub(_cut_behind, text)
    text = CODE.sub(lambda match: match["name"] + CODE_REMOVED, text)
    text = _CODE_FIRST.sub(lambda match: CODE_REMOVED + match["name"], text)
    text = _EXPIRY.sub(lambda match: match["name"] + EXPIRY_REMOVED, text)
    if _OF_A_CARD.search(text):
        text = without_code(text)
        text = _EXPIRES.sub(lambda match: match["name"] + EXPIRY_REMOVED, text)
    return text


def without_code(text: str) -> str:
    """The text of somebody who speaks of a card, without what they call its code."""
    text = CODE_OF_A_CARD.sub(lambda match: match["name"] + CODE_REMOVED, text)
    return _CODE_OF_A_CARD_FIRST.sub(lambda match: CODE_REMOVED + match["name"], text)


def _cut_behind(match: re.Match[str]) -> str:
    date = EXPIRY_REMOVED + (match["between"] or "") if match["date"] else ""
    return match["card"] + date + (CODE_REMOVED if match["code"] else "")
