"""A report card shows what is published and nothing that is hidden, in every language, on the web and on paper."""

import re
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from feedback.models import EntryPoint, Measure, NextStep, Outcome, Release, Reply, ReportCard, ServiceReturn
from feedback.outcomes.cards.paper import for_paper
from feedback.outcomes.cards.told import figure_choices
from feedback.outcomes.models import digest_of
from feedback.outcomes.periods import Quarter
from feedback.outcomes.releases.approving import approve, ask_for
from feedback.outcomes.releases.building import build
from feedback.outcomes.releases.reading import archive
from guidance.directory.models import Service
from tests.feedback.outcomes.answering import QUARTER, a_measure, a_version, a_wave, answer, people

pytestmark = pytest.mark.django_db

#: Numbers that nothing else on a page has.
HIDDEN_YES, HIDDEN_NO = 3, 4
LATER = date(2026, 6, 1)


def _published(quarter: Quarter, asked: Any) -> Release:
    release = ask_for(quarter, asked[0])
    build(release, today=LATER)
    assert release.state == Release.State.BUILT, release.audit
    approve(release, asked[1])
    return Release.objects.get(pk=release.pk)


@pytest.fixture
def measure() -> Measure:
    version = a_version()
    measure = a_measure(version)
    Measure.objects.filter(pk=measure.pk).update(name_pl="Było dobrze", definition_pl="Kto powiedział: tak")
    return measure


@pytest.fixture
def asked() -> Any:
    return people()


@pytest.fixture
def two_quarters(measure: Measure, asked: Any) -> Measure:
    version = a_version_of(measure)
    answer(a_wave(version), {("sure-start", "armagh"): (20, 80), ("health-visiting", "armagh"): (331, 335)})
    _published(QUARTER, asked)
    answer(
        a_wave(version, QUARTER.next),
        {
            ("sure-start", "armagh"): (80, 20),
            ("health-visiting", "armagh"): (331, 335),
            ("perinatal-team", "armagh"): (HIDDEN_YES, HIDDEN_NO),
        },
    )
    _published(QUARTER.next, asked)
    return measure


def a_version_of(measure: Measure) -> Any:
    return measure.rules.get().survey.versions.get()


def _page(client: Any, group: str, quarter: str = "2025-q2", language: str = "en") -> str:
    response = client.get(f"/{language}/report-cards/{group}/{quarter}/")
    assert response.status_code == 200
    return str(response.content.decode())


def test_a_card_shows_share_counts_chance_and_change(client: Any, two_quarters: Measure) -> None:
    page = _page(client, "health-visiting", "2025-q1")

    assert "50%" in page
    assert "331 of 666" in page
    assert "Chance alone could put this between 46% and 53%." in page
    assert "margin of error" not in page.lower()


def test_a_clear_change_has_an_arrow_and_words(client: Any, two_quarters: Measure, asked: Any) -> None:
    page = _page(client, "all")

    assert "Quarter before: 46%" in page
    assert re.search(r'<span aria-hidden="true">↑</span> Up since the quarter before', page)


def test_a_hidden_service_and_the_one_beside_it_look_the_same_and_hold_no_number(
    client: Any, two_quarters: Measure
) -> None:
    hidden, beside = (_page(client, group) for group in ("perinatal-team", "sure-start"))

    for page in (hidden, beside):
        main = page[page.index("<main") : page.index("</main>")]
        boxes = main[main.index("figure-boxes") : main.index("over-time") if "over-time" in main else None]
        assert "Too few to show" in boxes
        assert not re.search(r"\b(3|4|7|80|100)\b", re.sub(r'(id|class|aria-labelledby)="[^"]*"', "", boxes))


def test_how_a_figure_was_worked_out_names_its_question_counts_and_sum(client: Any, two_quarters: Measure) -> None:
    page = _page(client, "health-visiting", "2025-q1")

    assert "How was it?" in page
    assert "331 ÷ 666 = 50%" in page
    assert "Who said yes" in page


def test_the_chart_has_a_sentence_and_a_table_and_a_sign_for_what_is_hidden(client: Any, two_quarters: Measure) -> None:
    page = _page(client, "all")

    assert '<svg xmlns="http://www.w3.org/2000/svg" class="chart"' in page
    assert "46% in January – March 2025, 54% in April – June 2025." in page
    assert '<th class="table__cell" scope="row">Jan – Mar 2025</th>' in page


def test_in_polish_names_are_polish_and_what_is_not_translated_is_marked(client: Any, two_quarters: Measure) -> None:
    page = _page(client, "health-visiting", "2025-q1", "pl")

    assert "Było dobrze" in page
    assert "Jak było?" in page
    assert '<div class="notice" role="note">' in page

    Measure.objects.update(name_pl="")
    page = _page(client, "health-visiting", "2025-q1", "pl")
    assert re.search(r'<h3[^>]* lang="en-GB" dir="ltr">It was good</h3>', page)


