"""One desk: how each page stands in each language and format, whose turn it is, and the way to the work."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup, Tag
from django.contrib.auth.models import Group, Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import GroupPagePermission, Page

from good_beginnings.bench.language_desk import ADDRESS, make_pages
from guidance.language_desk import queries
from guidance.language_desk.cells import (
    Cell,
    DeskLanguage,
    Formats,
    Me,
    Next,
    State,
    Version,
    Whose,
    Work,
    cell_of,
    counts,
    how_far_behind,
    oldest_review,
    waits_for,
)
from guidance.language_desk.explorer import tell_languages
from guidance.models import FormatFile, GuidanceIndexPage, GuidancePage
from home.changes import Behind, Change
from home.models import EnglishChange, SignOff, SiteLanguage
from home.states import PageState, Signature, Step

# --- Cells: facts in, a state and a next step out -------------------------------------------------------------------
EN = DeskLanguage("en", is_source=True, is_live=True)
PL = DeskLanguage("pl", is_source=False, is_live=True)
PL_PREVIEW = replace(PL, is_live=False)
DAY = date(2026, 11, 22)


def signature(step: Step, *, words: str = "p1", source: str = "e1", person: int = 1, on: date = DAY) -> Signature:
    return Signature(step, person, "Health visitor", on, words, source)


CHECKED = signature(Step.CHECKED, words="e1", source="")
TRANSLATED = signature(Step.TRANSLATED, person=1)
SECOND_READ = signature(Step.SECOND_READ, person=2)
CLINICAL = signature(Step.CLINICAL, person=3)
ENGLISH = Version(1, "e1", signatures=[CHECKED])
UNSIGNED_ENGLISH = Version(1, "e1")
SAFETY_ENGLISH = Version(1, "e1", is_safety=True, signatures=[CHECKED, replace(CHECKED, step=Step.CLINICAL)])
POLISH = Version(2, "p1", source_seen="e1", source_id=7)
BOTH = [TRANSLATED, SECOND_READ]
OLD = [replace(each, source_digest="e0") for each in BOTH]


@pytest.mark.parametrize(
    ("version", "language", "state", "expected"),
    [
        (None, EN, State.MISSING, (Work.WRITE, Whose.EDITOR)),
        (Version(1, "e1", is_published=False), EN, State.WAITING, (Work.PUBLISH, Whose.EDITOR)),
        (UNSIGNED_ENGLISH, EN, State.PREVIEW, (Work.SIGN, Whose.CHECKER)),
        (replace(ENGLISH, digest="e2"), EN, State.PREVIEW, (Work.SIGN, Whose.CHECKER)),
        (replace(ENGLISH, is_safety=True), EN, State.WAITING, (Work.SIGN, Whose.CLINICAL_REVIEWER)),
        (ENGLISH, replace(EN, is_live=False), State.WAITING, (Work.SWITCH, Whose.ADMINISTRATOR)),
        (ENGLISH, EN, State.LIVE, None),
        (SAFETY_ENGLISH, EN, State.LIVE, None),
    ],
)
def test_how_an_english_page_stands(
    version: Version | None, language: DeskLanguage, state: State, expected: tuple[Work, Whose] | None
) -> None:
    cell = cell_of(language, version, version)

    assert cell.state is state
    assert (cell.next and (cell.next.work, cell.next.whose)) == expected


@pytest.mark.parametrize(
    ("version", "english", "state", "expected"),
    [
        # Nobody has words of their own yet.
        (None, ENGLISH, State.MISSING, (Work.SEND, Whose.EDITOR)),
        (replace(POLISH, is_alias=True, own_words=False), ENGLISH, State.MISSING, (Work.SEND, Whose.EDITOR)),
        (replace(POLISH, own_words=False), ENGLISH, State.MISSING, (Work.TRANSLATE, Whose.TRANSLATOR)),
        (replace(POLISH, is_published=False), ENGLISH, State.WAITING, (Work.TRANSLATE, Whose.TRANSLATOR)),
        # On the way to live.
        (POLISH, ENGLISH, State.PREVIEW, (Work.SIGN, Whose.TRANSLATOR)),
        (replace(POLISH, signatures=[TRANSLATED]), ENGLISH, State.WAITING, (Work.SIGN, Whose.SECOND_READER)),
        (replace(POLISH, signatures=[SECOND_READ]), ENGLISH, State.WAITING, (Work.SIGN, Whose.TRANSLATOR)),
        (
            replace(POLISH, signatures=[TRANSLATED, replace(SECOND_READ, person=1)]),
            ENGLISH,
            State.WAITING,
            (Work.SIGN, Whose.SECOND_READER),
        ),
        (replace(POLISH, signatures=BOTH), SAFETY_ENGLISH, State.WAITING, (Work.SIGN, Whose.CLINICAL_REVIEWER)),
        (replace(POLISH, signatures=[*BOTH, CLINICAL]), SAFETY_ENGLISH, State.LIVE, None),
        (replace(POLISH, signatures=BOTH), ENGLISH, State.LIVE, None),
        (replace(POLISH, signatures=BOTH, gaps=1), ENGLISH, State.LIVE, None),
        # A translation is live only while its English is.
        (replace(POLISH, signatures=BOTH), UNSIGNED_ENGLISH, State.WAITING, (Work.ENGLISH, Whose.CHECKER)),
        (
            replace(POLISH, signatures=[*BOTH, CLINICAL]),
            replace(ENGLISH, is_safety=True),
            State.WAITING,
            (Work.ENGLISH, Whose.CLINICAL_REVIEWER),
        ),
        (
            replace(POLISH, signatures=[replace(each, source_digest="") for each in BOTH]),
            None,
            State.WAITING,
            (Work.ENGLISH, Whose.EDITOR),
        ),
        # Behind: signed for other English, or taken from other English, or still partly in it.
        (replace(POLISH, signatures=OLD), ENGLISH, State.BEHIND, (Work.UPDATE, Whose.TRANSLATOR)),
        (replace(POLISH, signatures=OLD, source_seen="e0"), ENGLISH, State.BEHIND, (Work.SYNC, Whose.EDITOR)),
        (replace(POLISH, signatures=[*OLD, TRANSLATED]), ENGLISH, State.WAITING, (Work.SIGN, Whose.SECOND_READER)),
        (replace(POLISH, source_seen="e0"), ENGLISH, State.BEHIND, (Work.SYNC, Whose.EDITOR)),
        (replace(POLISH, source_seen=""), ENGLISH, State.PREVIEW, (Work.SIGN, Whose.TRANSLATOR)),
        (replace(POLISH, gaps=2), ENGLISH, State.BEHIND, (Work.UPDATE, Whose.TRANSLATOR)),
        # A signature for an Easy Read, or for words of long ago, says nothing of these.
        (
            replace(POLISH, signatures=[replace(each, words_digest="rows") for each in OLD]),
            ENGLISH,
            State.PREVIEW,
            (Work.SIGN, Whose.TRANSLATOR),
        ),
    ],
)
def test_how_a_translation_stands(
    version: Version | None, english: Version | None, state: State, expected: tuple[Work, Whose] | None
) -> None:
    cell = cell_of(PL, version, english)

    assert cell.state is state
    assert (cell.next and (cell.next.work, cell.next.whose)) == expected


NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("kind", "version", "state", "told"),
    [
        (Behind.WORDING, replace(POLISH, signatures=OLD), State.LIVE, (None, Behind.NOT)),
        (Behind.WORDING, replace(POLISH, source_seen="e0", made_of="e0"), State.PREVIEW, (None, Behind.WORDING)),
        (Behind.MEANING, replace(POLISH, signatures=OLD), State.BEHIND, (2, Behind.MEANING)),
        (Behind.MEANING, replace(POLISH, source_seen="e0", made_of="e0"), State.BEHIND, (2, Behind.MEANING)),
        (Behind.UNSAFE, replace(POLISH, signatures=OLD), State.BEHIND, (2, Behind.UNSAFE)),
        (Behind.UNSAFE, replace(POLISH, signatures=[*OLD, *BOTH]), State.LIVE, (None, Behind.NOT)),
    ],
)
def test_how_a_translation_stands_after_a_change_of_each_kind(
    kind: Behind, version: Version, state: State, told: tuple[int | None, Behind]
) -> None:
    english = replace(ENGLISH, changes=[Change(kind, "e0", "e1", NOON)])

    cell = cell_of(PL, version, english)

    assert cell.state is state
    assert (cell.days_behind(today=DAY), cell.gap.behind) == told


def test_a_translation_of_english_that_was_signed_then_waits_for_nobody() -> None:
    english = Version(1, "e2", changes=[Change(Behind.WORDING, "e1", "e2", NOON)], signatures=[CHECKED])

    assert cell_of(PL, replace(POLISH, signatures=BOTH), english).state is State.LIVE


def test_what_is_signed_waits_for_its_language_to_go_live() -> None:
    cell = cell_of(PL_PREVIEW, replace(POLISH, signatures=BOTH), ENGLISH)

    assert (cell.state, cell.next.work) == (State.WAITING, Work.SWITCH)


def test_a_live_page_is_read_again_after_a_year_and_a_safety_page_after_half() -> None:
    later = [*BOTH, replace(CLINICAL, signed_on=date(2026, 12, 1))]

    assert cell_of(PL, replace(POLISH, signatures=BOTH), ENGLISH).review_on == date(2027, 11, 22)
    assert cell_of(PL, replace(POLISH, signatures=later), SAFETY_ENGLISH).review_on == date(2027, 6, 1)
    assert cell_of(PL, POLISH, ENGLISH).review_on is None


def test_a_row_is_counted_by_its_languages_and_then_by_its_files() -> None:
    cells = [
        Cell("pl", State.BEHIND, None, formats=Formats(5, 2, 1)),
        Cell("ar", State.LIVE, None, review_on=DAY, formats=Formats(8, 1, 0)),
        Cell("ro", State.LIVE, None, review_on=date(2026, 1, 1)),
        Cell("bg", State.MISSING, None),
    ]

    told = counts(cells)

    assert (told.live, told.behind, told.missing) == (2, 1, 1)
    assert how_far_behind(cells) == (1, 3)
    assert oldest_review(cells) == date(2026, 1, 1)


def mine(work: Work, step: Step | None = None, *, not_by: int = 0) -> Cell:
    return Cell("pl", State.WAITING, Next(work, Whose.EDITOR, step, not_by), POLISH)


@pytest.mark.parametrize(
    ("cell", "me", "is_mine"),
    [
        (mine(Work.SIGN, Step.TRANSLATED), Me(9, publishes=frozenset({2})), True),
        (mine(Work.SIGN, Step.TRANSLATED), Me(9, edits=frozenset({2})), False),
        (mine(Work.SIGN, Step.SECOND_READ, not_by=9), Me(9, publishes=frozenset({2})), False),
        (mine(Work.SIGN, Step.SECOND_READ, not_by=8), Me(9, publishes=frozenset({2})), True),
        (mine(Work.SIGN, Step.CLINICAL), Me(9, publishes=frozenset({2})), False),
        (mine(Work.SIGN, Step.CLINICAL), Me(9, is_clinician=True), True),
        (mine(Work.UPDATE), Me(9, edits=frozenset({2})), True),
        (mine(Work.UPDATE), Me(9, edits=frozenset({1})), False),
        (mine(Work.TRANSLATE), Me(9, edits=frozenset({2})), True),
        (mine(Work.PUBLISH), Me(9, edits=frozenset({2})), False),
        (mine(Work.SEND), Me(9, edits=frozenset({1}), may_send=True), True),
        (mine(Work.SEND), Me(9, edits=frozenset({1})), False),
        (mine(Work.SYNC), Me(9, edits=frozenset({2}), may_send=True), False),
        (mine(Work.SWITCH), Me(9, may_switch=True), True),
        (mine(Work.SWITCH), Me(9), False),
        (mine(Work.ENGLISH), Me(9, edits=frozenset({1, 2}), publishes=frozenset({1, 2})), False),
        (Cell("pl", State.LIVE, None, POLISH), Me(9, edits=frozenset({1, 2})), False),
    ],
)
def test_whose_turn_it_is(cell: Cell, me: Me, is_mine: bool) -> None:
    assert waits_for(cell, me, english_id=1) is is_mine


# --- The screen -----------------------------------------------------------------------------------------------------
pytestmark = pytest.mark.django_db
SLUG = "calm-together"


def page_of(code: str, slug: str = SLUG) -> GuidancePage:
    return GuidancePage.objects.get(slug=slug, locale__language_code=code)


def desk(client: Client, query: str = "") -> BeautifulSoup:
    response = client.get(ADDRESS + query)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def cell_in(screen: BeautifulSoup, language: str, title: str | None = None) -> Tag:
    """Return the cell of one page in one language, found by the table's own headings."""
    heads = [head.get_text(" ", strip=True) for head in screen.select(".language-desk thead th")]
    place = next(place for place, head in enumerate(heads) if head.startswith(language))
    title = title or page_of("en").title
    row = next(row for row in screen.select(".language-desk tbody tr") if title in row.th.get_text())
    return row.find_all(["th", "td"], recursive=False)[place]


