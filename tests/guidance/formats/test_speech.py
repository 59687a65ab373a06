"""Texts prepared for reading aloud, how the voices say them, and a page as it is heard."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from guidance.document import Helpline, Paragraph, Run
from guidance.formats import speech
from guidance.formats.contract import CannotMake, Kit, Why
from guidance.formats.speech import Said
from guidance.formats.speech.espeak import Espeak, is_there, phonemes
from guidance.formats.speech.narration import narrate, said
from guidance.formats.speech.spoken_text import phone, prepare
from guidance.formats.speech.words import words_in
from home import languages

from .pages import kit, page, text


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("Ring 0808 808 8000 now.", "Ring 0 8 0 8, 8 0 8, 8 0 0 0 now."),
        ("028 9536 1000", "0 2 8, 9 5 3 6, 1 0 0 0"),
        ("(028) 9536 1000", "0 2 8, 9 5 3 6, 1 0 0 0"),
        ("02895361000", "0 2 8, 9 5 3, 6 1 0 0 0"),
        ("18001 0808 808 8000", "1 8 0 0 1, 0 8 0 8, 8 0 8, 8 0 0 0"),
        ("0300 123 3 111", "0 3 0 0, 1 2 3, 3, 1 1 1"),
        ("0800 1111", "0 8 0 0, 1 1 1 1"),
        ("+44 28 9536 1000", "plus 4 4, 2 8, 9 5 3 6, 1 0 0 0"),
        ("116 123", "1 1 6, 1 2 3"),
        ("ring 999, 101 or 111.", "ring 9 9 9, 1 0 1 or 1 1 1."),
        ("0808 808 8000 24/7", "0 8 0 8, 8 0 8, 8 0 0 0 24 hours a day, 7 days a week"),
        ("9.00am to 5.00pm", "9 AM to 5 PM"),
        ("at 3 a.m. or 4.30 pm", "at 3 AM or 4 30 PM"),
        ("6pm-8am", "6 PM to 8 AM"),
        ("9.30-5pm", "9 30 to 5 PM"),
        ("8.00–17.30 or 9.30 to 17.00", "8 to 17 30 or 9 30 to 17"),
        (
            "1.50–2.00 kg, 1.00–2.00 °C",
            "1 point 5 0 to 2 point 0 0 kilograms, 1 point 0 0 to 2 point 0 0 degrees Celsius",
        ),
        ("14:30, 14:05", "14 30, 14 0 5"),
        ("12/05/2026", "12 May 2026"),
        ("2026-05-12", "12 May 2026"),
        ("12 May 2026", "12 May 2026"),
        ("32/05/2026", "32, 5, 2026"),
        ("£6, €6 and £2.50", "6 pounds, 6 euros and 2 pounds 50"),
        ("£1, £1,250.50, £6 million", "1 pound, 1250 pounds 50, 6 million pounds"),
        ("£5–£10", "5 pounds to 10 pounds"),
        ("£2.05", "2 pounds 0 5"),
        ("3 kg, 10 ml, 1 kg", "3 kilograms, 10 millilitres, 1 kilogram"),
        ("38 °C, 38.5°C", "38 degrees Celsius, 38 point 5 degrees Celsius"),
        ("37,5 °C, 2,5 ml", "37 point 5 degrees Celsius, 2 point 5 millilitres"),
        ("≥ 38 °C, ≤5, ≈6, ~7", "at least 38 degrees Celsius, at most 5, about 6, about 7"),
        ("5 × 10 ml", "5 times 10 millilitres"),
        ("£2bn, £1.2m, £6k", "2 billion pounds, 1 point 2 million pounds, 6 thousand pounds"),
        ("ring 999/112", "ring 9 9 9, 1 1 2"),
        ("5 %, 99.9%", "5 percent, 99 point 9 percent"),
        ("0–3 months, 2-3", "0 to 3 months, 2 to 3"),
        ("½, 2½, 3/4", "a half, 2 and a half, three quarters"),
        ("1,000 and 10 000", "1000 and 10000"),
        ("2.5 or 2,5", "2 point 5 or 2, 5"),
        ("-5, aged 65+", "minus 5, aged 65 plus"),
        ("under < 38", "under less than 38"),
        ("Version 2.2.1", "Version 2 dot 2 dot 1"),
        ("see www.nhs.uk/baby-care.", "see nhs dot uk slash baby dash care."),
        ("help@trust.hscni.net", "help at trust dot hscni dot net"),
        ("Hello 😀👶🏽 you", "Hello you"),
        ("soft\u00adhy\u200bphen \u200emark\u2069", "softhyphen mark"),
        ("BT63 5QQ, e.g. the NHS", "BT63 5QQ, e.g. the NHS"),
        ("5G", "5G"),
        ("٩٩٩", "9 9 9"),
        ("", ""),
    ],
)
def test_english_is_prepared_so_that_no_value_can_be_misheard(written: str, spoken: str) -> None:
    assert prepare(written, "en") == spoken


@pytest.mark.parametrize(
    ("code", "written", "spoken"),
    [
        ("pl", "€6 albo 2,50 £", "6 euro albo 2 funty 50"),
        ("pl", "£1,250", "1250 funtów"),
        ("pl", "od 9am do 5pm", "od 9 do 17"),
        ("pl", "godz. 14.30", "godz. 14 30"),
        ("pl", "1 000 i 1.000 i 100,000", "1000 i 1000 i 100000"),
        ("pl", "£2bn, £1.2m", "2 miliardy funtów, 1 przecinek 2 milionów funtów"),
        ("pt", "£2bn", "2 mil milhões libras"),
        ("lt", "≥38 °C", "ne mažiau kaip 38 laipsniai Celsijaus"),
        ("bg", "≥38 °C", "поне 38 градуса по Целзий"),
        ("ru", "≤5, ≈6", "не более 5, примерно 6"),
        ("ar", "8.00–17.30", "8 إلى 17 30"),
        ("ar", "37,5 °C", "37 فاصلة 5 درجة مئوية"),
        ("uk", "5 × 2", "5 помножити на 2"),
        ("ar", "€6 و 38 °C", "6 يورو و 38 درجة مئوية"),
        ("ar", "من ٠–٣ أشهر", "من 0 إلى 3 أشهر"),
        ("lt", "2,5 kg, 12.05.2026", "2 kablelis 5 kilogramų, 2026 metų gegužės 12"),
        ("pt", "14h30, 5 %", "14 30, 5 por cento"),
        ("ro", "am 5 copii", "am 5 copii"),
        ("ro", "la 5 am mers", "la 5 am mers"),
        ("bg", "5 ч. следобед, €6", "5 часа. следобед, 6 евро"),
        ("uk", "14:30, 38 °C", "14 30, 38 градусів Цельсія"),
        ("ru", "2026 г., £2", "2026 г., 2 фунта"),
        ("zh-hans", "拨打999，€6", "拨打 9 9 9， 6 欧元"),
    ],
)
def test_other_languages_are_prepared_in_their_own_words(code: str, written: str, spoken: str) -> None:
    assert prepare(written, code) == spoken


#: The words that must be heard, by language: 0808, 14:30, 2,50 pounds, 6 euros, 38 degrees, 10 ml, 12 May 2026.
HEARD = {
    "en": (
        "zˈiəɹəʊ ˈeɪt zˈiəɹəʊ ˈeɪt",
        "fˈɔːtiːn θˈɜːti",
        "tˈuː pˈaʊndz fˈɪfti",
        "sˈɪks jˈʊəɹəʊz",
        "θˈɜːti ˈeɪt dɪɡɹˈiːz",
    ),
    "pl": (
        "zˈɛrɔː ˈɔɕɛm zˈɛrɔː ˈɔɕɛm",
        "tʃtɛrnˈaɕtɕɛ tʃɨdʑˈɛɕcʲi",
        "dvˈa fˈuntɨ pʲɛɲdʑˈɛɕɔnt",
        "ʃˈɛɕtɕ ˈɛwrɔ",
        "stˈɔpɲi",
    ),
    "ar": ("s̪-ˈifr θamˈaːnijˌa s̪-ˈifr θamˈaːnijˌa", "θˌalaːθˈuːn", "dʒˈunajh", "sˈitːa jˈuːruː", "dˈaradʒˌa"),
    "lt": (
        "nˈuɭis aʃtuonʲˈɪ nˈuɭis",
        "kʲeturʲˈoːɭika trʲˈɪsdʲeɕimt",
        "svˈarai pʲˈɛŋkʲeʑdʲeɕimt",
        "eˈurai",
        "l̩aipʂnʲˈei",
    ),
    "pt": ("zˈɛɾu ˈoɪtu zˈɛɾu ˈoɪtu", "kɐtˈorzɨ tɹˈiŋtɐ", "lˈibɹɐʃ sˌiŋkwˈeɪŋtɐ", "sˈeɪʒ ˈeʊɾʊʃ", "ɡɹˈaʊʃ"),
    "ro": ("zˈeɾo ˈopt zˈeɾo ˈopt", "pˈaɪsprezˌetʃe treɪzˈetʃʲ", "lˈiɾe tʃinzˈetʃʲ", "ʃˈase eˈuɾo", "ɡrˈade"),
    "bg": ("nˈuɫɐ ˈosem nˈuɫɐ ˈosem", "tʃˌetirinˈadesˌet trˈidesˌet", "lˈiriː pˌeddesˈet", "ʃˈest ˈevro", "ɡradˈusɐ"),
    "uk": (
        "nˈuʎ vˈiːsiːm nˈuʎ vˈiːsiːm",
        "tʃoternˈatsjat trˈetsjat",
        "fˈunt̪ɪ pjaddesjˈat",
        "ʃˈiːst jˈɛβro",
        "hradˈusiːf",
    ),
    "ru": ("nˈojɭ vˈosʲimʲ nˈojɭ", "tʃʲɪtˈyrnʌttsʌtʲ trʲˈittsʌtʲ", "fˈunta pʲʌdʲdʲɪsʲˈjat", "jˈevrʌ", "ɡrˈɑdusʌf"),
}


@pytest.mark.parametrize("code", HEARD)
def test_numbers_times_prices_and_degrees_are_heard_as_they_are_meant(code: str) -> None:
    written = ("0808 808 8000", "14:30", "£2.50" if code in ("en", "ar") else "£2,50", "€6", "38 °C")

    heard = [phonemes(prepare(words, code), code) for words in written]

    assert [part in whole for part, whole in zip(HEARD[code], heard, strict=True)] == [True] * len(written), heard


@pytest.mark.parametrize("code", speech.ESPEAK_VOICES)
def test_every_language_with_a_voice_has_all_the_words_and_says_them_itself(code: str) -> None:
    english = words_in("en").names

    names = words_in(code).names

    assert names.keys() == english.keys()
    assert len(names["months"].split()) == 12
    spoken = (names[key].replace("{}", "").replace("|", ", ") for key in names.keys() - {"decimal", "date"})
    assert "(en)" not in phonemes(". ".join(spoken), code)


def test_a_number_known_to_be_a_telephone_number_is_spelled_whatever_it_looks_like() -> None:
    assert phone("85258", "en") == "8 5 2 5 8"
    assert prepare("85258", "en") == "85258"
    assert said((Run("Text "), Run("85258", href="sms:85258"), Run(".")), languages.SOURCE) == (
        Said("Text 8 5 2 5 8.", "en"),
    )


def test_a_number_whose_digits_are_partly_bold_is_still_one_number() -> None:
    words = (Run("Ring "), Run("0808", strong=True), Run(" 808 8000"))

    assert said(words, languages.SOURCE) == (Said("Ring 0 8 0 8, 8 0 8, 8 0 0 0", "en"),)


def test_words_of_another_language_are_said_by_its_own_voice() -> None:
    words = (Run("Zadzwoń do "), Run("health visitor", language="en-GB"), Run(" dziś."))

    spoken = said(words, languages.get("pl"))

    assert spoken == (Said("Zadzwoń do", "pl"), Said("health visitor", "en"), Said("dziś.", "pl"))
    polish, mixed = (next(Espeak("pl").speak([sentence])) for sentence in ([Said("health visitor", "pl")], spoken[1:2]))
    assert polish.tobytes() != mixed.tobytes()


@pytest.mark.parametrize(
    "words", ["<speak>hi</speak>", "<break time='9s'/> hi", "&lt;b&gt; hi", "[[h@l@U]] hi", "\x01100R hi"]
)
def test_what_looks_like_an_order_to_the_voice_is_spoken_as_words(words: str) -> None:
    prepared = prepare(words, "en")

    heard = phonemes(prepared, "en")
    (samples,) = Espeak("en").speak([[Said(prepared, "en")]])

    assert "hˈaɪ" in heard
    assert len(samples) < 5 * 22_050


def test_markup_given_to_the_voice_itself_is_no_order_either() -> None:
    (plain, marked) = Espeak("en").speak([[Said("hi", "en")], [Said("hi <break time='9000ms'/>", "en")]])

    assert len(plain) < len(marked) < 7 * 22_050


def test_the_voice_is_there_and_not_in_this_process() -> None:
    assert is_there()
    assert (
        not any("espeak" in line for line in Path("/proc/self/maps").read_text().splitlines())
        or sys.platform != "linux"
    )


def test_the_same_words_sound_the_same_whatever_was_said_before() -> None:
    first = [part.tobytes() for part in Espeak("en").speak([[Said("Hold your baby close.", "en")]])]
    list(Espeak("pl").speak([[Said("Coś innego.", "pl")]]))

    again = [part.tobytes() for part in Espeak("en").speak([[Said("Hold your baby close.", "en")]])]

    assert again == first


def test_a_sentence_begins_and_ends_with_sound_and_nothing_is_heard_for_no_words() -> None:
    spoken, nothing = Espeak("en").speak([[Said("Hold your baby close.", "en")], []])

    assert abs(int(spoken[0])) > 64
    assert abs(int(spoken[-1])) > 64
    assert len(nothing) == 0


def test_a_language_without_a_voice_says_so() -> None:
    for code in ("tet", "so", "sco-ulster", "ckb"):
        assert speech.why_not(languages.get(code)) is Why.NO_VOICE
        with pytest.raises(CannotMake) as refused:
            speech.voice_for(languages.get(code), kit())
        assert refused.value.why is Why.NO_VOICE
    assert speech.why_not(languages.get("fa")) is None


def test_without_the_library_there_is_no_speech_and_the_reason_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speech, "find_spec", lambda name: None)

    assert speech.why_not(languages.SOURCE) is Why.NO_SPEECH_LIBRARY


def test_a_configured_voice_file_is_taken_before_espeak(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked: list[str] = []

    class Model:
        config = SimpleNamespace(sample_rate=16_000)

        def synthesize(self, words: str) -> Iterator[SimpleNamespace]:
            asked.append(words)
            yield SimpleNamespace(audio_int16_bytes=b"\x10\x20" * 16_000)

    model = SimpleNamespace(load=lambda file: Model())
    monkeypatch.setitem(sys.modules, "piper", SimpleNamespace(PiperVoice=model))
    file = tmp_path / "pl-voice.onnx"

    narration = narrate(page(Paragraph(text("€6.")), language="pl"), Kit(drawing=str, voice_files={"pl": file}))

    assert asked == ["Why babies cry", "6 euro."]
    assert narration.seconds == pytest.approx(2 + 0.6 + 0.6, abs=0.01)
    assert speech.voice_for(languages.get("pl"), Kit(drawing=str, voice_files={"pl": file})).name == "piper pl-voice"


def test_a_voice_file_without_its_library_is_a_missing_library(tmp_path: Path) -> None:
    with pytest.raises(CannotMake) as refused:
        speech.voice_for(languages.SOURCE, Kit(drawing=str, voice_files={"en": tmp_path / "x.onnx"}))

    assert refused.value.why is Why.NO_SPEECH_LIBRARY


def test_the_voice_says_that_it_is_a_computer_and_unchecked_until_somebody_has_checked_it() -> None:
    labels = replace(page().labels, computer_voice="A computer reads.", unchecked_voice="Nobody has checked it.")
    words = replace(page(Paragraph(text("Words.")), notice=("A draft.",)), labels=labels)

    unchecked, checked = narrate(words, kit()), narrate(words, replace(kit(), is_checked=True))

    first = ["A draft.", "A computer reads.", "Nobody has checked it.", "Why babies cry", "Words."]
    assert [sentence.words for sentence in unchecked.sentences] == first
    assert [sentence.words for sentence in checked.sentences] == first[:2] + first[3:]


def test_a_helpline_is_heard_digit_by_digit_and_shown_as_it_is_written() -> None:
    line = Helpline(text("Childline"), "0800 1111")

    assert narrate(page(line), kit()).sentences[-1].words == "0800 1111"
    assert said((Run("0800 1111", href="tel:08001111"),), languages.SOURCE) == (Said("0 8 0 0, 1 1 1 1", "en"),)
