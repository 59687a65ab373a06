"""The records of the outcomes framework on the editors' desk."""

from typing import Any

from django import forms
from django.utils.functional import cached_property
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.snippets.views.snippets import EditView, IndexView, SnippetViewSet, SnippetViewSetGroup

from feedback.outcomes.admin.confirm_views import confirm_buttons
from feedback.outcomes.admin.forms import EnteredForm, KeyedForm, MeasureForm, ReturnForm, RuleForm, RuleFormSet
from feedback.outcomes.admin.import_views import import_url, may_import
from feedback.outcomes.exchange.kinds import KIND_OF
from feedback.outcomes.exchange.services import changes_between, log_changes
from feedback.outcomes.models import (
    Indicator,
    IndicatorValue,
    Measure,
    Outcome,
    ReportCard,
    ServiceReturn,
    TrainingRecord,
    TypedFigure,
)
from feedback.outcomes.models.cards import CARD_TEXTS, STEP_TEXTS
from feedback.outcomes.models.framework import INDICATOR_TEXTS, MEASURE_TEXTS, OUTCOME_TEXTS
from home.panels import OwnInlinePanel, folded_language_panels, language_panels


def _one(field: str) -> FieldPanel:
    """Return a list to choose from: it needs no script, and no window of its own."""
    return FieldPanel(field, widget=forms.Select)


# --- The framework --------------------------------------------------------------------------------------------------


class OutcomeViewSet(SnippetViewSet):
    model = Outcome
    icon = "pick"
    menu_label = "Outcomes"
    list_display = ["__str__", "key", "order"]
    search_fields = ["key", "statement_en"]
    copy_view_enabled = False
    edit_handler = ObjectList(
        [FieldRowPanel([FieldPanel("key"), FieldPanel("order")]), *language_panels(*OUTCOME_TEXTS)],
        base_form_class=KeyedForm,
    )


class IndicatorViewSet(SnippetViewSet):
    model = Indicator
    icon = "site"
    menu_label = "Population indicators"
    list_display = ["__str__", "key", "outcome", "source_name"]
    list_filter = ["outcome"]
    search_fields = ["key", "name_en"]
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("key"), FieldPanel("order")]),
            _one("outcome"),
            FieldRowPanel([FieldPanel("unit"), FieldPanel("direction")]),
            MultiFieldPanel(
                [FieldPanel("source_name"), FieldPanel("source_url"), FieldPanel("cadence")], heading="Publisher"
            ),
            *language_panels(*INDICATOR_TEXTS),
        ],
        base_form_class=KeyedForm,
    )


class MeasureViewSet(SnippetViewSet):
    model = Measure
    icon = "tasks"
    menu_label = "Performance measures"
    list_display = ["__str__", "key", "outcome", "service", "source"]
    list_filter = ["outcome", "service", "source"]
    search_fields = ["key", "name_en"]
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("key"), FieldPanel("order")]),
            FieldRowPanel([_one("outcome"), _one("service")]),
            FieldRowPanel([FieldPanel("box"), FieldPanel("form"), FieldPanel("direction")]),
            FieldRowPanel([FieldPanel("source"), FieldPanel("figure")]),
            FieldRowPanel([FieldPanel("target"), FieldPanel("target_days")]),
            OwnInlinePanel(
                "rules",
                form=RuleForm,
                formset=RuleFormSet,
                heading="Rules: which answers count",
                label="Rule",
                help_text="Only for a measure that comes from answers of families.",
                panels=[
                    FieldRowPanel([_one("survey"), FieldPanel("question")]),
                    FieldPanel("numerator"),
                    FieldRowPanel([FieldPanel("denominator"), FieldPanel("smallest_base")]),
                ],
            ),
            *language_panels(*MEASURE_TEXTS),
        ],
        base_form_class=MeasureForm,
    )


# --- Figures --------------------------------------------------------------------------------------------------------


class FiguresIndexView(IndexView):
    @cached_property
    def header_buttons(self) -> list[Button]:
        """Return Wagtail's buttons, and the way to import."""
        buttons: list[Button] = list(super().header_buttons)
        if may_import(self.request.user, self.model):
            buttons.append(HeaderButton("Import", import_url(self.model), icon_name="upload"))
        return buttons


class FigureEditView(EditView):
    @cached_property
    def header_more_buttons(self) -> list[Button]:
        """Return Wagtail's buttons, and the way to say that a figure was compared."""
        return [*super().header_more_buttons, *confirm_buttons(self.object, self.request.user)]

    def save_instance(self) -> Any:
        """Save, and write into the log what the figure was and what it became."""
        before = self.model._default_manager.get(pk=self.object.pk)
        saved = super().save_instance()
        if changes := changes_between(before, saved, KIND_OF[self.model].fields):
            log_changes(saved, changes, user=self.request.user)
        return saved


