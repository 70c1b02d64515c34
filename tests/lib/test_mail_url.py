"""The mail server's address: read once, at the start, with words about what is wrong and never the password."""

from __future__ import annotations

import pytest

from duecourse.lib.mail_url import BadMailUrl, MailServer, parse

FROM = "ar@example.com"


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtps://ar%40x:p%2Fw@mail.example.com", MailServer("mail.example.com", 465, "ar@x", "p/w", True, False)),
        ("smtp://mail.example.com", MailServer("mail.example.com", 587, "", "", False, True)),
        ("smtp://localhost:25?tls=off", MailServer("localhost", 25, "", "", False, False)),
    ],
)
def test_it_is_read(url, server):
    assert parse(url, FROM) == server


def test_without_one_there_is_none():
    assert parse("", "") is None


@pytest.mark.parametrize(
    ("url", "sender", "words"),
    [
        ("http://u:secret@mail.example.com", FROM, "is written like smtps://"),
        ("smtp://", FROM, "is written like smtps://"),
        ("smtp://u:secret@mail.example.com", "", "DUECOURSE_MAIL_FROM"),
        ("smtp://u:secret@mail.example.com", "Name <a@b.c>", "DUECOURSE_MAIL_FROM"),
        ("smtp://u:secret@mail.example.com?tls=maybe", FROM, "tls is on or off"),
    ],
)
def test_what_is_wrong_is_said_without_the_password(url, sender, words):
    with pytest.raises(BadMailUrl) as problem:
        parse(url, sender)
    assert words in str(problem.value)
    assert "secret" not in str(problem.value)
