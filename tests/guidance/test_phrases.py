"""The phrases to avoid as records: loaded once, kept by editors, refused where they would do harm."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from guidance.checking import blocking_in, findings_in
from guidance.content.load import Report
from guidance.content.phrases import load_phrases
from guidance.models import AvoidedPhrase, LoadedFile
from guidance.wording import Severity, rules_of
from guidance.wording.rules import codes_with_rules
from tests.guidance.test_checking import say
from tests.journeys.test_honesty import page_of

pytestmark = pytest.mark.django_db

ADD = "/admin/snippets/guidance/avoidedphrase/add/"


def phrase(**facts: Any) -> AvoidedPhrase:
    return AvoidedPhrase(**{"avoid": "chatter", "instead": "talk", "reason": "It is kinder.", **facts})


def sent(**facts: str) -> dict[str, str]:
    """Return what the form of a phrase sends."""
    return {
        "language": "en",
        "severity": "warn",
        "avoid": "chatter",
        "instead": "talk",
        "reason": "It is kinder.",
        "patterns": "chatter(?:s|ed|ing)?",
        "exceptions": "",
        "safety": "",
        "is_active": "on",
        "checked_by": "",
        **facts,
    }


@pytest.mark.parametrize("code", codes_with_rules())
def test_the_records_of_a_language_are_the_list_that_comes_with_the_code(code: str) -> None:
    rules = AvoidedPhrase.objects.rules_in(code)

    shipped = [(rule.code, rule.patterns, rule.instead, rule.severity) for rule in rules_of(code)]
    assert sorted((rule.code, rule.patterns, rule.instead, rule.severity) for rule in rules) == sorted(shipped)


def test_an_editors_own_phrase_is_found_at_once(editor_client: Client) -> None:
    response = editor_client.post(ADD, sent())

    assert response.status_code == 302
    assert AvoidedPhrase.objects.get(avoid="chatter").number == 1001
    found = findings_in(say(page_of("calm-together", "en"), "They chattered all day."))
    assert [each.better for each in found if each.words == "chattered"] == ["talk"]


def test_a_phrase_that_is_not_in_use_is_not_found() -> None:
    page = say(page_of("calm-together", "en"), "You are spoiling your baby.")
    assert blocking_in(page)

    AvoidedPhrase.objects.filter(language="en", number=22).update(is_active=False)

    assert not blocking_in(page)


def test_a_site_without_records_has_the_lists_that_come_with_the_code() -> None:
    AvoidedPhrase.objects.all().delete()

    assert blocking_in(say(page_of("calm-together", "en"), "You are spoiling your baby."))


def test_a_phrase_in_another_language_only_warns_until_a_speaker_has_checked_it(editor_client: Client) -> None:
    refused = editor_client.post(ADD, sent(language="pl", severity="block"))
    taken = editor_client.post(ADD, sent(language="pl", severity="block", checked_by="Polish health visitor"))

    assert "speaks the language" in str(refused.context["form"].errors["severity"])
    assert taken.status_code == 302
    row = AvoidedPhrase.objects.get(avoid="chatter")
    assert row.rule.severity is Severity.BLOCK
    row.checked_by = ""
    assert row.rule.severity is Severity.WARN


@pytest.mark.parametrize(
    ("patterns", "said"),
    [
        ("chatter\n(unfinished", "Line 2"),
        (r"(\w+\s?)+$", "too long"),
        (".*", "no words at all"),
        (r"\w+", "every sentence"),
        ("", "required"),
    ],
)
def test_a_pattern_that_would_do_harm_is_refused_beside_its_field(
    editor_client: Client, patterns: str, said: str
) -> None:
    response = editor_client.post(ADD, sent(patterns=patterns))

    assert said in str(response.context["form"].errors["patterns"])
    assert not AvoidedPhrase.objects.filter(avoid="chatter").exists()


def test_editors_may_keep_phrases_and_practitioners_may_not() -> None:
    statuses = {}
    for name in ("Editors", "Moderators", "Practitioners"):
        person = User.objects.create_user(name, password="a long password for tests")
        person.groups.add(Group.objects.get(name=name))
        client = Client()
        client.force_login(person)
        statuses[name] = client.get(ADD).status_code

    assert statuses["Editors"] == statuses["Moderators"] == 200
    assert statuses["Practitioners"] != 200


def load() -> Report:
    report = Report()
    load_phrases(report)
    return report


def test_loading_again_changes_nothing() -> None:
    report = load()

    assert (report.loaded, report.kept) == ([], [])


def test_a_list_that_has_changed_is_taken_over_and_an_editors_work_is_not() -> None:
    LoadedFile.objects.filter(path__in=["phrases/en/avoid.1", "phrases/en/avoid.2"]).update(file_digest="before")
    AvoidedPhrase.objects.filter(language="en", number=2).update(instead="our own words")

    report = load()

    assert report.loaded == ["phrases/en/avoid.1"]
    assert report.kept == ["phrases/en/avoid.2"]
    assert AvoidedPhrase.objects.get(language="en", number=2).instead == "our own words"


def test_a_phrase_that_an_editor_has_deleted_does_not_come_back() -> None:
    AvoidedPhrase.objects.get(language="en", number=2).delete()

    load()

    assert not AvoidedPhrase.objects.filter(language="en", number=2).exists()


def test_phrases_of_the_sites_own_are_numbered_language_by_language() -> None:
    for code in ("en", "en", "pl"):
        phrase(language=code, patterns="chatter").save()

    numbers = AvoidedPhrase.objects.filter(avoid="chatter").values_list("language", "number")
    assert sorted(numbers) == [("en", 1001), ("en", 1002), ("pl", 1001)]
