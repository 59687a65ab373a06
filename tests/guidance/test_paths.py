"""The short path behind each door, what a page leads on to, and that nothing cheerful stands beside loss."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any
from uuid import UUID, uuid4

import pytest
from bs4 import BeautifulSoup, Tag
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override
from wagtail.test.utils.form_data import inline_formset, nested_form_data, querydict_from_html, streamfield

from guidance import queries
from guidance.companions import (
    BESIDE,
    FIRST,
    HARD,
    PATH_AT_LEAST,
    PATH_AT_MOST,
    RELATED_AT_MOST,
    Mood,
    leading_on,
    may_be_first,
    may_stand_beside,
    together,
)
from guidance.content.load import CONTENT_DIR, FIRST_LANGUAGES, load_everything
from guidance.content.records import read_records
from guidance.models import Door, DoorChoice, GuidancePage, LoadedFile
from guidance.upkeep.uses import uses_of
from home.languages import get
from tests.guidance.conftest import Folder
from tests.guidance.packs import page_in
from tests.markup import CheckingClient

pytestmark = pytest.mark.django_db

CALM = "/en/topic/crying-and-calming/"


every_door = pytest.mark.parametrize("code", read_records(CONTENT_DIR)["door"])


def choose(code: str, *slugs: str) -> Door:
    """Have these pages be a door's path, in this order."""
    door = Door.objects.get(code=code)
    door.choices.all().delete()
    for number, slug in enumerate(slugs):
        DoorChoice.objects.create(door=door, page=page_in("en", slug), sort_order=number)
    return door


def chosen(code: str) -> list[str]:
    return list(DoorChoice.objects.filter(door__code=code).values_list("page__slug", flat=True))


def mark(slug: str, mood: Mood) -> None:
    GuidancePage.objects.filter(slug=slug, locale__language_code="en").update(mood=mood)


def parts(client: CheckingClient, address: str) -> dict[str, list[str]]:
    """Return the last word of each address a door's page lists, by the id of the heading it stands under."""
    soup = BeautifulSoup(client.get(address).content, "html.parser")
    listed = {}
    for part in soup.select("main section[aria-labelledby]"):
        links = [link["href"] for link in part.select("a")]
        listed[str(part["aria-labelledby"])] = [link.rstrip("/").rpartition("/")[2] for link in links]
    return listed


def door_card(code: str, language: str = "en") -> queries.DoorCard:
    with override(language):
        return next(card for card in queries.door_cards(get(language)) if card.code == code)


# --- The rules ------------------------------------------------------------------------------------------------------


@dataclass
class Page:
    mood: Mood = Mood.EVERYDAY
    doors: frozenset[int] = frozenset({1})
    words_differ: bool = False
    is_exit_page: bool = False
    translation_key: UUID = field(default_factory=uuid4)


def test_the_rule_is_the_same_seen_from_either_side() -> None:
    assert set(BESIDE) == set(FIRST) == set(Mood)
    assert {(one, other) for one in Mood for other in BESIDE[one]} == {(o, one) for one in Mood for o in BESIDE[one]}


def test_nothing_cheerful_stands_beside_what_is_hard_and_beside_loss_only_what_is_tender() -> None:
    assert not HARD & BESIDE[Mood.CHEERFUL]
    assert BESIDE[Mood.LOSS] == {Mood.TENDER, Mood.LOSS}
    assert all(FIRST[mood] <= BESIDE[mood] | {mood} for mood in Mood)
    assert not HARD & (FIRST[Mood.EVERYDAY] | FIRST[Mood.CHEERFUL])


def test_of_two_that_may_not_stand_together_the_earlier_stays() -> None:
    tender, glad, everyday = Page(Mood.TENDER), Page(Mood.CHEERFUL), Page()

    assert together([tender, glad, everyday], Mood.EVERYDAY) == [tender, everyday]
    assert together([glad, everyday], Mood.LOSS) == []


def test_a_page_leads_on_to_what_shares_its_needs_and_is_of_its_age_or_the_next() -> None:
    # Doors 1 to 3 are stages; 7 and 8 topics.
    both, next_age, old = Page(doors=frozenset({3, 7, 8})), Page(doors=frozenset({2, 7})), Page(doors=frozenset({3, 7}))
    other, left, far = Page(doors=frozenset({1})), Page(doors=frozenset({1, 7}), is_exit_page=True), Page(Mood.CHEERFUL)
    cards = [other, left, old, next_age, both, far]

    led = leading_on(cards, picked=frozenset(), doors=frozenset({1, 7, 8}), stages=[1, 2, 3], mood=Mood.TENDER)

    assert led == [both, next_age, old]


