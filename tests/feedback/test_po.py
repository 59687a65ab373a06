"""A survey goes out as a PO file and comes back word for word; what is not as it went out is refused whole."""

import re
from collections.abc import Callable

import polib
import pytest

from feedback.content.load import CONTENT_DIR
from feedback.surveys.exchange import po
from feedback.surveys.exchange.form import Said, words_of
from feedback.surveys.exchange.services import changes_by, room
from feedback.surveys.models import Survey
from guidance.content.files import BadContent
from home.languages import REGISTRY, SOURCE, Language, get
from tests.feedback.surveys import a_survey_in

CODES = [language.code for language in REGISTRY]
WHOLE = a_survey_in(CODES)
OTHERS = [language for language in REGISTRY if language != SOURCE]


def written(language: Language = OTHERS[0]) -> str:
    return po.write(WHOLE, language, room=room()).decode()


def read(text: str, *, name: str = "view.pl.po") -> dict[str, dict[str, str]]:
    return {code: dict(words) for code, words in _read(text.encode(), name).items()}


def _read(data: bytes, name: str = "view.pl.po") -> Said:
    return po.read(data, name=name, definition=WHOLE, room=room())


@pytest.mark.parametrize("language", OTHERS, ids=lambda language: language.code)
def test_every_word_comes_back(language: Language) -> None:
    words = {ref: said[language.code] for ref, said in words_of(WHOLE)}

    assert read(written(language)) == {language.code: words}


def test_what_a_translators_program_has_saved_comes_back_too() -> None:
    file = polib.pofile(written())
    file.wrapwidth = 60

    assert read(str(file)) == read(written())
    assert read(str(file).replace("\n", "\r\n")) == read(written())
    assert _read(b"\xef\xbb\xbf" + str(file).encode()) == read(written())


def test_what_is_empty_or_doubtful_says_nothing() -> None:
    file = polib.pofile(written())
    file[0].msgstr = ""
    file[1].flags.append("fuzzy")

    said = read(str(file))["pl"]

    assert file[0].msgctxt not in said
    assert file[1].msgctxt not in said
    assert len(said) == len(file) - 2


def test_a_translator_is_told_how_much_room_there_is() -> None:
    assert '#. At most 120 letters\nmsgctxt "survey.title"' in written()


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["pl", "ar"])
def test_a_file_of_the_starter_content_is_one_that_the_admin_takes(code: str) -> None:
    survey = Survey.objects.get(key="parent-voice")
    file = CONTENT_DIR / code / "parent-voice.po"

    assert changes_by(survey, file.read_bytes(), name=file.name) == []


def swap(old: str, new: str) -> Callable[[str], str]:
    def change(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    return change


BAD = [
    (swap('"Language: pl', '"Language: tlh'), r"its header names tlh"),
    (swap('"Language: pl', '"Language: en-GB'), r"its header names en-GB"),
    (swap('"Language: pl\\n"\n', ""), r"its header names no language"),
    (swap("Version: your-view", "Version: another-view"), r"made for the survey another-view, not for your-view"),
    (swap('"question.how.label"', '"question.who.label"'), r"line \d+: the survey has no place 'question\.who\.label'"),
    (swap('"question.what.label"', '"question.how.label"'), r"line \d+: .*(twice|does not say)"),
    (swap('msgctxt "question.how.label"\n', ""), r"line \d+: the survey has no place ''"),
    (swap('msgid "=1+1"', 'msgid "=1+2"'), r"line \d+: the survey does not say “=1\+2” at option\.rating\.good\.label"),
    (
        swap('msgstr "+44"', f'msgstr "{"x" * 161}"'),
        r"good\.label has room for 160 letters, not 161",
    ),
    (swap('msgstr "+44"', "msgstr +44"), r"line \d+: this PO file can't be read"),
    (swap('msgstr "+44"', 'msgid_plural "x"\nmsgstr[0] "+44"'), r"line \d+: no text of a survey has plural forms"),
]


@pytest.mark.parametrize(("change", "said"), BAD, ids=[said for _, said in BAD])
def test_a_file_that_is_not_this_surveys_is_refused(change: Callable[[str], str], said: str) -> None:
    with pytest.raises(BadContent, match=r"^view\.pl\.po: ") as refused:
        read(change(written()))

    assert re.search(said, str(refused.value))


def test_a_text_that_stands_there_twice_is_refused() -> None:
    file = polib.pofile(written())
    file.append(file[0])

    with pytest.raises(BadContent, match=r"survey\.title stands in this file twice"):
        read(str(file))


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("view.txt", b"", r"a PO file's name ends with \.po"),
        ("view.po", b"x" * (2 * 1024 * 1024 + 1), r"larger than 2 MB"),
        ("view.po", 'msgid "a"\nmsgstr "ó"\n'.encode("cp1252"), r"line 2: not saved as UTF-8"),
        ("view.po", b"", r"its header names no language"),
        ("view.po", b"\x00\x01\x02", r"line 1: this PO file can't be read"),
    ],
)
def test_what_is_no_po_file_is_refused(name: str, data: bytes, said: str) -> None:
    with pytest.raises(BadContent, match=said):
        _read(data, name)


def test_a_language_that_is_written_from_the_right_is_named_by_its_tag() -> None:
    assert '"Language: zh-Hans\\n"' in written(get("zh-hans"))
