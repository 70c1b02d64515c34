"""All settings, from the environment. Every name read here is documented in docs/howto/settings.md (a test checks)."""

from __future__ import annotations

import os

from csp.constants import NONCE, NONE, SELF

from duecourse.lib import database_url, home, mail_url


def _flag(name: str) -> bool:
    return os.environ.get(name, "").lower() in ("1", "true", "yes", "on")


DEMO = _flag("DUECOURSE_DEMO")  # one-click sign-in and a clock that can be moved; never on real data
DEBUG = _flag("DUECOURSE_DEBUG")
SECRET_KEY = home.secret_key()
HOME = home.folder()
ALLOWED_HOSTS = os.environ.get("DUECOURSE_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("DUECOURSE_ORIGINS", "").split(",") if o]
MAX_UPLOAD_MB = int(os.environ.get("DUECOURSE_MAX_UPLOAD_MB", "100"))
MAX_RECORDING_MB = int(os.environ.get("DUECOURSE_MAX_RECORDING_MB", "500"))
CALLER_CHANNEL = os.environ.get("DUECOURSE_CALLER_CHANNEL", "")  # left or right; empty: asked for each recording

CURRENCY = os.environ.get("DUECOURSE_CURRENCY", "USD")

INSTALLED_APPS = [
    "duecourse.lib",
    "duecourse.teams",
    "duecourse.receivables",
    "duecourse.compliance",
    "duecourse.rulebook",
    "duecourse.calls",
    "duecourse.followups",
    "duecourse.reviewer",
    "duecourse.retention",
    "duecourse.outbox",
    "duecourse.worklist",
    "duecourse.quality",
    "duecourse.api",
    "duecourse.web",
    "duecourse.web.administration.AdministrationConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_q",
    "axes",
    "csp",
    "ninja",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "duecourse.web.middleware.SignInFirst",
    "duecourse.web.middleware.AuditorsOnlyRead",
    "duecourse.web.middleware.SayWhichFileIsBroken",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "duecourse.web.urls"
WSGI_APPLICATION = "duecourse.web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["duecourse.web.templatetags.desk"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "duecourse.web.context.shell",
            ],
        },
    }
]

_url = os.environ.get("DATABASE_URL")
DATABASES = {"default": database_url.parse(_url) if _url else database_url.sqlite(HOME / "duecourse.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Progress of long work is told through files, because the work itself sits in one transaction nobody else can see into.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "progress": {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": str(HOME / "progress")},
}

# E-mail to clients. Without a mail server people send their messages themselves.
DEFAULT_FROM_EMAIL = os.environ.get("DUECOURSE_MAIL_FROM", "")
_mail = mail_url.parse(os.environ.get("DUECOURSE_MAIL_URL", ""), DEFAULT_FROM_EMAIL)
# The demo's people are invented: what is written to them never leaves this machine.
SENDS_MAIL = _mail is not None and (not DEMO or _mail.is_here)
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_TIMEOUT = 20
if _mail is not None:
    EMAIL_HOST, EMAIL_PORT = _mail.host, _mail.port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail.user, _mail.password
    EMAIL_USE_SSL, EMAIL_USE_TLS = _mail.tls_first, _mail.starttls

AUTH_USER_MODEL = "teams.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "web:sign_in"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "web:sign_in"
# Five wrong passwords for one name from one address close that pair for fifteen minutes.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "web/locked_out.html"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "password"]

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _flag("DUECOURSE_HTTPS")
SECURE_HSTS_SECONDS = 31_536_000 if SESSION_COOKIE_SECURE else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SESSION_COOKIE_SECURE else None
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
        "base-uri": [SELF],
        "object-src": [NONE],
    }
}

USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
USE_I18N = True

STATIC_URL = "static/"
WHITENOISE_USE_FINDERS = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MEDIA_ROOT = HOME / "uploads"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]

Q_CLUSTER = {
    "name": "duecourse",
    "orm": "default",
    "workers": 1,
    "timeout": 3600,
    "retry": 3700,
    "max_attempts": 3,
    "catch_up": False,
    "poll": 1,
    "save_limit": 200,
    "label": "Jobs",
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "()": "duecourse.lib.logs.MaskingFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": os.environ.get("DUECOURSE_LOG_LEVEL", "WARNING")},
}
