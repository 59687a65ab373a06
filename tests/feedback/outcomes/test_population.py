"""How babies are doing: figures of official publishers, on one page and on a card of each outcome, also on paper."""

import re
from datetime import date
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from feedback.models import Indicator, IndicatorValue, Outcome
from guidance.content.load import FIRST_LANGUAGES

pytestmark = pytest.mark.django_db

ALL = "/en/how-babies-are-doing/"
CARD = f"{ALL}weight-outcome/"
LATER = date(2026, 6, 1)


def an_indicator(**other: Any) -> Indicator:
    outcome, _ = Outcome.objects.get_or_create(key="weight-outcome", defaults={"statement_en": "A healthy start"})
    facts = {
        "key": "low-weight-shown",
        "outcome": outcome,
        "name_en": "Born small",
        "definition_en": "Live births under 2,500 g",
        "unit": "percent",
        "direction": "lower",
        "source_name": "A publisher",
    }
    return Indicator.objects.create(**facts | other)


def a_value(indicator: Indicator, year: int, value: str, **other: Any) -> IndicatorValue:
    facts = {
        "indicator": indicator,
        "area": "ni",
        "period_label": f"{year}/{(year + 1) % 100:02d}",
        "first_day": date(year, 4, 1),
        "last_day": date(year + 1, 3, 31),
        "value": value,
        "source": "A publication, table 1",
    }
    return IndicatorValue.objects.create(**facts | other)


def a_history(indicator: Indicator, *values: tuple[int, str], **other: Any) -> None:
    for year, value in values:
        a_value(indicator, year, value, confirmed_on=LATER, **other)


def read(client: Any, address: str = CARD) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return str(response.content.decode())


def chart_in(page: str, key: str = "low-weight-shown") -> str:
    chart = page[page.index(f'aria-labelledby="indicator-{key}') :]
    return chart[: chart.index("</svg>")]


both_pages = pytest.mark.parametrize("address", [ALL, CARD])


# --- Every figure is its publisher's --------------------------------------------------------------------------------


@both_pages
def test_a_draft_figure_is_marked_and_is_shown_nowhere_else(client: Any, settings: Any, address: str) -> None:
    a_value(an_indicator(), 2016, "7.77")

    page = read(client, address)
    assert "7.77%*" in page
    assert "nobody has compared them with their publisher yet" in page

    settings.SHOW_PREVIEW = False
    page = read(client, address)
    assert "7.77" not in page
    assert "There is no figure here yet." in page


def test_a_draft_figure_is_marked_in_the_chart_and_its_sentence_too(client: Any) -> None:
    indicator = an_indicator()
    a_history(indicator, (2015, "6.5"))
    a_value(indicator, 2016, "6.4")

    page = read(client)

    assert "6.5% in 2015/16, 6.4%* in 2016/17." in page
    assert ">6.4%*</text>" in chart_in(page)


@both_pages
def test_where_a_figure_was_published_stands_with_it_once(client: Any, address: str) -> None:
    indicator = an_indicator()
    a_history(indicator, (2015, "6.5"), (2016, "6.4"), source_url="https://example.org/one")
    a_history(indicator, (2017, "6.3"), source="Another, table 2", note="Read with care.")

    page = read(client, address)

    assert page.count('<a class="links__line" href="https://example.org/one">A publication, table 1</a>') == 1
    assert "Another, table 2<br>Read with care." in page
    assert re.search(r"6\.4% \[1\]", page)
    assert re.search(r"6\.3% \[2\]", page)


def test_groups_of_people_are_named_in_the_language_of_the_page(client: Any) -> None:
    indicator = an_indicator(name_pl="Małe", definition_pl="Urodzenia")
    a_history(indicator, (2016, "6.4"), group="rural")
    a_history(indicator, (2016, "6.5"), group="some-others")

    page = read(client, "/pl/how-babies-are-doing/weight-outcome/")

    assert "<span>na wsi</span>" in page
    assert '<span lang="en-GB" dir="ltr">some others</span>' in page


# --- The chart ------------------------------------------------------------------------------------------------------


@both_pages
def test_a_missing_year_is_a_gap_in_the_chart(client: Any, address: str) -> None:
    a_history(an_indicator(), (2015, "6.5"), (2016, "6.4"), (2019, "6.1"))

    page = read(client, address)

    chart = chart_in(page)
    assert chart.count('class="chart__line"') == 1
    assert chart.count('class="chart__dot"') == 3
    assert ">2018/19</text>" in chart or ">2017/18</text>" in chart
    assert "6.5% in 2015/16, 6.1% in 2019/20." in page