def test_what_an_editor_picked_comes_instead_of_what_is_near() -> None:
    near, picked = Page(doors=frozenset({7})), Page(doors=frozenset(), is_exit_page=True)

    def led(mood: Mood, *keys: UUID) -> list[Page]:
        return leading_on([near, picked], picked=frozenset(keys), doors=frozenset({7}), stages=[], mood=mood)

    assert led(Mood.EVERYDAY, picked.translation_key) == [picked]
    # Nothing is left of what was picked, once that is known to be glad.
    picked.mood = Mood.CHEERFUL
    assert led(Mood.TENDER, picked.translation_key) == [near]


def test_four_at_most_and_the_readers_own_language_first() -> None:
    pages = [Page(words_differ=number < 3) for number in range(6)]

    led = leading_on(
        pages, picked=frozenset(each.translation_key for each in pages), doors=frozenset({1}), stages=[], mood=Mood("")
    )

    assert led == [*pages[3:], pages[0]]
    assert len(led) == RELATED_AT_MOST


# --- What ships -----------------------------------------------------------------------------------------------------


@every_door
def test_every_door_has_a_path_of_three_to_five_published_pages(code: str) -> None:
    door = Door.objects.get(code=code)
    pages = [choice.page for choice in door.choices.all()]

    assert PATH_AT_LEAST <= len(pages) <= PATH_AT_MOST
    assert len({page.pk for page in pages}) == len(pages)
    assert all(page.live and page.locale.language_code == "en" for page in pages)
    assert door.why_these.endswith(".")


@every_door
def test_no_path_that_ships_has_anything_cheerful_beside_what_is_hard(code: str) -> None:
    door = Door.objects.get(code=code)
    pages = [choice.page for choice in door.choices.all()]

    assert may_be_first(pages[0], Mood(door.mood))
    moods = [Mood(door.mood), *(Mood(page.mood) for page in pages)]
    assert all(may_stand_beside(one, [other]) for one, other in combinations(moods, 2))


def test_no_cheerful_page_that_ships_stands_behind_a_door_to_what_is_hard() -> None:
    glad = GuidancePage.objects.filter(mood=Mood.CHEERFUL)

    assert not glad.filter(doors__mood__in=HARD).exists()


@pytest.mark.parametrize("slug", ["feeling-low-after-birth", "feelings-in-pregnancy", "early-or-special-care"])
def test_pages_on_low_spirits_illness_and_violence_are_marked(slug: str) -> None:
    assert page_in("en", slug).mood == Mood.TENDER


def test_every_exit_page_is_marked_as_hard() -> None:
    moods = GuidancePage.objects.filter(exit_page=True, locale__language_code="en").values_list("mood", flat=True)

    assert moods
    assert set(map(Mood, moods)) <= HARD


@pytest.mark.parametrize("code", FIRST_LANGUAGES)
def test_no_page_leads_on_to_anything_cheerful_from_what_is_hard(code: str) -> None:
    language = get(code)
    pages = queries.library(language)
    for card in pages.cards():
        shown = GuidancePage.objects.get(pk=card.id)
        with override(code):
            related = queries.around(shown, language).related

        moods = [card.mood, *(each.mood for each in related)]
        assert 2 <= len(related) <= RELATED_AT_MOST, card.title
        assert all(may_stand_beside(one, [other]) for one, other in combinations(moods, 2)), card.title


# --- Behind a door --------------------------------------------------------------------------------------------------


def test_a_door_opens_on_its_path_and_lists_all_the_rest_once(client: CheckingClient) -> None:
    choose("calm", "calm-together", "why-babies-cry", "skin-to-skin")

    listed = parts(client, CALM)

    assert listed["one-thing"] == ["calm-together"]
    assert listed["short-way"] == ["why-babies-cry", "skin-to-skin"]
    behind = set(
        GuidancePage.objects.filter(doors__code="calm", locale__language_code="en").values_list("slug", flat=True)
    )
    assert set(listed["everything"]) == behind - {"calm-together", "why-babies-cry", "skin-to-skin"}
    assert len(listed["everything"]) == len(set(listed["everything"]))


def test_a_door_whose_path_nobody_chose_lists_everything(client: CheckingClient) -> None:
    choose("calm")

    listed = parts(client, CALM)

    assert not {"one-thing", "short-way"} & set(listed)
    assert {"why-babies-cry", "calm-together"} <= set(listed["everything"])


def test_the_path_changes_for_the_next_reader(client: CheckingClient) -> None:
    choose("calm", "calm-together", "why-babies-cry", "skin-to-skin")
    assert parts(client, CALM)["one-thing"] == ["calm-together"]

    choose("calm", "skin-to-skin", "why-babies-cry", "calm-together")

    assert parts(client, CALM)["one-thing"] == ["skin-to-skin"]


