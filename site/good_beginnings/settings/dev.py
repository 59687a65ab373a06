"""What `./run` uses: on this machine only, previews shown, nothing to configure."""

import secrets

from good_beginnings.settings.base import *  # noqa: F403
from good_beginnings.settings.base import VAR_DIR, env


def _kept_secret() -> str:
    """Return this installation's own key, made on first use, so that a restart signs nobody out."""
    file = VAR_DIR / "secret-key"
    try:
        return file.read_text()
    except OSError:
        key = secrets.token_urlsafe(50)
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.touch(mode=0o600)
            file.write_text(key)
        except OSError:
            pass  # `start` says in one sentence that the folder can't be written to.
        return key


SECRET_KEY = env.text("SECRET_KEY") or _kept_secret()
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "*")
DEBUG = env.flag("DEBUG")
SHOW_PREVIEW = env.flag("SHOW_PREVIEW", default=True)