def test_where_no_drafts_are_shown_english_is_and_says_so(client: Any, two_quarters: Measure, settings: Any) -> None:
    settings.SHOW_PREVIEW = False

    response = client.get("/en/report-cards/health-visiting/2025-q1/")

    assert b"It was good" in response.content
    assert b"noindex" not in response.content


def test_the_story_next_steps_and_owner_stand_on_the_card(client: Any, two_quarters: Measure) -> None:
    card = ReportCard.objects.create(
        service=Service.objects.get(key="health-visiting"), year=2025, number=2, owner="Health visiting team",
        story_en="More families came on Fridays.",
    )  # fmt: skip
    NextStep.objects.create(card=card, what_en="Open on Mondays, too", who="Team Lurgan", due=date(2025, 9, 1))

    page = _page(client, "health-visiting")

    assert "More families came on Fridays." in page
    assert "Open on Mondays, too" in page
    assert "Who: Team Lurgan. By: 1 September 2025." in page
    assert "Health visiting team" in page


@pytest.mark.parametrize("path", ["sure-start/2025-q4", "sure-start/2025-q9", "nobody/2025-q1", "sure-start/2025"])
def test_what_was_not_published_is_not_there(client: Any, two_quarters: Measure, path: str) -> None:
    assert client.get(f"/en/report-cards/{path}/").status_code == 404


def test_a_release_that_nobody_approved_is_not_there(client: Any, measure: Measure, asked: Any) -> None:
    answer(a_wave(a_version_of(measure)), {("sure-start", "armagh"): (30, 30)})
    release = ask_for(QUARTER, asked[0])
    build(release, today=LATER)

    assert client.get("/en/report-cards/sure-start/2025-q1/").status_code == 404
    assert "30 of 60" not in client.get("/en/report-cards/").content.decode()


def test_with_nothing_published_the_list_says_when_the_first_figures_come(client: Any) -> None:
    page = client.get("/en/report-cards/").content.decode()

    assert "There are no figures yet." in page


def test_the_list_leads_to_every_card(client: Any, two_quarters: Measure) -> None:
    page = client.get("/en/report-cards/").content.decode()

    for group in ("all", "sure-start", "health-visiting", "perinatal-team"):
        assert f'href="/en/report-cards/{group}/2025-q2/"' in page
    assert 'href="/en/report-cards/perinatal-team/2025-q1/"' not in page


def test_what_a_service_counts_stands_on_its_card_and_a_few_are_hidden(
    client: Any, two_quarters: Measure, asked: Any
) -> None:
    outcome = Outcome.objects.get(key="start")
    for figure, form in (("received", "number"), ("accepted", "percent"), ("median-wait", "days")):
        Measure.objects.create(
            key=f"figure-{figure}", outcome=outcome, name_en=f"Figure {figure}", definition_en="As counted",
            box="how-much", form=form, source="return", figure=figure,
        )  # fmt: skip
    facts = {"year": 2025, "quarter": 3, "source": "A return"}
    large, small = (Service.objects.get(key=key) for key in ("sure-start", "perinatal-team"))
    ServiceReturn.objects.create(
        service=large, received=60, accepted=45, redirected=10, days_waited=list(range(45)), **facts
    )
    ServiceReturn.objects.create(
        service=small, received=28, accepted=25, redirected=2, days_waited=list(range(25)), **facts
    )
    _published(Quarter(2025, 3), asked)

    page = _page(client, "sure-start", "2025-q3")
    assert "45 of 60" in page
    assert "22 days" in page
    # Byar's interval of 60 events is 45.8 to 77.2 (the formula of Breslow and Day, worked out by hand).
    assert "Chance alone could put this between 46 and 77." in page
    page = _page(client, "perinatal-team", "2025-q3")
    assert ">28<" in page
    assert "25" not in re.sub(r"20\d\d", "", page[page.index("figure-boxes") : page.index("The story behind")])


@pytest.mark.parametrize("language", ["en", "pl", "ar"])
def test_a_card_on_paper_is_one_page(client: Any, two_quarters: Measure, language: str) -> None:
    response = client.get(f"/{language}/report-cards/health-visiting/2025-q2/card.pdf")

    assert response["Content-Type"] == "application/pdf"
    assert len(re.findall(rb"/Type\s*/Page\b", response.content)) == 1
    assert b"pdfuaid:part" in response.content or b"pdfuaid" in response.content


def test_in_a_chart_on_paper_words_from_right_to_left_begin_on_the_right() -> None:
    # Typst takes no notice of the direction of an SVG: there the words of the scale would lie over the lines.
    svg = '<svg direction="rtl" font-size="15"><text text-anchor="end">1</text><text text-anchor="start">2</text></svg>'

    assert re.findall(r'text-anchor="(\w+)">(\d)', for_paper(svg)) == [("start", "1"), ("end", "2")]


