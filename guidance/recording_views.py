"""Where a person reads a page aloud, section by section: the list of pages, one page's sections, and what is sent."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

from guidance import queries, recorded, tasks
from guidance.document import Text
from guidance.downloads import send
from guidance.formats.recordings import LIMIT, Reason
from guidance.linearise import document_of
from guidance.models import RecordedPart
from guidance.models.recordings import WHOLE
from guidance.recorded import MAY_RECORD, MAY_REMOVE, Progress, RecordedSection
from home import languages
from home.languages import Language
from home.models import BasePage

PAGES_IN_A_LIST = 50
#: Why something that was sent can't be used, in an editor's words.
REFUSALS: Mapping[str, Promise] = {
    Reason.NOT_AUDIO.value: gettext_lazy("This is not a sound file. MP3, M4A, WAV, Ogg and WebM can be used."),
    Reason.TOO_BIG.value: gettext_lazy("The file is bigger than 100 MB. Save it as MP3 or M4A, which are smaller."),
    Reason.TOO_LONG.value: gettext_lazy("It is longer than 25 minutes."),
    Reason.TOO_SHORT.value: gettext_lazy("It is shorter than half a second."),
    Reason.SILENT.value: gettext_lazy("Nobody can be heard in it. Was the microphone off?"),
    Reason.BROKEN.value: gettext_lazy("The file is damaged, or not all of it has arrived. Send it again."),
    recorded.LATE_START: gettext_lazy("A section would begin after the end of the recording. Look at the times."),
    recorded.PAGE_TOO_LONG: gettext_lazy("With this section the page would be longer than 25 minutes."),
}
_CLOCK = re.compile(r"(?:(\d):)?(\d{1,2}):([0-5]\d)")


# --- What is shown --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words of one language, as the screen shows them."""

    words: str
    language: Language


@dataclass(frozen=True, slots=True)
class ShownPart:
    """One part of a page on the screen: what is to be read, what there is of it, and what was wrong with it."""

    section: RecordedSection
    paragraphs: tuple[tuple[Stretch, ...], ...]
    error: str = ""

    @property
    def key(self) -> str:
        return self.section.part.key

    @property
    def is_waiting(self) -> bool:
        attempt = self.section.attempt
        return attempt is not None and attempt.status == RecordedPart.Status.WAITING

    @property
    def sound_url(self) -> str:
        """Return where it can be heard; empty where it can't."""
        ready = self.section.ready
        return reverse("recording_sound", args=[ready.pk]) if ready else ""

    @property
    def tone(self) -> str:
        """Return how Wagtail colours its state: "success", "warning" or "critical"; nothing where nothing is there."""
        if self.section.attempt:
            return "warning" if self.is_waiting else "critical"
        if self.section.ready is None:
            return ""
        return "warning" if self.section.is_changed else "success"

    @property
    def state(self) -> str:
        """Return its state in a sentence or two."""
        ready, attempt = self.section.ready, self.section.attempt
        if self.is_waiting:
            return _("Sent. The computer is listening to it.")
        if attempt:
            refused = _("It can’t be used: %(why)s") % {"why": REFUSALS.get(attempt.why, attempt.why)}
            return f"{refused} {_('What was recorded before is still there.')}" if ready else refused
        if ready is None:
            return _("Not recorded yet.")
        if self.section.is_changed:
            return _("The words have changed since it was recorded: record it again.")
        return _("Recorded: %(minutes)s.") % {"minutes": clock(ready.seconds)}

    @property
    def words_before(self) -> list[str]:
        """Return the paragraphs as they were recorded, where they are others now."""
        ready = self.section.ready
        return ready.words.split("\n") if ready and self.section.is_changed else []


