"""How services are doing, quarter by quarter: for anybody who wants to know what came of the answers."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from feedback.comments.models import Comment
from feedback.outcomes.cards import words
from feedback.outcomes.cards.figures import Box, Said, boxes, margin_of, named
from feedback.outcomes.cards.heads import head_of
from feedback.outcomes.cards.pictures import Picture, quarterly_picture
from feedback.outcomes.cards.population import outcomes_named
from feedback.outcomes.disclosure.signs import ALL, HIDDEN, LANGUAGE, LOCALITY, NOT_GIVEN, OTHER_LANGUAGES, TOGETHER
from feedback.outcomes.models import Measure, Release, ReportCard
from feedback.outcomes.models.cards import CARD_TEXTS, STEP_TEXTS
from feedback.outcomes.models.framework import MEASURE_TEXTS
from feedback.outcomes.periods import Quarter, read_period
from feedback.outcomes.releases.reading import Archive, archive
from feedback.surveys.models import Survey
from guidance.directory.models import SERVICE_NAME, Locality, Service
from home.context import spoken_language
from home.languages import SOURCE, Language, find
from home.records import words_of

#: So many of a family's words stand on a card.
QUOTATIONS = 2


@require_safe
def report_cards(request: HttpRequest) -> HttpResponse:
    """List the cards, the newest quarter first, and the outcomes for all. Three queries beside those of every page."""
    language, published = spoken_language(), archive()
    services = {service.key: service for service in Service.objects.known_to_families()}
    quarters = [
        {
            "words": words.period_words(quarter),
            "cards": [
                {"url": _card_url(key, quarter), "name": _service_name(services.get(key), language)}
                for key in (ALL, *(key for key in services if key in published.services(quarter)))
            ],
        }
        for quarter in published.quarters()
    ]
    context = head_of(request, language) | {
        "page_title": _("How services are doing"),
        "meta_description": _(
            "Families tell us how services are for them, and services count what they do. Here is what came of it, "
            "quarter by quarter."
        ),
        "quarters": quarters,
        "outcomes": [
            {"url": reverse("outcome", args=[key]), "statement": statement}
            for key, statement in outcomes_named(language)
        ],
        "surveys_url": reverse("surveys"),
    }
    return render(request, "feedback/report_cards.html", context)


@require_safe
def report_card(request: HttpRequest, group: str, quarter: str) -> HttpResponse:
    """Show the card of one service, or of all together, for one quarter.

    Raises:
        Http404: nothing was published of it.
    """
    context = card_context(request, group, quarter)
    return render(request, "feedback/report_card.html", context)


def card_context(request: HttpRequest, group: str, code: str) -> dict[str, Any]:
    """Return what a card shows. Ten queries, whatever the number of answers.

    Raises:
        Http404: nothing was published of it.
    """
    language, published, quarter = spoken_language(), archive(), _quarter(code)
    release = next((each for each in published.releases if each.quarter == quarter), None)
    service = Service.objects.known_to_families().filter(key=group).first()
    if release is None or (group != ALL and (service is None or group not in published.services(quarter))):
        raise Http404("Nothing was published of this")
    card = ReportCard.objects.filter(service=service, year=quarter.year, number=quarter.number).first()
    steps = list(card.steps.all()) if card else []
    shown_boxes = boxes(published, group, quarter, language)
    return head_of(request, language) | {
        "page_title": _("%(service)s: %(quarter)s")
        % {"service": _service_name(service, language).text, "quarter": words.period_words(quarter)},
        "service": _service_name(service, language),
        "quarter": words.period_words(quarter),
        "boxes": shown_boxes,
        "picture": _picture(published, group, quarter, language),
        "breakdowns": _breakdowns(published, quarter, language) if group == ALL else [],
        "owner": card.owner if card else "",
        "story": _said(card, CARD_TEXTS, "story", language) if card else None,
        "steps": [
            {"what": _said(step, STEP_TEXTS, "what", language), "who": step.who, "due": step.due} for step in steps
        ],
        "quotations": _quotations(service, quarter) if service else [],
        # Of one service, each figure says of how many.
        "heard": _heard(release, shown_boxes, language) if service is None else [],
        "released_on": release.approved_on,
        "issue": release.issue,
        "cards_url": reverse("report_cards"),
        "paper_url": reverse("report_card_paper", args=[group, code]),
    }


def _quarter(code: str) -> Quarter:
    """Return the quarter of an address: `2025-q3`.

    Raises:
        Http404: it is none.
    """
    try:
        period = read_period(code.upper())
    except ValueError as error:
        raise Http404(str(error)) from error
    if not isinstance(period, Quarter):
        raise Http404("A card is of a quarter")
    return period


def _card_url(group: str, quarter: Quarter) -> str:
    return reverse("report_card", args=[group, str(quarter).lower()])


def _service_name(service: Service | None, language: Language) -> Said:
    if service is None:
        return Said(_("All services together"), language)
    texts, spoken = words_of(service, SERVICE_NAME, language)
    return Said(texts["name"], spoken)


def _said(row: Any, fields: tuple[str, ...], field: str, language: Language) -> Said | None:
    texts, spoken = named(row, fields, language)
    return Said(texts[field], spoken) if texts[field] else None


def _picture(published: Archive, group: str, quarter: Quarter, language: Language) -> Picture | None:
    """Return the first measure's chart that can be drawn: whether anyone is better off before how well it was done."""
    order = {Measure.Box.BETTER_OFF: 0, Measure.Box.HOW_WELL: 1, Measure.Box.HOW_MUCH: 2}
    measures = sorted(Measure.objects.order_by("order", "key"), key=lambda each: order[Measure.Box(each.box)])
    for measure in measures:
        history = [each for each in published.history(measure.key, margin_of(group), group) if each.quarter <= quarter]
        texts, spoken = named(measure, MEASURE_TEXTS, language)
        if history and (picture := quarterly_picture(texts["name"], spoken, history, language)):
            return picture
    return None


