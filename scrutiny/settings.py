"""Settings, all from the environment; docs/operations/settings.md lists them.

manage.py without any runs in local mode (SCRUTINY_LOCAL): a key and a SQLite database under var/.
wsgi.py never does: without SECRET_KEY and ALLOWED_HOSTS it stops and says so.
"""

import os
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF

from scrutiny import environment

BASE_DIR = Path(__file__).resolve().parent.parent

LOCAL = environment.flag("SCRUTINY_LOCAL", default=False)
VAR_DIR = Path(os.environ.get("VAR_DIR") or BASE_DIR / "var")

DEBUG = environment.flag("DEBUG", default=False)

if LOCAL:
    SECRET_KEY = os.environ.get("SECRET_KEY") or environment.local_key(VAR_DIR / "secret_key")
    ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
else:
    SECRET_KEY = environment.required("SECRET_KEY", "a long random text, kept secret and the same at every start.")
    ALLOWED_HOSTS = environment.listed(
        environment.required("ALLOWED_HOSTS", "the host names it is served under, separated by commas.")
    )

# a key that was changed goes here for as long as what it signed and sealed is to be read
SECRET_KEY_FALLBACKS = environment.listed(os.environ.get("SECRET_KEY_FALLBACKS", ""))

# Who it is for

COUNCIL_NAME = os.environ.get("COUNCIL_NAME", "Thornbury Vale Borough Council")
SERVICE_NAME = "Scrutiny Tracker"

# where links in e-mails lead
SITE_URL = os.environ.get("SITE_URL") or ("http://127.0.0.1:8000/" if LOCAL else environment.site_url(ALLOWED_HOSTS))

INSTALLED_APPS = [
    "scrutiny.apps.ScrutinyConfig",
    "actions",
    "meetings",
    "people",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "django_filters",
    "simple_history",
    "csp",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "scrutiny.request_log.request_log_middleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "people.middleware.standing_middleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "people.middleware.session_middleware",
    "people.middleware.second_step_middleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
]

ROOT_URLCONF = "scrutiny.urls"
WSGI_APPLICATION = "scrutiny.wsgi.application"

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
                "scrutiny.context.site",
            ],
        },
    },
]
FORM_RENDERER = "scrutiny.renderer.Renderer"

# The database

DATABASES = {
    "default": dj_database_url.config(
        default=f"sqlite:///{VAR_DIR / 'scrutiny.sqlite3'}" if LOCAL else None,
        conn_max_age=60,
        conn_health_checks=True,
    )
}
if not DATABASES["default"]:
    environment.required("DATABASE_URL", "where the database is, such as postgres://name@host/scrutiny.")
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # one writer at a time, who waits for its turn instead of failing half-way
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # recursive triggers: a row put over another one deletes it, which the rules have to hear of
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA recursive_triggers=ON;",
    }
# where pg_dump and pg_restore are, if not where programs are looked for
PG_BIN = os.environ.get("PG_BIN", "")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# shared by all processes, as rate limits must be; and so large that nobody empties it of them by filling it
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "scrutiny_cache",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }
}

# Who may come in

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "people.adapters.account.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "people.forms.account.LoginForm",
    "reset_password": "people.forms.account.ResetPasswordForm",
    "reset_password_from_key": "people.forms.account.ResetPasswordKeyForm",
    "change_password": "people.forms.account.ChangePasswordForm",
    "set_password": "people.forms.account.SetPasswordForm",
    "reauthenticate": "people.forms.account.ReauthenticateForm",
}
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_USER_DISPLAY = "people.adapters.account.display_name"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "http" if LOCAL else "https"
# Django's own: allauth's keeps a second list of addresses, where an address changed here would go on working
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
PASSWORD_RESET_TIMEOUT = 3 * 24 * 60 * 60
# how many proxies of ours stand in front, so that attempts to sign in are counted by visitor and not by proxy
ALLAUTH_TRUSTED_PROXY_COUNT = environment.number("TRUSTED_PROXIES", default=0)

# The second step of signing in

ROLES = ["officer", "clerk", "chair", "member", "admin", "viewer"]
# whoever holds one of these must have one; on a machine of one's own nobody, unless it is set
MFA_REQUIRED_ROLES = environment.chosen("MFA_REQUIRED_ROLES", among=ROLES, default=[] if LOCAL else ["clerk", "admin"])
MFA_ADAPTER = "people.adapters.second_step.SecondStepAdapter"
MFA_FORMS = {
    "authenticate": "people.forms.second_step.AuthenticateForm",
    "reauthenticate": "people.forms.second_step.ReauthenticateForm",
    "activate_totp": "people.forms.second_step.SetUpAppForm",
    "add_webauthn": "people.forms.passkeys.AddForm",
    "edit_webauthn": "people.forms.passkeys.RenameForm",
    "authenticate_webauthn": "people.forms.passkeys.AuthenticateForm",
    "login_webauthn": "people.forms.passkeys.SignInForm",
    "reauthenticate_webauthn": "people.forms.passkeys.ReauthenticateForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_PERIOD = 30
# clocks differ and fingers are slow (RFC 6238, section 5.2)
MFA_TOTP_TOLERANCE = 1
# browsers take this machine's own name without https
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = LOCAL

# Single sign-on, where a sign-in service that speaks OpenID Connect is named

OIDC_SERVER_URL = environment.address("OIDC_SERVER_URL", insecure=LOCAL)
OIDC_NAME = os.environ.get("OIDC_NAME") or "single sign-on"
OIDC_PROVIDER_ID = "sso"
# where the service does not say whether an address is verified, those in these domains are
OIDC_TRUSTED_DOMAINS = environment.listed(os.environ.get("OIDC_TRUSTED_DOMAINS", "").lower())
OIDC_TRUST_SECOND_FACTOR = environment.flag("OIDC_TRUST_SECOND_FACTOR", default=False)
SOCIALACCOUNT_PROVIDERS = {}
if OIDC_SERVER_URL:
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": OIDC_PROVIDER_ID,
                "name": OIDC_NAME,
                "client_id": environment.required("OIDC_CLIENT_ID", "what the sign-in service calls the tracker."),
                "secret": environment.required("OIDC_CLIENT_SECRET", "the secret it gave the tracker."),
                "settings": {"server_url": OIDC_SERVER_URL},
            }
        ],
    }
