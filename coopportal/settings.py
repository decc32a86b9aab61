"""The one settings module: the environment comes in, Django's names go out."""

from __future__ import annotations

import hashlib
from pathlib import Path
from urllib.parse import urlsplit

from coopportal import env, logs
from coopportal.api import REST_FRAMEWORK as REST_FRAMEWORK  # noqa: PLC0414 -- a setting
from coopportal.api import SPECTACULAR_SETTINGS as SPECTACULAR_SETTINGS  # noqa: PLC0414 -- a setting
from coopportal.policy import CONTENT_SECURITY_POLICY as CONTENT_SECURITY_POLICY  # noqa: PLC0414 -- a setting
from coopportal.rates import ACCOUNT_RATE_LIMITS as ACCOUNT_RATE_LIMITS  # noqa: PLC0414 -- a setting

BASE = Path(__file__).resolve().parent.parent
DATA = Path(env.text("DATA") or BASE / "var").resolve()
PRODUCTION = env.flag("PRODUCTION")
# Demo or real is settled by the first run, like the origin: invented people never join real ones.
DEMO = env.flag("DEMO", default=not PRODUCTION) and not PRODUCTION and not (DATA / "real").exists()
DEBUG = env.flag("DEBUG") and not PRODUCTION

SECRET_KEY = env.secret("SECRET_KEY", folder=None if PRODUCTION else DATA / "secrets")
CANONICAL_ORIGIN = env.origin(DATA)
SECURE_ORIGIN = CANONICAL_ORIGIN.startswith("https://")
ALLOWED_HOSTS = [str(urlsplit(CANONICAL_ORIGIN).hostname), *env.names("EXTRA_HOSTS")]
CSRF_TRUSTED_ORIGINS = [CANONICAL_ORIGIN]
KEYS_FOLDER = Path(env.text("KEYS_FOLDER") or DATA / "keys")
KEK_PROVIDER = env.text("KEK_PROVIDER", "file")
SIGNER_SOCKET = env.text("SIGNER_SOCKET")
KEY_LIFETIME_DAYS = env.number("KEY_LIFETIME_DAYS", 365)

# Applications

INSTALLED_APPS = [
    "benefits.apps.BenefitsConfig",
    "credentials.apps.CredentialsConfig",
    "tenants.apps.TenantsConfig",
    "coopportal.apps.PortalConfig",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_htmx",
    "template_partials.apps.SimpleAppConfig",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "coopportal.logs.RequestMiddleware",
    "coopportal.metrics.LatencyMiddleware",
    "coopportal.headers.HeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "tenants.middleware.CooperativeMiddleware",
    "tenants.middleware.SecondProofMiddleware",
    "tenants.middleware.MistakesMiddleware",
    *(["coopportal.demo.watching.TourMiddleware"] if DEMO else []),
]