def titles(screen: BeautifulSoup) -> list[str]:
    return [head.span.get_text() for head in screen.select(".language-desk tbody th")]


def said(cell: Tag) -> str:
    return " ".join(cell.get_text(" ", strip=True).split())


def sign(page: GuidancePage, *steps: tuple[Step, User]) -> None:
    page = GuidancePage.objects.get(pk=page.pk)
    words = page.versions.words_to_sign(page)
    for step, person in steps:
        SignOff.objects.create(
            page=page,
            step=step.value,
            signed_by=person,
            role="Health visitor",
            signed_on=DAY,
            words_digest=words.digest,
            source_digest=words.source_digest,
        )


def member(name: str, *groups: str) -> User:
    user = User.objects.create_user(name)
    user.groups.add(*[Group.objects.get(name=group) for group in groups])
    return user


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def people(db: None) -> list[User]:
    return [User.objects.create_user(name) for name in ("anna", "bernie")]


@pytest.fixture
def live_in_polish(people: list[User]) -> GuidancePage:
    """Sign a page in English and Polish, and switch both languages to live."""
    sign(page_of("en"), (Step.CHECKED, people[0]))
    sign(page_of("pl"), (Step.TRANSLATED, people[0]), (Step.SECOND_READ, people[1]))
    SiteLanguage.objects.filter(code__in=["en", "pl"]).update(state="live")
    return page_of("pl")


