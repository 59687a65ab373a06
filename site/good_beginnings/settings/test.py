"""What `./run test` uses: as `dev`, quicker, and leaving nothing behind."""

from good_beginnings.settings.base import *  # noqa: F403
from good_beginnings.settings.base import DATABASES, VAR_DIR

SECRET_KEY = "only-for-tests"  # noqa: S105
ALLOWED_HOSTS = ["*"]
SHOW_PREVIEW = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
# Tests change things and look at them at once.
REMEMBERED_SECONDS = 0.0
# A look every so often would be a query more in some test or other.
INTERFACE_WORDS_SECONDS = None
# Whoever tests it makes one in a folder of its own.
PAGE_CACHE = False
TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
VAR_DIR.mkdir(parents=True, exist_ok=True)
if "sqlite3" in str(DATABASES["default"]["ENGINE"]):
    DATABASES["default"]["TEST"] = {"NAME": VAR_DIR / "test.sqlite3"}