@both_pages
def test_what_is_expected_is_drawn_and_said(client: Any, address: str) -> None:
    indicator = an_indicator()
    a_history(indicator, (2015, "6.5"), (2016, "6.4"))
    a_history(indicator, (2019, "6.3"), is_forecast=True)

    page = read(client, address)

    assert chart_in(page).count('class="chart__expected"') == 2  # the value, and its sign in the key
    assert "expected if nothing changes" in page
    assert "Expected if nothing changes: 6.3% (2019/20)." in page


def test_what_was_expected_of_a_year_that_has_come_is_not_drawn_after_it(client: Any) -> None:
    indicator = an_indicator()
    a_history(indicator, (2015, "6.5"), (2016, "6.4"))
    a_history(indicator, (2016, "6.6"), is_forecast=True)

    page = read(client)

    assert "chart__expected" not in page
    assert "6.6% (expected if nothing changes)" in page


def test_rates_and_numbers_have_a_chart_with_a_scale_that_holds_them(client: Any) -> None:
    a_history(an_indicator(unit="rate"), (2015, "14.2"), (2016, "12.9"))
    a_history(an_indicator(key="contacts-shown", unit="number", direction="context"), (2015, "1203"), (2016, "1890"))

    page = read(client, ALL)

    assert ">20</text>" in chart_in(page)
    assert "12.9 per 1,000" in page
    assert ">2,000</text>" in chart_in(page, "contacts-shown")


def test_a_group_alone_is_no_history_of_everybody(client: Any) -> None:
    a_history(an_indicator(), (2015, "6.5"), (2016, "6.4"), group="men")

    page = read(client)

    assert "chart__line" not in page
    assert "6.4%" in page


# --- The card -------------------------------------------------------------------------------------------------------


def test_a_card_shows_the_newest_figure_and_the_one_before_under_what_is_good(client: Any) -> None:
    a_history(an_indicator(), (2015, "6.5"), (2016, "6.4"))

    page = read(client)

    boxes = page[page.index("figure-boxes") : page.index("over-time")]
    assert "Lower is better" in boxes
    assert '<div class="figure-box__value">6.4%</div>' in boxes
    assert "Northern Ireland · 2016/17" in boxes
    assert "Before: 6.5% (2015/16)" in boxes
    assert "Live births under 2,500 g" in boxes


def test_what_is_counted_in_another_way_is_held_against_nothing_before(client: Any) -> None:
    a_history(an_indicator(), (2015, "6.5"), (2016, "6.4"))
    assert "chart__break" not in read(client)

    IndicatorValue.objects.filter(period_label="2016/17").update(starts_anew=True)

    page = read(client)
    assert "Before:" not in page[page.index("figure-boxes") : page.index("over-time")]
    assert "chart__break" in page


def test_what_is_to_be_checked_is_not_for_readers(client: Any) -> None:
    a_history(an_indicator(), (2015, "6.5"), (2016, "6.4"))
    IndicatorValue.objects.update(to_check="Is it at booking?", note="Financial years.")

    page = read(client)

    assert "Financial years." in page
    assert "Is it at booking?" not in page


def test_one_chart_stands_on_a_card_and_the_others_are_tables(client: Any) -> None:
    a_history(an_indicator(), (2015, "6.5"), (2016, "6.4"))
    a_history(an_indicator(key="other-shown", name_en="Another"), (2015, "5.5"), (2016, "5.4"))

    page = read(client)

    assert page.count('class="chart"') == 1
    assert page.index("The figures one by one") < page.index('aria-label="Another"')


def test_what_nobody_publishes_is_named_as_missing(client: Any) -> None:
    a_history(an_indicator(), (2016, "6.4"))
    an_indicator(key="gap-shown", name_en="Not told")

    page = read(client)

    assert page.index("Figures that are still missing") < page.index("Not told")


def test_chance_is_told_as_published_or_worked_out_from_the_counts(client: Any) -> None:
    units = {"a": "percent", "b": "percent", "c": "rate", "d": "number"}
    published, share, rate, number = (an_indicator(key=key, unit=unit) for key, unit in units.items())
    a_history(published, (2016, "6.4"), low="5.9", high="7", numerator=64, denominator=1000)
    a_history(share, (2016, "6.4"), numerator=64, denominator=1000)
    a_history(rate, (2016, "5"), numerator=65, denominator=13000)
    a_history(number, (2016, "65"), numerator=65, denominator=65)

    boxes = read(client).split("The figures one by one")[0]

    # Wilson's of 64 of 1,000 and Byar's of 65 of 13,000, for 1,000: worked out by hand from their formulas.
    assert re.findall(r"Chance alone could put this between (\S+) and (\S+)\.<", boxes) == [
        ("5.9%", "7%"),
        ("5%", "8.1%"),
        ("3.9", "6.4"),
    ]
    assert "65 ÷ 13,000 × 1,000 = 5" in boxes