SOCIALACCOUNT_ADAPTER = "people.adapters.single_sign_on.SingleSignOnAdapter"
SOCIALACCOUNT_REQUESTS_TIMEOUT = 10

# E-mail

EMAIL_BACKEND = os.environ.get("EMAIL_BACKEND") or (
    "django.core.mail.backends.console.EmailBackend" if LOCAL else "django.core.mail.backends.smtp.EmailBackend"
)
EMAIL_HOST = os.environ.get("EMAIL_HOST", "localhost")
EMAIL_PORT = environment.number("EMAIL_PORT", default=25)
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = environment.flag("EMAIL_USE_TLS", default=False)
EMAIL_TIMEOUT = 20
# how many days the link to what was circulated to a member works without signing in
CIRCULATION_LINK_DAYS = environment.number("CIRCULATION_LINK_DAYS", default=60)
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "scrutiny@localhost")

# How long what is no record is kept: days or years, 0 for ever. manage.py apply_retention

# the words of messages that were sent; to whom, when and about what stays
KEEP_MESSAGES_DAYS = environment.period("KEEP_MESSAGES_DAYS", default=365)
# drafts: of minutes that were never confirmed, of updates that were never sent
KEEP_IMPORTS_DAYS = environment.period("KEEP_IMPORTS_DAYS", default=30, least=1)
KEEP_UPDATE_DRAFTS_DAYS = environment.period("KEEP_UPDATE_DRAFTS_DAYS", default=180)
# what is a member's alone
KEEP_READING_MARKS_YEARS = environment.period("KEEP_READING_MARKS_YEARS", default=2)
KEEP_PRIVATE_NOTES_YEARS = environment.period("KEEP_PRIVATE_NOTES_YEARS", default=4)

# Language and time

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English")]
FORMAT_MODULE_PATH = "scrutiny.formats"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/London"

# Files

# who was erased, kept beside the files, so that a backup that is restored does not give them back
ERASURES_FILE = VAR_DIR / "erasures.jsonl"
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static" / "dist"]
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "meetings.uploads.storage.MediaStorage"},
    "staticfiles": {"BACKEND": "scrutiny.storage.ManifestStorage"},
}
# no upload fills the disk, however long it goes on
FILE_UPLOAD_HANDLERS = [
    "meetings.uploads.handlers.BoundedUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
# an internal location of nginx that MEDIA_ROOT is served from, once we have let somebody through
SERVE_FILES_FROM = os.environ.get("SERVE_FILES_FROM", "")
# where clamd listens: a path of a socket, or host:port
CLAMD = os.environ.get("CLAMD", "")
# a 20 MB upload, and the form around it
DATA_UPLOAD_MAX_MEMORY_SIZE = 25 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
FILE_UPLOAD_PERMISSIONS = 0o640

# Headers and cookies

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
# of what a browser can be asked for, passkeys alone
BARRED = [
    "accelerometer",
    "autoplay",
    "camera",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "geolocation",
    "gyroscope",
    "hid",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "picture-in-picture",
    "screen-wake-lock",
    "serial",
    "usb",
    "xr-spatial-tracking",
]
PERMISSIONS_POLICY = {
    **{name: [] for name in BARRED},
    "publickey-credentials-create": "self",
    "publickey-credentials-get": "self",
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
# a session ends so long after signing in, and when it was not used for so long
SESSION_HOURS = environment.number("SESSION_HOURS", default=12)
SESSION_IDLE_MINUTES = environment.number("SESSION_IDLE_MINUTES", default=120)
SESSION_COOKIE_AGE = SESSION_HOURS * 60 * 60
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
if not LOCAL:
    SECURE_SSL_REDIRECT = environment.flag("SECURE_SSL_REDIRECT", default=True)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
    SECURE_HSTS_SECONDS = environment.number("SECURE_HSTS_SECONDS", default=365 * 24 * 60 * 60)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = environment.flag("SECURE_HSTS_INCLUDE_SUBDOMAINS", default=True)
    SECURE_HSTS_PRELOAD = environment.flag("SECURE_HSTS_PRELOAD", default=True)
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    # browsers take cookies of these names from this very host alone, and over https
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"

# What is written down: on a server as JSON, a line a request (scrutiny/request_log.py)

# what no line may hold
SECRETS = [
    secret
    for secret in (
        SECRET_KEY,
        *SECRET_KEY_FALLBACKS,
        EMAIL_HOST_PASSWORD,
        os.environ.get("OIDC_CLIENT_SECRET", ""),
        DATABASES["default"].get("PASSWORD") or "",
    )
    if len(secret) > 5
]
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
        "json": {"()": "scrutiny.request_log.JsonFormatter"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain" if LOCAL else "json"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"scrutiny.request_log": {"level": "WARNING" if LOCAL else "INFO"}},
}
