"""People in every role, and a record of each kind that not everybody may read, each with a word of its own in it."""

from datetime import date, timedelta
from typing import Any

from django.contrib.auth.models import Group, User
from django.core.files.base import ContentFile
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Workflow

from feedback.models import ApiToken, Comment, Reaction, TriageNote, Wave
from feedback.outcomes.periods import Quarter
from guidance.models import Doubt, FormatRequest, GuidancePage, RecordedPart, Story
from home.models import EnglishChange, Helpline, NumberChange
from tests.feedback.outcomes.releasing import a_release, a_table, share
from tests.feedback.replies import a_reply, an_action
from tests.guidance.packs import a_pack

#: Signed in, and in no group; and who may do everything.
NO_GROUP, SUPERUSER = "Nobody's member", "Superuser"
#: What stands in each planted record, and nowhere else.
WORDS = {
    "comment": "qxcommentqx",
    "concern": "qxconcernqx",
    "note": "qxnoteqx",
    "story": "qxstoryqx",
    "request": "qxrequestqx",
    "draft": "qxdraftqx",
    "reply": "qxreplyqx",
    "token": "qxtokenqx",
    "release": "qxreleaseqx",
    "account": "qxaccountqx",
}
_TODAY = date(2027, 3, 10)


def people() -> dict[str, User]:
    """Return one person for each group there is, one in none, and one who may do everything."""
    found = {group.name: _member(group) for group in Group.objects.order_by("pk")}
    found[NO_GROUP] = User.objects.create_user("in-no-group", password="a long password for tests")
    found[SUPERUSER] = User.objects.create_superuser("superuser", password="a long password for tests")
    return found


def _member(group: Group) -> User:
    person = User.objects.create_user(f"member-{group.pk}", password="a long password for tests")
    person.groups.add(group)
    return person


def plant() -> None:
    """Make one record at least of each kind that people do something with."""
    author = User.objects.create_user("author", f"{WORDS['account']}@example.org", "a long password for tests")
    _what_families_wrote(author)
    _what_staff_wrote(author)
    _pages(author)
    _files(author)
    _outcomes(author)


def _what_families_wrote(author: User) -> None:
    wave = Wave.objects.filter(survey__key="parent-voice").get()
    kept: dict[str, Any] = {"wave": wave, "question": "change", "language": "en"}
    kept["purge_original_on"] = _TODAY + timedelta(days=900)
    Comment.objects.create(original=f"The staff were {WORDS['comment']}.", **kept)
    concern = Comment.objects.create(original=f"I worry: {WORDS['concern']}.", state=Comment.State.CONCERN, **kept)
    TriageNote.objects.create(
        comment=concern, state=concern.state, decided_on=_TODAY, decided_by=author, words=WORDS["note"]
    )
    FormatRequest.objects.create(language="pl", format="a CD", contact=WORDS["request"], owner="Nurse")
    page = _polish_page()
    Reaction.objects.create(
        page_key=page.translation_key, language="pl", question="helped", code="yes", week=date(2027, 3, 8)
    )
    Doubt.objects.create(
        page_key=page.translation_key,
        language="pl",
        place="title",
        words_digest=page.words_digest,
        words="słowa",
        first_week=date(2027, 3, 8),
        last_week=date(2027, 3, 8),
        hard=3,
    )


def _what_staff_wrote(author: User) -> None:
    told = {name: f"{WORDS['story']} {name}" for name in ("title", "tried", "happened", "advice")}
    Story.objects.create(role="Nurse", written_by=author, **told)
    a_reply(said_en=f"The wait was {WORDS['reply']}.")
    an_action()
    a_pack("why-babies-cry")


def _polish_page() -> GuidancePage:
    return GuidancePage.objects.get(slug="why-babies-cry", locale__language_code="pl")


def _pages(author: User) -> None:
    page = GuidancePage.objects.get(slug="why-babies-cry", locale__language_code="en")
    # Titles are seen by whoever links to a page; what it says is not.
    told = {"title": "Planted draft", "slug": "planted-draft", "promise": f"It is {WORDS['draft']}."}
    draft = GuidancePage(live=False, locale=page.locale, **told)
    page.get_parent().add_child(instance=draft)
    draft.save_revision(user=author)
    Workflow.objects.get().start(draft, author)
    EnglishChange.objects.create(
        page=page.page_ptr, before="a", after=page.words_digest, kind="unsafe", made_by=author, must_be_confirmed=True
    )
    line = Helpline.objects.get(key="lifeline")
    NumberChange.objects.create(helpline=line, before="1", after="2", made_by=author, must_be_confirmed=True)
    RecordedPart.objects.create(page=page, key="whole", title="Whole", words="w", words_digest="d", recorded_by=author)
    Redirect.objects.create(old_path="/planted", redirect_page=page)


def _files(author: User) -> None:
    Document.objects.create(
        title="Planted", file=ContentFile(b"%PDF-1.4 planted", "planted.pdf"), uploaded_by_user=author
    )
    Image.objects.create(title="Planted", file=get_test_image_file(), uploaded_by_user=author)


def _outcomes(author: User) -> None:
    a_release("built", a_table("all", share(WORDS["release"], 50, 80)), quarter=Quarter(2026, 4), asked_by=author)
    ApiToken.objects.create(name=WORDS["token"], digest="0" * 64, made_by=author, expires_on=date(2100, 1, 1))
