"""What guidance adds to the editors' desk."""

from typing import Any

from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from guidance.models import Door, GlossaryTerm, Source
from guidance.models.doors import DOOR_TEXTS
from guidance.models.glossary import TERM_TEXTS
from guidance.po_upload import upload_pofile
from home.panels import language_panels


class DoorViewSet(SnippetViewSet):
    model = Door
    icon = "redirect"
    menu_label = _("Doors: stages, topics, who I am")
    list_display = ["title_en", "kind", "slug", "order"]
    list_filter = ["kind"]
    panels = [
        FieldRowPanel([FieldPanel("kind"), FieldPanel("order")]),
        FieldRowPanel([FieldPanel("code"), FieldPanel("slug")]),
        FieldPanel("drawing"),
        *language_panels(*DOOR_TEXTS),
    ]


class GlossaryTermViewSet(SnippetViewSet):
    model = GlossaryTerm
    icon = "openquote"
    menu_label = _("Glossary")
    list_display = ["term_en", "say_en", "is_for_parents"]
    list_filter = ["is_for_parents"]
    search_fields = ["key", "term_en", "definition_en"]
    panels = [FieldRowPanel([FieldPanel("key"), FieldPanel("is_for_parents")]), *language_panels(*TERM_TEXTS)]


class SourceViewSet(SnippetViewSet):
    model = Source
    icon = "doc-full"
    menu_label = _("Sources")
    list_display = ["key", "title", "publisher", "is_second_hand"]
    list_filter = ["is_second_hand"]
    search_fields = ["key", "title", "publisher"]
    panels = [
        FieldRowPanel([FieldPanel("key"), FieldPanel("is_second_hand")]),
        FieldPanel("title"),
        FieldRowPanel([FieldPanel("publisher"), FieldPanel("address")]),
        FieldPanel("note"),
    ]


class GuidanceGroup(SnippetViewSetGroup):
    items = (DoorViewSet, GlossaryTermViewSet, SourceViewSet)
    menu_label = _("Guidance")
    menu_icon = "doc-full-inverse"
    menu_order = 240


register_snippet(GuidanceGroup)


@hooks.register("register_admin_urls", order=-10)
def po_upload_url() -> list[Any]:
    # Before wagtail-localize's own at the same address, which breaks on a file that it did not write itself.
    return [path("localize/translate/<int:translation_id>/pofile/upload/", upload_pofile)]