def test_what_ships_is_a_preview_that_waits_for_its_people(editor_client: Client) -> None:
    screen = desk(editor_client)

    assert said(cell_in(screen, "Polish")).startswith("○ Preview for the Polish translator For you Read and sign")
    assert said(cell_in(screen, "English")).startswith("○ Preview for a checker")
    assert cell_in(screen, "Polish").a["href"] == f"/admin/sign/{page_of('pl').pk}/"
    assert not screen.select(".language-desk__cell--behind")


def test_a_signed_page_is_live_and_says_when_it_must_be_read_again(
    editor_client: Client, live_in_polish: GuidancePage
) -> None:
    screen = desk(editor_client)

    assert said(cell_in(screen, "Polish")).startswith("✓ Live See the signatures")
    assert "Read again by 22 November 2027" in screen.get_text()
    assert GuidancePage.objects.get(pk=live_in_polish.pk).state.value == "live"


def test_a_changed_word_of_english_puts_its_translations_behind(
    editor_client: Client, live_in_polish: GuidancePage
) -> None:
    english = page_of("en")
    english.promise = "Another promise."
    english.save_revision().publish()

    screen = desk(editor_client, "?state=behind")

    assert titles(screen) == [english.title]
    behind = cell_in(screen, "Polish")
    assert said(behind).startswith("↻ Behind for an editor; behind since today For you Bring the new English in")
    assert "/admin/localize/update/" in behind.a["href"]
    # Arabic was never signed; what tells is the English that its strings were taken from.
    assert said(cell_in(screen, "Arabic")).startswith("↻ Behind")


