"""The trade words found on labelled calls, where these are at hand: what two readers marked as jargon is found."""

from __future__ import annotations

import json

from duecourse.domain.plain_language import find_terms
from duecourse.playbooks.plain_language import load_terms


def test_what_readers_marked_as_jargon_is_found_and_little_else(shared_data) -> None:
    """A word that the client said first is no jargon (codebook): such turns are left to the detectors of a call."""
    index = load_terms().index
    hits = misses = extra = 0
    for line in (shared_data / "calls" / "dev.jsonl").read_text("utf-8").splitlines():
        call = json.loads(line)
        marked = {mark["n"] for mark in call["marks"] if mark["label"] == "jargon"}
        heard = ""
        for turn in call["turns"]:
            text = turn["text"]
            if turn["who"] == "client":
                heard += f" {text.casefold()}"
                continue
            uses = find_terms(text, index, kind=call["account"]["kind"])
            found = any(not use.explained and use.quote.casefold() not in heard for use in uses)
            hits += found and turn["n"] in marked
            misses += not found and turn["n"] in marked
            extra += found and turn["n"] not in marked
    assert hits + misses > 0
    assert hits / (hits + misses) >= 0.9, (hits, misses)
    assert hits / (hits + extra) >= 0.8, (hits, extra)
