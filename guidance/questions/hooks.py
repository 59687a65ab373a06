"""What Wagtail asks: the list of questions, and where they are signed for."""

from typing import Any

from django.http import HttpRequest
from django.urls import path, reverse_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.snippets.views.snippets import SnippetViewSet

from guidance.models import QuestionToAsk
from guidance.models.questions import QUESTION_TEXTS
from guidance.questions.signing import languages, may_sign, sign
from home.panels import language_panels


class QuestionToAskViewSet(SnippetViewSet):
    model = QuestionToAsk
    icon = "help"
    menu_label = "Questions to ask"
    list_display = ["question_en", "group", "is_offered", "owner", "next_review_due"]
    list_filter = ["group", "is_offered", "owner"]
    search_fields = ["key", "question_en"]
    panels = [
        FieldRowPanel([FieldPanel("key"), FieldPanel("is_offered")]),
        FieldRowPanel([FieldPanel("group"), FieldPanel("order")]),
        FieldPanel("owner"),
        FieldRowPanel([FieldPanel("last_reviewed"), FieldPanel("next_review_due")]),
        *language_panels(*QUESTION_TEXTS),
    ]


@hooks.register("register_admin_urls")
def question_urls() -> list[Any]:
    return [
        path("questions-to-ask/", languages, name="questions_to_sign"),
        path("questions-to-ask/<slug:code>/", sign, name="sign_questions"),
    ]


class QuestionsMenuItem(MenuItem):
    """Leads those who sign for questions to what waits."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_sign(request.user)


@hooks.register("register_reports_menu_item")
def questions_menu_item() -> MenuItem:
    address = reverse_lazy("questions_to_sign")
    return QuestionsMenuItem("Questions to ask", address, name="questions-to-ask", icon_name="help", order=130)
