"""What every page of the site is: words in a stated language, in a state that people sign for."""

from functools import cached_property
from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page, PageViewRestriction
from wagtail_localize.fields import SynchronizedField

from home import languages
from home.context import page_context, spoken_language
from home.digest import words_digest
from home.drawings import drawing_choices
from home.states import PageState
from home.versions import Versions, signatures_of


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

    content_panels = [
        *Page.content_panels,
        FieldPanel("promise"),
        MultiFieldPanel([FieldPanel("drawing"), FieldPanel("drawing_description")], heading=_("Picture at the top")),
    ]
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
        return self.is_safety

    @property
    def is_exit_page(self) -> bool:
        """Tell whether somebody may have to leave this page in a hurry."""
        return False

    def compute_words_digest(self) -> str:
        texts = {
            "title": self.title,
            "promise": self.promise,
            "drawing": self.drawing,
            "drawing_description": self.drawing_description,
        }
        return words_digest(texts, getattr(self, "body", None))

    def save(self, *args: Any, **kwargs: Any) -> Any:
        self.words_language = self.words_language or self.locale.language_code
        # A column, so that a list of pages need not parse every body; it is worked out at each save, on every path.
        self.words_digest = self.compute_words_digest()
        return super().save(*args, **kwargs)

    @cached_property
    def words(self) -> languages.Language:
        """The language most of the words are in; English where the registry does not know the recorded one."""
        return languages.find(self.words_language) or languages.SOURCE

    @property
    def foreign_blocks(self) -> set[str]:
        """The ids of body blocks whose words, or some of them, are still the source's."""
        return {place.split(".")[1] for place in self.untranslated if place.startswith("body.")}

    # --- State ------------------------------------------------------------------------------------------------------
    @cached_property
    def versions(self) -> Versions:
        """All published versions of this page. Two queries."""
        pages = type(self).objects.filter(translation_key=self.translation_key, live=True).select_related("locale")
        return Versions(pages, signatures_of(page.pk for page in pages))

    @cached_property
    def state(self) -> PageState:
        return self.versions.state_of(self)

    def get_view_restrictions(self) -> QuerySet[PageViewRestriction]:
        """Return nobody's restrictions: Wagtail would look for them twice a page view."""
        return PageViewRestriction.objects.none()

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
        if shown is None:
            raise Http404("Nobody has signed for this page yet")
        page = self if shown.pk == self.pk else shown
        response = super(BasePage, page).serve(request, *args, **kwargs)
        if page.state is PageState.PREVIEW:
            response.headers["X-Robots-Tag"] = "noindex"
        if page.is_exit_page:
            response.headers["Cache-Control"] = "no-store"
        return response
