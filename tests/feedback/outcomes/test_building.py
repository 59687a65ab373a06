"""A release is counted from codes, made safe, audited, approved by a second person, and then never changes."""

import json
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from feedback.models import Answer, MeasureRule, Release
from feedback.outcomes.disclosure.signs import HIDDEN
from feedback.outcomes.disclosure.suppress import primary
from feedback.outcomes.models import IsReleased
from feedback.outcomes.periods import Quarter
from feedback.outcomes.releases import building
from feedback.outcomes.releases.approving import accept_proposal, approve, ask_for
from feedback.outcomes.releases.building import build, build_waiting, find_cell
from tests.feedback.outcomes.answering import (
    QUARTER,
    a_measure,
    a_multiple,
    a_version,
    a_wave,
    answer,
    give,
    overall,
    people,
)

pytestmark = pytest.mark.django_db

SERIES = overall().series
LATER = date(2026, 6, 1)


@pytest.fixture
def asked() -> tuple[Any, Any]:
    return people()


def _built(quarter: Quarter, person: Any, **choices: Any) -> Release:
    release = ask_for(quarter, person)
    release.choices = choices
    build(release, today=LATER)
    return Release.objects.get(pk=release.pk)


def _cell(release: Release, margin: str, group: str, *, measure: str = "good", period: str = "") -> Any:
    return find_cell([release.payload or {}], measure, SERIES, margin, period or str(release.quarter), group)


def test_counts_percent_and_interval_of_everybody_each_service_and_each_area(asked: Any) -> None:
    wave = a_wave(a_version())
    a_measure(wave.accepted_versions.first())
    answer(wave, {("sure-start", "armagh"): (30, 10), ("health-visiting", "craigavon"): (20, 20)})

    release = _built(QUARTER, asked[0])

    assert release.state == Release.State.BUILT, release.audit
    cell = _cell(release, "all", "all")
    assert (cell["numerator"], cell["denominator"], cell["percent"]) == (50, 80, 63)
    # Wilson, 50 of 80: 0.5153 to 0.7231 (checked against SciPy in test_intervals).
    assert (cell["low"], cell["high"]) == (52, 72)
    assert _cell(release, "service", "sure-start")["percent"] == 75
    assert _cell(release, "locality", "craigavon")["percent"] == 50
    assert _cell(release, "service", "perinatal-team")["showing"] == "nothing-yet"


def test_three_languages_add_up_and_other_words_change_nothing(asked: Any) -> None:
    version = a_version()
    wave = a_wave(version)
    a_measure(version)
    for language in ("en", "pl", "ar"):
        answer(wave, {("sure-start", "armagh"): (10, 10)}, language=language)
    relabelled = a_version(overall(label={"en": "How was it, all in all?"}), number=2)
    wave.accepted_versions.add(relabelled)
    give(wave, relabelled, overall(), 10, "yes", service="sure-start", area="armagh")

    release = _built(QUARTER, asked[0])

    assert _cell(release, "all", "all")["numerator"] == 40
    assert _cell(release, "all", "all")["denominator"] == 70


def test_answers_that_were_counted_apart_are_left_out_and_their_number_is_told_about(asked: Any) -> None:
    version = a_version()
    wave = a_wave(version)
    a_measure(version)
    answer(wave, {("sure-start", "armagh"): (20, 20)})
    answer(wave, {("sure-start", "armagh"): (23, 0)}, state="quarantined")

    release = _built(QUARTER, asked[0])

    assert _cell(release, "all", "all")["denominator"] == 40
    assert release.payload["heard"] == [{"survey": "your-view", "about": 40, "apart": 20}]


def test_who_does_not_know_is_in_one_base_and_not_in_the_other(asked: Any) -> None:
    version = a_version()
    wave = a_wave(version)
    a_measure(version)
    answer(wave, {("sure-start", "armagh"): (20, 20, 10)})

    everybody = _cell(_built(QUARTER, asked[0]), "all", "all")["denominator"]
    Release.objects.all().delete()
    MeasureRule.objects.update(denominator="valid", left_out=["dont-know"])
    valid = _cell(_built(QUARTER, asked[0]), "all", "all")["denominator"]

    assert (everybody, valid) == (50, 40)


