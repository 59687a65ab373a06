"""Static files as a parent's phone gets them: one style sheet, joined and minified, with a digest in its name."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class JoinedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Joins what `css/main.css` imports into one file when static files are collected."""
