"""What guidance adds to the editors' desk."""

from functools import cached_property
from typing import Any

from django.db.models import Q
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import path, reverse, reverse_lazy
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django_filters import MultipleChoiceFilter
from wagtail import hooks
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import Page
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import CreateView, EditView, SnippetViewSet, SnippetViewSetGroup

from guidance.door_form import DoorChoiceForm, DoorForm
from guidance.easy_read_views import freshness_words, sign_easy_read, state_words
from guidance.exchange.memory_views import translation_memory
from guidance.exchange.views import translation_exchange, translation_files
from guidance.format_views import make_again, page_formats
from guidance.interface_views import (
    interface_po,
    interface_po_in,
    interface_word,
    interface_words,
    languages_to_correct,
)
from guidance.language_desk.doubts import close_doubt, doubts_list
from guidance.language_desk.explorer import pages_with_languages
from guidance.language_desk.people import may_look
from guidance.language_desk.views import language_desk
from guidance.models import (
    AvoidedPhrase,
    Claim,
    Door,
    EasyRead,
    FormatCheck,
    FormatFile,
    FormatRequest,
    GlossaryTerm,
    SignVideo,
    Source,
)
from guidance.models.doors import DOOR_TEXTS
from guidance.models.formats import FormatFileQuerySet
from guidance.models.glossary import TERM_TEXTS
from guidance.po_upload import upload_pofile
from guidance.practice import hooks as practice_hooks  # noqa: F401  they are registered by being read
from guidance.quality_views import PERMISSION, format_quality, format_sample
from guidance.questions.hooks import QuestionToAskViewSet
from guidance.recorded import MAY_RECORD
from guidance.recording_views import (
    page_recording,
    recording_sound,
    recording_states,
    recordings,
    remove_recording,
    send_recording,
)
from guidance.services_desk import hooks as directory_hooks  # noqa: F401  they are registered by being read
from guidance.signposting import hooks as signposting_hooks  # noqa: F401  they are registered by being read
from guidance.term_views import common_language
from guidance.tour import hooks as tour_hooks  # noqa: F401  they are registered by being read
from guidance.upkeep import hooks as upkeep_hooks  # noqa: F401  they are registered by being read
from guidance.usage import hooks as usage_hooks  # noqa: F401  they are registered by being read
from guidance.word_views import WAIVED, LetsStand, page_words
from home.languages import SOURCE
from home.models import BasePage
from home.panels import OwnInlinePanel, language_panels
from home.permissions import LookOnly


class DoorViewSet(SnippetViewSet):
    model = Door
    icon = "redirect"
    menu_label = _("Doors: stages, topics, who I am")
    list_display = ["title_en", "kind", "slug", "order"]
    list_filter = ["kind"]
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("kind"), FieldPanel("order")]),
            FieldRowPanel([FieldPanel("code"), FieldPanel("slug")]),
            FieldRowPanel([FieldPanel("drawing"), FieldPanel("mood")]),
            OwnInlinePanel(
                "choices",
                form=DoorChoiceForm,
                panels=[FieldPanel("page")],
                heading="A short way through",
                label="Page",
                help_text="Three to five pages, in the order to read them. The first is “If you only read one thing”. "
                "All other pages of this door are listed below them.",
            ),
            FieldPanel("why_these"),
            *language_panels(*DOOR_TEXTS),
        ],
        base_form_class=DoorForm,
    )


class GlossaryTermViewSet(SnippetViewSet):
    model = GlossaryTerm
    icon = "openquote"
    menu_label = _("Glossary")
    list_display = ["term_en", "say_en", "is_for_parents", "owner", "next_review_due"]
    list_filter = ["is_for_parents", "owner"]
    search_fields = ["key", "term_en", "definition_en"]
    panels = [
        FieldRowPanel([FieldPanel("key"), FieldPanel("is_for_parents")]),
        FieldPanel("owner"),
        FieldRowPanel([FieldPanel("last_reviewed"), FieldPanel("next_review_due")]),
        *language_panels(*TERM_TEXTS),
    ]


class AvoidedPhraseViewSet(SnippetViewSet):
    model = AvoidedPhrase
    icon = "comment"
    menu_label = "Phrases to avoid"
    list_display = ["avoid", "language", "instead", "severity", "is_active", "checked_by"]
    list_filter = ["language", "severity", "is_active"]
    search_fields = ["avoid", "instead", "patterns"]
    list_per_page = 50
    panels = [
        FieldRowPanel([FieldPanel("language"), FieldPanel("severity")]),
        FieldPanel("avoid"),
        FieldPanel("instead"),
        FieldPanel("reason"),
        FieldPanel("patterns"),
        FieldPanel("exceptions"),
        FieldPanel("safety"),
        FieldRowPanel([FieldPanel("is_active"), FieldPanel("checked_by")]),
    ]


