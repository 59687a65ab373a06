"""What every page of the site is: words in a stated language, in a state that people sign for."""

import logging
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

from django.db import models, transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.log_actions import log
from wagtail.models import Page, PageViewRestriction, Revision
from wagtail_localize.fields import SynchronizedField

from home import languages
from home.changes import Behind
from home.context import page_context, spoken_language
from home.digest import words_by_place, words_digest
from home.drawings import drawing_choices
from home.kiosk import kiosk_of
from home.language_of_words import language_of_words, translation_of
from home.models.english_change import with_changes
from home.page_form import PageForm
from home.publishing import CannotPublish, faults_of
from home.states import PageState
from home.versions import Kept, Versions


def blocks_at(places: Iterable[str]) -> set[str]:
    """Return the ids of the body blocks among these places."""
    return {place.split(".")[1] for place in places if place.startswith("body.")}


logger = logging.getLogger(__name__)

#: What Wagtail writes into the history when it publishes at an hour that was set.
SCHEDULED = "wagtail.publish.scheduled"
#: What is written into the history when it could not.
NOT_PUBLISHED = "home.not_published"
#: The columns that decide what readers see.
_READ = {"live", "live_revision", "title", "promise", "drawing", "drawing_description", "body"}


class BasePage(Page):
    """A page with a promise and a picture, that knows which language its words are in and who has signed them.

    ``words_language`` is recorded where words are written, never inferred from the address: an alias, or a page
    published with nothing translated, stands at a Polish address with English words.
    """

    promise = models.TextField(
        _("promise"),
        blank=True,
        max_length=400,
        help_text=_("One or two sentences: what it is, and that it gets better."),
    )
    drawing = models.CharField(_("drawing"), max_length=60, blank=True, choices=drawing_choices)
    drawing_description = models.CharField(
        _("what the drawing shows"),
        max_length=250,
        blank=True,
        help_text=_("One sentence, for somebody who can't see it."),
    )
    words_language = models.CharField(max_length=20, editable=False, blank=True)
    untranslated = models.JSONField(default=list, editable=False, blank=True)
    words_digest = models.CharField(max_length=64, editable=False, blank=True)
    #: The digest of the English that these words were translated from, as far as it was noted.
    translated_from = models.CharField(max_length=64, editable=False, blank=True)

    #: What `with_changes` puts here.
    kept_changes: Sequence[dict[str, Any]] | None

    content_panels = [
        *Page.content_panels,
        FieldPanel("promise"),
        MultiFieldPanel([FieldPanel("drawing"), FieldPanel("drawing_description")], heading=_("Picture at the top")),
    ]
    base_form_class = PageForm
    # Public pages see no cookie (home.middleware.NoCookies), so none can be kept for some readers only.
    private_page_options: list[str] = []
    override_translatable_fields = [SynchronizedField("slug", overridable=False)]

    class Meta:
        abstract = True

    # --- Words ------------------------------------------------------------------------------------------------------
    @property
    def is_safety(self) -> bool:
        """Tell whether a clinician must sign as well."""
        return False

    @property
    def is_core(self) -> bool:
        """Tell whether no language can be live without this page."""
        return False

    @property
    def is_exit_page(self) -> bool:
        """Tell whether somebody may have to leave this page in a hurry."""
        return False

    @property
    def has_formats(self) -> bool:
        """Tell whether files are made of this page: sound, paper, braille."""
        return False

    @property
    def local_path(self) -> str:
        """Where it stands below the address of its language: `guidance/why-babies-cry/`; ``""`` for the first page."""
        _home, _slash, path = self.url_path.strip("/").partition("/")
        return f"{path}/" if path else ""

    @property
    def _texts(self) -> dict[str, str]:
        return {
            "title": self.title,
            "promise": self.promise,
            "drawing": self.drawing,
            "drawing_description": self.drawing_description,
        }

    def compute_words_digest(self) -> str:
        return words_digest(self._texts, getattr(self, "body", None))

    def words_by_place(self) -> dict[str, str]:
        """Return what stands at each place: `title`, `body.<block id>`."""
        return words_by_place(self._texts, getattr(self, "body", None))

    def save(self, *args: Any, **kwargs: Any) -> Any:
        self.words_language = self.words_language or self.locale.language_code
        # A column, so that a list of pages need not parse every body; it is worked out at each save, on every path.
        self.words_digest = self.compute_words_digest()
        # Saving a draft writes some other columns of a published page.
        written = kwargs.get("update_fields")
        if (written is None or _READ.intersection(written)) and self._becomes_public():
            self.know_language_of_words()
            self.refuse_faults()
        # With all that is noted of it: what a change of the English means, and whose translations it concerns.
        with transaction.atomic():
            saved = super().save(*args, **kwargs)
        self.read_anew()
        return saved

    def know_language_of_words(self) -> None:
        """Find out which language these words are in: a new translation is a copy of its English until then.

        What there is to change in words depends on their language. Two queries for a translation.
        """
        self.words_language, self.untranslated = language_of_words(self, translation_of(self))

    def read_anew(self) -> None:
        """Forget what was read of this page's versions and signatures: they may be others now."""
        for name in ("changed_blocks", "blocks_linked_to", "versions", "state"):
            self.__dict__.pop(name, None)

    # --- Publishing -------------------------------------------------------------------------------------------------
    def _becomes_public(self) -> bool:
        """Tell whether a save puts other words before readers. One query for a published page.

        Every path comes through here: the form, a workflow, an hour that was set, wagtail-localize, code. An alias
        shows words that were let through where they were written.
        """
        if not self.live or self.alias_of_id:
            return False
        now = (True, self.words_digest, self.live_revision_id)
        before = type(self).objects.filter(pk=self.pk).values_list("live", "words_digest", "live_revision_id").first()
        return before != now

    def refuse_faults(self) -> None:
        """Refuse to publish these words where something stands against it.

        Raises:
            CannotPublish: and what.
        """
        if faults := faults_of(self):
            raise CannotPublish(self, faults)

    def publish(self, revision: Revision, *args: Any, **kwargs: Any) -> None:
        """Publish a revision, with all that goes by it, such as the index of the search; or nothing of it.

        Where the hour that was set for it has come and something stands against it, its history says what, and the
        hour is taken away: the next page must have its turn.

        Raises:
            CannotPublish: something stands against it; not at an hour that was set.
        """
        try:
            with transaction.atomic():
                super().publish(revision, *args, **kwargs)
        except CannotPublish as refused:
            if kwargs.get("log_action") != SCHEDULED:
                raise
            logger.error("The page %s could not be published at the hour that was set: %s", self.pk, refused)
            self.revisions.update(approved_go_live_at=None)
            log(instance=self, action=NOT_PUBLISHED, revision=revision, data={"why": str(refused)})

    @property
    def words(self) -> languages.Language:
        """The language most of the words are in; English where the registry does not know the recorded one."""
        return languages.find(self.words_language or self.locale.language_code) or languages.SOURCE

    @property
    def foreign_blocks(self) -> set[str]:
        """The ids of body blocks whose words, or some of them, are still the source's."""
        return blocks_at(self.untranslated)

    @cached_property
    def changed_blocks(self) -> set[str]:
        """The ids of body blocks whose English means something else now than when it was translated."""
        return blocks_at(self.versions.gap(self).places)

    @cached_property
    def blocks_linked_to(self) -> set[str]:
        """The ids of body blocks that a translation sends its readers to: their English has changed."""
        return blocks_at(self.versions.places_linked_to(self))

    # --- State ------------------------------------------------------------------------------------------------------
    @cached_property
    def versions(self) -> Versions:
        """All published versions of this page. Two queries."""
        pages = type(self).objects.filter(translation_key=self.translation_key, live=True)
        pages = with_changes(pages).select_related("locale")
        return Versions(pages, Kept(page.pk for page in pages))

    @cached_property
    def state(self) -> PageState:
        return self.versions.state_of(self)

    @property
    def is_behind(self) -> bool:
        """Tell whether the English means something else now than when it was translated."""
        return self.versions.gap(self).behind >= Behind.MEANING

    @property
    def english_url(self) -> str:
        """Where the English of this page can be read; ``""`` where it may not be shown now."""
        source = self.versions.source
        if source is None or not self.versions.is_shown(source):
            return ""
        return f"/{languages.SOURCE.code}/{source.local_path}"

    @property
    def is_corrected(self) -> bool:
        """Tell whether these English words stand in place of unsafe ones, and wait for a second person."""
        return self.versions.is_corrected(self)

    def get_view_restrictions(self) -> QuerySet[PageViewRestriction]:
        """Return nobody's restrictions: Wagtail would look for them twice a page view."""
        return PageViewRestriction.objects.none()

    def whole(self, versions: Versions) -> "BasePage | None":
        """Return this one of the versions with its body; ``None`` where other words, or none, were published since.

        One query.
        """
        page: BasePage | None = type(self).objects.filter(pk=self.pk, live=True, words_digest=self.words_digest).first()
        if page:
            page.locale, page.versions = self.locale, versions
        return page

    # --- Serving ----------------------------------------------------------------------------------------------------
    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context.update(page_context(request, self))
        return context

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer with these words, or with the English ones where these may not be shown.

        Raises:
            Http404: neither is signed for yet, and this site does not show previews.
        """
        shown = self if getattr(request, "is_preview", False) else self.versions.shown_in(spoken_language())
        page = self if shown is None or shown.pk == self.pk else shown.whole(self.versions)
        if shown is None or page is None:
            raise Http404("Nobody has signed for this page yet")
        kiosk = kiosk_of(request)
        if kiosk and page.is_exit_page:
            # Whoever sits beside a tablet in a waiting room looks on.
            return redirect(kiosk.start_url)
        response = Page.serve(page, request, *args, **kwargs)
        if page.state is PageState.PREVIEW:
            response.headers["X-Robots-Tag"] = "noindex"
        if page.is_exit_page:
            response.headers["Cache-Control"] = "no-store"
        return response
