"""Replies and the plan on the editors' desk."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from feedback.replies.admin.forms import ReplyForm
from feedback.replies.models import (
    ACTION_TEXTS,
    PRIORITY_TEXTS,
    RECOMMENDATION_TEXTS,
    REPLY_TEXTS,
    ActionPlan,
    PlanAction,
    Priority,
    Recommendation,
    Reply,
)
from home.panels import language_panels


class QuotationsPanel(FieldPanel):
    """The words to choose from; there are none before a theme is chosen and saved."""

    class BoundPanel(FieldPanel.BoundPanel):
        def is_shown(self) -> bool:
            return bool(self.form is not None and self.field_name in self.form.fields and super().is_shown())


class ReplyViewSet(SnippetViewSet):
    model = Reply
    icon = "comment"
    menu_label = _("You said, we did")
    list_display = ["name_en", "status", "heard_on", "owner", "due"]
    list_filter = ["status", "owner"]
    search_fields = ["name_en", "said_en", "owner"]
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [FieldRowPanel([FieldPanel("heard_on"), FieldPanel("theme", widget=forms.Select)])],
                heading=_("What was heard"),
            ),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("status"), FieldPanel("owner")]),
                    FieldRowPanel([FieldPanel("due"), FieldPanel("done_on")]),
                ],
                heading=_("What becomes of it"),
            ),
            *language_panels(*REPLY_TEXTS),
            FieldPanel("figure"),
            QuotationsPanel("comments"),
        ],
        base_form_class=ReplyForm,
    )


class PlanActionViewSet(SnippetViewSet):
    model = PlanAction
    icon = "tasks"
    menu_label = _("Actions")
    list_display = ["what_en", "status", "owner", "due"]
    list_filter = ["status", "owner", "recommendation__priority"]
    search_fields = ["what_en", "owner"]
    copy_view_enabled = False
    panels = [
        FieldPanel("recommendation", widget=forms.Select),
        FieldRowPanel([FieldPanel("status"), FieldPanel("owner")]),
        FieldRowPanel([FieldPanel("due"), FieldPanel("done_on")]),
        *language_panels(*ACTION_TEXTS),
    ]


class ActionPlanViewSet(SnippetViewSet):
    model = ActionPlan
    icon = "calendar-check"
    menu_label = _("Reviews of the plan")
    list_display = ["__str__", "reviewed_on", "reviewed_by"]
    copy_view_enabled = False
    panels = [
        FieldPanel("key"),
        FieldRowPanel([FieldPanel("first_year"), FieldPanel("last_year")]),
        FieldRowPanel([FieldPanel("reviewed_on"), FieldPanel("reviewed_by")]),
    ]


class PriorityViewSet(SnippetViewSet):
    model = Priority
    icon = "list-ol"
    menu_label = _("Priorities")
    list_display = ["title_en", "plan", "order"]
    search_fields = ["key", "title_en"]
    copy_view_enabled = False
    panels = [
        FieldPanel("plan", widget=forms.Select),
        FieldRowPanel([FieldPanel("key"), FieldPanel("order")]),
        *language_panels(*PRIORITY_TEXTS),
    ]


class RecommendationViewSet(SnippetViewSet):
    model = Recommendation
    icon = "list-ul"
    menu_label = _("Recommendations")
    list_display = ["text_en", "priority", "order"]
    list_filter = ["priority"]
    search_fields = ["key", "text_en"]
    copy_view_enabled = False
    panels = [
        FieldPanel("priority", widget=forms.Select),
        FieldRowPanel([FieldPanel("key"), FieldPanel("order")]),
        *language_panels(*RECOMMENDATION_TEXTS),
    ]


class ReplyGroup(SnippetViewSetGroup):
    items: tuple[Any, ...] = (
        ReplyViewSet,
        PlanActionViewSet,
        ActionPlanViewSet,
        PriorityViewSet,
        RecommendationViewSet,
    )
    menu_label = _("Replies and plan")
    menu_icon = "comment"
    menu_order = 247
