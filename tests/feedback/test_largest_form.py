"""The largest survey that anybody should write: thirty questions in every language of the registry."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from feedback.models import Survey, SurveyQuestion, SurveyVersion
from feedback.surveys.models.authoring import OPTION_TEXTS, QUESTION_TEXTS, SURVEY_TEXTS
from home.languages import REGISTRY
from tests.feedback.editors import a_set, child, client_of, errors_in, fields_of, survey_editor

pytestmark = pytest.mark.django_db
QUESTIONS = 30
ADD = "/admin/snippets/feedback/survey/add/"


def columns(names: tuple[str, ...], words: str) -> dict[str, str]:
    return {
        f"{name}_{language.code.replace('-', '_')}": f"{words} {name} {language.code}"
        for name in names
        for language in REGISTRY
    }


def question(index: int, options: int) -> dict[str, str]:
    fields = {"key": f"q{index}", "kind": "single", "option_set": str(options), "longest": "1000"}
    return child("questions", index, **fields, **columns(QUESTION_TEXTS, f"Question {index}"))


def largest(editor: Client) -> dict[str, Any]:
    """Return the form with every text of every language filled in, as a browser sends it."""
    options = a_set()
    options.options.update(**columns(OPTION_TEXTS, "Option"))
    data = fields_of(editor.get(ADD).content) | {"key": "largest"} | columns(SURVEY_TEXTS, "Survey")
    for index in range(QUESTIONS):
        data |= question(index, options.pk)
    return data | {"questions-TOTAL_FORMS": str(QUESTIONS)}


def test_the_largest_survey_is_saved_as_a_draft_and_published() -> None:
    editor = client_of(survey_editor())

    response = editor.post(ADD, largest(editor))
    assert response.status_code == 302, errors_in(response)
    survey = Survey.objects.get(key="largest")
    assert not survey.live

    # As it comes back from the browser, with all that Wagtail's own form adds.
    address = f"/admin/snippets/feedback/survey/edit/{survey.pk}/"
    data = fields_of(editor.get(address).content)
    assert len(data) < settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
    response = editor.post(address, data | {"action-publish": "action-publish"})

    assert response.status_code == 302, errors_in(response)
    assert SurveyQuestion.objects.filter(survey=survey).count() == QUESTIONS
    definition = SurveyVersion.objects.get(survey=survey).definition
    assert set(definition.languages) == {language.code for language in REGISTRY}
    assert definition.questions[-1].label("ar") == f"Question {QUESTIONS - 1} label ar"
