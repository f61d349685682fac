"""Settings, read from the environment. A clone runs without any; production refuses to start without its secrets.

docs/settings.md lists every variable. DEBUG and DEMO are the two that open doors: both are off unless asked for.
"""

import logging
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
import structlog
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from core import masking

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)
# A checkout on somebody's own machine: `dev.py` sets it. It allows a generated key and plain http on loopback.
LOCAL = env.bool("LOCAL", default=False)
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "var")))

# What the operator may rename -------------------------------------------------------------------------------
SITE_NAME = env.str("SITE_NAME", default="Crosswalk")
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
SITE_TAGLINE = env.str("SITE_TAGLINE", default="The job board that reads codes")
SITE_ACCENT = env.str("SITE_ACCENT", default="")
SITE_FOOTER = env.str("SITE_FOOTER", default="")
CONTACT_EMAIL = env.str("CONTACT_EMAIL", default="hello@crosswalk.example")

# Secrets and hosts ------------------------------------------------------------------------------------------
SECRET_KEY = env.str("SECRET_KEY", default="")
if not SECRET_KEY:
    if not (DEBUG or LOCAL):
        raise ImproperlyConfigured("Set SECRET_KEY. On your own machine start with `python3 dev.py run`.")
    key_file = DATA_DIR / "secret_key"
    if not key_file.exists():
        from django.core.management.utils import get_random_secret_key

        DATA_DIR.mkdir(parents=True, exist_ok=True)
        key_file.touch(mode=0o600)
        key_file.write_text(get_random_secret_key(), encoding="utf-8")
    SECRET_KEY = key_file.read_text(encoding="utf-8")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"] if DEBUG or LOCAL else [])
if not ALLOWED_HOSTS:
    raise ImproperlyConfigured("Set ALLOWED_HOSTS to the names this board answers to, separated by commas.")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)

# Apps -------------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "jobboard",
    "moderation",
    "applications",
    "listings",
    "allauth",  # before accounts, whose admin takes the place of some of theirs
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "accounts",
    "codes",
    "core",
    "django_filters",
    "django_htmx",
    "django_prose_editor",
    "django_tasks",
    "django_tasks_db",
    "lucide",
    "whitenoise.runserver_nostatic",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.flatpages",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.sites",
    "django.contrib.staticfiles",
    "django.forms",
]
SITE_ID = 1
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "core.middleware.refuse_nul",
    "core.logs.RequestLog",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "jobboard.middleware.HoldClosedAccounts",
]
ROOT_URLCONF = "jobboard.urls"
WSGI_APPLICATION = "jobboard.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "core.context_processors.site",
                "core.context_processors.csp_nonce",
                "jobboard.context_processors.header",
            ],
            "builtins": ["core.templatetags.components"],
        },
    }
]

# Database and cache -----------------------------------------------------------------------------------------
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'db.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    Path(DATABASES["default"]["NAME"]).parent.mkdir(parents=True, exist_ok=True)
    DATABASES["default"]["CONN_MAX_AGE"] = None
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-20000; "
        "PRAGMA temp_store=MEMORY; PRAGMA journal_size_limit=67108864;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 0  # the pool replaces it
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    DATABASES["default"]["OPTIONS"] = {"pool": {"min_size": 1, "max_size": 8, "timeout": 10}}
CACHES = {"default": env.cache("CACHE_URL", default="locmemcache://")}
CACHES["default"]["KEY_PREFIX"] = env.str("CACHE_KEY_PREFIX", default="crosswalk")
_keeps_limits = {"MAX_ENTRIES": 20_000}  # a limit that is thrown out counts from zero again
if "locmem" in CACHES["default"]["BACKEND"]:
    CACHES["default"]["OPTIONS"] = _keeps_limits
