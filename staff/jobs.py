"""What is forgotten by the clock."""

from datetime import timedelta

from django.core.management import call_command

from home.jobs import timed_job
from staff import throttle


@timed_job(name="forget_sessions", every=timedelta(days=1))
def forget_sessions() -> None:
    """Drop the rows of sign-ins that are over."""
    call_command("clearsessions")


@timed_job(name="forget_tries", every=timedelta(hours=1))
def forget_tries() -> None:
    """Drop what was counted of tries to sign in that are an hour old."""
    throttle.forget_old()