def clock(seconds: float) -> str:
    """Return a length in minutes and seconds, `2:05`."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02}"


def seconds_of(text: str) -> int | None:
    """Return the seconds of a time such as `2:05` or `1:02:05`; ``None`` where it is no time."""
    match = _CLOCK.fullmatch(text.strip())
    if match is None:
        return None
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return hours * 3600 + minutes * 60 + seconds


def progress_words(progress: Progress) -> str:
    """Return how far a page is, in an editor's words."""
    if not progress.recorded:
        return _("Not begun")
    said = []
    if progress.recorded < progress.sections:
        said.append(
            _("%(recorded)d of %(sections)d sections are recorded")
            % {"recorded": progress.recorded, "sections": progress.sections}
        )
    if progress.changed:
        again = ngettext("%(count)d section to record again", "%(count)d sections to record again", progress.changed)
        said.append(again % {"count": progress.changed})
    return " · ".join(said) or _("All is recorded")


def _stretches(text: Text, page: BasePage) -> tuple[Stretch, ...]:
    tags = {language.tag: language for language in languages.REGISTRY}
    return tuple(Stretch(run.text, tags.get(run.language, page.words)) for run in text)


def _shown(sections: Iterable[RecordedSection], page: BasePage, errors: Mapping[str, str]) -> list[ShownPart]:
    return [
        ShownPart(
            section,
            tuple(_stretches(text, page) for text in section.part.texts),
            errors.get(section.part.key, ""),
        )
        for section in sections
    ]


# --- The list -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ListedPage:
    """A page in the list, and how far its recording is."""

    page: BasePage
    progress: Progress | None

    @property
    def is_to_record(self) -> bool:
        return self.progress is None or self.progress.is_to_record

    @property
    def state(self) -> str:
        return progress_words(self.progress) if self.progress else _("Not begun")


def _pages(**asked: Any) -> list[BasePage]:
    """Return the published pages in their own language's words: an alias has nothing of its own to read."""
    pages = queries.pages_with_formats(**asked)
    return [page for page in pages if page.words_language == page.locale.language_code]


@require_safe
def recordings(request: HttpRequest) -> HttpResponse:
    """List the pages that can be recorded, and how far each is. The words of those that are begun are read for it.

    Raises:
        PermissionDenied: this user may not record.
    """
    _demand(request, MAY_RECORD)
    pages = sorted(_pages(), key=lambda page: (page.title, page.locale.language_code))
    codes = {page.locale.language_code for page in pages}
    offered = [language for language in languages.REGISTRY if language.code in codes]
    chosen = languages.find(request.GET.get("language", ""))
    if chosen:
        pages = [page for page in pages if page.locale.language_code == chosen.code]
    only_needed = bool(request.GET.get("needed"))
    listed = _listed(pages, only_needed=only_needed)
    paginator = Paginator(listed, PAGES_IN_A_LIST)
    shown = paginator.get_page(request.GET.get("p"))
    context = {
        "pages": shown,
        "elided_page_range": paginator.get_elided_page_range(shown.number),
        "languages": offered,
        "chosen": chosen,
        "only_needed": only_needed,
    }
    return TemplateResponse(request, "guidance/admin/recordings.html", context)


def _listed(pages: Sequence[BasePage], *, only_needed: bool) -> list[ListedPage]:
    begun = set(RecordedPart.objects.filter(page__in=pages).values_list("page_id", flat=True))
    listed = [ListedPage(page, _progress(page) if page.pk in begun else None) for page in pages]
    return [each for each in listed if each.is_to_record or not only_needed]


def _progress(page: BasePage) -> Progress:
    return recorded.progress(recorded.recorded_sections(page, document_of(page)))


# --- One page -------------------------------------------------------------------------------------------------------