class FiguresViewSet(SnippetViewSet):
    """What all figures have: they can be imported, and say what was changed about them."""

    index_view_class = FiguresIndexView
    edit_view_class = FigureEditView
    copy_view_enabled = False
    add_to_reference_index = False


def _day(field: str) -> FieldPanel:
    # Not Wagtail's: what that can't read, it takes for today.
    return FieldPanel(field, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class IndicatorValueViewSet(FiguresViewSet):
    model = IndicatorValue
    icon = "order"
    menu_label = "Figures of indicators"
    list_display = ["__str__", "group", "value", BooleanColumn("is_confirmed", label="Compared"), "entered_on"]
    list_filter = ["indicator", "area"]
    edit_handler = ObjectList(
        [
            _one("indicator"),
            FieldRowPanel([FieldPanel("area"), FieldPanel("group")]),
            FieldRowPanel([FieldPanel("period_label"), _day("first_day"), _day("last_day")]),
            FieldRowPanel([FieldPanel("value"), FieldPanel("low"), FieldPanel("high")]),
            FieldRowPanel([FieldPanel("numerator"), FieldPanel("denominator")]),
            FieldRowPanel([FieldPanel("is_forecast"), FieldPanel("starts_anew")]),
            FieldRowPanel([FieldPanel("source"), FieldPanel("source_url")]),
            FieldPanel("note"),
            FieldPanel("to_check"),
        ],
        base_form_class=EnteredForm,
    )


class ServiceReturnViewSet(FiguresViewSet):
    model = ServiceReturn
    icon = "form"
    menu_label = "Service returns"
    list_display = ["__str__", "received", "accepted", "redirected", "entered_on"]
    list_filter = ["service", "year"]
    edit_handler = ObjectList(
        [
            _one("service"),
            FieldRowPanel([FieldPanel("year"), FieldPanel("quarter")]),
            FieldRowPanel([FieldPanel("received"), FieldPanel("accepted"), FieldPanel("redirected")]),
            FieldPanel("days_waited"),
            FieldPanel("source"),
        ],
        base_form_class=ReturnForm,
    )


class TrainingRecordViewSet(FiguresViewSet):
    model = TrainingRecord
    icon = "group"
    menu_label = "Training records"
    list_display = ["__str__", "kind", "people", "workforce", "entered_on"]
    list_filter = ["kind", "year"]
    search_fields = ["course", "sector"]
    edit_handler = ObjectList(
        [
            FieldPanel("kind"),
            FieldRowPanel([FieldPanel("course"), FieldPanel("sector")]),
            FieldRowPanel([FieldPanel("year"), FieldPanel("quarter")]),
            FieldRowPanel([FieldPanel("people"), FieldPanel("workforce")]),
            FieldPanel("source"),
        ],
        base_form_class=EnteredForm,
    )


class TypedFigureViewSet(FiguresViewSet):
    model = TypedFigure
    icon = "edit"
    menu_label = "Figures of measures"
    list_display = ["__str__", "service", "number", "denominator", "entered_on"]
    list_filter = ["measure", "service", "year"]
    edit_handler = ObjectList(
        [
            _one("measure"),
            _one("service"),
            FieldRowPanel([FieldPanel("year"), FieldPanel("quarter")]),
            FieldRowPanel([FieldPanel("number"), FieldPanel("denominator")]),
            FieldPanel("source"),
        ],
        base_form_class=EnteredForm,
    )


# --- Report cards ---------------------------------------------------------------------------------------------------


class ReportCardViewSet(SnippetViewSet):
    model = ReportCard
    icon = "doc-full"
    menu_label = "Report cards"
    list_display = ["__str__", "owner"]
    list_filter = ["service", "year"]
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            _one("service"),
            FieldRowPanel([FieldPanel("year"), FieldPanel("number"), FieldPanel("owner")]),
            InlinePanel(
                "steps",
                heading="What we will do next",
                label="Step",
                panels=[
                    FieldRowPanel([FieldPanel("who"), FieldPanel("due")]),
                    *folded_language_panels(*STEP_TEXTS),
                ],
            ),
            *language_panels(*CARD_TEXTS),
        ]
    )


class OutcomesGroup(SnippetViewSetGroup):
    items = (
        OutcomeViewSet,
        IndicatorViewSet,
        IndicatorValueViewSet,
        MeasureViewSet,
        TypedFigureViewSet,
        ServiceReturnViewSet,
        TrainingRecordViewSet,
        ReportCardViewSet,
    )
    menu_label = "Outcomes"
    menu_icon = "pick"
    menu_order = 247
