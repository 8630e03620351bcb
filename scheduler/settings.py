"""All settings, read from the environment with safe defaults; nothing here is secret.

Two modes. `demo` (the default) runs on embedded parts, answers on this machine only and shows every letter on the
demo mailbox page. `production` needs its own keys and addresses and refuses to start with the demo's.
"""

import os
from pathlib import Path

import environ
from celery.schedules import crontab
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from notifications import languages

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.FileAwareEnv()  # NAME_FILE=/run/secrets/name reads a secret from a file

# --- Mode -------------------------------------------------------------------------------------------------------------
MODE = env.str("AANTAFEL_MODE", default="demo")
if MODE not in {"demo", "production"}:
    msg = f"AANTAFEL_MODE is '{MODE}'; it can be 'demo' or 'production'."
    raise ImproperlyConfigured(msg)
DEMO = MODE == "demo"
DEMO_KEY = "demo-key-for-this-machine-only-never-for-real-pupils"

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default=DEMO_KEY)
SALT_KEY = env.list("FIELD_KEY", default=["demo-field-key"])  # encrypts free text at rest (P3); first one writes
LOG_KEY = env.str("LOG_KEY", default=SECRET_KEY)  # seals the rows of the access log; does not change with the others
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
BASE_URL = env.str("BASE_URL", default="http://127.0.0.1:8000").rstrip("/")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[BASE_URL])
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "var")))
DATA_DIR.mkdir(parents=True, exist_ok=True)

if DEMO and set(ALLOWED_HOSTS) - {"127.0.0.1", "localhost", "[::1]", "testserver"}:
    msg = "The demo answers on this machine only. Set AANTAFEL_MODE=production to serve other hosts."
    raise ImproperlyConfigured(msg)
if not DEMO:
    if SECRET_KEY == DEMO_KEY or "demo-field-key" in SALT_KEY:
        msg = "Production does not start with the demo's keys: set SECRET_KEY and FIELD_KEY."
        raise ImproperlyConfigured(msg)
    if DEBUG:
        msg = "Production does not start with DEBUG on."
        raise ImproperlyConfigured(msg)
    if not BASE_URL.startswith("https://"):
        msg = "Production needs BASE_URL=https://…: links in letters carry secrets."
        raise ImproperlyConfigured(msg)

# --- The house --------------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "scheduler",
    "planning.people",  # before django.contrib.auth: its templates and the user model are ours
    "planning.rooms",
    "planning.calendars",
    "planning.regions",
    "planning.cases",
    "planning.dossier",
    "planning.meetings",
    "planning.agenda",
    "planning.preparation",
    "planning.polls",
    "planning.yearplan",
    "planning.followup",
    "planning.minutes",
    "planning.insight",
    "planning.handover",
    "planning.report",
    "planning.privacy",
    "notifications.outbox",
    "notifications.links",
    "notifications.letters",
    "notifications.sms",
    "notifications.reminders",
    "integrations.webhooks",
    "integrations.mailbox",
    "scheduler.design",
    "scheduler.staff",
    "scheduler.guest",
    "scheduler.api",
    "ninja",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "scheduler.middleware.PrivateHeadersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "scheduler.middleware.TenantMiddleware",
    "scheduler.middleware.DomainErrorMiddleware",
    "scheduler.looking.AccessLogMiddleware",
]

ROOT_URLCONF = "scheduler.urls"
WSGI_APPLICATION = "scheduler.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "scheduler.context.house",
            ],
        },
    },
]

# --- Database ---------------------------------------------------------------------------------------------------------
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'aantafel.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",  # a writer waits for its turn instead of failing half-way
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
    # File-backed, so that tests with several connections see one database; one per process, so that runs do not meet.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / f"test-{os.getpid()}.sqlite3")}
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Background work --------------------------------------------------------------------------------------------------
CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default="filesystem://localhost/")
if CELERY_BROKER_URL.startswith("filesystem"):
    _queue = DATA_DIR / "broker"
    for _part in ("messages", "control"):
        (_queue / _part).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_queue / "messages"),
        "data_folder_out": str(_queue / "messages"),
        "control_folder": str(_queue / "control"),
        "polling_interval": 0.2,
    }