class WholeForm(forms.Form):
    """A recording of the whole page: where its sections begin, and that it may take the place of what is there."""

    replaces = forms.BooleanField(required=False)

    def __init__(self, sections: Sequence[RecordedSection], data: Any = None) -> None:
        *self.sections, whole = sections
        self.starts: list[dict[str, Any]] = []
        kept = whole.attempt or whole.ready
        starts = {start["key"]: clock(start["start"]) for start in (kept.starts if kept else [])}
        super().__init__(data, initial={f"start-{key}": start for key, start in starts.items()})
        for section in self.sections:
            self.fields[f"start-{section.part.key}"] = forms.CharField(required=False, max_length=10)

    @property
    def has_sections(self) -> bool:
        """Tell whether there is something that it would take the place of."""
        return any(section.ready for section in self.sections)

    @property
    def start_fields(self) -> list[tuple[str, forms.BoundField]]:
        return [(section.part.title, self[f"start-{section.part.key}"]) for section in self.sections]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.has_sections and not cleaned.get("replaces"):
            self.add_error("replaces", self.fields["replaces"].error_messages["required"])
        last = -1
        for section in self.sections:
            name = f"start-{section.part.key}"
            if text := cleaned.get(name):
                last = self._add_start(section, name, text, after=last)
        return cleaned

    def _add_start(self, section: RecordedSection, name: str, text: str, *, after: int) -> int:
        """Take one start, or say what is wrong with it; return the latest start so far."""
        seconds = seconds_of(text)
        if seconds is None:
            self.add_error(name, _("Write minutes and seconds, for example 2:05."))
            return after
        if seconds <= after:
            self.add_error(name, _("This is not later than the section before it."))
            return after
        self.starts.append({"key": section.part.key, "title": section.part.title, "start": seconds})
        return seconds


@require_safe
def page_recording(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show the sections of a page to read aloud, and what there is of each.

    Raises:
        PermissionDenied: this user may not record.
        Http404: the page is not published, or has no words of its own.
    """
    _demand(request, MAY_RECORD)
    return _screen(request, _page(page_id))


def _screen(
    request: HttpRequest,
    page: BasePage,
    *,
    status: int = 200,
    errors: Mapping[str, str] | None = None,
    form: WholeForm | None = None,
) -> HttpResponse:
    document = document_of(page)
    sections = recorded.recorded_sections(page, document)
    *parts, whole = _shown(sections, page, errors or {})
    context = {
        "page": page,
        "words": page.words,
        "parts": parts,
        "whole": whole,
        "form": form or WholeForm(sections),
        "progress": progress_words(recorded.progress(sections)),
        "leftovers": recorded.leftovers(page, document),
        "is_anything_there": any(section.ready or section.attempt for section in sections),
        "may_remove": request.user.has_perm(MAY_REMOVE),
        "may_edit": page.permissions_for_user(request.user).can_edit(),
        "limit": LIMIT,
        "too_big": REFUSALS[Reason.TOO_BIG.value],
    }
    return TemplateResponse(request, "guidance/admin/recording.html", context, status=status)


@require_safe
def recording_states(request: HttpRequest, page_id: int) -> HttpResponse:
    """Return what the worker has decided so far, for the script that waits for it.

    Raises:
        PermissionDenied: this user may not record.
    """
    _demand(request, MAY_RECORD)
    page = _page(page_id)
    return JsonResponse(_states(page, recorded.recorded_sections(page, document_of(page))))


def _states(page: BasePage, sections: Sequence[RecordedSection]) -> dict[str, Any]:
    return {
        "progress": progress_words(recorded.progress(sections)),
        "parts": {
            part.key: {
                "state": part.state,
                "tone": part.tone,
                "isWaiting": part.is_waiting,
                "sound": part.sound_url,
            }
            for part in _shown(sections, page, {})
        },
    }


@require_safe
def recording_sound(request: HttpRequest, part_id: int) -> HttpResponseBase:
    """Hand out what was recorded of one part, to be heard back.

    Raises:
        PermissionDenied: this user may not record.
        Http404: there is no such recording.
    """
    _demand(request, MAY_RECORD)
    part = get_object_or_404(RecordedPart.objects.ready(), pk=part_id)
    try:
        media_type = part.media_type
    except FileNotFoundError as error:
        raise Http404("The sound is gone") from error
    response = send(request, str(part.sound), f'"{part.pk}"')
    response.headers["Content-Type"] = media_type
    response.headers["Cache-Control"] = "no-store"
    return response


# --- What is sent ---------------------------------------------------------------------------------------------------


class UpToTheLimit(FileUploadHandler):
    """Lets go of a file that is too big while it still arrives: it fills neither memory nor disk."""

    is_too_big = False

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        if start + len(raw_data) > LIMIT:
            self.is_too_big = True
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> UploadedFile | None:
        return None


# Django's own check would read the form, and with it the file, before this view could set its limit.
@csrf_exempt
@require_POST
def send_recording(request: HttpRequest, page_id: int, key: str) -> HttpResponse:
    """Take what was recorded of one part, or of the whole page; the worker says whether it can be used.

    A script that asks for JSON is answered in JSON.

    Raises:
        PermissionDenied: this user may not record.
    """
    _demand(request, MAY_RECORD)
    handler = UpToTheLimit(request)
    request.upload_handlers = [handler, *request.upload_handlers]
    return _send_recording(request, page_id, key, handler)


@csrf_protect
def _send_recording(request: HttpRequest, page_id: int, key: str, handler: UpToTheLimit) -> HttpResponse:
    page = _page(page_id)
    sections = recorded.recorded_sections(page, document_of(page))
    section = next((each for each in sections if each.part.key == key), None)
    if section is None or request.POST.get("digest") != section.part.digest:
        # Nobody can have read words that were not there yet.
        changed = _("The words have changed while you were recording. Load this page again, and read the new ones.")
        return _refused(request, page, {key: changed}, status=409, is_known=section is not None)
    error = _what_is_wrong(request.FILES.get("sound"), handler)
    form = WholeForm(sections, request.POST) if key == WHOLE else None
    if error or (form and not form.is_valid()):
        return _refused(request, page, {key: error}, form=form)
    starts = form.starts if form else []
    part = recorded.keep_sent(page, section.part, request.FILES["sound"], by=request.user, starts=starts)
    tasks.enqueue_recordings([part.pk])
    if _wants_json(request):
        return JsonResponse(_states(page, recorded.recorded_sections(page, document_of(page))))
    messages.success(request, _("Sent. The computer is listening to it."))
    return redirect(f"{reverse('page_recording', args=[page.pk])}#part-{key}")


def _what_is_wrong(sound: Any, handler: UpToTheLimit) -> str:
    """Return what a person is told of a file that can't be used, whatever is in it; nothing if it may be."""
    if handler.is_too_big:
        return str(REFUSALS[Reason.TOO_BIG.value])
    if sound is None:
        return _("Choose a file first.")
    return "" if sound.size else str(REFUSALS[Reason.NOT_AUDIO.value])


def _refused(
    request: HttpRequest,
    page: BasePage,
    errors: Mapping[str, str],
    *,
    status: int = 422,
    form: WholeForm | None = None,
    is_known: bool = True,
) -> HttpResponse:
    if _wants_json(request):
        return JsonResponse({"error": " ".join(errors.values())}, status=status)
    if not is_known:
        messages.error(request, " ".join(errors.values()))
    return _screen(request, page, status=status, errors=errors, form=form)


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "") == "application/json"