def test_of_several_choices_families_are_counted_and_not_ticks(asked: Any) -> None:
    version = a_version(a_multiple())
    wave = a_wave(version)
    a_measure(version, "ticked", "what", numerator=["yes", "b"])
    question = version.definition.question("what")
    give(wave, version, question, 12, "yes", "b", service="sure-start")
    give(wave, version, question, 14, "c", service="sure-start")

    release = _built(QUARTER, asked[0])

    (table, *_) = [each for each in release.payload["tables"] if each["margin"] == "all"]
    assert (table["cells"][0]["numerator"], table["cells"][0]["denominator"]) == (12, 26)


def test_a_small_service_and_one_beside_it_are_hidden_and_no_hidden_number_is_anywhere(asked: Any) -> None:
    version = a_version()
    wave = a_wave(version)
    a_measure(version)
    answer(
        wave,
        {
            ("sure-start", "armagh"): (40, 41),
            ("health-visiting", "armagh"): (33, 34),
            ("perinatal-team", "armagh"): (3, 4),
        },
    )

    release = _built(QUARTER, asked[0])

    assert release.state == Release.State.BUILT, release.audit
    hidden = [_cell(release, "service", key) for key in ("perinatal-team", "health-visiting")]
    assert all(
        {cell[name] for name in ("numerator", "denominator", "percent", "low", "high")} == {HIDDEN} for cell in hidden
    )
    assert {key: hidden[0][key] for key in hidden[0] if key != "group"} == {
        key: hidden[1][key] for key in hidden[1] if key != "group"
    }
    kept = json.dumps(release.payload["tables"])
    assert not any(f" {number}," in kept or f" {number}}}" in kept for number in (3, 4, 7, 33, 34, 67))


def test_a_quarter_that_is_not_over_or_still_takes_answers_is_refused(asked: Any) -> None:
    version = a_version()
    wave = a_wave(version)
    a_measure(version)
    answer(wave, {("sure-start", "armagh"): (20, 20)})
    release = ask_for(QUARTER, asked[0])

    build(release, today=date(2025, 3, 31))
    assert "not over" in release.audit["problems"][0]
    build(release, today=date(2025, 4, 21))
    assert "can still come, until 21 April 2025" in release.audit["problems"][0]
    build(release, today=date(2025, 4, 22))
    assert release.state == Release.State.BUILT


def test_a_measure_whose_question_is_no_longer_asked_is_refused_by_name(asked: Any) -> None:
    old = a_version()
    a_measure(old)
    new = a_version(a_question_with_another_meaning(), number=2)
    wave = a_wave(new)
    give(wave, new, new.definition.question("overall"), 40, "yes", service="sure-start")

    release = _built(QUARTER, asked[0])

    assert release.state == Release.State.REFUSED
    assert "measure good" in release.audit["problems"][0]
    assert release.payload is None


def a_question_with_another_meaning() -> Any:
    return overall(series="33333333-3333-4333-8333-333333333333")


def test_after_a_new_meaning_only_the_new_one_is_counted_and_nothing_is_compared(asked: Any) -> None:
    old = a_version()
    measure = a_measure(old)
    answer(a_wave(old), {("sure-start", "armagh"): (40, 40)})
    first = _built(QUARTER, asked[0])
    approve(first, asked[1])
    new = a_version(a_question_with_another_meaning(), number=2)
    a_measure(new, measure.key)
    wave = a_wave(new, QUARTER.next)
    wave.accepted_versions.add(old)
    give(wave, new, new.definition.question("overall"), 50, "yes", service="sure-start", area="armagh")
    give(wave, old, old.definition.question("overall"), 10, "yes", service="sure-start", area="armagh")

    release = _built(QUARTER.next, asked[0])

    tables = [each for each in release.payload["tables"] if each["margin"] == "all"]
    assert [(each["series"], each["cells"][0]["denominator"]) for each in tables] == [
        (a_question_with_another_meaning().series, 50)
    ]
    assert tables[0]["cells"][0]["change"] == "not-compared"


