"""The way of a release: asked for, built or refused, approved by a second person, published for good.

Looking is a GET. Whatever changes something is asked about on a page of its own, and done by the POST of that page. The
form carries what its reader saw: who was overtaken, by somebody else or by their own second click, changes nothing.
"""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from feedback.outcomes.desk import log, waiting
from feedback.outcomes.desk.people import need, need_to_look
from feedback.outcomes.desk.quarters import Standing, all_releases, standings
from feedback.outcomes.desk.questions import (
    Question,
    about_accepting,
    about_another,
    about_approving,
    about_asking,
    about_taking_back,
)
from feedback.outcomes.desk.release_screen import screen_of, seen_as, state_of
from feedback.outcomes.desk.wording import names
from feedback.outcomes.models import IsReleased, Release
from feedback.outcomes.periods import Quarter, read_period
from feedback.outcomes.releases import approving
from feedback.outcomes.releases.approving import APPROVE, ASK
from home.languages import SOURCE

State = Release.State
GET_OR_POST = ["GET", "HEAD", "POST"]
OVERTAKEN = "This release has changed since you opened the page, so nothing more was done. This is how it stands now."


class Overtaken(Exception):
    """The release is not what the person saw when they decided."""


# --- Looking --------------------------------------------------------------------------------------------------------


@require_safe
def release_list(request: HttpRequest) -> HttpResponse:
    """List all releases, the newest first.

    Raises:
        PermissionDenied: this person may not see them.
    """
    need_to_look(request.user)
    rows = [{"release": release, "state": state_of(release)} for release in all_releases()]
    context = {"rows": rows, "may_ask": request.user.has_perm(ASK), "source": SOURCE}
    return TemplateResponse(request, "feedback/admin/release_list.html", context)


