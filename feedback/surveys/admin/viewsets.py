"""The records of surveys on the editors' desk."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    MultiFieldPanel,
    ObjectList,
    PublishingPanel,
    TabbedInterface,
)
from wagtail.admin.widgets import AdminDateTimeInput
from wagtail.snippets.views.snippets import (
    CopyView,
    CreateView,
    EditView,
    SnippetViewSet,
    SnippetViewSetGroup,
    UnpublishView,
)

from feedback.surveys.admin.option_form import OptionForm, OptionFormSet, OptionSetForm
from feedback.surveys.admin.survey_form import MeaningPanel, QuestionForm, QuestionFormSet, SurveyForm
from feedback.surveys.admin.wave_forms import EntryPointForm, LanguageAudienceForm, WaveForm
from feedback.surveys.definition import CannotPublish
from feedback.surveys.models import EntryPoint, Instrument, OptionSet, Survey, SurveyVersion, Wave
from feedback.surveys.models.authoring import OPTION_TEXTS, QUESTION_TEXTS, SURVEY_TEXTS
from home.panels import OwnInlinePanel, folded_language_panels, language_panels
from home.permissions import LookOnly

# --- Surveys --------------------------------------------------------------------------------------------------------


class Publishing:
    """Say so where a survey could not be published after all, and keep what was written as a draft."""

    request: HttpRequest
    object: Survey

    def publish_action(self) -> HttpResponse | None:
        try:
            response: HttpResponse | None = super().publish_action()  # type: ignore[misc]  # a mixin of Wagtail's views
        except CannotPublish as refused:
            said = _("It is saved as a draft, and not published. %(why)s") % {"why": refused}
            messages.error(self.request, said)
            return redirect(reverse(self.object.snippet_viewset.get_url_name("edit"), args=[self.object.pk]))
        return response


class SurveyCreateView(Publishing, CreateView):
    pass


class SurveyEditView(Publishing, EditView):
    pass


#: What a survey has by having been saved and published: a copy begins without.
_OF_THE_ORIGINAL = {
    "latest_revision",
    "live_revision",
    "first_published_at",
    "last_published_at",
    "go_live_at",
    "expire_at",
    "expired",
    "has_unpublished_changes",
}


class SurveyCopyView(CopyView):
    def get_initial_form_instance(self) -> Survey:
        """Return a survey of its own that asks the same: with rows of its own, and a key that is free."""
        data = self.get_object().get_latest_revision_as_object().serializable_data()
        asked = [row | {"pk": None, "survey": None} for row in data["questions"] if not row["is_retired"]]
        written = {name: value for name, value in data.items() if name not in _OF_THE_ORIGINAL}
        fresh = {"pk": None, "key": f"{data['key']}-copy", "questions": asked, "live": False}
        copied: Survey = Survey.from_serializable_data(written | fresh)
        return copied


class SurveyUnpublishView(UnpublishView):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Lead to what does close a survey: families are shown versions, and those are open as long as a wave is."""
        messages.warning(request, _("A survey is closed by the last day of its wave, not here."))
        return redirect(reverse(Wave.snippet_viewset.get_url_name("list")))

    post = get


class SurveyViewSet(SnippetViewSet):
    model = Survey
    icon = "form"
    menu_label = gettext_lazy("Surveys")
    list_display = ["title_en", "key"]
    search_fields = ["key", "title_en"]
    add_view_class = SurveyCreateView
    edit_view_class = SurveyEditView
    copy_view_class = SurveyCopyView
    unpublish_view_class = SurveyUnpublishView
    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    FieldRowPanel([FieldPanel("key"), FieldPanel("change_note")]),
                    FieldPanel("is_sensitive"),
                    OwnInlinePanel(
                        "questions",
                        form=QuestionForm,
                        formset=QuestionFormSet,
                        heading=gettext_lazy("Questions"),
                        label=gettext_lazy("Question"),
                        panels=[
                            MeaningPanel(),
                            FieldRowPanel(
                                [FieldPanel("key", required_on_save=True), FieldPanel("kind", required_on_save=True)]
                            ),
                            FieldPanel("option_set", widget=forms.Select),
                            *folded_language_panels(*QUESTION_TEXTS),
                            MultiFieldPanel(
                                [
                                    FieldRowPanel([FieldPanel("depends_on"), FieldPanel("depends_on_codes")]),
                                    FieldRowPanel([FieldPanel("lowest"), FieldPanel("highest"), FieldPanel("longest")]),
                                    FieldRowPanel([FieldPanel("is_required"), FieldPanel("is_equality")]),
                                    FieldPanel("instrument", widget=forms.Select),
                                    FieldPanel("is_retired"),
                                ],
                                heading=gettext_lazy("When, how, and whether it is asked"),
                            ),
                        ],
                    ),
                ],
                heading=gettext_lazy("Questions"),
            ),
            ObjectList(language_panels(*SURVEY_TEXTS), heading=gettext_lazy("What families read first")),
            ObjectList(
                [
                    FieldRowPanel([FieldPanel("moderator"), FieldPanel("second_moderator")]),
                    FieldPanel("safeguarding_lead"),
                    FieldPanel("moderation_hours"),
                    FieldPanel("moderation_languages"),
                ],
                heading=gettext_lazy("Who reads what families write"),
            ),
            # No hour to take it back at: a survey is closed by the last day of its wave.
            ObjectList(
                [
                    PublishingPanel(
                        children=[
                            FieldPanel(
                                "go_live_at",
                                widget=AdminDateTimeInput(
                                    js_overlay_parent_selector="#schedule-publishing-dialog",
                                    attrs={
                                        "data-controller": "w-action",
                                        "data-action": "w-dialog:hidden->w-action#reset",
                                        "data-w-dialog-target": "notify",
                                    },
                                ),
                            )
                        ]
                    )
                ],
                heading=gettext_lazy("Publishing"),
            ),
        ],
        base_form_class=SurveyForm,
    )