def test_a_clear_change_since_the_last_release_is_said_and_an_unclear_one_too(asked: Any) -> None:
    version = a_version()
    a_measure(version)
    answer(a_wave(version), {("sure-start", "armagh"): (20, 80), ("health-visiting", "armagh"): (50, 50)})
    approve(_built(QUARTER, asked[0]), asked[1])
    answer(a_wave(version, QUARTER.next), {("sure-start", "armagh"): (80, 20), ("health-visiting", "armagh"): (52, 48)})

    release = _built(QUARTER.next, asked[0])

    assert _cell(release, "service", "sure-start")["change"] == "up"
    assert _cell(release, "service", "health-visiting")["change"] == "no-clear-change"


def test_the_last_quarter_brings_the_year_by_service_and_language(asked: Any) -> None:
    version = a_version()
    a_measure(version)
    for number in (1, 2, 3, 4):
        wave = a_wave(version, Quarter(2025, number))
        answer(wave, {("sure-start", "armagh"): (20, 20), ("health-visiting", "armagh"): (21, 22)})
        answer(wave, {("sure-start", "armagh"): (6, 6)}, language="pl")
        answer(wave, {("perinatal-team", "armagh"): (3, 3), ("home-start-tiny-steps", "armagh"): (3, 4)})
        release = _built(Quarter(2025, number), asked[0])
        assert release.state == Release.State.BUILT, release.audit
        approve(release, asked[1])

    assert _cell(release, "service", "perinatal-team")["numerator"] == HIDDEN
    year = _cell(release, "service", "perinatal-team", period="2025")
    assert (year["numerator"], year["denominator"]) == (12, 24)
    language = _cell(release, "language", "other-languages", period="2025")
    assert (language["numerator"], language["denominator"]) == (24, 48)
    assert _cell(release, "all", "all", period="2025")["denominator"] == 4 * (40 + 43 + 12 + 6 + 7)


def test_what_was_refused_can_be_built_with_what_the_audit_proposes(asked: Any, monkeypatch: Any) -> None:
    version = a_version()
    a_measure(version)
    answer(a_wave(version), {("sure-start", "armagh"): (30, 30), ("perinatal-team", "armagh"): (3, 30)})
    # What hiding overlooks, the audit finds: here hiding overlooks all that is beside.
    monkeypatch.setattr(building, "hide", lambda groups, splits, thresholds, **other: _only_small(groups))
    release = _built(QUARTER, asked[0])
    assert release.state == Release.State.REFUSED
    assert release.payload is None
    assert any("perinatal-team" in leak["what"] and leak["exact"] for leak in release.audit["leaks"])
    assert not any(str(number) in str(release.audit["leaks"]).replace("2025", "") for number in (3, 33, 30, 93))

    (number,) = [n for n, each in enumerate(release.audit["proposals"]) if each.get("drop") == ["good|service|2025-Q1"]]
    accept_proposal(release, number)
    build(release, today=LATER)

    assert release.state == Release.State.BUILT
    assert {table["margin"] for table in release.payload["tables"]} == {"all", "locality"}


def _only_small(groups: Any) -> Any:
    return {name: why for name, group in groups.items() if (why := primary(group))}


def test_areas_that_were_put_together_are_one_row(asked: Any) -> None:
    version = a_version()
    a_measure(version)
    answer(
        a_wave(version),
        {("sure-start", area): (12, 12) for area in ("armagh", "banbridge", "craigavon")},
    )

    release = _built(QUARTER, asked[0], merge=[["armagh", "banbridge"]])

    assert release.state == Release.State.BUILT, release.audit
    assert _cell(release, "locality", "armagh+banbridge")["denominator"] == 48
    assert _cell(release, "locality", "armagh") is None