def test_what_is_no_longer_published_is_left_out(client: CheckingClient) -> None:
    choose("calm", "calm-together", "why-babies-cry", "skin-to-skin")
    page_in("en", "calm-together").unpublish()

    assert parts(client, CALM)["one-thing"] == ["why-babies-cry"]


def test_what_is_in_the_readers_language_comes_first_and_what_is_not_says_so(client: CheckingClient) -> None:
    choose("calm", "skin-to-skin", "calm-together", "nights", "why-babies-cry")

    html = BeautifulSoup(client.get("/pl/topic/crying-and-calming/").content, "html.parser")

    cards = html.select(".path .card")
    assert [card.a["href"].split("/")[-2] for card in cards] == [
        "calm-together",
        "why-babies-cry",
        "skin-to-skin",
        "nights",
    ]
    assert [card.get("lang") for card in cards] == [None, None, "en-GB", "en-GB"]
    assert all("English" in card.get_text() for card in cards[2:])
    titles = html.select_one("#everything").find_parent("section").select("li > bdi[lang='en-GB']")
    assert titles
    assert all("English" in title.get_text() for title in titles)


@pytest.mark.parametrize("code", FIRST_LANGUAGES)
def test_the_words_round_a_path_are_in_the_readers_language(client: CheckingClient, code: str) -> None:
    html = BeautifulSoup(client.get(f"/{code}/stage/birth-to-3-months/").content, "html.parser")
    said = {html.select_one(f"#{name}").get_text() for name in ("one-thing", "short-way", "everything")}

    english = {"If you only read one thing", "A short way through", "Everything here"}
    assert (said == english) is (code == "en")
    assert len(said) == 3


def test_an_exit_page_is_never_the_one_thing_and_is_marked_in_the_path(client: CheckingClient) -> None:
    choose("hard-times", "feeling-safe-at-home", "bouncing-back", "money-worries")

    listed = parts(client, "/en/topic/when-things-are-hard/")

    assert listed["one-thing"] == ["bouncing-back"]
    assert listed["short-way"] == ["feeling-safe-at-home", "money-worries"]
    html = client.get("/en/topic/when-things-are-hard/").content.decode()
    # What the worker takes out of a copy that it keeps.
    before, _exit, after = html.partition('href="/en/guidance/feeling-safe-at-home/"')
    assert before.rpartition("<!--exit-->")[2].count("<!--/exit-->") == 0
    assert "<!--/exit-->" in after


def test_a_page_that_is_marked_as_loss_leaves_every_path_but_the_hard_ones(client: CheckingClient) -> None:
    choose("calm", "calm-together", "why-babies-cry", "skin-to-skin")
    choose("hard-times", "if-the-birth-was-hard", "skin-to-skin", "your-own-childhood")
    mark("skin-to-skin", Mood.LOSS)

    calm, hard = parts(client, CALM), parts(client, "/en/topic/when-things-are-hard/")

    assert calm["short-way"] == ["why-babies-cry"]
    assert hard["short-way"] == ["skin-to-skin", "your-own-childhood"]


def test_a_tender_page_is_not_the_first_thing_behind_an_everyday_door(client: CheckingClient) -> None:
    choose("wellbeing", "feeling-low-after-birth", "looking-after-you", "nights")

    listed = parts(client, "/en/topic/how-you-feel/")

    assert listed["one-thing"] == ["looking-after-you"]
    assert listed["short-way"] == ["feeling-low-after-birth", "nights"]


@pytest.mark.parametrize("code", ["en", "pl", "ar"])
def test_behind_no_door_does_a_list_have_anything_cheerful_beside_what_is_hard(
    client: CheckingClient, code: str
) -> None:
    language = get(code)
    with override(code):
        pages, doors = queries.library(language), queries.door_cards(language)
        stages = [door.id for door in doors if door.kind == Door.Kind.STAGE]
        for door in doors:
            path, rest = pages.path(door), pages.rest(door, stages)
            assert path.first, door.code
            for cards in (path.cards, rest.pages, rest.any_age, rest.hard):
                moods = {card.mood for card in cards} | ({door.mood} & HARD)
                assert not (Mood.CHEERFUL in moods and moods & HARD), door.code
            # Nothing is lost.
            shown = {card.id for card in [*path.cards, *rest.cards]}
            assert {card.id for card in pages.behind(door.id)} <= shown, door.code


