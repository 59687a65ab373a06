"""The home page, and the plain pages about the site itself."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField

from home.blocks import shell_blocks
from home.models.base import BasePage
from home.strategy import PAGES


class HomePage(BasePage):
    """The first page of each language: it asks what a parent needs now."""

    template = "home/home_page.html"
    max_count_per_parent = None
    parent_page_types = ["wagtailcore.Page"]

    class Meta:
        verbose_name = _("home page")

    @property
    def is_core(self) -> bool:
        return True

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer with the home page, or say that the site is being made ready: nobody has signed for it yet."""
        try:
            return super().serve(request, *args, **kwargs)
        except Http404:
            return render(request, "home/not_open.html", {"noindex": True, "page_title": _("Good Beginnings")})


class StandardPage(BasePage):
    """A plain page about the site: About, Accessibility, Privacy, Ask for another format or language."""

    body = StreamField(shell_blocks(), blank=True, verbose_name=_("body"))

    template = "home/standard_page.html"
    content_panels = [*BasePage.content_panels, FieldPanel("body")]
    parent_page_types = ["home.HomePage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("plain page")

    @property
    def has_formats(self) -> bool:
        return self.slug in PAGES