def _breakdowns(published: Archive, quarter: Quarter, language: Language) -> list[dict[str, Any]]:
    """Return the first measure by area, in the order of the alphabet, and by language where the year is told."""
    found = []
    areas = {key: str(Locality(key).label) for key in Locality.values}
    languages = {
        group: str(known.own_name) for code, group in settings.OUTCOMES_LANGUAGE_GROUPS.items() if (known := find(code))
    }
    for title, margin, names, period in (
        (_("By area"), LOCALITY, areas, str(quarter)),
        (_("By language, %(year)s") % {"year": quarter.year}, LANGUAGE, languages, str(quarter.year)),
    ):
        for measure in Measure.objects.filter(source=Measure.Source.SURVEY).order_by("order", "key"):
            told = _told(published, measure.key, margin, period, names)
            if len(told) > 1:
                texts, spoken = named(measure, MEASURE_TEXTS, language)
                told_rows = [(name, words.value_words(cell, ""), words.detail_words(cell)) for name, cell in told]
                found.append({"title": title, "measure": Said(texts["name"], spoken), "rows": told_rows})
                break
    return found


def _told(
    published: Archive, measure: str, margin: str, period: str, names: Mapping[str, str]
) -> list[tuple[str, Mapping[str, Any]]]:
    """Return the rows of a table with the names of their groups; those of whom it is not known come last."""
    others = {NOT_GIVEN: _("Area not given"), OTHER_LANGUAGES: _("Other languages")}
    rows = []
    for group in published.groups(measure, margin, period):
        # Groups that were too small were put together.
        name = ", ".join(names.get(part) or others.get(part) or part for part in group.split(TOGETHER))
        shown = published.figure(measure, margin, group, period)
        if shown and shown.cell["denominator"] != 0:
            rows.append((group in others, name, shown.cell))
    return [(name, cell) for _is_other, name, cell in sorted(rows, key=lambda row: row[:2])]


def _heard(release: Release, shown: Sequence[Box], language: Language) -> list[dict[str, Any]]:
    """Return about how many families answered each survey that this card has figures from. One query."""
    payload = release.payload or {"questions": [], "heard": []}
    keys = {figure.measure for box in shown for figure in box.figures}
    asked = {each["survey"] for each in payload["questions"] if each["measure"] in keys}
    told = {each["survey"]: each["about"] for each in payload["heard"] if each["survey"] in asked}
    return [
        {"title": _title(survey, language), "about": told[survey.key]}
        for survey in Survey.objects.filter(key__in=told).order_by("key")
        if told[survey.key] not in (0, HIDDEN)
    ]


def _title(survey: Survey, language: Language) -> Said:
    texts, spoken = words_of(survey, ("title",), language)
    return Said(texts["title"], spoken)


def _quotations(service: Service, quarter: Quarter) -> list[Said]:
    """Return what families said, where a moderator has found that it may be quoted. One query."""
    comments = Comment.objects.filter(
        is_publishable=True, service=service, wave__opens_on__lte=quarter.last, wave__closes_on__gte=quarter.first
    ).order_by("pk")[:QUOTATIONS]
    return [Said(comment.redacted, find(comment.language) or SOURCE) for comment in comments]