def test_a_door_on_loss_shows_nothing_else(client: CheckingClient) -> None:
    Door.objects.filter(code="play").update(mood=Mood.LOSS)
    choose("play", "look-say-sing-play", "feeling-low-after-birth", "skin-to-skin")

    listed = parts(client, "/en/topic/play/")

    assert listed["one-thing"] == ["feeling-low-after-birth"]
    assert "short-way" not in listed
    assert "everything" not in listed


@pytest.mark.parametrize("language", ["en", "pl"])
def test_a_door_is_drawn_with_as_many_queries_whatever_was_chosen(language: str) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert Client().get(f"/{language}/topic/crying-and-calming/").status_code == 200
        return len(captured.captured_queries)

    choose("calm")
    few = asked()
    choose("calm", "calm-together", "why-babies-cry", "skin-to-skin", "nights", "making-up")

    assert asked() == few


def test_what_is_on_the_path_is_kept_with_the_topic(client: CheckingClient) -> None:
    choose("calm", "how-brains-grow", "why-babies-cry", "feeling-safe-at-home")

    kept = client.get("/en/kept/topic/crying-and-calming/list.json").json()["pages"]

    assert kept[:3] == [
        "/en/topic/crying-and-calming/",
        "/en/guidance/how-brains-grow/",
        "/en/guidance/why-babies-cry/",
    ]
    assert not [path for path in kept if "feeling-safe-at-home" in path]


def test_who_takes_a_page_away_is_told_that_it_is_on_a_path() -> None:
    choose("calm", "nights")

    told = [f"{use.what} {use.name}" for use in uses_of(page_in("en", "nights"))]

    assert "On the path behind Topic: Crying and calming" in told


# --- The starter content --------------------------------------------------------------------------------------------

DOOR = """
[door.evenings]
kind = "topic"
slug = "evenings"
order = 900
title = "Evenings"
intro = "The end of the day."
path = [{path}]
why = "Because."
"""


def write_path(folder: Folder, *slugs: str) -> None:
    folder.write("en/records.toml", DOOR.format(path=", ".join(f'"{slug}"' for slug in slugs)))


def test_a_path_is_loaded_once_and_then_left_to_editors(folder: Folder) -> None:
    write_path(folder, folder.slug, "nights")
    load_everything(folder.path)
    assert chosen("evenings") == [folder.slug, "nights"]
    assert load_everything(folder.path).loaded == []

    write_path(folder, "nights", folder.slug)
    load_everything(folder.path)
    assert chosen("evenings") == ["nights", folder.slug]

    choose("evenings", "making-up")
    write_path(folder, folder.slug)
    report = load_everything(folder.path)

    assert "paths/evenings" in report.kept
    assert chosen("evenings") == ["making-up"]


def test_a_path_that_an_editor_chose_before_is_kept(folder: Folder) -> None:
    write_path(folder)
    load_everything(folder.path)
    choose("evenings", "making-up")
    folder.write("en/records.toml", DOOR.format(path='"nights"').replace("Because.", "For the night."))
    LoadedFile.objects.filter(path="paths/evenings").delete()

    report = load_everything(folder.path)

    assert "paths/evenings" in report.kept
    assert chosen("evenings") == ["making-up"]


def test_a_path_that_names_no_page_is_refused(folder: Folder) -> None:
    write_path(folder, "nowhere")

    with pytest.raises(ValueError, match=r"\[door.evenings\]: path names a page that is not there: nowhere"):
        load_everything(folder.path)


def test_a_page_that_an_editor_took_away_is_passed_over(folder: Folder) -> None:
    page_in("en", "nights").delete()
    write_path(folder, folder.slug, "nights")

    load_everything(folder.path)

    assert chosen("evenings") == [folder.slug]


# --- Editors --------------------------------------------------------------------------------------------------------

Post = Callable[[str, Iterable[str]], BeautifulSoup | None]


@pytest.fixture
def post(editor_client: Client) -> Post:
    """Return a function that chooses pages for a door as its form does; it returns the form where it is refused."""

    def send(code: str, slugs: Iterable[str]) -> BeautifulSoup | None:
        door = Door.objects.get(code=code)
        door.choices.all().delete()
        url = reverse("wagtailsnippets_guidance_door:edit", args=[door.pk])
        fields: dict[str, Any] = querydict_from_html(
            editor_client.get(url).content.decode(), form_id="w-editor-form"
        ).dict()
        rows = [
            {"page": GuidancePage.objects.get(slug=slug, locale__language_code="en").pk, "id": ""} for slug in slugs
        ]
        fields |= nested_form_data({"choices": inline_formset(rows)})
        response = editor_client.post(url, fields)
        return BeautifulSoup(response.content, "html.parser") if response.status_code == 200 else None

    return send