def test_another_issue_one_answer_later_is_refused(asked: Any) -> None:
    version = a_version()
    a_measure(version)
    wave = a_wave(version)
    answer(wave, {("sure-start", "armagh"): (30, 30), ("health-visiting", "craigavon"): (30, 30)})
    approve(_built(QUARTER, asked[0]), asked[1])
    answer(wave, {("sure-start", "armagh"): (1, 0)})

    release = _built(QUARTER, asked[0])

    assert release.issue == 2
    assert release.state == Release.State.REFUSED
    assert any("since the last issue" in leak["what"] for leak in release.audit["leaks"])
    assert any("Keep the earlier issue" in each["words"] for each in release.audit["proposals"])


def test_another_issue_many_answers_later_replaces_the_first(asked: Any) -> None:
    version = a_version()
    a_measure(version)
    wave = a_wave(version)
    answer(wave, {("sure-start", "armagh"): (30, 30)})
    first = _built(QUARTER, asked[0])
    approve(first, asked[1])
    answer(wave, {("sure-start", "armagh"): (20, 20)})

    second = _built(QUARTER, asked[0])
    approve(second, asked[1])

    assert Release.objects.get(pk=first.pk).state == Release.State.REPLACED
    assert Release.objects.get(state=Release.State.APPROVED).pk == second.pk
    with pytest.raises(IsReleased):
        Release.objects.get(pk=first.pk).delete()


@pytest.mark.parametrize(("out", "state"), [(1, Release.State.REFUSED), (6, Release.State.BUILT)])
def test_one_answer_taken_out_would_show_and_several_are_a_correction(asked: Any, out: int, state: str) -> None:
    version = a_version()
    a_measure(version)
    answer(a_wave(version), {("sure-start", "armagh"): (30, 30)})
    approve(_built(QUARTER, asked[0]), asked[1])
    Answer.objects.filter(pk__in=list(Answer.objects.filter(code="yes").values_list("pk", flat=True)[:out])).delete()

    assert _built(QUARTER, asked[0]).state == state


def test_a_year_that_no_longer_fits_its_quarters_is_refused(asked: Any) -> None:
    version = a_version()
    a_measure(version)
    for number in (1, 2, 3):
        answer(a_wave(version, Quarter(2025, number)), {("sure-start", "armagh"): (30, 30)})
        approve(_built(Quarter(2025, number), asked[0]), asked[1])
    answer(a_wave(version, Quarter(2025, 4)), {("sure-start", "armagh"): (30, 30)})
    Answer.objects.filter(response__wave__name="2025-Q1", code="yes").delete()

    release = _built(Quarter(2025, 4), asked[0])

    assert release.state == Release.State.REFUSED
    assert "does not fit" in release.audit["problems"][0]


def test_who_asked_does_not_approve_and_who_may_not_does_neither(asked: Any, django_user_model: Any) -> None:
    nobody = django_user_model.objects.create_user("nobody")
    version = a_version()
    a_measure(version)
    answer(a_wave(version), {("sure-start", "armagh"): (30, 30)})
    with pytest.raises(PermissionDenied):
        ask_for(QUARTER, nobody)
    release = _built(QUARTER, asked[0])

    with pytest.raises(PermissionDenied):
        approve(release, nobody)
    with pytest.raises(ValidationError, match="second person"):
        approve(release, asked[0])
    assert Release.objects.get().state == Release.State.BUILT

    approve(release, asked[1])
    with pytest.raises(ValidationError):
        approve(release, asked[1])


def test_figures_that_were_tampered_with_are_not_approved(asked: Any) -> None:
    version = a_version()
    a_measure(version)
    answer(a_wave(version), {("sure-start", "armagh"): (30, 30)})
    release = _built(QUARTER, asked[0])
    release.payload["tables"][0]["cells"][0]["numerator"] = 99
    Release.objects.filter(pk=release.pk).update(payload=release.payload)

    with pytest.raises(ValidationError):
        approve(release, asked[1])


