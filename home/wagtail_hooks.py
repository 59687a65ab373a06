"""What the shell adds to the editors' desk."""

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import path, reverse, reverse_lazy
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList, Panel
from wagtail.admin.ui.components import Component
from wagtail.admin.views.account import AvatarSettingsPanel
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import Page
from wagtail.rich_text.feature_registry import FeatureRegistry
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from home import wellness
from home.audit import actions, report
from home.bulk_publish import PublishWhatMayBe
from home.change_views import (
    ask_before_publishing,
    ask_kind,
    confirm_number,
    count_waiting,
    english_change,
    english_changes,
    may_look,
    what_changed,
)
from home.gate import lacking
from home.languages import SOURCE, find, get
from home.links import SameLanguageLinks
from home.models import BasePage, Helpline, SiteLanguage, TimedJob
from home.models.base import NOT_PUBLISHED
from home.models.helplines import HELPLINE_TEXTS
from home.panels import language_panels
from home.permissions import LookOnly
from home.pictures import BareOperation, LightOperation
from home.services import SAID
from home.sign_off_views import sign_page
from home.upload_forms import ProfilePictureForm

# Wagtail has no setting for the form of this one field.
AvatarSettingsPanel.form_class = ProfilePictureForm
AvatarSettingsPanel.template_name = "home/admin/profile_picture.html"


class SiteLanguageForm(WagtailAdminModelForm):
    """Runs the gate: a language goes live when nothing is lacking any more."""

    def clean(self) -> dict[str, Any]:
        """Refuse to make a language live that lacks something; what is live already stays so.

        Raises:
            ValidationError: beside the state, naming all that is lacking.
        """
        cleaned: dict[str, Any] = super().clean()
        language = find(cleaned.get("code") or self.instance.code)
        goes_live = cleaned.get("state") == SiteLanguage.State.LIVE and self.initial.get("state") != cleaned["state"]
        if language and language != SOURCE and goes_live:
            for lack in lacking(language):
                self.add_error("state", format_html('<span lang="en-GB" dir="ltr">{}</span>', f"{lack}."))
        return cleaned


class LackingPanel(Panel):
    """Says beside a language's state what keeps it from being live."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "home/admin/lacking_panel.html"

        def is_shown(self) -> bool:
            return bool(self.instance.pk and self.instance.code != SOURCE.code and find(self.instance.code))

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Return the context with what the language lacks. Some thirty queries."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            return context | {"lacking": lacking(get(self.instance.code)), "source": SOURCE}


class SiteLanguageViewSet(SnippetViewSet):
    model = SiteLanguage
    icon = "site"
    menu_label = _("Languages on the site")
    list_display = ["__str__", "code", "state"]
    list_filter = ["state"]
    edit_handler = ObjectList(
        [FieldPanel("code"), FieldPanel("state"), LackingPanel()], base_form_class=SiteLanguageForm
    )


class HelplineViewSet(SnippetViewSet):
    model = Helpline
    icon = "help"
    menu_label = _("Helplines")
    list_display = ["name_en", "phone", "evidence", "owner", "last_checked", "next_check_due"]
    list_filter = ["group", "evidence", "is_urgent"]
    search_fields = ["key", "name_en", "phone"]
    panels = [
        FieldRowPanel([FieldPanel("key"), FieldPanel("order")]),
        FieldRowPanel([FieldPanel("group"), FieldPanel("evidence")]),
        FieldRowPanel([FieldPanel("phone"), FieldPanel("textphone")]),
        FieldRowPanel([FieldPanel("web"), FieldPanel("email")]),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("owner"), FieldPanel("check_every_days")]),
                FieldRowPanel([FieldPanel("last_checked"), FieldPanel("checked_by")]),
                FieldRowPanel([FieldPanel("next_check_due"), FieldPanel("sources")]),
            ],
            heading=_("Who checks it, and when"),
        ),
        FieldRowPanel([FieldPanel("is_urgent"), FieldPanel("is_never_hidden")]),
        *language_panels(*HELPLINE_TEXTS),
    ]


class TimedJobViewSet(SnippetViewSet):
    model = TimedJob
    permission_policy = LookOnly(TimedJob)
    icon = "time"
    menu_label = _("Timed jobs")
    list_display = ["name", "last_run", "next_run", "last_error"]
    inspect_view_enabled = True
    add_to_reference_index = False


class ShellGroup(SnippetViewSetGroup):
    items = (SiteLanguageViewSet, HelplineViewSet, TimedJobViewSet)
    menu_label = _("Site")
    menu_icon = "site"
    menu_order = 250


register_snippet(ShellGroup)


@hooks.register("register_rich_text_features", order=20)
def keep_readers_in_their_language(features: FeatureRegistry) -> None:
    features.register_link_type(SameLanguageLinks)


@hooks.register("register_admin_urls")
def sign_urls() -> list[Any]:
    return [path("sign/<int:page_id>/", sign_page, name="sign_page")]


@hooks.register("register_admin_urls")
def change_urls() -> list[Any]:
    return [
        path("changes/", english_changes, name="english_changes"),
        path("changes/<int:pk>/", english_change, name="english_change"),
        path("changes/number/<int:pk>/", confirm_number, name="confirm_number"),
        path("changes/publish/<int:page_id>/<int:revision_id>/", ask_kind, name="ask_kind"),
        path("changes/since-translated/<int:page_id>/", what_changed, name="what_changed"),
    ]


# After what may refuse to publish at all: nobody is asked in vain.
hooks.register("before_publish_page", ask_before_publishing, order=1000)


@hooks.register("register_log_actions")
def change_actions(actions: LogActionRegistry) -> None:
    actions.register_action(SAID, "Say what a change means", "Said what a change of the English means")


class ChangesMenuItem(MenuItem):
    """Leads to what was changed in the English those who edit pages or sign for them, and those who keep numbers."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_look(request.user)


