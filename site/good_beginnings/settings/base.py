"""Everything, complete and safe. `dev`, `test` and `production` only loosen, quicken or tighten."""

from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.conf import locale as django_locale

from good_beginnings import env
from home import languages

ROOT = Path(__file__).resolve().parents[3]
#: All that this installation writes: database, uploads, collected static files.
VAR_DIR = Path(env.text("VAR_DIR") or ROOT / "var")

DEBUG = False
SECRET_KEY = env.text("SECRET_KEY")
#: What was signed or encrypted with these is still read; nothing new is.
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "modeltranslation",
    "good_beginnings",
    "feedback",
    "guidance",
    "staff",
    "home",
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.contrib.redirects",
    "wagtail.contrib.typed_table_block",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.snippets",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_tasks",
    "django_tasks_db",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "good_beginnings.page_cache.asked.NotesParameters",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "home.middleware.ClosedByDefault",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "home.health.Health",
    "django.middleware.gzip.GZipMiddleware",
    "home.middleware.NoCookies",
    "home.middleware.PlainAddress",
    "home.refusals.ClearRefusals",
    "home.middleware.LanguageFromAddress",
    "staff.middleware.OwnHost",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "staff.middleware.MayComeIn",
    "staff.middleware.NotesWhatIsTakenOut",
    "home.choosers.PicksOwnKinds",
    "home.middleware.SaysWhyNotPublished",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "good_beginnings.urls"
WSGI_APPLICATION = "good_beginnings.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "home.context.shell",
            ],
        },
    },
]

# --- Database -------------------------------------------------------------------------------------------------------
# What is deleted, or moved to another place, is overwritten in the file.
# IMMEDIATE is what keeps answers from being lost to "database is locked"; FULL keeps each one through a power cut.
_SQLITE = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": VAR_DIR / "site.sqlite3",
    "CONN_MAX_AGE": None,
    "OPTIONS": {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"
        # What is sorted or joined on the way is never written to a file. Sixteen megabytes of pages are kept in memory.
        " PRAGMA temp_store=MEMORY; PRAGMA cache_size=-16000;",
    },
}
_DATABASE_URL = env.text("DATABASE_URL")
DATABASES = {
    "default": dj_database_url.parse(_DATABASE_URL, conn_max_age=None) if _DATABASE_URL else _SQLITE,
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# --- Languages ------------------------------------------------------------------------------------------------------
# Django and Babel don't know all of our families' languages; a code missing here breaks every page and the admin.
for _language in languages.REGISTRY:
    django_locale.LANG_INFO.setdefault(
        _language.code,
        {
            "bidi": _language.is_rtl,
            "code": _language.code,
            "name": _language.english_name,
            "name_local": _language.own_name,
        },
    )

LANGUAGE_CODE = languages.SOURCE.code
LANGUAGES = [(language.code, language.english_name) for language in languages.REGISTRY]
LANGUAGES_BIDI = sorted({language.code for language in languages.REGISTRY if language.is_rtl} | {"he", "ur", "ps"})
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAIL_I18N_ENABLED = True
LOCALE_PATHS = [ROOT / "locale"]
FORMAT_MODULE_PATH = ["home.formats"]
DATE_FORMAT = "j F Y"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/London"

MODELTRANSLATION_DEFAULT_LANGUAGE = languages.SOURCE.code
MODELTRANSLATION_LANGUAGES = [language.code for language in languages.REGISTRY]
# No fallback: whoever shows English words to a Polish reader has to say that they are English.
MODELTRANSLATION_ENABLE_FALLBACKS = False

# wagtail-localize would put untranslated English live at /pl/ the moment a page is submitted. (So spelled.)
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False

#: Who drafts when a translator asks for it: our own memory, and a LibreTranslate server where there is one. Marked as a
#: machine's, and live only when people have signed.
LIBRETRANSLATE_URL = env.text("LIBRETRANSLATE_URL").rstrip("/")
WAGTAILLOCALIZE_MACHINE_TRANSLATOR = {
    "CLASS": f"guidance.exchange.engines.{'LibreTranslateAfterMemory' if LIBRETRANSLATE_URL else 'MemoryTranslator'}",
    "OPTIONS": {"LIBRETRANSLATE_URL": LIBRETRANSLATE_URL, "API_KEY": env.text("LIBRETRANSLATE_API_KEY")},
}

# --- What readers see -----------------------------------------------------------------------------------------------
#: Pages and languages that nobody has signed for yet: shown, and marked so, under ./run; never in production.
SHOW_PREVIEW = False
#: Where "leave this page" goes: a page that tells nothing about who visits it (GOV.UK's choice).
EXIT_URL = "https://www.bbc.co.uk/weather"

#: Seconds for which a process remembers what nearly every request asks of the database (the languages that are offered,
#: the way into a survey). Without the page cache, what an editor changes there is seen so much later.
REMEMBERED_SECONDS = 1.0
#: Seconds after which a process looks for corrections to the words of the interface; `None`: never by itself. With the
#: page cache it also looks whenever something was changed.
INTERFACE_WORDS_SECONDS: float | None = 30.0

# --- Pages kept whole -----------------------------------------------------------------------------------------------
#: Whether pages are kept and handed out outside Django. Web server, worker and commands must have the same here.
PAGE_CACHE = env.flag("PAGE_CACHE", default=True)
#: Where, on a disk of this machine. The link beside it (`pages-now`) says which of what is in it is shown.
PAGE_CACHE_DIR = VAR_DIR / "pages"
#: Megabytes on the disk, and in the memory of each process, at most.
PAGE_CACHE_MB = env.number("PAGE_CACHE_MB", 256)
PAGE_CACHE_MEMORY_MB = env.number("PAGE_CACHE_MEMORY_MB", 32)
#: Redis or Valkey, where several machines say which pages are shown; none: the link says so, on one machine.
CACHE_URL = env.text("CACHE_URL")
#: A content delivery network that keeps pages: where it is told to forget them all, in which header it is told who says
#: so, and for how many seconds it may hand out a page unasked. Without the first it has to ask each time.
PURGE_URL = env.text("PURGE_URL")
PURGE_HEADER = env.text("PURGE_HEADER")
CDN_SECONDS = env.number("CDN_SECONDS", 60)
# Each process has its own, also on many machines: what is in it is of one generation, and so never another's past.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "KEY_FUNCTION": "home.generation.cache_key",
    },
}

