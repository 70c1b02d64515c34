"""DATABASE_URL → Django's database settings. SQLite and PostgreSQL only: both are tested."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


class BadDatabaseUrl(ValueError):
    """DATABASE_URL cannot be used; the message says which part."""


def parse(url: str) -> dict[str, Any]:
    """`sqlite:///relative.db`, `sqlite:////absolute.db` or `postgres://user:password@host:port/name?sslmode=require`."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return sqlite(Path(unquote(parts.path[1:])))
    if parts.scheme in ("postgres", "postgresql"):
        if not parts.path.strip("/"):
            raise BadDatabaseUrl("DATABASE_URL names no database: postgres://user@host:port/NAME")
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 60,
            "OPTIONS": dict(parse_qsl(parts.query)),
        }
    raise BadDatabaseUrl(f"DATABASE_URL starts with {parts.scheme!r}; use sqlite:///file or postgres://...")


def sqlite(path: Path) -> dict[str, Any]:
    """WAL lets readers go on during a write; IMMEDIATE takes the write lock at the start, so that two writers wait
    for each other instead of failing with "database is locked". A page asks some thirty statements, and a day's pages
    some hundreds of different ones: so many stay prepared."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": {
            "timeout": 20,
            "cached_statements": 500,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536;"
            " PRAGMA temp_store=MEMORY;",
        },
    }
