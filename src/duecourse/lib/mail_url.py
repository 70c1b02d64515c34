"""DUECOURSE_MAIL_URL → the mail server that messages to clients go through."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlsplit


class BadMailUrl(ValueError):
    """DUECOURSE_MAIL_URL or DUECOURSE_MAIL_FROM cannot be used; the message says which part."""


@dataclass(frozen=True, slots=True)
class MailServer:
    host: str
    port: int
    user: str
    password: str
    tls_first: bool
    starttls: bool

    @property
    def is_here(self) -> bool:
        """On this machine."""
        return self.host in ("127.0.0.1", "localhost", "::1")


_PORTS = {"smtp": 587, "smtps": 465}


def parse(url: str, sender: str) -> MailServer | None:
    """`smtps://user:password@host:465` (TLS from the first byte), `smtp://user:password@host:587` (STARTTLS, or no
    mail), `smtp://localhost:25?tls=off`. None when there is no URL. Never repeats a password in what it raises."""
    if not url:
        return None
    parts = urlsplit(url)
    if parts.scheme not in _PORTS or not parts.hostname:
        raise BadMailUrl("DUECOURSE_MAIL_URL is written like smtps://user:password@mail.example.com:465")
    if sender.count("@") != 1 or not sender.isprintable() or set(sender) & set(' <>,;"'):
        raise BadMailUrl("DUECOURSE_MAIL_FROM has to be the one address that messages come from: ar@example.com")
    tls = dict(parse_qsl(parts.query)).get("tls", "on")
    if tls not in ("on", "off"):
        raise BadMailUrl("DUECOURSE_MAIL_URL: tls is on or off")
    tls_first = parts.scheme == "smtps"
    return MailServer(
        parts.hostname, parts.port or _PORTS[parts.scheme], unquote(parts.username or ""),
        unquote(parts.password or ""), tls_first, not tls_first and tls == "on",
    )  # fmt: skip
