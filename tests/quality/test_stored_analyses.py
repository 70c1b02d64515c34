"""What the engine found is kept once per engine and transcript, and made again when either changes."""

from __future__ import annotations

import threading

import pytest
from django.db import DatabaseError, connection, transaction

from duecourse.calls.models import Transcript
from duecourse.domain.conversation.kept import as_kept, from_kept
from duecourse.playbooks import engine_version as versions
from duecourse.quality import actions, jobs
from duecourse.quality.models import CallAnalysis, CallReview, MarkJudgement, ReviewLabel
from duecourse.quality.queries import calls_to_read, norms_beside
from make import NOW, pay
from quality.talks import HARBOUR, as_json, keep, make_reviewed_call


@pytest.fixture
def another_engine(monkeypatch):
    """The program was upgraded: the engine has another version from now on."""

    def upgrade(version="newer0000000"):
        monkeypatch.setattr("duecourse.quality.actions.engine_version", lambda: version)
        monkeypatch.setattr("duecourse.quality.queries.engine_version", lambda: version)

    return upgrade


@pytest.mark.django_db
def test_a_transcript_that_is_kept_is_read_at_once(people, account):
    call = make_reviewed_call(account, people.alice)
    review = CallReview.objects.get(call=call)
    assert (review.caller, review.team, review.started_at) == (people.alice, people.alice.team, call.started_at)
    assert review.analysis.engine == versions.engine_version()
    assert review.measures["interruptions"] == 1
    assert ReviewLabel.objects.get(review=review, label="assumption").times == 1
    assert not calls_to_read().exists()


@pytest.mark.django_db
def test_reading_twice_keeps_one_analysis(people, account):
    call = make_reviewed_call(account, people.alice)
    actions.keep_review(now=NOW, call=call)
    jobs.every_hour()
    assert CallAnalysis.objects.count() == 1 and CallReview.objects.count() == 1


@pytest.mark.django_db
def test_a_newer_engine_reads_again_and_the_older_reading_stays(people, account, another_engine):
    call = make_reviewed_call(account, people.alice)
    pay(account.invoices.get())
    another_engine()
    assert list(calls_to_read()) == [call]
    assert jobs.read_again() == 1 and jobs.read_again() == 0
    old, new = CallAnalysis.objects.order_by("pk")
    assert new.setting == old.setting, "the ledger as it was, not as it is"
    assert CallReview.objects.get().analysis == new


@pytest.mark.django_db
def test_a_judgement_outlasts_the_engine_that_made_the_mark(people, account, another_engine):
    call = make_reviewed_call(account, people.alice)
    review = CallReview.objects.select_related("analysis", "transcript").get(call=call)
    n = next(m.n for m in from_kept(review.analysis.found).marks if m.label == "assumption")
    wrong = {"label": "assumption", "verdict": "wrong", "because": "No"}
    actions.judge_mark(actor=people.bob, now=NOW, review=review, n=n, **wrong)
    another_engine()
    jobs.read_again()
    assert not ReviewLabel.objects.filter(label="assumption").exists()
    assert MarkJudgement.objects.get().engine == review.analysis.engine


@pytest.mark.django_db
def test_one_call_that_cannot_be_read_keeps_nobody_waiting(people, account, another_engine, caplog):
    broken, whole = (make_reviewed_call(account, people.alice, days_ago=n) for n in (1, 2))
    CallAnalysis.objects.filter(transcript__call=broken).delete()
    Transcript.objects.filter(call=broken).update(turns=[7])
    another_engine()
    jobs.every_hour()
    assert "could not be read again" in caplog.text
    assert CallReview.objects.get().call == whole


@pytest.mark.django_db
def test_when_the_words_go_everything_that_quotes_them_goes(people, account):
    call = make_reviewed_call(account, people.alice)
    review = CallReview.objects.select_related("analysis", "transcript").get(call=call)
    mark = from_kept(review.analysis.found).marks[0]
    actions.judge_mark(actor=people.bob, now=NOW, review=review, n=mark.n, label=mark.label, verdict="right")
    Transcript.objects.filter(call=call).delete()
    assert not (CallAnalysis.objects.exists() or CallReview.objects.exists() or MarkJudgement.objects.exists())


@pytest.mark.django_db
@pytest.mark.parametrize(("model", "column"), [(CallAnalysis, "engine"), (MarkJudgement, "because")])
def test_analyses_and_judgements_are_written_once(people, account, model, column):
    review = CallReview.objects.select_related("analysis", "transcript").get(
        call=make_reviewed_call(account, people.alice)
    )
    mark = from_kept(review.analysis.found).marks[0]
    actions.judge_mark(actor=people.bob, now=NOW, review=review, n=mark.n, label=mark.label, verdict="right")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {model._meta.db_table} SET {column} = 'x'")


@pytest.mark.django_db
def test_what_is_kept_is_read_back_as_it_was(people, account):
    call = make_reviewed_call(account, people.alice)
    found = from_kept(CallAnalysis.objects.get(transcript__call=call).found)
    assert as_kept(found) == CallAnalysis.objects.get().found
    assert found.marks and found.acts and found.commitments and found.earned


@pytest.mark.django_db
def test_norms_are_one_statement_over_the_teams_last_calls(people, account, django_assert_num_queries):
    calls = [make_reviewed_call(account, people.alice, days_ago=n) for n in range(11)]
    call = type(calls[0]).objects.select_related("caller").get(pk=calls[0].pk)
    with django_assert_num_queries(1):
        norms = norms_beside(call)
    assert norms.team["talk_share"].calls == 10 and norms.team["talk_share"].value == norms.own["talk_share"].value
    assert norms.team["talk_share"].value is not None


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_keep_one_reading(people, account, another_engine):
    call = make_reviewed_call(account, people.alice)
    another_engine()
    failures = []

    def work():
        try:
            actions.keep_review(now=NOW, call=call)
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert CallAnalysis.objects.filter(engine="newer0000000").count() == 1
    assert CallReview.objects.count() == 1


def test_the_version_changes_with_a_phrase_of_ones_own_and_back(tmp_path):
    shipped = versions.engine_version(tmp_path)
    own = tmp_path / "phrases" / "own.toml"
    own.parent.mkdir()
    own.write_text('marks = "courtesy"\n', "utf-8")
    assert versions.engine_version(tmp_path) != shipped
    own.unlink()
    assert versions.engine_version(tmp_path) == shipped


@pytest.mark.django_db
def test_a_replaced_transcript_is_read_anew(people, account):
    from datetime import timedelta

    from duecourse.calls.actions import start_call

    call = start_call(actor=people.alice, now=NOW, account=account, contact=account.contacts.first())
    keep(call)
    keep(call, as_json(HARBOUR[:4]), now=NOW + timedelta(minutes=1))
    assert CallAnalysis.objects.count() == 2
    assert not ReviewLabel.objects.filter(label="assumption").exists()