def test_the_desk_says_for_how_long_and_leads_to_what_has_changed(
    editor_client: Client, live_in_polish: GuidancePage
) -> None:
    english = page_of("en")
    english.promise = "Another promise."
    english.save_revision().publish()
    EnglishChange.objects.update(made_at=timezone.now() - timedelta(days=12), kind="unsafe")

    cell = cell_in(desk(editor_client), "Polish")

    assert "behind for 12 days; old words unsafe: readers see the English" in said(cell)
    address = f"/admin/changes/since-translated/{live_in_polish.pk}/"
    assert cell.select(f'a[href="{address}"]')
    assert "Another promise." in editor_client.get(address).content.decode().replace("<ins>", "").replace("</ins>", "")


def test_what_is_missing_is_sent_for_translation_with_one_click(editor_client: Client) -> None:
    page_of("ro").delete()

    missing = cell_in(desk(editor_client, "?state=missing&language=ro"), "Romanian")

    assert said(missing).startswith("– Missing for an editor")
    assert editor_client.get(missing.a["href"]).status_code == 200
    assert missing.a["href"].endswith(f"submit/page/{page_of('en').pk}/?select_locale=ro")


def test_an_alias_is_no_translation(editor_client: Client) -> None:
    romanian = page_of("ro")
    Page.objects.filter(pk=romanian.pk).update(alias_of=page_of("en"))
    GuidancePage.objects.filter(pk=romanian.pk).update(words_language="en")

    cell = cell_in(desk(editor_client), "Romanian")

    assert said(cell).startswith("– Missing for an editor")
    assert "Send for translation" in said(cell)