class SourceViewSet(SnippetViewSet):
    model = Source
    icon = "doc-full"
    menu_label = _("Sources")
    list_filter = ["is_second_hand"]
    search_fields = ["key", "title", "publisher"]
    list_display = ["key", "title", "publisher", "is_second_hand", "next_check_due", "withdrawn_on"]
    panels = [
        FieldRowPanel([FieldPanel("key"), FieldPanel("is_second_hand")]),
        FieldPanel("title"),
        FieldRowPanel([FieldPanel("publisher"), FieldPanel("address")]),
        FieldPanel("note"),
        MultiFieldPanel(
            [FieldPanel("owner"), FieldRowPanel([FieldPanel("last_checked"), FieldPanel("check_every_days")])],
            heading="Looked at again",
        ),
        MultiFieldPanel([FieldPanel("withdrawn_on"), FieldPanel("withdrawn_why")], heading="Withdrawn"),
    ]


class ClaimViewSet(SnippetViewSet):
    model = Claim
    icon = "tick"
    menu_label = "Claims"
    list_display = ["words", "source"]
    list_filter = ["source"]
    search_fields = ["words"]
    panels = [FieldPanel("words"), FieldPanel("source"), FieldPanel("pages", widget=CheckboxSelectMultiple)]


def sign_easy_read_button(easy: EasyRead) -> Button:
    url = reverse("sign_easy_read", args=[easy.pk])
    return Button(_("Checks and signatures"), url, icon_name="success", priority=15)


class EasyReadCreateView(LetsStand, CreateView):
    """Takes a reason for words that have to stay."""


class EasyReadEditView(LetsStand, EditView):
    """Leads from the rows to who has signed for them."""

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        return [*super().header_more_buttons, sign_easy_read_button(self.object)]


class EasyReadViewSet(SnippetViewSet):
    model = EasyRead
    icon = "image"
    menu_label = _("Easy Read")
    add_view_class = EasyReadCreateView
    edit_view_class = EasyReadEditView
    list_display = [
        "__str__",
        Column("state", label=_("State"), accessor=state_words),
        Column("freshness", label=_("Beside its page"), accessor=freshness_words),
    ]
    panels = [
        FieldPanel("page"),
        FieldPanel(
            "rows",
            help_text=_("When the page changes, read these rows beside it again, and save them even unchanged."),
        ),
        FieldPanel("why", attrs={"lang": SOURCE.tag, "dir": SOURCE.dir}),
    ]


class SignVideoViewSet(SnippetViewSet):
    model = SignVideo
    icon = "media"
    menu_label = _("Sign language films")
    list_display = ["page", "sign_language", "filmed_on"]
    list_filter = ["sign_language"]


class FormatRequestViewSet(SnippetViewSet):
    model = FormatRequest
    icon = "mail"
    menu_label = _("Requests for formats")
    list_display = ["language", "format", "page", "state", "owner", "asked_on"]
    list_filter = ["state", "language"]


class FormatFileFilterSet(WagtailFilterSet):
    """Finds, in all pages at once, the files that somebody should look at."""

    needs_attention = MultipleChoiceFilter(
        label=_("Needs attention"),
        choices=[
            ("behind", _("Behind its page")),
            (FormatFile.Status.FAILED.value, FormatFile.Status.FAILED.label),
            (FormatFile.Status.WAITING.value, FormatFile.Status.WAITING.label),
            (FormatFile.Status.IMPOSSIBLE.value, FormatFile.Status.IMPOSSIBLE.label),
        ],
        widget=CheckboxSelectMultiple,
        method="of_any_kind",
    )

    def of_any_kind(self, rows: FormatFileQuerySet, name: str, kinds: list[str]) -> FormatFileQuerySet:
        """Return the rows that are as at least one of these words says; all, where none is chosen."""
        if not kinds:
            return rows
        wanted = Q(status__in=kinds)
        return rows.filter(wanted | Q(pk__in=FormatFile.objects.behind()) if "behind" in kinds else wanted)

    class Meta:
        model = FormatFile
        fields = ["status", "kind", "page__locale"]


class FormatFileViewSet(SnippetViewSet):
    model = FormatFile
    permission_policy = LookOnly(FormatFile)
    icon = "doc-full"
    menu_label = _("Formats")
    list_display = ["page", Column("language", label=_("Language")), "kind", "status", "made_at", "error"]
    filterset_class = FormatFileFilterSet
    inspect_view_enabled = True
    add_to_reference_index = False

    def get_queryset(self, request: HttpRequest) -> FormatFileQuerySet:
        return FormatFile.objects.select_related("page__locale")


