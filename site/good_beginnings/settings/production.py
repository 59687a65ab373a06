"""What the Trust runs. Refuses to start without its secrets, and says which."""

from good_beginnings.settings.base import *  # noqa: F403
from good_beginnings.settings.base import BEHIND_PROXY, env

SECRET_KEY = env.required("SECRET_KEY", example="<50 random characters>")
ALLOWED_HOSTS = [host.strip() for host in env.required("ALLOWED_HOSTS", example="www.example.org").split(",")]
WAGTAILADMIN_BASE_URL = env.required("PUBLIC_URL", example="https://www.example.org")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS", WAGTAILADMIN_BASE_URL)

SECURE_SSL_REDIRECT = env.flag("SECURE_SSL_REDIRECT", default=True)
# Whoever looks after the machine asks it directly.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True

SECOND_FACTOR_REQUIRED = env.flag("SECOND_FACTOR_REQUIRED", default=True)

HIDE_UNCHECKED_FORMATS = env.flag("HIDE_UNCHECKED_FORMATS", default=True)
CHECK_LINKS = env.flag("CHECK_LINKS", default=True)
