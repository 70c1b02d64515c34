"""Templates: nothing unescaped, nothing that the content security policy refuses, nothing that needs JavaScript."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[3] / "src" / "duecourse"
TEMPLATES = sorted(SOURCE.rglob("templates/**/*.html"))
REFUSED = {
    "an inline style": re.compile(r"<style\b|\sstyle\s*=", re.IGNORECASE),
    "an inline script": re.compile(r"<script\b(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")", re.IGNORECASE),
    "an inline handler": re.compile(r"\son[a-z]+\s*=\s*[\"']", re.IGNORECASE),
    "a javascript: address": re.compile(r"javascript:", re.IGNORECASE),
    "unescaped text": re.compile(r"\|\s*safe(seq)?\b|{%\s*autoescape\s+off"),
    "a link that goes nowhere": re.compile(r"href\s*=\s*[\"']#[\"']"),
}
COMMENT = re.compile(r"{#.*?#}|{%\s*comment.*?endcomment\s*%}|<!--.*?-->", re.DOTALL)


def _text(path: Path) -> str:
    """The template without its comments, lines kept."""
    return COMMENT.sub(lambda found: "\n" * found.group().count("\n"), path.read_text("utf-8"))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_a_template_holds_nothing_inline_and_nothing_unescaped(path):
    text = _text(path)
    found = [
        f"line {text.count(chr(10), 0, match.start()) + 1}: {what}: {match.group().strip()}"
        for what, pattern in REFUSED.items()
        for match in pattern.finditer(text)
    ]
    assert not found, found


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_every_form_that_posts_carries_the_token_and_can_be_sent_without_a_script(path):
    for form in re.findall(r"<form\b.*?</form>", _text(path), re.DOTALL | re.IGNORECASE):
        opening = re.match(r"<form\b[^>]*>", form, re.IGNORECASE)
        assert opening
        if re.search(r"method\s*=\s*[\"']post", opening.group(), re.IGNORECASE):
            assert "{% csrf_token %}" in form, f"no token: {opening.group()}"


def test_python_marks_nothing_as_safe():
    """Markup made in Python goes through format_html, which escapes its arguments."""
    marked = [
        path.relative_to(SOURCE).as_posix()
        for path in SOURCE.rglob("*.py")
        if re.search(r"\bmark_safe\b|\bSafeString\((?![\"']{2})", path.read_text("utf-8"))
    ]
    assert not marked