class FormatCheckViewSet(SnippetViewSet):
    model = FormatCheck
    permission_policy = LookOnly(FormatCheck)
    icon = "success"
    menu_label = _("Decisions on voices and braille")
    list_display = ["subject", "language", "name", "passed", "checked_by", "checked_on"]
    list_filter = ["subject", "passed"]
    inspect_view_enabled = True


class GuidanceGroup(SnippetViewSetGroup):
    items = (
        DoorViewSet,
        GlossaryTermViewSet,
        AvoidedPhraseViewSet,
        SourceViewSet,
        ClaimViewSet,
        QuestionToAskViewSet,
        EasyReadViewSet,
        SignVideoViewSet,
        FormatRequestViewSet,
        FormatFileViewSet,
        FormatCheckViewSet,
    )
    menu_label = _("Guidance")
    menu_icon = "doc-full-inverse"
    menu_order = 240


register_snippet(GuidanceGroup)


@hooks.register("register_admin_urls", order=-10)
def po_upload_url() -> list[Any]:
    # Before wagtail-localize's own at the same address, which breaks on a file that it did not write itself.
    return [path("localize/translate/<int:translation_id>/pofile/upload/", upload_pofile)]


@hooks.register("register_admin_urls")
def format_urls() -> list[Any]:
    return [
        path("formats/quality/", format_quality, name="format_quality"),
        path("formats/sample/<int:row_id>/", format_sample, name="format_sample"),
        path("formats/<int:page_id>/", page_formats, name="page_formats"),
        path("formats/<int:page_id>/make-again/", make_again, name="make_again"),
        path("sign/easy-read/<int:pk>/", sign_easy_read, name="sign_easy_read"),
    ]


@hooks.register("register_snippet_listing_buttons")
def sign_easy_read_listing_button(snippet: Any, user: Any, next_url: str | None = None) -> list[Button]:
    """Offer an Easy Read's checks beside its other actions in the list."""
    return [sign_easy_read_button(snippet)] if isinstance(snippet, EasyRead) else []


@hooks.register("register_admin_urls")
def recording_urls() -> list[Any]:
    return [
        path("recordings/", recordings, name="recordings"),
        path("recordings/sound/<int:part_id>/", recording_sound, name="recording_sound"),
        path("recordings/<int:page_id>/", page_recording, name="page_recording"),
        path("recordings/<int:page_id>/states/", recording_states, name="recording_states"),
        path("recordings/<int:page_id>/remove/", remove_recording, name="remove_recording"),
        path("recordings/<int:page_id>/<slug:key>/", send_recording, name="send_recording"),
        path("recordings/<int:page_id>/<slug:key>/remove/", remove_recording, name="remove_part"),
    ]


@hooks.register("register_page_header_buttons")
def formats_button(
    page: Page, user: Any, next_url: str | None = None, view_name: str = "", **kwargs: Any
) -> list[Button]:
    """Offer the page's formats beside its other actions."""
    specific = page.specific
    if not page.pk or not isinstance(specific, BasePage) or not specific.has_formats:
        return []
    return [Button(_("Formats"), reverse("page_formats", args=[page.pk]), icon_name="doc-full", priority=16)]


class QualityMenuItem(MenuItem):
    """Leads those who may decide to the samples that wait for somebody."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(PERMISSION))


@hooks.register("register_admin_menu_item")
def quality_menu_item() -> MenuItem:
    label = _("Voices and braille tables")
    return QualityMenuItem(label, reverse_lazy("format_quality"), icon_name="success", order=245)


class RecordingsMenuItem(MenuItem):
    """Leads those who may record to the pages that wait for a voice."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(MAY_RECORD))


@hooks.register("register_admin_menu_item")
def recordings_menu_item() -> MenuItem:
    return RecordingsMenuItem(_("Recordings"), reverse_lazy("recordings"), icon_name="media", order=243)


# --- Where every page stands ----------------------------------------------------------------------------------------


@hooks.register("register_admin_urls")
def language_desk_urls() -> list[Any]:
    return [
        path("languages/", language_desk, name="language_desk"),
        path("languages/files/", translation_exchange, name="translation_exchange"),
        path("languages/files/out/", translation_files, name="translation_files"),
        path("languages/doubts/", doubts_list, name="doubts"),
        path("languages/doubts/<int:pk>/close/", close_doubt, name="close_doubt"),
        path("languages/memory/<int:page_id>/", translation_memory, name="translation_memory"),
    ]