ROOT_URLCONF = "coopportal.urls"
WSGI_APPLICATION = "coopportal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "coopportal.context.portal",
            ],
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
            "builtins": ["template_partials.templatetags.partials", "tenants.templatetags.portal"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Database and cache

DATABASES = {"default": env.database(env.optional_secret("DATABASE_URL"), DATA)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = env.optional_secret("REDIS_URL")
CACHES = env.caches(REDIS_URL, DATA)

# People

AUTH_USER_MODEL = "tenants.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["coopportal.hashing.BoundedArgon2"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/me/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 900
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_FORMS = {
    "request_login_code": "tenants.forms.signing_in.AddressForm",
    "confirm_login_code": "tenants.views.code_forms.CodeForm",
    "confirm_email_verification_code": "tenants.views.code_forms.MailboxCodeForm",
    "add_email": "tenants.forms.signing_in.AnotherAddressForm",
}
ACCOUNT_ADAPTER = "tenants.login.AccountAdapter"
MFA_ADAPTER = "tenants.login.MFAAdapter"
MFA_FORMS = {
    "authenticate": "tenants.views.code_forms.SecondProofForm",
    "reauthenticate": "tenants.views.code_forms.SecondProofAgainForm",
}
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1  # the code before and the one after: people type (RFC 6238 §5.2)
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE_ORIGIN
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_RECOVERY_CODES_SHOW_ONCE = True
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXIES", 0)

# Who may read the figures of the portal at /metrics; nobody where it is empty
METRICS_TOKEN = env.optional_secret("METRICS_TOKEN")

# Sessions, cookies, transport: they follow the scheme of the canonical origin

_suffix = "" if PRODUCTION else "-" + hashlib.sha256(str(DATA).encode()).hexdigest()[:8]
_prefix = "__Host-" if SECURE_ORIGIN else ""
SESSION_COOKIE_NAME = f"{_prefix}sid{_suffix}"
CSRF_COOKIE_NAME = f"{_prefix}csrf{_suffix}"
LANGUAGE_COOKIE_NAME = f"{_prefix}lang{_suffix}"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE_ORIGIN
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SECURE_SSL_REDIRECT = SECURE_ORIGIN and PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000 if SECURE_ORIGIN and PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_SECONDS > 0
if env.flag("BEHIND_TLS_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# Preloading binds a whole domain for years: its owner's word, not the portal's.
SILENCED_SYSTEM_CHECKS = ["security.W021"]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 300
DATA_UPLOAD_MAX_NUMBER_FILES = 5

# Language and time

USE_TZ = True
TIME_ZONE = CELERY_TIMEZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch")]  # one more with its catalogue, never without
LOCALE_PATHS = [BASE / "locale"]
FORMAT_MODULE_PATH = ["coopportal.formats"]
PAPER_FONTS = BASE / "credentials" / "card" / "fonts"

# Static files

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.text("STATIC_ROOT") or DATA / "static")
STATICFILES_DIRS = [BASE / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "coopportal.kept.StaticFiles"},
}
MEDIA_ROOT = DATA / "media"

# Mail

EMAIL_HOST = env.text("EMAIL_HOST")
EMAIL_PORT = env.number("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env.optional_secret("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS")
EMAIL_TIMEOUT = 20
EMAIL_BACKEND = "tenants.smtp.Backend" if EMAIL_HOST else "coopportal.devmail.FileBackend"
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "CoopPortal <portal@example.org>")
DEV_MAIL_FOLDER = DATA / "mail"
# What a domain has to say of our mails, for the page that looks whether it does.
SPF_MECHANISM = env.text("SPF_MECHANISM") or (f"a:{EMAIL_HOST}" if EMAIL_HOST else "mx")
DKIM_SELECTOR = env.text("DKIM_SELECTOR")
DKIM_PUBLIC_KEY = env.text("DKIM_PUBLIC_KEY")
# What comes back: the address for reports, the mailbox it is read from, and the keys of services that report over the web.
BOUNCE_ADDRESS = env.text("BOUNCE_ADDRESS")
BOUNCES_PASSWORD = env.optional_secret("BOUNCES_PASSWORD")
BOUNCES_AUTHORITY = env.text("BOUNCES_AUTHORITY")
MAIL_EVENT_KEYS = {
    "mailgun": env.optional_secret("MAILGUN_SIGNING_KEY"),
    "sendgrid": env.text("SENDGRID_PUBLIC_KEY"),
}

# Celery: tasks carry no business arguments; what is owed stands in the outbox

CELERY_BROKER_URL = REDIS_URL or "filesystem://"
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {
        "visibility_timeout": 120,
        "socket_timeout": 5,
        "socket_connect_timeout": 0.5,
        "socket_keepalive": True,
        "health_check_interval": 10,
    }
    if REDIS_URL
    else {
        "data_folder_in": DATA / "broker",
        "data_folder_out": DATA / "broker",
        "control_folder": DATA / "broker-control",
        "polling_interval": 0.1,
    }
)
CELERY_TASK_IGNORE_RESULT = CELERY_TASK_ACKS_LATE = CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_TIME_LIMIT = 60
CELERY_TASK_SOFT_TIME_LIMIT = 45
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500
# Nobody waits for results, so a round whose process was killed is over at once, and not only after ten seconds.
CELERY_WORKER_LOST_WAIT = 0.5
CELERY_WORKER_HIJACK_ROOT_LOGGER = CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA / "beat-schedule")
# How often a partner's word is asked for again, how long silence is borne, and whether news is told at once
GRANT_RECHECK_SECONDS = env.number("GRANT_RECHECK_SECONDS", 60 if DEMO else 900)
GRANT_GRACE_HOURS = env.number("GRANT_GRACE_HOURS", 24)
STATUS_HINTS = env.flag("STATUS_HINTS", default=True)
CELERY_BEAT_SCHEDULE = {
    "re-check what rests on other co-ops' lists": {
        "task": "benefits.tasks.recheck_grants",
        "schedule": min(30.0, max(1.0, GRANT_RECHECK_SECONDS)),
    },
    "publish fresh status lists": {"task": "credentials.tasks.refresh_published", "schedule": 60.0},
    "look at co-ops' websites": {"task": "credentials.tasks.look_at_websites", "schedule": 120.0},
    "give back unused codes": {
        "task": "benefits.tasks.give_back_unused_codes",
        "schedule": 3600.0,
    },
    "daily clocks": {"task": "tenants.tasks.daily", "schedule": 3600.0},
    "the clock of agreements": {"task": "benefits.tasks.daily", "schedule": 3600.0},
    "the portal's own clock": {"task": "coopportal.tasks.daily", "schedule": 3600.0},
}
# How often each worker looks for owed work by itself; no leaves only the nudges, for tests of those
OUTBOX_SWEEP_SECONDS = 1.0 if env.flag("OUTBOX_SWEEP", default=True) else 0.0
HEARTBEAT_SECONDS = 5.0

# Other portals: asked or not at all; and where some of them stand, for tests and intranets
OUTBOUND = env.flag("OUTBOUND", default=True)
OUTBOUND_HOSTS = env.outbound_hosts(env.text("OUTBOUND_HOSTS"))
OUTBOUND_DNS = env.name_server(env.text("OUTBOUND_DNS"))

# Log

LOGGING = logs.configuration(env.text("LOG_LEVEL", "WARNING"), structured=PRODUCTION)