def test_files_are_counted_and_lead_to_the_formats_of_the_page(editor_client: Client) -> None:
    page = page_of("pl")
    FormatFile.objects.filter(page=page).delete()
    for kind, file, digest in (("pdf", "a", "now"), ("epub", "b", "old"), ("audio", "c", "now"), ("text", "", "")):
        FormatFile.objects.create(
            page=page, kind=kind, wanted="now", digest=digest, file=file, words_digest=page.words_digest
        )
    FormatFile.objects.filter(page=page, kind="audio").update(words_digest="older words")

    cell = cell_in(desk(editor_client), "Polish")

    assert said(cell).endswith("1 ready, 2 behind, 1 missing")
    assert cell.find_all("a")[-1]["href"] == f"/admin/formats/{page.pk}/"


def test_only_languages_that_are_on_have_a_column_unless_all_are_asked_for(editor_client: Client) -> None:
    def heads(query: str = "") -> str:
        return " ".join(head.get_text(" ") for head in desk(editor_client, query).select(".language-desk thead th"))

    assert "Polish" in heads()
    assert "Somali" not in heads()
    assert "Somali" in heads("?all=on")
    assert "Polish" not in heads("?language=ar")


def test_rows_are_filtered_by_topic_and_section(editor_client: Client) -> None:
    everything = titles(desk(editor_client))
    topic = page_of("en").doors.filter(kind="topic").first()

    of_topic = titles(desk(editor_client, f"?section={topic.code}"))
    about = titles(desk(editor_client, "?section=about-the-site"))

    assert page_of("en").title in of_topic
    assert 0 < len(of_topic) < len(everything)
    assert page_of("en").title not in about
    assert about


def test_rows_are_sorted_by_how_much_is_behind_and_by_the_oldest_review(
    editor_client: Client, live_in_polish: GuidancePage
) -> None:
    assert titles(desk(editor_client, "?sort=review"))[0] == page_of("en").title
    other = page_of("en", "why-babies-cry")
    other.promise = "Another promise."
    other.save_revision().publish()

    assert titles(desk(editor_client, "?sort=behind"))[0] == other.title
    by_page = titles(desk(editor_client))
    assert by_page == sorted(by_page, key=str.casefold)


def test_what_waits_for_a_second_reader_does_not_wait_for_the_translator() -> None:
    translator, reader = member("anna", "Moderators"), member("bernie", "Moderators")
    sign(page_of("pl"), (Step.TRANSLATED, translator))
    query = "?language=pl&mine=on&state=waiting"

    assert titles(desk(client_of(reader), query)) == [page_of("en").title]
    assert titles(desk(client_of(translator), query)) == []


def test_a_clinician_who_edits_nothing_finds_what_to_sign() -> None:
    page = GuidancePage.objects.filter(safety=True, locale__language_code="en").first()
    sign(page, (Step.CHECKED, User.objects.create_user("checker")))
    client = client_of(member("clara", "Clinical reviewers"))

    screen = desk(client, "?mine=on")

    assert titles(screen) == [page.title]
    link = cell_in(screen, "English", page.title).a["href"]
    assert client.get(link).status_code == 200
    assert not screen.select(f'a[href="/admin/formats/{page.pk}/"]')


@pytest.mark.parametrize(
    ("groups", "status"),
    [
        (["Editors"], 200),
        (["Moderators"], 200),
        (["Clinical reviewers"], 200),
        (["Practitioners"], 302),
        (["Survey editors"], 302),
        ([], 302),
    ],
)
def test_only_those_who_edit_or_sign_may_open_it(groups: list[str], status: int) -> None:
    response = client_of(member("somebody", *groups)).get(ADDRESS)

    assert response.status_code == status