def test_a_release_that_fails_is_refused_and_does_not_hold_up_the_next(asked: Any, monkeypatch: Any) -> None:
    ask_for(QUARTER, asked[0])
    ask_for(QUARTER.next, asked[0])
    real = build

    def broken(release: Release, **other: Any) -> None:
        if release.number == 1:
            raise RuntimeError("no disk")
        real(release, **other)

    monkeypatch.setattr(building, "build", broken)
    build_waiting()

    states = dict(Release.objects.values_list("number", "state"))
    assert states == {1: Release.State.REFUSED, 2: Release.State.BUILT}


def test_one_of_a_quarter_is_on_its_way_at_a_time(asked: Any) -> None:
    ask_for(QUARTER, asked[0])

    with pytest.raises(ValidationError, match="on its way"):
        ask_for(QUARTER, asked[0])


def test_the_same_number_of_queries_for_a_few_answers_and_for_many(
    asked: Any, django_assert_max_num_queries: Any
) -> None:
    version = a_version()
    a_measure(version)
    wave = a_wave(version)
    answer(wave, {("sure-start", "armagh"): (30, 30)})
    _built(QUARTER, asked[0])
    Release.objects.all().delete()
    answer(wave, {("sure-start", area): (300, 300) for area in ("armagh", "craigavon")})

    with django_assert_max_num_queries(27):
        _built(QUARTER, asked[0])


def test_a_measure_may_ask_for_more_answers_and_others_are_hidden_beside(asked: Any) -> None:
    version = a_version()
    a_measure(version, smallest_base=20)
    answers = {"sure-start": (20, 20), "health-visiting": (25, 25), "perinatal-team": (8, 7)}
    answer(a_wave(version), {(service, "armagh"): numbers for service, numbers in answers.items()})

    release = _built(QUARTER, asked[0])

    assert release.state == Release.State.BUILT, release.audit
    assert _cell(release, "service", "perinatal-team")["numerator"] == HIDDEN
    assert _cell(release, "service", "sure-start")["numerator"] == HIDDEN
    assert _cell(release, "service", "health-visiting")["numerator"] == 25


# --- Beside the other quarters of a year ---


@pytest.fixture
def a_published_year(asked: Any) -> Any:
    """A year whose quarters are all published, and the wave of its second."""
    version = a_version()
    a_measure(version)
    waves = [a_wave(version, Quarter(2025, number)) for number in (1, 2, 3, 4)]
    for wave in waves:
        answer(wave, {("sure-start", "armagh"): (20, 20), ("health-visiting", "craigavon"): (21, 22)})
    for number in (1, 2, 3, 4):
        approve(_built(Quarter(2025, number), asked[0]), asked[1])
    return waves[1]


def test_an_earlier_quarter_is_published_anew_and_then_its_year(asked: Any, a_published_year: Any) -> None:
    answer(a_published_year, {("sure-start", "armagh"): (10, 10)})

    quarter = _built(Quarter(2025, 2), asked[0])
    assert quarter.state == Release.State.BUILT, quarter.audit
    approve(quarter, asked[1])
    year = _built(Quarter(2025, 4), asked[0])

    assert year.state == Release.State.BUILT, year.audit
    assert _cell(year, "service", "sure-start", period="2025")["denominator"] == 4 * 40 + 20
    assert year.payload["beside"] == {"2025-Q1": 1, "2025-Q2": 2, "2025-Q3": 1}


def test_an_earlier_quarter_one_answer_later_is_refused_although_the_year_is_published(
    asked: Any, a_published_year: Any
) -> None:
    answer(a_published_year, {("sure-start", "armagh"): (1, 0)})

    assert _built(Quarter(2025, 2), asked[0]).state == Release.State.REFUSED


def test_what_was_built_beside_figures_that_were_replaced_is_not_approved(asked: Any, a_published_year: Any) -> None:
    answer(a_published_year, {("sure-start", "armagh"): (10, 10)})
    quarter = _built(Quarter(2025, 2), asked[0])
    third = _built(Quarter(2025, 3), asked[0])
    approve(quarter, asked[1])

    with pytest.raises(ValidationError, match="Figures of another quarter were published after this was built"):
        approve(third, asked[1])

    third.refresh_from_db()
    assert third.state == Release.State.BUILT
