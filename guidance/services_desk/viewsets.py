"""Services in the admin: one form each, in the order in which somebody fills it in."""

from django.forms import CheckboxSelectMultiple
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.snippets.views.snippets import SnippetViewSet

from guidance.directory.models import ALERT, SERVICE_TEXTS, Service
from guidance.services_desk.forms import ServiceForm
from home.panels import language_panels

_FACTS = [
    FieldRowPanel([FieldPanel("key"), FieldPanel("order"), FieldPanel("status")]),
    FieldPanel("is_for_professionals"),
    FieldRowPanel([FieldPanel("organisation"), FieldPanel("sector")]),
    FieldPanel("level"),
    FieldPanel("doors", widget=CheckboxSelectMultiple),
    FieldRowPanel([FieldPanel("is_for_pregnancy"), FieldPanel("age_from"), FieldPanel("age_to")]),
    FieldPanel("is_for_dads"),
    MultiFieldPanel([FieldPanel("is_everywhere"), FieldPanel("localities"), FieldPanel("is_online")], heading="Where"),
    MultiFieldPanel(
        [FieldRowPanel([FieldPanel("self_referral"), FieldPanel("needs_consent")]), FieldPanel("cost")],
        heading="How a family gets it",
    ),
]
_REACHED = [
    InlinePanel("phones", label="Telephone number"),
    FieldRowPanel([FieldPanel("email"), FieldPanel("web"), FieldPanel("webchat")]),
    FieldPanel("opening_times"),
    FieldPanel("languages"),
    FieldPanel("has_interpreter"),
    InlinePanel("places", label="Place"),
]
_STAFF = [
    FieldPanel("criteria"),
    FieldPanel("who_may_refer"),
    FieldPanel("how_to_refer"),
    FieldPanel("what_happens_next"),
    FieldPanel("internal_note"),
]
_CHECKED = [
    FieldPanel("evidence"),
    FieldPanel("sources"),
    FieldPanel("owner"),
    FieldRowPanel([FieldPanel("last_checked"), FieldPanel("checked_by")]),
    FieldRowPanel([FieldPanel("check_every_days"), FieldPanel("next_check_due")]),
]


class ServiceViewSet(SnippetViewSet):
    model = Service
    icon = "group"
    menu_label = "Services"
    menu_name = "services"
    menu_order = 246
    add_to_admin_menu = True
    list_display = ["name_en", "key", "level", "evidence", "owner", "next_check_due"]
    list_filter = ["level", "status", "evidence", "is_for_professionals"]
    search_fields = ["key", "name_en", "summary_en", "organisation"]
    list_per_page = 50
    copy_view_enabled = False
    edit_handler = TabbedInterface(
        [
            ObjectList(_FACTS, heading="What it is"),
            ObjectList(
                [FieldPanel("alert_until"), *language_panels(*ALERT, *SERVICE_TEXTS)], heading="What parents read"
            ),
            ObjectList(_REACHED, heading="How it is reached"),
            ObjectList(_STAFF, heading="For staff"),
            ObjectList(_CHECKED, heading="Checked"),
        ],
        base_form_class=ServiceForm,
    )
