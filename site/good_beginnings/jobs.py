"""Timed work of the whole site."""

from datetime import timedelta

from django.conf import settings

from good_beginnings.page_cache import cdn
from home.jobs import timed_job

if settings.PURGE_URL:
    # By itself once a day; whatever begins a new generation hurries it. What fails is tried again after five minutes.
    timed_job(name=cdn.JOB, every=timedelta(days=1), lease=timedelta(minutes=2))(cdn.purge)