@pytest.mark.parametrize(("group", "is_offered"), [("Editors", True), ("Practitioners", False)])
def test_the_menu_offers_it_to_those_who_may_open_it(group: str, is_offered: bool) -> None:
    response = client_of(member("somebody", group)).get("/admin/")

    assert (ADDRESS in response.content.decode()) is is_offered


def test_a_translator_of_polish_is_led_to_polish_pages_alone() -> None:
    group = Group.objects.create(name="Polish")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    change = Permission.objects.get(codename="change_page")
    home = Page.objects.get(depth=2, locale__language_code="pl")
    GroupPagePermission.objects.create(group=group, page=home, permission=change)
    translator = User.objects.create_user("ola")
    translator.groups.add(group)

    screen = desk(client_of(translator))

    assert cell_in(screen, "Polish").a["href"] == f"/admin/sign/{page_of('pl').pk}/"
    assert cell_in(screen, "English").a is None
    assert cell_in(screen, "Arabic").a is None


def test_every_link_of_the_desk_opens(editor_client: Client, live_in_polish: GuidancePage) -> None:
    page_of("ro").delete()
    GuidancePage.objects.filter(pk=page_of("uk").pk).update(words_language="en")
    english = page_of("en", "why-babies-cry")
    english.promise = "Another promise."
    english.save_revision().publish()
    screen = desk(editor_client, "?all=on")
    by_words = {link.find(string=True).strip(): link["href"] for link in screen.select(".language-desk a")}

    answers = {words: editor_client.get(href).status_code for words, href in by_words.items() if words}

    assert set(answers.values()) == {200}
    assert {"Read and sign", "Send for translation", "Translate and publish", "See the signatures"} <= set(answers)


def test_where_nothing_fits_it_says_so(editor_client: Client) -> None:
    screen = desk(editor_client, "?state=live")

    assert "No page is like this." in screen.get_text()
    assert screen.select_one(".help-info a")["href"] == ADDRESS
    assert not screen.select("table")


def test_where_no_language_is_on_it_says_so(editor_client: Client) -> None:
    SiteLanguage.objects.update(state="off")

    assert "No language is on." in desk(editor_client).get_text()


@pytest.mark.parametrize(
    "query",
    ["?state=nonsense&sort=1&section=%01&language=xx&p=0", "?p=abc&mine=&all=", "?p=99999&state=live&state=behind"],
)
def test_what_can_not_be_read_is_as_good_as_nothing_chosen(editor_client: Client, query: str) -> None:
    assert editor_client.get(ADDRESS + query).status_code == 200


def test_it_only_answers_to_being_looked_at(editor_client: Client) -> None:
    assert editor_client.post(ADDRESS).status_code == 405


def test_the_screen_is_english_with_one_heading_and_a_table_that_a_keyboard_can_scroll(editor_client: Client) -> None:
    screen = desk(editor_client)

    assert len(screen.select("h1")) == 1
    box = screen.select_one(".language-desk")
    assert (box["role"], box["tabindex"]) == ("region", "0")
    assert box["aria-label"]
    assert box.find_parent(attrs={"lang": "en-GB"})["dir"] == "ltr"
    assert all(head["scope"] in ("col", "row") for head in box.select("th"))
    assert all(field.find_parent("form") for field in screen.select(".language-desk__filters select"))
    assert {label["for"] for label in screen.select(".language-desk__filters label[for]")} >= {
        field["id"] for field in screen.select(".language-desk__filters select")
    }


def test_no_state_is_told_by_colour_alone(editor_client: Client, live_in_polish: GuidancePage) -> None:
    words = {"live": "Live", "waiting": "Waiting", "preview": "Preview", "behind": "Behind", "missing": "Missing"}
    page_of("ro").delete()

    for cell in desk(editor_client).select(".language-desk__cell"):
        state = cell["class"][1].removeprefix("language-desk__cell--")
        sign, word = cell.strong.get_text(" ", strip=True).split()
        assert word == words[state]
        assert sign


