"""Each screen of surveys on the editors' desk says what it is, and what it is about."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from feedback.models import EntryPoint

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch(point: EntryPoint) -> EntryPoint:
    paper = EntryPoint.Kind.PAPER
    return EntryPoint.objects.create(wave=point.wave, kind=paper, label="Health fair", expected_audience=40)


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("/admin/surveys/{survey}/signatures/", "How is it for you and your baby?"),
        ("/admin/surveys/{survey}/signatures/ar/", "Arabic"),
        ("/admin/surveys/ways-in/{batch}/", "Health fair"),
        ("/admin/surveys/paper/{batch}/", "Health fair"),
    ],
)
def test_the_heading_of_a_screen_says_what_it_is_about(
    editor_client: Client, batch: EntryPoint, address: str, says: str
) -> None:
    path = address.format(survey=batch.wave.survey_id, batch=batch.pk)

    page = BeautifulSoup(editor_client.get(path).content, "html.parser")

    assert len(page.select("h1")) == 1
    assert says in page.h1.get_text(" ", strip=True)
