"""The translations: complete, in the right letters, with the same facts as the English, and as easily read."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import polib
import pytest

from feedback.content.framework.load import CONTENT_DIR as FRAMEWORK_DIR
from feedback.content.load import CONTENT_DIR as SURVEYS_DIR
from guidance.content.load import CONTENT_DIR, FIRST_LANGUAGES
from guidance.content.po import read_po
from guidance.content.records import read_records, texts_of
from guidance.search.index import plain_text
from home import languages
from home.languages import SOURCE, Language
from tests.guidance.translated import TRANSLATED_PAGES

TRANSLATED = [languages.get(code) for code in FIRST_LANGUAGES if code != SOURCE.code]
LONGEST_SENTENCE = 30
LONGEST_ON_AVERAGE = 18
TELEPHONE = re.compile(r"\d(?:[ \-]?\d){4,}")
_TAG = re.compile(r"<[^>]+>")
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
#: After these a sentence ends, in any of the languages. Not a colon: it opens a list in the same breath.
_SENTENCE_END = re.compile(r"(?<=[.!?؟])\s+")
_LETTERS = {"Latn": r"[A-Za-zÀ-ɏ]", "Cyrl": r"[Ѐ-ӿ]", "Arab": r"[ء-غـ-يٱ-ۓ]"}
#: Names stay in English letters so that people recognise them on a door or a leaflet.
_NAMES = re.compile(
    r"[\w.+-]+@[\w.-]+|https?://\S+|Equality Commission for Northern Ireland|Southern Trust"
    r"|\b(?:NSPCC|GP|HSC|BSL|ICON|NHS|A&E|Sure Start|Home-Start|Tiny Steps|iCAMHS|CAMHS|HTML|PDF|WCAG)\b"
)
#: Names of services and terms: people meet them in English too, so they stand in English letters, or beside them.
_NAMED = re.compile(r"(?:helpline|term|service)\.[\w-]+\.(?:name|term|say)|option\.sector\.[\w-]+\.label")
_IN_ENGLISH_TOO = re.compile(r"\([^)]*[A-Za-z][^)]*\)")
each_language = pytest.mark.parametrize("language", TRANSLATED, ids=lambda language: language.code)


@dataclass(frozen=True, slots=True)
class Entry:
    """One translated string, and where it stands."""

    file: str
    line: int
    place: str
    english: str
    words: str

    @property
    def is_name(self) -> bool:
        return _NAMED.fullmatch(self.place) is not None

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.words[:90]}"


def files_of(language: Language) -> list[Path]:
    """Return the PO files of pages, records, surveys and the framework."""
    folders = (CONTENT_DIR, SURVEYS_DIR, FRAMEWORK_DIR)
    return sorted(file for folder in folders for file in (folder / language.code).glob("*.po"))


def entries_of(language: Language) -> Iterator[Entry]:
    for file in files_of(language):
        for entry in read_po(file):
            if not entry.obsolete:
                yield Entry(
                    f"{language.code}/{file.name}", entry.linenum, entry.msgctxt or "", entry.msgid, entry.msgstr
                )


ENTRIES = {language.code: list(entries_of(language)) for language in TRANSLATED}


def read_in(language: Language) -> list[tuple[Entry, str]]:
    """Return each entry with its words as a reader sees them."""
    return [(entry, unescape(plain_text(entry.words))) for entry in ENTRIES[language.code]]


def sentences(text: str) -> list[str]:
    return [part for part in _SENTENCE_END.split(text) if part.strip()]


def numbers(text: str) -> Counter[str]:
    """Return the numbers of a text: 1,001 and 1.001 and 5:00 as the digits they hold."""
    return Counter(re.sub(r"\D", "", number) for number in _NUMBER.findall(_TAG.sub(" ", text)))


@each_language
def test_every_translated_page_and_the_records_have_their_file(language: Language) -> None:
    files = {file.stem for file in (CONTENT_DIR / language.code).glob("*.po")}

    assert files == {*TRANSLATED_PAGES, "records"}


@each_language
def test_every_file_says_which_language_it_is_in(language: Language) -> None:
    for file in files_of(language):
        metadata = read_po(file).metadata
        assert metadata["Language"] == language.tag, file.name
        assert metadata["Plural-Forms"] == language.plural_forms, file.name
        # Wagtail's own exports carry the id of one installation; such a file would be passed over on any other.
        assert "X-WagtailLocalize-TranslationID" not in metadata, file.name


@each_language
def test_nothing_is_untranslated_or_doubtful(language: Language) -> None:
    for file in files_of(language):
        po = read_po(file)
        assert [entry.msgid for entry in po.untranslated_entries()] == [], file.name
        assert [entry.msgid for entry in po.fuzzy_entries()] == [], file.name


@each_language
def test_nothing_stands_twice_in_a_file(language: Language) -> None:
    places = Counter((entry.file, entry.place, entry.english) for entry in ENTRIES[language.code])

    assert [place for place, count in places.items() if count > 1] == []


@each_language
def test_the_records_are_translated_whole(language: Language) -> None:
    words = {entry.place for entry in ENTRIES[language.code] if entry.file.endswith("/records.po")}

    assert words == {place for place, _text in texts_of(read_records(CONTENT_DIR))}


@each_language
def test_tags_and_links_are_those_of_the_english(language: Language) -> None:
    different = [
        str(entry)
        for entry in ENTRIES[language.code]
        if Counter(_TAG.findall(entry.english)) != Counter(_TAG.findall(entry.words))
    ]

    assert different == []


@each_language
def test_the_numbers_are_those_of_the_english(language: Language) -> None:
    different = [str(entry) for entry in ENTRIES[language.code] if numbers(entry.english) != numbers(entry.words)]

    assert different == []


@each_language
def test_digits_are_western(language: Language) -> None:
    # Families here read 999 on every sign and screen; a number in other digits can't be typed into a phone.
    assert [str(entry) for entry in ENTRIES[language.code] if re.search(r"[٠-٩۰-۹]", entry.words)] == []


@each_language
def test_no_sentence_is_left_in_english(language: Language) -> None:
    left = []
    for entry in (entry for entry in ENTRIES[language.code] if not entry.is_name):
        english = set(sentences(unescape(plain_text(entry.english))))
        left += [
            str(entry)
            for sentence in sentences(unescape(plain_text(entry.words)))
            if sentence in english and len(_NAMES.sub("", sentence).split()) > 3
        ]

    assert left == []


@each_language
def test_the_letters_are_those_of_the_language(language: Language) -> None:
    own, any_letter = re.compile(_LETTERS[language.script]), re.compile(r"[^\W\d_]")
    wrong = []
    for entry, words in read_in(language):
        bare = _IN_ENGLISH_TOO.sub("", _NAMES.sub("", words))
        letters, own_letters = any_letter.findall(bare), own.findall(bare)
        if not entry.is_name and len(letters) > 20 and len(own_letters) < 0.6 * len(letters):
            wrong.append(str(entry))

    assert wrong == []


@each_language
def test_no_word_mixes_latin_with_cyrillic_letters(language: Language) -> None:
    # They look alike and sort, search and sound differently.
    mixed = re.compile(r"\b(?=\w*[A-Za-z])(?=\w*[Ѐ-ӿ])\w+\b")

    assert [str(entry) for entry in ENTRIES[language.code] if mixed.search(_TAG.sub(" ", entry.words))] == []


@pytest.mark.parametrize(
    ("code", "foreign"), [("uk", "[ыэёъЫЭЁЪ]"), ("ru", "[іїєґІЇЄҐ]"), ("bg", "[ыэёіїєґЫЭЁІЇЄҐ]"), ("ar", "[پچژگکی]")]
)
def test_no_letter_of_a_neighbouring_language_stands_in_it(code: str, foreign: str) -> None:
    assert [str(entry) for entry in ENTRIES[code] if re.search(foreign, entry.words)] == []


def test_romanian_has_commas_below_and_no_cedillas() -> None:
    words = " ".join(entry.words for entry in ENTRIES["ro"])

    assert "ș" in words
    assert "ț" in words
    assert not re.search("[şţŞŢ]", words)


@pytest.mark.parametrize(
    ("code", "letters"), [("pl", "ąęłóśżź"), ("lt", "ąčęėįšųūž"), ("pt", "ãçõéáê"), ("ro", "ăâîșț")]
)
def test_each_language_uses_its_own_marks(code: str, letters: str) -> None:
    words = " ".join(entry.words for entry in ENTRIES[code])

    assert [letter for letter in letters if letter not in words] == []


def test_portuguese_is_european() -> None:
    brazilian = re.compile(r"\b(?:você|vocês|celular|mamadeira|banheiro|ônibus|bebê|bebês)\b", re.IGNORECASE)

    assert [str(entry) for entry in ENTRIES["pt"] if brazilian.search(entry.words)] == []


@each_language
def test_nobody_shouts(language: Language) -> None:
    assert [str(entry) for entry in ENTRIES[language.code] if "!" in entry.words] == []


@each_language
def test_no_telephone_number_stands_in_prose(language: Language) -> None:
    assert [str(entry) for entry in ENTRIES[language.code] if TELEPHONE.search(entry.words)] == []


@each_language
def test_sentences_are_short(language: Language) -> None:
    lengths = [
        (len(sentence.split()), str(entry))
        for entry, words in read_in(language)
        if entry.place != "drawing_description"  # one sentence that lists what a picture shows
        for sentence in sentences(words)
    ]

    assert [where for length, where in lengths if length > LONGEST_SENTENCE] == []
    assert sum(length for length, _where in lengths) / len(lengths) <= LONGEST_ON_AVERAGE


@each_language
def test_no_invisible_mark_turns_the_text_round(language: Language) -> None:
    turning = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")

    assert [str(entry) for entry in ENTRIES[language.code] if turning.search(entry.words)] == []


def test_the_guards_above_have_something_to_read() -> None:
    assert all(len(entries) > 400 for entries in ENTRIES.values())


def test_every_po_file_survives_a_round_through_a_translators_tool() -> None:
    for file in (file for language in TRANSLATED for file in files_of(language)):
        po = read_po(file)
        again = polib.pofile(str(po))
        assert [(e.msgctxt, e.msgid, e.msgstr) for e in po] == [(e.msgctxt, e.msgid, e.msgstr) for e in again], file
