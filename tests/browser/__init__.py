"""Tests in a real Chromium, against the site as `manage.py start` serves it. Read `conftest.py` first."""
