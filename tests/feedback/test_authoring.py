"""What an editor writes: surveys, options, questionnaires by others."""

import pytest
from django.test import Client

from feedback.surveys.models import Survey
from tests.feedback.editors import a_survey, client_of, edit_address, errors_in, fields_of, survey_editor

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> Client:
    return client_of(survey_editor())


def test_an_editor_publishes_a_survey(editor: Client) -> None:
    survey = a_survey()
    data = fields_of(editor.get(edit_address(survey)).content)

    response = editor.post(edit_address(survey), data | {"action-publish": "action-publish"})

    assert response.status_code == 302, errors_in(response)
    assert Survey.objects.get(pk=survey.pk).live
    assert survey.versions.count() == 1