@hooks.register("register_page_header_buttons")
def memory_button(
    page: Page, user: Any, next_url: str | None = None, view_name: str = "", **kwargs: Any
) -> list[Button]:
    """Offer beside a translation's other actions what was translated before."""
    if not page.pk or page.locale.language_code == SOURCE.code:
        return []
    address = reverse("translation_memory", args=[page.pk])
    return [Button("Translation memory", address, icon_name="history", priority=17)]


@hooks.register("register_admin_urls")
def interface_urls() -> list[Any]:
    return [
        path("interface/", interface_words, name="interface_words_first"),
        path("interface/<slug:code>/", interface_words, name="interface_words"),
        path("interface/<slug:code>/word/", interface_word, name="interface_word"),
        path("interface/<slug:code>/missing.po", interface_po, name="interface_po"),
        path("interface/<slug:code>/take/", interface_po_in, name="interface_po_in"),
    ]


class InterfaceMenuItem(MenuItem):
    """Leads those who may correct some language's interface to its words."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(languages_to_correct(request.user))


@hooks.register("register_reports_menu_item")
def interface_menu_item() -> MenuItem:
    address = reverse_lazy("interface_words_first")
    return InterfaceMenuItem("Words of the interface", address, name="interface-words", icon_name="globe", order=110)


class LanguagesMenuItem(MenuItem):
    """Leads those who edit pages or sign for them to how each stands in each language."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_look(request.user)


@hooks.register("register_reports_menu_item")
def languages_menu_item() -> MenuItem:
    address = reverse_lazy("language_desk")
    return LanguagesMenuItem("Languages", address, name="language-desk", icon_name="globe", order=100)


@hooks.register("register_reports_menu_item")
def doubts_menu_item() -> MenuItem:
    address = reverse_lazy("doubts")
    return LanguagesMenuItem("Does not read right", address, name="doubts", icon_name="openquote", order=120)


# After Wagtail's own, which it takes the place of.
@hooks.register("register_admin_viewset", order=10)
def languages_in_lists_of_pages() -> PageViewSet:
    return pages_with_languages


# --- Words ----------------------------------------------------------------------------------------------------------


@hooks.register("register_admin_urls")
def word_urls() -> list[Any]:
    return [
        path("words/<int:page_id>/", page_words, name="page_words"),
        path("common-language/", common_language, name="common_language"),
    ]


@hooks.register("register_admin_menu_item")
def common_language_menu_item() -> MenuItem:
    # Whoever works with families may read it: who comes into the admin at all.
    return MenuItem("Common language", reverse_lazy("common_language"), icon_name="openquote", order=246)


class OverdueTerms(Component):
    """Says on the dashboard which terms of the common language are due to be reviewed."""

    order = 30

    def render_html(self, parent_context: Any = None) -> str:
        overdue = GlossaryTerm.objects.overdue(today=timezone.localdate())
        if not overdue:
            return ""
        names = ", ".join(f"{term} ({term.owner or 'nobody yet'})" for term in overdue)
        return format_html(
            '<div class="help-block help-warning" lang="{}" dir="{}"><strong>{}</strong> {}</div>',
            SOURCE.tag,
            SOURCE.dir,
            "Terms of the common language past their review date:",
            names,
        )


@hooks.register("construct_homepage_panels")
def warn_of_terms(request: HttpRequest, panels: list[Component]) -> None:
    panels.insert(0, OverdueTerms())


@hooks.register("insert_editor_js")
def words_script() -> str:
    return format_html('<script src="{}" type="module"></script>', static("admin/words.js"))


@hooks.register("insert_global_admin_css")
def words_style() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("admin/words.css"))


@hooks.register("register_page_header_buttons")
def words_button(
    page: Page, user: Any, next_url: str | None = None, view_name: str = "", **kwargs: Any
) -> list[Button]:
    """Offer what there is to change in a page's words beside its other actions."""
    if not isinstance(page.specific, BasePage) or not page.pk:
        return []
    return [Button("Words", reverse("page_words", args=[page.pk]), icon_name="comment", priority=17)]


class LetStand(LogFormatter):
    """Says in a page's history what somebody let stand, and why."""

    label = "Let words stand"

    def format_message(self, log_entry: Any) -> str:
        return f"Let “{log_entry.data['words']}” stand: {log_entry.data['why']}"


@hooks.register("register_log_actions")
def word_log_actions(actions: LogActionRegistry) -> None:
    actions.register_action(WAIVED)(LetStand)
