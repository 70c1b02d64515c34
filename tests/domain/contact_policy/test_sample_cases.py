"""The sample cases beside the checkout, through the same function as `duecourse may-contact`."""

from __future__ import annotations

import json

from duecourse.playbooks.may_contact import may_contact_json


def test_every_sample_case_is_decided_as_its_author_says(shared_data):
    cases = json.loads((shared_data / "contact_cases" / "dev.json").read_text("utf-8"))
    answers = may_contact_json(json.dumps(cases))
    assert answers.exit_code == 0
    wrong = [
        (case["id"], case["expect"], answer)
        for case, answer in zip(cases, map(json.loads, answers.lines), strict=True)
        if answer["verdict"] != case["expect"]
        or (case.get("earliest_allowed") or answer["earliest_allowed"]) != answer["earliest_allowed"]
        or case["debtor"].get("must_warn") not in (None, *(warning.get("code") for warning in answer["warnings"]))
    ]
    assert not wrong