# --- Surveys --------------------------------------------------------------------------------------------------------
#: Whether a proxy of our own stands before us, whose word on a visitor's address can be believed.
BEHIND_PROXY = env.flag("BEHIND_PROXY")
#: Answers an hour from one network; beyond it they are counted apart, never refused. Clinics share one address.
ANSWERS_AN_HOUR = env.number("ANSWERS_AN_HOUR", 30)
#: From how many answers on something may be shown (docs/outcomes.md says where each number comes from).
OUTCOMES_THRESHOLDS = {
    "cell": env.number("OUTCOMES_SMALLEST_CELL", 5),
    "base": env.number("OUTCOMES_SMALLEST_BASE", 10),
    "comparison": env.number("OUTCOMES_SMALLEST_COMPARED", 30),
    "unanimous": env.number("OUTCOMES_SMALLEST_UNANIMOUS", 20),
    "hidden": 5,
    "difference": env.number("OUTCOMES_SMALLEST_DIFFERENCE", 5),
}
#: Languages with a group of their own in figures of a year; all others are one group.
OUTCOMES_LANGUAGE_GROUPS = {"en": "english"}
#: Off: every phone lets go of whatever it kept for a bad signal at its next visit, and of the worker.
SERVICE_WORKER = env.flag("SERVICE_WORKER", default=True)
#: Days after which something families told us, with nothing planned yet, is called to mind on the editors' desk.
REPLY_WITHIN_DAYS = env.number("REPLY_WITHIN_DAYS", 60)

