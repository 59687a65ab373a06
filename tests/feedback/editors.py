"""People on the editors' desk, and the forms they fill in, as a browser would send them."""

from typing import Any

from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, User
from django.test import Client

from feedback.groups import SURVEY_EDITORS
from feedback.surveys.definition import SURVEY_TEXTS
from feedback.surveys.models import Option, OptionSet, Survey, SurveyQuestion


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def member_of(*groups: str, name: str = "someone") -> User:
    user = User.objects.create_user(name, password="a long password for tests")
    user.groups.add(*Group.objects.filter(name__in=groups))
    return user


def survey_editor(name: str = "survey-editor") -> User:
    return member_of(SURVEY_EDITORS, name=name)


def fields_of(html: bytes, form: str = "form[data-edit-form], form#w-editor-form, main form") -> dict[str, Any]:
    """Return what a browser would send if nothing was changed."""
    page = BeautifulSoup(html, "html.parser")
    found = max(page.select("form"), key=lambda each: len(each.select("[name]")))
    data: dict[str, Any] = {}
    for field in found.select("[name]"):
        name = str(field["name"])
        if field.has_attr("disabled") or field.find_parent("template"):
            continue
        if field.name == "select":
            chosen = field.select("option[selected]")
            data[name] = str(chosen[0]["value"]) if chosen else ""
        elif field.name == "textarea":
            data[name] = field.get_text().removeprefix("\n")
        elif field.get("type") in ("checkbox", "radio"):
            if field.has_attr("checked"):
                value = str(field.get("value", "on"))
                data[name] = [*data.get(name, []), value] if field["type"] == "checkbox" else value
        elif field.name == "input":
            data[name] = str(field.get("value", ""))
    return data


def child(relation: str, index: int, **fields: str) -> dict[str, str]:
    """Return the fields of one child of a form that is new, and last."""
    known = {"id": "", "ORDER": str(index + 1)} | fields
    return {f"{relation}-{index}-{name}": value for name, value in known.items()}


def errors_in(response: Any) -> str:
    """Return what the page says is wrong, wherever it says so."""
    page = BeautifulSoup(response.content, "html.parser")
    return " | ".join(each.get_text(" ", strip=True) for each in page.select(".error-message, .messages li, .error"))


def a_set(key: str = "of-tests") -> OptionSet:
    made = OptionSet.objects.create(key=key, name="Yes or no")
    Option.objects.create(option_set=made, code="yes", label_en="Yes", label_pl="Tak", sort_order=0)
    Option.objects.create(option_set=made, code="no", label_en="No", label_pl="Nie", sort_order=1)
    return made


def a_row(survey: Survey, key: str, **other: Any) -> SurveyQuestion:
    return SurveyQuestion.objects.create(**{"survey": survey, "key": key, "kind": "single", "sort_order": 0} | other)


def a_survey(key: str = "your-view") -> Survey:
    """Return a survey with one question, saved and not published."""
    survey = Survey(key=key, live=False, **{f"{name}_en": f"Your view: {name}." for name in SURVEY_TEXTS})
    survey.save()
    options = OptionSet.objects.filter(key="of-tests").first() or a_set()
    a_row(survey, "overall", option_set=options, label_en="How was it?")
    return Survey.objects.get(pk=survey.pk)


def edit_address(survey: Survey) -> str:
    return f"/admin/snippets/feedback/survey/edit/{survey.pk}/"


def in_polish(survey: Survey) -> Survey:
    """Give every text of a survey a Polish one."""
    for name in SURVEY_TEXTS:
        setattr(survey, f"{name}_pl", f"{name} po polsku")
    survey.save()
    for row in SurveyQuestion.objects.filter(survey=survey):
        row.label_pl = f"{row.key} po polsku"
        row.save()
    return Survey.objects.get(pk=survey.pk)