# --- Taken away again -----------------------------------------------------------------------------------------------


def remove_recording(request: HttpRequest, page_id: int, key: str = "") -> HttpResponse:
    """Ask whether a section's recording, or all of the page's, is to be removed; remove it.

    Raises:
        PermissionDenied: this user may not remove recordings.
        Http404: there is none.
    """
    _demand(request, MAY_REMOVE)
    page = _page(page_id)
    rows = RecordedPart.objects.filter(page=page)
    if key:
        rows = rows.filter(key=key)
    titles = list(rows.ready().values_list("title", flat=True))
    if not rows.exists():
        raise Http404("Nothing is recorded")
    if request.method != "POST":
        context = {"page": page, "words": page.words, "titles": titles, "is_all": not key}
        return TemplateResponse(request, "guidance/admin/recording_remove.html", context)
    if key:
        recorded.forget_part(page, key)
    else:
        recorded.forget_recording(page)
    tasks.enqueue_audio(page)
    messages.success(request, _("Removed."))
    return redirect("page_recording", page_id=page.pk)


def _demand(request: HttpRequest, permission: str) -> None:
    if not request.user.has_perm(permission):
        raise PermissionDenied


def _page(page_id: int) -> BasePage:
    page = next(iter(_pages(pk=page_id)), None)
    if page is None:
        raise Http404("The page is not published, or has no words of its own")
    return page