# Whole pages of guests, apart from the limits above so that neither pushes the other out. Off: nothing is kept.
CACHES["pages"] = env.cache("PAGE_CACHE_URL", default="dummycache://")
CACHES["pages"]["KEY_PREFIX"] = CACHES["default"]["KEY_PREFIX"] + ":pages"
if "locmem" in CACHES["pages"]["BACKEND"]:
    CACHES["pages"]["LOCATION"] = "pages"
    CACHES["pages"]["OPTIONS"] = {"MAX_ENTRIES": 500}  # some 40 MB of each process
# A Redis that refuses or falls silent keeps no page waiting for longer; the address may say otherwise.
_patience = {"socket_connect_timeout": 0.5, "socket_timeout": 0.5}
for _name, _backend, _own in (("default", "RedisOrMemory", _keeps_limits), ("pages", "RedisOrNothing", {})):
    if CACHES[_name]["BACKEND"].endswith("redis.RedisCache"):
        CACHES[_name]["BACKEND"] = f"core.redis_cache.{_backend}"
        CACHES[_name]["OPTIONS"] = {**_patience, **_own, **CACHES[_name].get("OPTIONS", {})}

# Files ------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(DATA_DIR / "static")))
if DEBUG or LOCAL:
    STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise warns of a folder that is not there
PRIVATE_ROOT = Path(env.str("PRIVATE_ROOT", default=str(DATA_DIR / "private")))
STORAGES = {
    # Nothing here has an address of its own: a view decides who may read a file.
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": PRIVATE_ROOT,
            "base_url": None,
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or LOCAL
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG or LOCAL
WHITENOISE_AUTOREFRESH = DEBUG or LOCAL  # an edited style sheet must not keep its old length
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["jpg", "png", "webp", "gz", "br", "woff", "woff2", "map", "zip"]
RESUME_MAX_BYTES = env.int("RESUME_MAX_BYTES", default=5 * 1024 * 1024)
LOGO_MAX_BYTES = env.int("LOGO_MAX_BYTES", default=1024 * 1024)
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 512 * 1024
UPLOAD_MAX_BYTES = RESUME_MAX_BYTES  # of any one file; what comes after is read and dropped
FILE_UPLOAD_HANDLERS = [
    "core.uploads.CappedUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# Mail -------------------------------------------------------------------------------------------------------
# Every message becomes a row first (core.mail.OutboxBackend); the worker hands it to the transport below.
EMAIL_BACKEND = "core.mail.OutboxBackend"
_transport = env.email("EMAIL_URL", default=f"filemail:///{DATA_DIR / 'mail'}")
MAIL_TRANSPORT = _transport.pop("EMAIL_BACKEND")
MAIL_TRANSPORT_FILE_PATH = _transport.pop("EMAIL_FILE_PATH", "") or str(DATA_DIR / "mail")
vars().update(_transport)
EMAIL_TIMEOUT = 15
MAIL_KEPT_DAYS = env.int("MAIL_KEPT_DAYS", default=30)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default=f"{SITE_NAME} <no-reply@crosswalk.example>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# Accounts ---------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.adapter.AccountBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_FORMS = {
    "signup": "accounts.forms.entrance.SignupForm",
    "login": "accounts.forms.entrance.LoginForm",
    "add_email": "accounts.forms.entrance.ChangeAddressForm",
    "change_password": "accounts.forms.entrance.ChangePasswordForm",
    "set_password": "accounts.forms.entrance.SetPasswordForm",
    "reset_password": "accounts.forms.entrance.ResetPasswordForm",
    "reset_password_from_key": "accounts.forms.entrance.NewPasswordForm",
    "request_login_code": "accounts.forms.entrance.RequestLoginCodeForm",
    "reauthenticate": "accounts.forms.entrance.ReauthenticateForm",
    "confirm_login_code": "accounts.forms.entrance.LoginCodeForm",
    "confirm_email_verification_code": "accounts.forms.entrance.EmailCodeForm",
    "confirm_password_reset_code": "accounts.forms.entrance.ResetCodeForm",
}
ACCOUNT_SIGNUP_FORM_HONEYPOT_FIELD = "website"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 900
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 900
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_PASSWORD_RESET_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_EMAIL_SUBJECT_PREFIX = f"{SITE_NAME}: "
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_GET = False
# Second factors: an app's codes, passkeys, and recovery codes for the day the telephone is lost.
MFA_ADAPTER = "accounts.adapter.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# Browsers take http://localhost for safe; django-allauth needs to be told.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG or LOCAL
MFA_TOTP_TOLERANCE = 1  # clocks of telephones differ; accounts.forms.factors takes each code once all the same
MFA_TOTP_ISSUER = SITE_NAME
MFA_FORMS = {
    "authenticate": "accounts.forms.factors.AuthenticateForm",
    "reauthenticate": "accounts.forms.factors.ReauthenticateForm",
    "activate_totp": "accounts.forms.factors.ActivateAppForm",
    "deactivate_totp": "accounts.forms.factors.DeactivateAppForm",
    "add_webauthn": "accounts.forms.factors.AddPasskeyForm",
    "edit_webauthn": "accounts.forms.factors.EditPasskeyForm",
    "authenticate_webauthn": "accounts.forms.factors.AuthenticatePasskeyForm",
    "login_webauthn": "accounts.forms.factors.LoginPasskeyForm",
    "reauthenticate_webauthn": "accounts.forms.factors.ReauthenticatePasskeyForm",
}
# Log-in over an OpenID Connect server of the operator's choice; off until it has an address. Nobody gets an account by
# it without being asked why she comes, and it never opens one that stands under the same address here.
OIDC_NAME = env.str("OIDC_NAME", default="Single sign-on")
OIDC_SERVER_URL = env.str("OIDC_SERVER_URL", default="").rstrip("/")
SOCIALACCOUNT_ADAPTER = "accounts.adapter.OtherSiteAdapter"
SOCIALACCOUNT_FORMS = {"signup": "accounts.forms.entrance.OtherSiteSignupForm"}
SOCIALACCOUNT_AUTO_SIGNUP = SOCIALACCOUNT_LOGIN_ON_GET = SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {}
if OIDC_SERVER_URL:
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "sso",
                "name": OIDC_NAME,
                "client_id": env.str("OIDC_CLIENT_ID"),
                "secret": env.str("OIDC_CLIENT_SECRET"),
                "settings": {"server_url": OIDC_SERVER_URL},
            }
        ],
    }