else:
    # Nobody waits for a broker that is away: what must happen is a row first, and a sweep finds it (house rule 1).
    CELERY_BROKER_TRANSPORT_OPTIONS = {"max_retries": 0, "connect_retries_timeout": 2}
    if CELERY_BROKER_URL.startswith("redis"):
        CELERY_BROKER_TRANSPORT_OPTIONS["socket_connect_timeout"] = 2
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_TIME_LIMIT = 15 * 60
CELERY_TASK_ALWAYS_EAGER = env.bool("CELERY_EAGER", default=False)
CELERY_TASK_EAGER_PROPAGATES = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "Europe/Amsterdam"
# Solving has queues of its own, so that it never holds up a letter; several, to spread SWVs over several machines.
SOLVER_QUEUES = env.list("SOLVER_QUEUES", default=["solver"])
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULE = {
    "worker-heartbeat": {"task": "scheduler.health.beat", "schedule": 15.0},
    "outbox-sweep": {"task": "notifications.outbox.tasks.sweep", "schedule": 30.0},
    "reminders": {"task": "notifications.reminders.tasks.ring_due", "schedule": 60.0},
    "sms": {"task": "notifications.sms.tasks.sweep", "schedule": 30.0},
    "webhooks": {"task": "integrations.webhooks.tasks.sweep", "schedule": 30.0},
    "solver-runs": {"task": "planning.yearplan.tasks.sweep_runs", "schedule": 20.0},
    "access-log": {"task": "planning.privacy.tasks.link_access_log", "schedule": 60.0},
    "retention": {"task": "planning.privacy.tasks.keep_terms", "schedule": crontab(hour=3, minute=20)},
    "documents": {"task": "planning.dossier.tasks.sweep_files", "schedule": crontab(hour=3, minute=50)},
    "calendar-mend": {"task": "planning.meetings.tasks.mend_calendars", "schedule": 300.0},
    "calendar-changes": {"task": "planning.calendars.tasks.sweep", "schedule": 60.0},
    "calendar-owners": {"task": "planning.calendars.tasks.notice", "schedule": 120.0},
    "calendar-watches": {"task": "planning.calendars.tasks.watch", "schedule": 900.0},
    "calendar-busy": {"task": "planning.calendars.tasks.refresh_busy", "schedule": 300.0},
    "mailbox": {"task": "integrations.mailbox.tasks.look", "schedule": 120.0},
    "evaluations": {"task": "planning.followup.tasks.propose_due_evaluations", "schedule": 300.0},
    "looking-back": {"task": "planning.followup.tasks.look_back_on_points", "schedule": 1800.0},
    "opp": {"task": "planning.handover.tasks.look_after_opp", "schedule": 1800.0},
    # Just after midnight in Amsterdam: a consent ends with its day.
    "consent": {"task": "planning.cases.tasks.look_after_consent", "schedule": crontab(hour="0", minute="5")},
}

CACHES = {"default": env.cache("CACHE_URL", default=f"filecache://{DATA_DIR / 'cache'}")}

# --- Mail -------------------------------------------------------------------------------------------------------------
EMAIL_URL = env.str("EMAIL_URL", default="demo://" if DEMO else "")
if EMAIL_URL.startswith("demo:"):
    if not DEMO:
        msg = "The demo mailbox exists in the demo only: set EMAIL_URL to a mail server or EMAIL_BACKEND to a provider."
        raise ImproperlyConfigured(msg)
    EMAIL_BACKEND = "notifications.outbox.demo_mailbox.DemoMailbox"
elif EMAIL_URL:
    vars().update(env.email_url("EMAIL_URL"))
else:
    EMAIL_BACKEND = env.str("EMAIL_BACKEND")  # e.g. anymail.backends.mailgun.EmailBackend, with ANYMAIL below
ANYMAIL = env.dict("ANYMAIL", default={})
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("MAIL_FROM", default="Aan tafel <planning@aantafel.example>")
# The mailbox that answers come to: imaps://user:password@host/INBOX. Empty: none is read, and all answer by link.
IMAP_URL = env.str("IMAP_URL", default="")
IMAP_DONE = env.str("IMAP_DONE", default="")  # a folder that what was taken is moved to; empty leaves it, with a flag
IMAP_CA = env.str("IMAP_CA", default="")  # a file with the certificates of an own authority
IMAP_SWV = env.str("IMAP_SWV", default="")  # the id of the SWV whose mailbox it is, where several share one house
# The name by which the receiving mail server signs what it found of a sender (RFC 8601). Empty: nothing is proven, and
# every answer by mail is asked to be confirmed by link.
MAIL_AUTHSERV_ID = env.str("MAIL_AUTHSERV_ID", default="")

# Only `manage.py check_connections` reads these: what DNS should say of the sender's domain.
DKIM_SELECTORS = env.list("DKIM_SELECTORS", default=[])
SPF_WORDS = env.list("SPF_WORDS", default=[])  # such as include:spf.mailbedrijf.nl