def test_titles_are_in_the_language_of_their_words(editor_client: Client) -> None:
    page = page_of("ar")
    # A page without an English version is called what it calls itself.
    GuidancePage.objects.filter(pk=page.pk).update(translation_key=uuid4())

    heads = [head for query in ("", "?p=2") for head in desk(editor_client, query).select("tbody th")]
    head = next(head for head in heads if page.title in head.get_text())

    assert (head.span["lang"], head.span["dir"]) == ("ar", "rtl")


def test_the_desk_and_the_page_agree_on_what_is_live(administrator: User) -> None:
    make_pages(10, languages=6, formats=0, signed_by=administrator)
    SiteLanguage.objects.update(state="live")
    columns = queries.all_columns()

    said_live = {
        cell.version.page_id
        for row in queries.rows(columns)
        for cell in row.cells
        if cell.version and cell.state is State.LIVE
    }

    pages = GuidancePage.objects.filter(slug__startswith="bench-")
    assert said_live == {page.pk for page in pages if page.state is PageState.LIVE}
    assert 10 < len(said_live) < pages.count()


# --- What it costs --------------------------------------------------------------------------------------------------


def queries_of(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_fifty_pages_in_twelve_languages_and_eight_formats_take_no_more_queries_than_five(
    administrator: User, editor_client: Client
) -> None:
    make_pages(5, languages=12, formats=8, signed_by=administrator)
    five = queries_of(editor_client, ADDRESS)
    other = User.objects.create_user("other")
    make_pages(50, languages=12, formats=8, signed_by=other)

    fifty = queries_of(editor_client, ADDRESS)

    assert GuidancePage.objects.filter(slug__startswith="bench-").count() == 55 * 12
    assert fifty == five
    assert fifty <= 25


def test_a_member_of_groups_takes_no_more_queries_either(administrator: User) -> None:
    make_pages(50, languages=12, formats=8, signed_by=administrator)

    assert queries_of(client_of(member("mo", "Moderators", "Clinical reviewers")), f"{ADDRESS}?mine=on") <= 25


# --- Wagtail's lists of pages ---------------------------------------------------------------------------------------


def explored(client: Client, parent: Page) -> dict[str, str]:
    """Return what stands under "Languages", by the number of the page."""
    response = client.get(f"/admin/pages/{parent.pk}/")
    assert response.status_code == 200
    screen = BeautifulSoup(response.content, "html.parser")
    heads = [head.get_text(" ", strip=True) for head in screen.select("table.listing thead th")]
    place = heads.index("Languages")
    return {
        str(row.select_one("[data-object-id]")["data-object-id"]): said(row.find_all("td")[place])
        for row in screen.select("table.listing tbody tr")
    }


def index_of(code: str) -> GuidanceIndexPage:
    return GuidanceIndexPage.objects.get(locale__language_code=code)


def test_lists_of_english_pages_say_how_far_their_translations_are(
    editor_client: Client, live_in_polish: GuidancePage
) -> None:
    page_of("ro").delete()

    found = explored(editor_client, index_of("en"))

    assert found[str(page_of("en").pk)] == "1 live, 0 behind, 1 missing"
    assert found[str(page_of("en", "why-babies-cry").pk)] == "0 live, 0 behind, 0 missing"


def test_lists_of_other_languages_and_of_the_home_page_still_open(editor_client: Client) -> None:
    home = index_of("en").get_parent()

    assert set(explored(editor_client, index_of("pl")).values()) == {""}
    assert "0 live, 0 behind, 0 missing" in explored(editor_client, home).values()
    assert editor_client.get(f"/admin/pages/{home.pk}/?q=calm").status_code == 200
    assert editor_client.get(f"/admin/pages/{home.pk}/results/?q=calm").status_code == 200


def test_a_list_of_pages_asks_five_times_however_long_it_is(administrator: User) -> None:
    make_pages(50, languages=12, formats=8, signed_by=administrator)
    pages = [*Page.objects.child_of(index_of("en")).prefetch_related("locale").specific()]

    counted = []
    for some in (pages[:5], pages):
        with CaptureQueriesContext(connection) as captured:
            tell_languages(some)
        counted.append(len(captured))

    assert len(pages) > 50
    assert counted == [5, 5]


def test_a_list_without_english_pages_asks_nothing(administrator: User) -> None:
    pages = [*Page.objects.child_of(index_of("pl")).prefetch_related("locale").specific()]

    with CaptureQueriesContext(connection) as captured:
        tell_languages(pages)

    assert len(captured) == 0