def test_a_card_on_paper_sets_whatever_people_write(client: Any, two_quarters: Measure) -> None:
    card = ReportCard.objects.create(
        service=Service.objects.get(key="health-visiting"), year=2025, number=2, owner="Team",
        story_en="#panic() → 👶 " + "A long story. " * 60,
    )  # fmt: skip
    for number in range(6):
        NextStep.objects.create(card=card, what_en=f"Step {number} ↑ " + "x" * 180, who="Team", due=date(2025, 9, 1))

    response = client.get("/en/report-cards/health-visiting/2025-q2/card.pdf")

    assert response.status_code == 200
    assert len(re.findall(rb"/Type\s*/Page\b", response.content)) == 1


def test_a_card_takes_as_many_queries_for_one_quarter_as_for_many(
    client: Any, two_quarters: Measure, asked: Any, django_assert_max_num_queries: Any
) -> None:
    first = Release.objects.filter(state="approved").order_by("year", "number").first()
    for year in range(2015, 2025):
        for number in (1, 2, 3, 4):
            payload = first.payload | {"quarter": f"{year}-Q{number}"}
            Release.objects.create(
                year=year, number=number, state="approved", payload=payload, digest=digest_of(payload),
                asked_by=asked[0], approved_by=asked[1], approved_on=LATER,
            )  # fmt: skip

    with django_assert_max_num_queries(20):
        _page(client, "all")


def test_nobody_who_reads_a_card_gets_a_cookie(client: Any, two_quarters: Measure) -> None:
    for address in ("/en/report-cards/", "/en/report-cards/all/2025-q2/"):
        assert not client.get(address).cookies


def test_addresses_have_names() -> None:
    assert reverse("report_card", args=["all", "2025-q1"]).endswith("/report-cards/all/2025-q1/")


def test_the_site_map_names_every_card_in_each_language(client: Any, two_quarters: Measure) -> None:
    site_map = client.get("/sitemap.xml").content.decode()

    for code in ("en", "pl", "ar"):
        for path in ("report-cards/", "report-cards/all/2025-q1/", "report-cards/perinatal-team/2025-q2/"):
            assert f"<loc>http://testserver/{code}/{path}</loc>" in site_map
    assert "report-cards/perinatal-team/2025-q1/" not in site_map


def test_a_service_for_professionals_alone_is_named_nowhere(client: Any, two_quarters: Measure) -> None:
    Service.objects.filter(key="perinatal-team").update(is_for_professionals=True)

    assert "perinatal-team" not in client.get("/en/report-cards/").content.decode()
    assert client.get("/en/report-cards/perinatal-team/2025-q2/").status_code == 404
    assert "perinatal-team" not in client.get("/sitemap.xml").content.decode()


def test_families_are_asked_about_no_service_for_professionals(two_quarters: Measure) -> None:
    point = EntryPoint.objects.filter(service__key="perinatal-team").first()
    assert point
    point.full_clean()
    Service.objects.filter(key="perinatal-team").update(is_for_professionals=True)
    with pytest.raises(ValidationError, match="service"):
        point.full_clean()


# --- Behind a reply ---


def test_a_reply_tells_the_released_figure_behind_it_and_leads_to_its_card(client: Any, two_quarters: Measure) -> None:
    told = {"name_en": "Kind people", "said_en": "People were kind."}
    reply = Reply.objects.create(**told, figure="good/health-visiting/2025-Q1")

    page = client.get("/en/you-said-we-did/").content.decode()
    assert "<strong>50%</strong> (331 of 666)" in page
    assert 'href="/en/report-cards/health-visiting/2025-q1/"' in page

    Reply.objects.filter(pk=reply.pk).update(figure="good/perinatal-team/2025-Q2")
    page = client.get("/en/you-said-we-did/").content.decode()
    assert "People were kind." in page
    assert "report-cards/perinatal-team" not in page


def test_editors_choose_from_published_figures_and_never_from_hidden_ones(two_quarters: Measure) -> None:
    codes = [code for code, _words in figure_choices(archive())]

    assert "good/health-visiting/2025-Q1" in codes
    assert "good/all/2025-Q2" in codes
    assert not any(code.endswith(("perinatal-team/2025-Q2", "sure-start/2025-Q2")) for code in codes)


def test_areas_that_were_put_together_stand_in_one_row(client: Any, measure: Measure, asked: Any) -> None:
    areas = {("sure-start", area): (12, 12) for area in ("armagh", "banbridge", "craigavon")}
    answer(a_wave(a_version_of(measure)), areas)
    release = ask_for(QUARTER, asked[0])
    release.choices = {"merge": [["armagh", "banbridge"]]}
    build(release, today=LATER)
    approve(release, asked[1])

    page = _page(client, "all", "2025-q1")

    rows = page[page.index("By area") :]
    assert rows.index("Armagh, Banbridge") < rows.index("24 of 48") < rows.index("Craigavon") < rows.index("12 of 24")