class OptionSetViewSet(SnippetViewSet):
    model = OptionSet
    icon = "list-ul"
    menu_label = gettext_lazy("Sets of options")
    list_display = ["name", "key"]
    search_fields = ["key", "name"]
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("key"), FieldPanel("name")]),
            OwnInlinePanel(
                "options",
                form=OptionForm,
                formset=OptionFormSet,
                heading=gettext_lazy("Options"),
                label=gettext_lazy("Option"),
                panels=[
                    FieldRowPanel([FieldPanel("code"), FieldPanel("drawing")]),
                    *folded_language_panels(*OPTION_TEXTS),
                    FieldRowPanel([FieldPanel("missing"), FieldPanel("polarity")]),
                    FieldRowPanel([FieldPanel("is_exclusive"), FieldPanel("is_retired")]),
                ],
            ),
        ],
        base_form_class=OptionSetForm,
    )


class InstrumentViewSet(SnippetViewSet):
    model = Instrument
    icon = "lock"
    menu_label = gettext_lazy("Questionnaires by others")
    list_display = ["name", "also_called", "licence"]
    list_filter = ["licence"]
    search_fields = ["name", "also_called"]
    copy_view_enabled = False
    panels = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("key")]),
        FieldPanel("also_called"),
        FieldPanel("licence"),
        FieldPanel("licence_reference"),
        FieldPanel("why"),
    ]


class SurveyVersionViewSet(SnippetViewSet):
    model = SurveyVersion
    permission_policy = LookOnly(SurveyVersion)
    icon = "history"
    menu_label = gettext_lazy("Published versions")
    list_display = ["__str__", "published_on", "change_note", "is_retired"]
    list_filter = ["survey", "is_retired"]
    inspect_view_enabled = True
    inspect_template_name = "feedback/admin/version.html"
    copy_view_enabled = False
    add_to_reference_index = False


# --- Waves and ways in ----------------------------------------------------------------------------------------------


class WaveViewSet(SnippetViewSet):
    model = Wave
    icon = "date"
    menu_label = gettext_lazy("Waves")
    list_display = ["__str__", "opens_on", "closes_on"]
    list_filter = ["survey"]
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("survey", widget=forms.Select), FieldPanel("name")]),
            FieldRowPanel([FieldPanel("opens_on"), FieldPanel("closes_on"), FieldPanel("grace_days")]),
            FieldPanel("accepted_versions", widget=forms.CheckboxSelectMultiple),
            FieldPanel("languages"),
        ],
        base_form_class=WaveForm,
    )


class EntryPointCreateView(CreateView):
    def get_success_url(self) -> str:
        """Go on to what a new way in is for: its poster, its link, its code."""
        return reverse("survey_way_in", args=[self.object.pk])


class EntryPointViewSet(SnippetViewSet):
    model = EntryPoint
    icon = "link"
    menu_label = gettext_lazy("Ways in")
    list_display = ["label", "wave", "kind", "code", "is_active"]
    list_filter = ["wave", "kind", "is_active"]
    search_fields = ["label", "code"]
    add_view_class = EntryPointCreateView
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("wave", widget=forms.Select), FieldPanel("kind")]),
            FieldPanel("label"),
            FieldRowPanel([FieldPanel("service", widget=forms.Select), FieldPanel("locality")]),
            FieldPanel("expected_audience"),
            OwnInlinePanel(
                "audiences",
                form=LanguageAudienceForm,
                heading=gettext_lazy("Of these, by language"),
                label=gettext_lazy("Language"),
                panels=[FieldRowPanel([FieldPanel("language"), FieldPanel("expected")])],
                help_text=gettext_lazy(
                    "Who is not named here speaks English. Where fewer than ten share a language, no area is kept."
                ),
            ),
            FieldPanel("is_active"),
        ],
        base_form_class=EntryPointForm,
    )


class SurveyGroup(SnippetViewSetGroup):
    items = (
        SurveyViewSet,
        OptionSetViewSet,
        WaveViewSet,
        EntryPointViewSet,
        SurveyVersionViewSet,
        InstrumentViewSet,
    )
    menu_label = gettext_lazy("Surveys")
    menu_icon = "form"
    menu_order = 245