@hooks.register("register_reports_menu_item")
def changes_menu_item() -> MenuItem:
    address = reverse_lazy("english_changes")
    return ChangesMenuItem("Changes of the English", address, name="english-changes", icon_name="history", order=110)


@hooks.register("register_admin_urls")
def wellness_urls() -> list[Any]:
    return [path("reports/is-all-well/", wellness.is_all_well, name="is_all_well")]


@hooks.register("register_reports_menu_item")
def wellness_menu_item() -> MenuItem:
    return MenuItem(
        "Is all well?", reverse_lazy("is_all_well"), name="is-all-well", icon_name="circle-check", order=100
    )


@hooks.register("register_log_actions")
def audit_actions(registry: LogActionRegistry) -> None:
    actions.register(registry)


@hooks.register("register_admin_urls")
def log_urls() -> list[Any]:
    return report.urlpatterns


@hooks.register("register_reports_menu_item")
def log_menu_item() -> MenuItem:
    return report.menu_item()


@hooks.register("register_permissions")
def log_permissions() -> Any:
    return report.permissions()


@hooks.register("register_page_header_buttons")
def sign_button(page: Page, user: Any, next_url: str | None = None, view_name: str = "", **kwargs: Any) -> list[Button]:
    """Offer the page's checks beside its other actions."""
    if not isinstance(page.specific, BasePage) or not page.pk:
        return []
    return [Button(_("Checks and signatures"), reverse("sign_page", args=[page.pk]), icon_name="success", priority=15)]


# After Wagtail's own, which it takes the place of.
hooks.register("register_bulk_action", PublishWhatMayBe, order=10)


class NotPublished(LogFormatter):
    """Says in a page's history why it could not be published at its hour."""

    label = _("Could not be published at the hour that was set")

    def format_message(self, log_entry: Any) -> str:
        return f"{self.label}. {log_entry.data.get('why', '')}"


@hooks.register("register_log_actions")
def publishing_log_actions(actions: LogActionRegistry) -> None:
    actions.register_action(NOT_PUBLISHED)(NotPublished)


class AllIsWell(Component):
    """Says on the dashboard whether all is well, and what is not, to whoever can do something about it."""

    order = 10

    def __init__(self, user: Any) -> None:
        self.user = user

    def render_html(self, parent_context: Any = None) -> str:
        found = wellness.lines(now=timezone.now())
        told = [line for line in found if not line.is_well and (self.user.is_superuser or not line.for_administrators)]
        if not told:
            backup = found[-1].sentence if found[-1].is_well else ""
            told = [wellness.Line(wellness.Tone.WELL, f"All is well. {backup}")]
        address = reverse("is_all_well")
        shown = [{"line": line, "address": address} for line in told]
        return SafeString("".join(render_to_string("home/admin/wellness_line.html", each) for each in shown))


class OverdueHelplines(Component):
    """Says on the dashboard which helplines are due to be rung."""

    order = 20

    def render_html(self, parent_context: Any = None) -> str:
        overdue = Helpline.objects.overdue(today=timezone.localdate())
        if not overdue:
            return ""
        names = ", ".join(f"{line} ({line.owner})" for line in overdue)
        return format_html(
            '<div class="help-block help-warning"><strong>{}</strong> {}</div>',
            _("Helplines past their check date: their hours are hidden until somebody rings."),
            names,
        )


class WaitingForASecondPerson(Component):
    """Says on the dashboard how much one person has done at once that a second one has not confirmed."""

    order = 25

    def __init__(self, user: Any) -> None:
        self.user = user

    def render_html(self, parent_context: Any = None) -> str:
        waiting = count_waiting(self.user)
        if not waiting:
            return ""
        return format_html(
            '<div class="help-block help-warning" lang="en-GB"><strong>{}</strong> <a href="{}">Look</a>.</div>',
            f"Waiting for a second person to confirm: {waiting}.",
            reverse("english_changes"),
        )


@hooks.register("construct_homepage_panels")
def add_warnings(request: HttpRequest, panels: list[Component]) -> None:
    panels[:0] = [AllIsWell(request.user), OverdueHelplines(), WaitingForASecondPerson(request.user)]


@hooks.register("register_image_operations")
def image_operations() -> list[tuple[str, type]]:
    return [("bare", BareOperation), ("light", LightOperation)]