# --- Calendars of professionals ---------------------------------------------------------------------------------------
# Origins ("https://agenda.swv.example:8443") that an administrator allows though they are not on the public internet.
CALENDAR_INSIDE = env.list("CALENDAR_INSIDE", default=[])
# The application that the administrator of a Microsoft 365 tenant registered, limited to the mailboxes that take part.
M365_TENANT = env.str("M365_TENANT", default="")
M365_CLIENT_ID = env.str("M365_CLIENT_ID", default="")
M365_SECRET = env.str("M365_SECRET", default="")
M365_TEAMS = env.bool("M365_TEAMS", default=False)  # it may also make links for Teams (docs/koppelingen.md)

# --- Text messages: off, unless an SMS gateway is named ---------------------------------------------------------------
SMS_GATEWAY = env.str("SMS_GATEWAY", default="")  # "cm" for CM.com
SMS_URL = env.str("SMS_URL", default="https://gw.messaging.cm.com/v1.0/message")
SMS_TOKEN = env.str("SMS_TOKEN", default="")  # the product token; SMS_TOKEN_FILE reads it from a file
SMS_SENDER = env.str("SMS_SENDER", default="Aan tafel")  # at most 11 letters and digits
if SMS_GATEWAY not in {"", "cm"} or (SMS_GATEWAY and not SMS_TOKEN):
    msg = "SMS_GATEWAY can be empty or 'cm', and needs SMS_TOKEN."
    raise ImproperlyConfigured(msg)

# --- Other systems ----------------------------------------------------------------------------------------------------
# Origins of the own network ("https://server.intern:8443") that may be told what happens; else only public https.
WEBHOOK_INSIDE = env.list("WEBHOOK_INSIDE", default=[])

# --- People and accounts ----------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "scheduler.staff.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # the IB'er's address is confirmed by the SWV; nobody signs up by himself
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "reset_password": "20/m/ip,5/m/key",
}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if env.bool("BEHIND_PROXY", default=False) else 0  # else all count as the proxy (S5)
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Aan tafel"
MFA_TOTP_TOLERANCE = 1  # a phone may be half a minute off (RFC 6238, section 5.2)
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO
MFA_REQUIRED_FOR_STAFF = env.bool("MFA_REQUIRED", default=not DEMO)  # S17; off in the demo so that everybody can look

# --- Language and time ------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "nl"
LANGUAGES = [(one.code, one.name) for one in languages.ALL]
LANGUAGES_BIDI = [one.code for one in languages.ALL if one.right_to_left]
LOCALE_PATHS = [BASE_DIR / "scheduler" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Amsterdam"  # shown; stored in UTC (house rule 7)

# --- Files ------------------------------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)  # WhiteNoise warns when it is not there yet
# Uploaded documents: encrypted, with names that say nothing, in a folder that no web server hands out. Several machines
# share the folder, or keep it elsewhere: DOCUMENTS_BACKEND=storages.backends.s3.S3Storage with its options as JSON.
FILES_ROOT = Path(env.str("FILES_ROOT", default=str(DATA_DIR / "stukken"))).resolve()
FILES_MAX = env.int("FILES_MAX_MB", default=15) * 1024 * 1024
CLAMD_URL = env.str(
    "CLAMD_URL", default=""
)  # unix:///run/clamav/clamd.ctl or tcp://host:3310; empty: nothing is scanned
if FILES_ROOT.is_relative_to(STATIC_ROOT.resolve()) or STATIC_ROOT.resolve().is_relative_to(FILES_ROOT):
    msg = "FILES_ROOT may not be where files for everybody are (STATIC_ROOT)."
    raise ImproperlyConfigured(msg)
_FOLDER = {"location": str(FILES_ROOT), "file_permissions_mode": 0o600, "directory_permissions_mode": 0o700}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "documents": {
        "BACKEND": env.str("DOCUMENTS_BACKEND", default="django.core.files.storage.FileSystemStorage"),
        "OPTIONS": env.json("DOCUMENTS_OPTIONS", default=_FOLDER),
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = DEBUG
MEDIA_ROOT = DATA_DIR / "media"
FILE_UPLOAD_HANDLERS = ["scheduler.uploading.InMemory"]  # nothing plain on disk, whatever its size
DATA_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024

# --- Security headers (S3, S13) ---------------------------------------------------------------------------------------
SECURE = BASE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "scheduler.errors.csrf_failure"
SECURE_SSL_REDIRECT = SECURE and env.bool("SSL_REDIRECT", default=True)
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"  # addresses with a token send no-referrer (scheduler.middleware)
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", default=False) else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "frame-src": [SELF],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "manifest-src": [SELF],
    }
}

# --- Logging: codes and ids; tokens are cut out (S3) -----------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"no_tokens": {"()": "scheduler.logs.RedactTokens"}},
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["no_tokens"], "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
}

SILENCED_SYSTEM_CHECKS: list[str] = []
