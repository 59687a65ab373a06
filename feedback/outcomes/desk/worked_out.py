"""How one figure was worked out: the question, the counts, the formula, every group, and how it went over time."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from feedback.outcomes.charts.history import Gap, Hidden, History, Key, Moment
from feedback.outcomes.charts.history import Shown as ShownMoment
from feedback.outcomes.charts.line import line_chart
from feedback.outcomes.charts.svg import Words
from feedback.outcomes.desk.grid import groups_of
from feedback.outcomes.desk.people import need_to_look
from feedback.outcomes.desk.trend import FEWEST, newest_stretch, trend, value_of
from feedback.outcomes.desk.wording import MARGINS, Said, address, name_of, names, plain, say
from feedback.outcomes.disclosure.signs import ALL, HIDDEN, LOCALITY, SERVICE
from feedback.outcomes.models import Measure, Release
from feedback.outcomes.periods import Quarter, read_period
from feedback.outcomes.releases.reading import Archive, Shown, archive
from home.languages import SOURCE

_KEY = Key(
    interval="where chance alone could have put it",
    forecast="expected",
    broken="the question changed its meaning",
    hidden="too few answered to be shown",
)


@dataclass(frozen=True, slots=True)
class Line:
    """One group of one margin, in words."""

    margin: str
    group: str
    said: Said
    formula: str
    trend: str


@dataclass(frozen=True, slots=True)
class Moments:
    """A figure over time: a picture, the same as a table, and what it comes to."""

    chart: SafeString
    rows: Sequence[tuple[str, Said]]
    words: str


@require_safe
def worked_out(request: HttpRequest, key: str, code: str) -> HttpResponse:
    """Explain the figures of a measure in a published quarter.

    Raises:
        PermissionDenied: this person may not see releases.
        Http404: there is no such measure, or the quarter is not published.
    """
    need_to_look(request.user)
    measure = get_object_or_404(Measure.objects.select_related("service", "outcome"), key=key)
    published = archive()
    release = _release(published, code)
    question = published.worked_out(key, release.quarter)
    lines = list(_lines(published, release, measure))
    context = {
        "measure": measure,
        "name": name_of(measure) or key,
        "definition": name_of(measure, "definition"),
        "release": release,
        "question": question and _english(question),
        "lines": lines,
        "thresholds": (release.payload or {})["thresholds"],
        "history": _history(published, measure),
        "edit": address("wagtailsnippets_feedback_measure:edit", measure.pk),
        "source": SOURCE,
    }
    return TemplateResponse(request, "feedback/admin/outcomes_worked_out.html", context)


def _release(published: Archive, code: str) -> Release:
    try:
        period = read_period(code)
    except ValueError as error:
        raise Http404 from error
    release = next((each for each in published.releases if each.quarter == period), None)
    if release is None:
        raise Http404("This quarter is not published")
    return release


def _english(question: Mapping[str, Any]) -> dict[str, Any]:
    """Return the question and its answers as an English reader saw them."""
    return {
        "words": question["question"].get(SOURCE.code, ""),
        "counts": [label.get(SOURCE.code, "") for label in question["numerator"]],
        "base": [label.get(SOURCE.code, "") for label in question["denominator"]],
        "is_families": question["is_families"],
    }


def _lines(published: Archive, release: Release, measure: Measure) -> Iterator[Line]:
    called, period = names(), str(release.quarter)
    places = [(ALL, ALL)]
    places += [(margin, group) for margin in (SERVICE, LOCALITY) for group in groups_of(release, margin, period)]
    for margin, group in places:
        shown = published.figure(measure.key, margin, group, period)
        if shown is not None:
            said = say(shown.cell, measure.form, str(shown.cell.get("change", "")), measure.direction)
            words = trend(published.history(measure.key, margin, group))
            yield Line(MARGINS[margin], called.group(margin, group), said, _formula(shown.cell), words)


def _formula(cell: Mapping[str, Any]) -> str:
    """Return the sum; of a hidden row there is none."""
    if cell.get("numerator", HIDDEN) == HIDDEN or not cell["denominator"]:
        return ""
    return f"{cell['numerator']} ÷ {cell['denominator']} × 100 = {cell['percent']} %"


# --- Over time ------------------------------------------------------------------------------------------------------


def _history(published: Archive, measure: Measure) -> Moments | None:
    """Return the history of everybody, or of the one service that the measure is about."""
    history = published.history(measure.key, ALL, ALL)
    if not history and measure.service is not None:
        history = published.history(measure.key, SERVICE, measure.service.key)
    if not history:
        return None
    rows = [(str(each.quarter), say(each.cell, measure.form, "", measure.direction)) for each in history]
    return Moments(_chart(history, measure), rows, _said(history))


def _said(history: Sequence[Shown]) -> str:
    if words := trend(history):
        return f"The newest quarter: {words}."
    there = len(newest_stretch(history))
    return f"Too few quarters for a trend: {there} of {FEWEST} that follow each other and are shown."


def _chart(history: Sequence[Shown], measure: Measure) -> SafeString:
    moments = tuple(_moments(history, measure))
    values = [each.high or each.value for each in moments if isinstance(each, ShownMoment)]
    words = Words("history", f"{name_of(measure)} over time", _said(history))
    svg = line_chart(words, History(moments, _scale(values, measure), _KEY))
    # Wagtail's style sheet knows no charts: without a width it would fill the screen.
    return mark_safe(svg.replace("<svg ", '<svg width="340" ', 1))  # noqa: S308  what is drawn is escaped


def _moments(history: Sequence[Shown], measure: Measure) -> Iterator[Moment]:
    for each, later in pairwise([*history, None]):
        if each is None:
            continue
        value = value_of(each.cell)
        if value is None:
            is_hidden = HIDDEN in (each.cell.get("numerator"), each.cell.get("number"))
            yield Hidden(str(each.quarter)) if is_hidden else Gap(str(each.quarter))
        else:
            cell = each.cell
            said = say(cell, measure.form, "", measure.direction).number
            yield ShownMoment(str(each.quarter), value, said, cell.get("low"), cell.get("high"), each.series)
        yield from _gaps(each.quarter, later.quarter if later else each.quarter.next)


def _gaps(quarter: Quarter, later: Quarter) -> Iterator[Gap]:
    while (quarter := quarter.next) < later:
        yield Gap(str(quarter))


def _scale(values: Sequence[float], measure: Measure) -> tuple[tuple[float, str], ...]:
    if measure.form == Measure.Form.PERCENT:
        return tuple((float(step), f"{step} %") for step in (0, 25, 50, 75, 100))
    top = max([1.0, *values])
    return tuple((top * part / 4, plain(round(top * part / 4, 1))) for part in range(5))