# Moderators and operators have no power until they added a second factor.
REQUIRE_MFA_FOR_STAFF = env.bool("REQUIRE_MFA_FOR_STAFF", default=False)
REQUIRE_MFA_FOR_STAFF_CHOSEN = "REQUIRE_MFA_FOR_STAFF" in env

# The board's own numbers ------------------------------------------------------------------------------------
LISTING_DAYS_OPEN = env.int("LISTING_DAYS_OPEN", default=60)
REPORTS_PER_DAY = env.int("REPORTS_PER_DAY", default=10)
APPLICATIONS_PER_DAY = env.int("APPLICATIONS_PER_DAY", default=30)
# How long the link of an invitation to a team works, and how many one person may send in a day.
INVITATION_DAYS = env.int("INVITATION_DAYS", default=7)
INVITATIONS_PER_DAY = env.int("INVITATIONS_PER_DAY", default=30)
# Mails with a code to an employer's domain that one person may ask for in a day; also how many go to one mailbox and
# for one employer, whoever asks. Three times as many go to one domain.
DOMAIN_CODES_PER_DAY = env.int("DOMAIN_CODES_PER_DAY", default=10)
# Requests to take over an employer nobody has claimed that one person may send moderators in a day.
CLAIMS_PER_DAY = env.int("CLAIMS_PER_DAY", default=5)
# How long an employer may open what an applicant sent, counted from the end of the application or the job.
APPLICATION_RETENTION_DAYS = env.int("APPLICATION_RETENTION_DAYS", default=365)
# How long a closed account can be reopened before it is emptied, and how long an export of one's data can be fetched.
ACCOUNT_GRACE_DAYS = env.int("ACCOUNT_GRACE_DAYS", default=30)
EXPORT_KEPT_DAYS = env.int("EXPORT_KEPT_DAYS", default=7)
EXPORTS_PER_DAY = env.int("EXPORTS_PER_DAY", default=2)
# CPT belongs to the AMA: `check --deploy` wants to see that somebody decided.
CPT_PAGES = env.bool("CPT_PAGES", default=True)
CPT_PAGES_CHOSEN = "CPT_PAGES" in env
# Shows official descriptors that came in by `import_cpt --licence …`.
CPT_DESCRIPTORS = env.bool("CPT_DESCRIPTORS", default=False)
# Full code pages: for a guest, in addition for a free account, within a window that starts with the first view.
CODE_VIEWS_GUEST = env.int("CODE_VIEWS_GUEST", default=1)
CODE_VIEWS_MEMBER = env.int("CODE_VIEWS_MEMBER", default=5)
CODE_VIEWS_WINDOW_DAYS = env.int("CODE_VIEWS_WINDOW_DAYS", default=30)
CODE_VIEWS_PER_ADDRESS_PER_DAY = env.int("CODE_VIEWS_PER_ADDRESS_PER_DAY", default=30)
# Part of a user agent's name; such readers get the page of a guest with no views left.
CRAWLER_AGENTS = env.list(
    "CRAWLER_AGENTS", default=["bot", "crawler", "spider", "slurp", "archiver", "facebookexternal"]
)

