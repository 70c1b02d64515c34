"""Plain language: is this text easy to follow, kind, and safe to say? Pure and fast; the word lists are data.

Load the shipped lists (with the user's own laid over them) by `duecourse.playbooks.plain_language.load_terms()`.
"""

from duecourse.domain.plain_language.check import EMAIL, MEDIA, SCRIPT, SPEECH, Finding, Terms, check, passes
from duecourse.domain.plain_language.phrases import FAIL, HINT, WARN, PhraseRule
from duecourse.domain.plain_language.readability import Readability, readability, sentences, syllables
from duecourse.domain.plain_language.terms import Term, TermUse, find_terms, index_terms

__all__ = [
    "EMAIL", "FAIL", "HINT", "MEDIA", "SCRIPT", "SPEECH", "WARN",
    "Finding", "PhraseRule", "Readability", "Term", "TermUse", "Terms",
    "check", "find_terms", "index_terms", "passes", "readability", "sentences", "syllables",
]  # fmt: skip