@both_pages
def test_the_story_and_who_can_help_stand_there(client: Any, address: str) -> None:
    an_indicator()
    Outcome.objects.filter(key="weight-outcome").update(
        story_en="Fewer mums smoke.", partners_en="Midwives.", what_works_en="Warm rooms."
    )

    page = read(client, address)

    for words in ("Fewer mums smoke.", "Midwives.", "Warm rooms."):
        assert words in page


@pytest.mark.parametrize("tail", ["", "card.pdf"])
def test_an_outcome_that_nobody_wants_has_no_card(client: Any, tail: str) -> None:
    assert client.get(f"/en/how-babies-are-doing/nothing-such/{tail}").status_code == 404


def test_every_outcome_leads_to_its_card_and_the_card_to_its_paper(client: Any) -> None:
    for address in (ALL, "/en/report-cards/"):
        assert 'href="/en/how-babies-are-doing/best-start/"' in read(client, address)
    assert 'href="/en/how-babies-are-doing/best-start/card.pdf"' in read(client, f"{ALL}best-start/")


def test_nobody_who_reads_a_card_gets_a_cookie(client: Any) -> None:
    for address in (ALL, f"{ALL}best-start/", f"{ALL}best-start/card.pdf"):
        assert not client.get(address).cookies


def queries_of(client: Any, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize("address", [ALL, f"{ALL}best-start/", "/en/report-cards/"])
def test_a_page_takes_three_queries_beside_those_of_every_page_however_much_it_tells(client: Any, address: str) -> None:
    for indicator in Indicator.objects.all():
        a_history(indicator, *((year, "6.5") for year in range(1990, 2008)))

    assert queries_of(client, address) - queries_of(client, "/en/interpreter/") == 3


# --- On paper -------------------------------------------------------------------------------------------------------


def pages_of(response: Any) -> int:
    with pikepdf.open(BytesIO(response.content)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert "pdfuaid" in bytes(pdf.Root.Metadata.read_bytes()).decode()
        return len(pdf.pages)


@pytest.mark.parametrize("code", FIRST_LANGUAGES)
def test_every_card_on_paper_is_one_page_in_every_language(client: Any, code: str) -> None:
    for key in Outcome.objects.values_list("key", flat=True):
        response = client.get(f"/{code}/how-babies-are-doing/{key}/card.pdf")

        assert response["Content-Type"] == "application/pdf"
        assert response["X-Robots-Tag"] == "noindex"
        assert pages_of(response) == 1


@pytest.mark.parametrize("code", ["en", "ar"])
def test_a_card_on_paper_is_one_page_whatever_it_has_to_tell(client: Any, code: str) -> None:
    long = {"story": "A long story. " * 60, "partners": "Somebody, " * 39, "what_works": "Something else, " * 37}
    told = {f"{field}_{each}": words for field, words in long.items() for each in ("en", "ar")}
    Outcome.objects.filter(key="best-start").update(statement_en="#panic() → 👶 " + "x" * 180, **told)
    for indicator in Indicator.objects.filter(outcome__key="best-start"):
        for group in ("", "men", "women", "rural", "urban"):
            facts = {"group": group, "source": f"Where {indicator} of {group} stand {'x' * 200}"[:200]}
            a_history(indicator, *((year, "6.5") for year in range(1990, 2008)), **facts)

    assert pages_of(client.get(f"/{code}/how-babies-are-doing/best-start/card.pdf")) == 1


def test_on_paper_no_draft_is_shown_where_there_are_only_published_figures(client: Any, settings: Any) -> None:
    settings.SHOW_PREVIEW = False
    paper = "/en/how-babies-are-doing/weight-outcome/card.pdf"
    indicator = an_indicator()
    without = client.get(paper).content
    a_value(indicator, 2016, "7.77")

    # The same figures make the same bytes.
    assert client.get(paper).content == without


def test_the_site_map_names_every_outcome_in_each_language(client: Any) -> None:
    site_map = client.get("/sitemap.xml").content.decode()

    for code in FIRST_LANGUAGES:
        for path in ("", "best-start/", "everybody-knows/"):
            assert f"<loc>http://testserver/{code}/how-babies-are-doing/{path}</loc>" in site_map