def errors_by_row(form: BeautifulSoup) -> dict[int, str]:
    """Return what is said beside each page of the path, by its row."""
    said = {}
    for select in form.select("select[name^='choices-'][name$='-page']"):
        row = str(select["name"]).split("-")[1]
        field: Tag | None = form.select_one(f"#panel-child-choices-child-choices-{row}-errors") or select.find_parent(
            class_="w-field"
        )
        error = field.select_one(".error-message") if field else None
        if error and row.isdigit():
            said[int(row)] = error.get_text(" ", strip=True)
    return said


def refused(form: BeautifulSoup | None) -> dict[int, str]:
    assert form is not None
    return errors_by_row(form)


def test_an_editor_chooses_the_path_in_order(post: Post) -> None:
    assert post("calm", ["calm-together", "nights", "why-babies-cry"]) is None

    assert chosen("calm") == ["calm-together", "nights", "why-babies-cry"]


def test_none_is_a_choice_too(post: Post) -> None:
    assert post("calm", []) is None

    assert chosen("calm") == []


@pytest.mark.parametrize(
    ("code", "slugs", "row", "said"),
    [
        ("calm", ["nights", "making-up", "nights"], 2, "on the path already"),
        ("calm", ["nights", "making-up"], 1, "at least 3"),
        (
            "calm",
            ["nights", "making-up", "calm-together", "why-babies-cry", "safe-base", "big-feelings"],
            5,
            "5 pages at most",
        ),
        ("play", ["back-and-forth", "nights", "feeling-low-after-birth"], 2, "nothing cheerful"),
        ("hard-times", ["bouncing-back", "look-say-sing-play", "money-worries"], 1, "nothing cheerful"),
        ("calm", ["nights", "look-say-sing-play", "feeling-low-after-birth"], 2, "nothing cheerful"),
        ("calm", ["feeling-low-after-birth", "nights", "making-up"], 0, "can't come first"),
        ("hard-times", ["feeling-safe-at-home", "nights", "making-up"], 0, "can't come first"),
    ],
)
def test_what_is_wrong_with_a_path_is_said_beside_the_page(
    post: Post, code: str, slugs: list[str], row: int, said: str
) -> None:
    told = refused(post(code, slugs))

    assert list(told) == [row]
    assert said in told[row]
    assert chosen(code) == []


def test_a_page_on_loss_is_refused_on_an_everyday_path(post: Post) -> None:
    mark("nights", Mood.LOSS)

    told = refused(post("calm", ["making-up", "calm-together", "nights"]))

    assert "Loss" in told[2]


def test_a_page_that_is_not_published_is_refused(post: Post) -> None:
    page_in("en", "nights").unpublish()

    told = refused(post("calm", ["making-up", "calm-together", "nights"]))

    assert "not published in English" in told[2]


def test_only_published_english_pages_are_offered(editor_client: Client) -> None:
    page_in("en", "nights").unpublish()
    door = Door.objects.get(code="calm")

    html = editor_client.get(reverse("wagtailsnippets_guidance_door:edit", args=[door.pk])).content.decode()

    select = BeautifulSoup(html, "html.parser").select_one("select[name='choices-0-page']")
    offered = {int(option["value"]) for option in select.select("option") if option["value"]}
    assert offered == set(
        GuidancePage.objects.filter(live=True, locale__language_code="en").values_list("pk", flat=True)
    )


def form_errors(slug: str, **changed: Any) -> dict[str, Any]:
    page = page_in("en", slug)
    form_class = GuidancePage.get_edit_handler().get_form_class()
    form = form_class(
        {
            "mood": page.mood,
            "doors": [door.pk for door in page.doors.all()],
            "related": [each.pk for each in page.related.all()],
        }
        | nested_form_data({"body": streamfield([])})
        | changed,
        instance=page,
    )
    form.is_valid()
    return {name: " ".join(said) for name, said in form.errors.items() if name in {"doors", "related"}}


def test_a_page_says_what_may_not_stand_beside_it() -> None:
    glad = page_in("en", "look-say-sing-play")

    assert form_errors("feeling-low-after-birth") == {}
    assert "Talk, sing and read together" in form_errors("feeling-low-after-birth", related=[glad.pk])["related"]
    many = [page_in("en", slug).pk for slug in ("nights", "making-up", "safe-base", "kind-limits", "calm-together")]
    assert "4 at most" in form_errors("sleeping-safely", related=many)["related"]
    hard = Door.objects.get(code="hard-times")
    assert "When things are hard" in form_errors("look-say-sing-play", doors=[hard.pk])["doors"]