# Who answers searches: "snapshot" (bitmaps in each process) or "sql" (the tables and the text index alone).
SEARCH_BACKEND = env.str("SEARCH_BACKEND", default="snapshot")

# Background work --------------------------------------------------------------------------------------------
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}

# Web --------------------------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
if OIDC_SERVER_URL:  # browsers hold the answer to a form to the same rule, and every redirect after it
    _server = urlsplit(OIDC_SERVER_URL)
    CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"] += [
        f"{_server.scheme}://{_server.netloc}",
        *env.list("OIDC_FORM_ORIGINS", default=[]),
    ]
_https = not (DEBUG or LOCAL) and env.bool("HTTPS", default=True)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = _https
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_HSTS_SECONDS = 31_536_000 if _https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _https
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXY_COUNT else None
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "core.views.csrf_failure"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000

# Words and time ---------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en-us"
USE_I18N = True
TIME_ZONE = "UTC"
USE_TZ = True

# Logs: one JSON line each in production, readable lines on somebody's own machine -----------------------------
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = logging.DEBUG
DJANGO_STRUCTLOG_STATUS_4XX_LOG_LEVEL = logging.INFO
LOG_LEVEL = env.str("LOG_LEVEL", default="INFO")
_shared: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso"),
    # The words of an error may name somebody; a developer's own screen may show them.
    structlog.processors.format_exc_info if DEBUG else masking.without_words_of_errors,
    masking.without_suspects,
    masking.without_people,
]
structlog.configure(
    processors=[structlog.stdlib.filter_by_level, *_shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=False,
)
_renderer: Any = structlog.dev.ConsoleRenderer(colors=False) if DEBUG or LOCAL else structlog.processors.JSONRenderer()
_quiet = "WARNING" if DEBUG or LOCAL else "INFO"  # the tasks of every minute are no news on somebody's own machine
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": structlog.stdlib.ProcessorFormatter,
            "foreign_pre_chain": _shared,
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _renderer,
            ],
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        # core.logs says the same about every request, without its query string.
        "django.request": {"handlers": [], "propagate": False, "level": "CRITICAL"},
        "django.security.DisallowedHost": {"handlers": [], "propagate": False, "level": "CRITICAL"},
        "django.server": {"handlers": [], "propagate": False, "level": "CRITICAL"},
        # At any LOG_LEVEL: statements carry what people typed, and the start of a request its agent.
        "django.db.backends": {"level": "WARNING"},
        "django_structlog": {"level": "INFO"},
        "django_tasks": {"level": _quiet},
        "django_tasks_db": {"level": _quiet},
    },
}