@require_safe
def release_screen(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one release, and what can be done with it now.

    Raises:
        PermissionDenied: this person may not see releases.
    """
    need_to_look(request.user)
    return _screen(request, pk)


def _screen(request: HttpRequest, pk: int, *, refused: str = "") -> HttpResponse:
    releases = Release.objects.select_related("asked_by", "approved_by")
    release = releases.filter(pk=pk).first()
    if release is None:
        return _gone(request)
    context = {**screen_of(release, request.user), "seen": seen_as(release), "refused": refused, "source": SOURCE}
    return TemplateResponse(request, "feedback/admin/release.html", context, status=422 if refused else 200)


def _gone(request: HttpRequest) -> HttpResponse:
    messages.info(request, "This release is no more: it was taken back, or asked for again.")
    return redirect("outcomes_releases")


# --- Asking ---------------------------------------------------------------------------------------------------------


@require_safe
def choose_quarter(request: HttpRequest) -> HttpResponse:
    """List the quarters of which there is something to release, with what stands against each.

    Raises:
        PermissionDenied: this person may not ask for releases.
    """
    need(request.user, ASK)
    rows = standings(timezone.localdate(), all_releases())
    return TemplateResponse(request, "feedback/admin/release_ask.html", {"rows": rows, "source": SOURCE})


@require_http_methods(GET_OR_POST)
def ask_for_release(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for the release of a quarter, or for another issue; whoever asks twice is led to the first.

    Raises:
        PermissionDenied: this person may not.
        Http404: this is no quarter, or nothing is there to release.
    """
    need(request.user, ASK)
    standing = _standing(code)
    if standing.too_early:
        messages.error(request, f"{code} can’t be released yet. {' '.join(standing.too_early)}")
        return redirect("outcomes_ask")
    on_its_way = standing.open_release
    if on_its_way is not None and not (on_its_way.state == State.REFUSED and "again" in request.POST):
        messages.info(request, f"The release of {code} was asked for already.")
        return redirect("outcomes_release", pk=on_its_way.pk)
    if request.method != "POST":
        return _confirm(request, about_another(standing) if standing.published else about_asking(standing))
    return _ask(request, standing.quarter)


def _standing(code: str) -> Standing:
    try:
        period = read_period(code)
    except ValueError as error:
        raise Http404 from error
    found = standings(timezone.localdate(), all_releases())
    standing = next((each for each in found if each.quarter == period), None)
    if standing is None:
        raise Http404("Nothing is there to release")
    return standing


def _ask(request: HttpRequest, quarter: Quarter) -> HttpResponse:
    try:
        with transaction.atomic():
            release = approving.ask_for(quarter, request.user)
            log.log(release, log.ASKED, request.user)
    except (ValidationError, IntegrityError):
        # Somebody asked in the same moment.
        messages.info(request, f"The release of {quarter} was asked for already.")
        return redirect("outcomes_releases")
    waiting.hurry()
    messages.success(request, f"You asked for the release of {quarter}.")
    return redirect("outcomes_release", pk=release.pk)


# --- Changing -------------------------------------------------------------------------------------------------------


@require_http_methods(GET_OR_POST)
def accept_proposal(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Accept what the audit proposed; the release is built anew.

    Raises:
        PermissionDenied: this person may not.
        Http404: there is no such proposal.
    """
    need(request.user, ASK)

    def what(release: Release) -> str:
        proposals = release.audit.get("proposals", [])
        if release.state != State.REFUSED or number >= len(proposals):
            raise Http404
        return names().proposal(proposals[number])

    def do(release: Release) -> None:
        said = what(release)
        approving.accept_proposal(release, number)
        log.log(release, log.ACCEPTED, request.user, said=said)

    if request.method != "POST":
        release = get_object_or_404(Release, pk=pk)
        return _confirm(request, about_accepting(release, what(release)))
    answer = _change(request, pk, do, done="Accepted. The release is built anew.")
    waiting.hurry()
    return answer


@require_http_methods(GET_OR_POST)
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a release that is not published.

    Raises:
        PermissionDenied: this person may not.
    """
    need(request.user, ASK)

    def do(release: Release) -> None:
        if release.is_frozen:
            raise Overtaken
        log.log(release, log.TAKEN_BACK, request.user)
        approving.take_back(release)
        release.pk = None

    if request.method != "POST":
        release = Release.objects.filter(pk=pk).first()
        if release is None or release.is_frozen:
            return redirect("outcomes_release", pk=pk)
        return _confirm(request, about_taking_back(release))
    return _change(request, pk, do, done="Taken back. It can be asked for again.")


@require_http_methods(GET_OR_POST)
def approve_release(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish a release; the person who asked for it is refused beside the button.

    Raises:
        PermissionDenied: this person may not.
    """
    need(request.user, APPROVE)

    def do(release: Release) -> None:
        approving.approve(release, request.user)
        log.log(release, log.APPROVED, request.user, said=release.digest)

    if request.method != "POST":
        release = Release.objects.filter(pk=pk).first()
        is_theirs = release is not None and release.asked_by_id == request.user.pk
        if release is None or release.state != State.BUILT or is_theirs:
            return redirect("outcomes_release", pk=pk)
        return _confirm(request, about_approving(release))
    return _change(request, pk, do, done="Published. These figures never change again.")


def _change(request: HttpRequest, pk: int, do: Callable[[Release], None], *, done: str) -> HttpResponse:
    """Do something with a release as the person saw it, and lead back to it."""
    try:
        with transaction.atomic():
            release = Release.objects.select_for_update().filter(pk=pk).first()
            if release is None or seen_as(release) != request.POST.get("seen", ""):
                raise Overtaken
            do(release)
    except (Overtaken, IsReleased):
        messages.warning(request, OVERTAKEN)
        return redirect("outcomes_release", pk=pk)
    except ValidationError as refused:
        return _screen(request, pk, refused=" ".join(refused.messages))
    messages.success(request, done)
    return redirect("outcomes_release", pk=pk) if release.pk else redirect("outcomes_releases")


def _confirm(request: HttpRequest, question: Question) -> HttpResponse:
    return TemplateResponse(request, "feedback/admin/release_confirm.html", {"question": question, "source": SOURCE})
