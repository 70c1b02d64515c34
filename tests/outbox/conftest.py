"""An account that may be written to, a mail server in memory, and one on a socket of this machine."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.core import mail

from duecourse.outbox.actions.sending import write_and_send
from duecourse.outbox.actions.writing import Words
from duecourse.outbox.composing import writing_for
from duecourse.receivables.standing import refresh_standing
from make import NOW, make_account, make_contact, make_creditor, make_invoice


@pytest.fixture
def account(people):
    """Alice's account: one invoice late, a person with a mailbox."""
    creditor = make_creditor(code="northwind", name="Northwind", callback_phone="+12125550100")
    account = make_account(people.portfolio, creditor, number="A-100", name="Harbour Cafe", email="ap@harbour.example")
    make_contact(account, email="maria@harbour.example")
    make_invoice(account, 89_000, number="INV-1", days_late=12)
    refresh_standing([account.pk])
    return account


@pytest.fixture
def mailbox(settings) -> list[Any]:
    """A mail server is set up; what it took."""
    settings.SENDS_MAIL, settings.DEFAULT_FROM_EMAIL = True, "ar@northwind.example"
    mail.outbox = []
    return mail.outbox


@pytest.fixture
def send(people, account, django_capture_on_commit_callbacks):
    """Write and send, as Alice unless somebody else is named; mail goes when the transaction is over."""

    def do(channel="email", *, actor=None, now=NOW, text="", due_at=None, who=None, override="", **words):
        actor, who = actor or people.alice, who or account.contacts.first()
        writing = writing_for(account, who, actor=actor, now=now, channel=channel, text=text)
        with django_capture_on_commit_callbacks(execute=True):
            message = write_and_send(
                actor=actor, now=now, writing=writing, words=Words(**words), due_at=due_at, override_reason=override
            )
        message.refresh_from_db()
        return message

    return do


@dataclass
class Sink:
    """A mail server of a few lines: answers what it is told to, and keeps what it takes."""

    port: int = 0
    taken: list[str] = field(default_factory=list)
    on_rcpt: str = "250 ok"
    on_data_end: str = "250 taken"


class _Session(socketserver.StreamRequestHandler):
    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())

    def handle(self) -> None:
        sink: Sink = self.server.sink  # type: ignore[attr-defined]
        self._say("220 sink")
        while line := self.rfile.readline().decode().strip():
            verb = line[:4].upper()
            if verb == "QUIT":
                return self._say("221 bye")
            if verb == "DATA":
                self._say("354 go on")
                if not self._take(sink):
                    return None
            else:
                self._say(sink.on_rcpt if verb == "RCPT" else "250 ok")
        return None

    def _take(self, sink: Sink) -> bool:
        lines = []
        while (line := self.rfile.readline()).rstrip(b"\r\n") != b".":
            lines.append(line)
        if sink.on_data_end == "hang up":
            return False
        if sink.on_data_end.startswith("2"):
            sink.taken.append(b"".join(lines).decode())
        self._say(sink.on_data_end)
        return True


@pytest.fixture
def sink(settings) -> Iterator[Sink]:
    found = Sink()
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Session) as server:
        server.sink, server.daemon_threads = found, True  # type: ignore[attr-defined]
        found.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        settings.SENDS_MAIL, settings.DEFAULT_FROM_EMAIL = True, "ar@northwind.example"
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", found.port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        yield found
        server.shutdown()