# --- Formats --------------------------------------------------------------------------------------------------------
#: A computer voice or a braille table that no named person has passed: kept from parents where this is on.
HIDE_UNCHECKED_FORMATS = False
#: The sheet of braille paper: cells in a line, lines on a page.
BRAILLE_CELLS_PER_LINE = env.number("BRAILLE_CELLS_PER_LINE", 40)
BRAILLE_LINES_PER_PAGE = env.number("BRAILLE_LINES_PER_PAGE", 25)
#: Piper voices by language: VOICES="pl=/srv/voices/pl.onnx, uk=/srv/voices/uk.onnx".
VOICE_FILES = {code: Path(file) for code, _, file in (voice.partition("=") for voice in env.words("VOICES"))}

# --- Files ----------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [ROOT / "static"]
#: Where uploads and formats lie: on this machine's disk, or in a bucket that all machines share and nobody else reads.
STORES_IN_BUCKET = bool(env.text("STORAGE_URL"))
STORAGES = {
    "default": env.storage("STORAGE_URL"),
    "staticfiles": {"BACKEND": "good_beginnings.static_files.JoinedStaticFilesStorage"},
}
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_HANDLERS = [
    "home.upload_forms.OnlyFromStaff",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# --- Kept, and seen from outside ------------------------------------------------------------------------------------
#: Where the worker puts a backup a day; none: it makes none by itself. Best on another disk, or another machine's.
BACKUP_DIR = Path(env.text("BACKUP_DIR")) if env.text("BACKUP_DIR") else None
#: How many of them are kept.
BACKUPS_KEPT = env.number("BACKUPS_KEPT", 7)
#: The public half of the key that opens them (`./run backup_key`); none: they are not sealed.
BACKUP_KEY = env.text("BACKUP_KEY").strip()
#: Who sends this is told the numbers at `/metrics`; not set: nobody is.
METRICS_TOKEN = env.text("METRICS_TOKEN")
#: Fewer megabytes free where the site writes, and `/readyz` says so.
DISK_LOW_MB = env.number("DISK_LOW_MB", 500)

# --- Wagtail --------------------------------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = "Good Beginnings"
WAGTAILADMIN_BASE_URL = env.text("PUBLIC_URL", f"http://127.0.0.1:{env.text('PORT', '8000')}")
ADMIN_PATH = env.text("ADMIN_PATH", "admin").strip("/") + "/"
# The admin would otherwise call releases.wagtail.org and gravatar.com.
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "home.search_backend"}}
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
#: A phone's largest photographs have 48 million. Asked before anything is decoded.
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 50_000_000
WAGTAILIMAGES_IMAGE_FORM_BASE = "home.upload_forms.PictureForm"
#: What each may weigh, and how it is known, stands in home/uploads.py.
WAGTAILDOCS_EXTENSIONS = ["mp3", "m4a", "mp4", "vtt", "pdf", "txt"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = 200 * 1024 * 1024
WAGTAILDOCS_DOCUMENT_FORM_BASE = "home.upload_forms.DocumentForm"
# A player plays what is an attachment too; opened by itself, a document is never a page of this site.
WAGTAILDOCS_INLINE_CONTENT_TYPES: list[str] = []
# Never by sending a reader to the store: the site asks who may see a document.
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAILADMIN_COMMENTS_ENABLED = True
WAGTAIL_FRONTEND_LOGIN_URL = f"/{ADMIN_PATH}login/"

# --- Signing in -----------------------------------------------------------------------------------------------------
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "wagtailadmin_home"
#: The admin's own host, such as `desk.example.org`; none: it is found at every name of the site.
ADMIN_HOST = env.text("ADMIN_HOST")
#: Whoever has no second factor (an app, a passkey) is led to set one up before they see anything.
SECOND_FACTOR_REQUIRED = env.flag("SECOND_FACTOR_REQUIRED")
#: Minutes without a request after which a sign-in ends, and seconds after which it ends whatever is done.
IDLE_MINUTES = env.number("IDLE_MINUTES", 60)
SESSION_COOKIE_AGE = 12 * 60 * 60

ACCOUNT_ADAPTER = "staff.adapters.AccountAdapter"
ACCOUNT_FORMS = {"login": "staff.forms.SignInForm"}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
# No sign-in outlives its browser's window.
ACCOUNT_SESSION_REMEMBER = False
# They count in a cache that each process has for itself, and by address: staff/throttle.py counts instead.
ACCOUNT_RATE_LIMITS = False
MFA_RATE_LIMITS = False
MFA_ADAPTER = "staff.adapters.MFAAdapter"
MFA_FORMS = {"authenticate": "staff.forms.CodeForm", "reauthenticate": "staff.forms.CodeAgainForm"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
# No account here was ever asked to show that its e-mail address is its own.
MFA_ALLOW_UNVERIFIED_EMAIL = True
# A phone's clock may be half a minute off.
MFA_TOTP_TOLERANCE = 1
SOCIALACCOUNT_ADAPTER = "staff.adapters.TrustAccountAdapter"
# A form that leads to another site would be stopped by our own policy (form-action).
SOCIALACCOUNT_LOGIN_ON_GET = True
#: The Trust's own accounts, where all three are set: its OpenID Connect provider, and what we are called there.
OIDC_ISSUER = env.text("OIDC_ISSUER").rstrip("/")
OIDC_CLIENT_ID = env.text("OIDC_CLIENT_ID")
OIDC_CLIENT_SECRET = env.text("OIDC_CLIENT_SECRET")
SOCIALACCOUNT_PROVIDERS = {}
if OIDC_ISSUER and OIDC_CLIENT_ID and OIDC_CLIENT_SECRET:
    _OIDC = {
        "provider_id": "trust",
        "name": "the Trust’s account",
        "client_id": OIDC_CLIENT_ID,
        "secret": OIDC_CLIENT_SECRET,
        "settings": {"server_url": OIDC_ISSUER, "oauth_pkce_enabled": True},
    }
    SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [_OIDC]}}
    # The address says whose account it is, so that nobody may give themselves another's.
    WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False

# wagtail-localize's own addresses would else break for a browser: its pages need an app that is not installed.
REST_FRAMEWORK = {"DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"]}

# --- Telling staff, and looking out ---------------------------------------------------------------------------------
EMAIL_HOST = env.text("EMAIL_HOST")
EMAIL_PORT = env.number("EMAIL_PORT", 587)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", default=True)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.text("EMAIL_FROM", "good-beginnings@localhost")
TELLS_BY_MAIL = bool(EMAIL_HOST)
if not TELLS_BY_MAIL:
    # Django would try a mail server on this machine, and fail at each letter.
    EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
CHECK_LINKS = False
#: Only tests ask servers of this machine.
LINKS_MAY_BE_LOCAL = False

# --- Safety ---------------------------------------------------------------------------------------------------------
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "home.errors.forbidden"
SECURE_REFERRER_POLICY = "no-referrer"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
#: Who is told of a hole in the site, as addresses that begin with mailto: or https:. Not set: no security.txt.
SECURITY_CONTACT = env.words("SECURITY_CONTACT")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "media-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}

#: One JSON object a line, for programs that gather logs, or lines for people.
LOG_FORMAT = env.choice("LOG_FORMAT", "plain", of=("plain", "json"))
# Nothing about a visitor in the logs: no address, no query, no user agent. Errors keep their trace, not their request.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"},
        "json": {"()": "home.logs.JsonLines"},
    },
    "filters": {"no_request": {"()": "home.logs.WithoutTheReader"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT, "filters": ["no_request"]},
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        # A 404's log line holds the address that was asked for.
        "django.request": {"handlers": ["console"], "level": "ERROR", "propagate": False},
        # What is refused (a host that is none of ours, a form that is too long) is no error of ours.
        "django.security": {"handlers": ["console"], "level": "CRITICAL", "propagate": False},
        "good_beginnings": {"handlers": ["console"], "level": "INFO", "propagate": False},
    },
}
