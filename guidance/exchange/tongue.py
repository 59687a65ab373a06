"""Tells whether a text is plainly in another language than it should be. Pure, light, and slow to accuse.

By its script, by letters that a language does not have, and by the small words that every sentence is made of. A short
text, or one of names and numbers, is never accused.
"""

import re
import unicodedata
from collections.abc import Mapping

from home import languages

#: How a script's letters are called in Unicode.
_SCRIPTS: Mapping[str, str] = {"Latn": "LATIN", "Cyrl": "CYRILLIC", "Arab": "ARABIC", "Hans": "CJK"}
_SCRIPT_NAMES: Mapping[str, str] = {"LATIN": "Latin", "CYRILLIC": "Cyrillic", "ARABIC": "Arabic", "CJK": "Chinese"}
#: Fewer letters than these say nothing, nor do fewer words: a name may stand as it is.
_LETTERS, _WORDS = 20, 5
#: Letters that a language never writes, where a neighbour with the same script does.
_NEVER: Mapping[str, str] = {
    "uk": "ыэёъ",
    "ru": "іїєґъ",
    "bg": "ыэёіїєґ",
    "ar": "پچژگکیێۆڕڵە",
    "fa": "ێۆڕڵ",
    "lt": "āēīņļķģ",
    "lv": "ėęįų",
}
#: The small words of each language.
_SMALL: Mapping[str, frozenset[str]] = {
    code: frozenset(words.split())
    for code, words in {
        "en": "the and of to is you your that it for with are this they not have be on when what can or from will a in "
        "their if as at how who we do there than them by but more it's",
        "pl": "i w nie na się że jest to z dziecko twoje jak co dla lub gdy który ale może są być po przez o tym aby "
        "kiedy jeśli ci cię ich czy także tylko już do od",
        "lt": "ir kad yra tai jūsų su į ne ar bet gali jei kai jūs kaip apie nuo iki jie jo jos savo tik tas šis "
        "vaikas dėl būti už per kurie kas",
        "lv": "un ir ka ar uz ne no tas jūs jūsu vai bet kā par lai kad var arī ja viņi šis bērns pie savu pēc tikai",
        "pt": "o a e de que não para com um uma os as do da em se por mais como mas ou seu sua bebé quando isto pode "
        "são é ao dos das no na",
        "es": "el la y de que no para con un una los las del en se por más como pero o su bebé cuando esto puede son "
        "es al lo usted",
        "ro": "și de în la nu este că pe cu un o să sau care mai dacă dar pentru din se când copilul poate sunt ce "
        "dumneavoastră lui ei a ai",
        "ga": "agus an na is ar do le go nach tá bhfuil sé sí atá leis seo sin gur mar i é í siad nó ach má ní a "
        "bheith duit leat chun as",
        "bg": "и на да не се за от в е с че ви са си или като това когато може ако детето до по но вашето те тя той "
        "които ще",
        "ru": "и в не на что с вы это как но или если для от ваш ребёнок ребенок когда может вам из к по они его она "
        "быть у за то",
        "uk": "і в не на що з ви це як але або якщо для від ваш дитина коли може вам із до та він вона вони бути у за "
        "й є",
        "ar": "في من على إلى أن لا ما هذا هذه التي الذي عن مع أو قد كان كل إذا ثم لم هو هي و يمكن طفلك لك",
        "fa": "و در به از که این را با است برای آن یا نه می شما کودک اگر هم خود تا بر",
        "ckb": "و لە بۆ کە ئەم بە یان لەگەڵ ئەگەر هەر تۆ ئێوە منداڵ نییە دەکات",
        "sk": "a v na je že sa nie to s dieťa ako čo pre alebo keď ktorý ale môže sú byť po aby ak vaše od do",
        "hu": "a az és hogy nem is egy van ez meg de vagy ha mint csak már gyermek amikor lehet el ön",
        "so": "iyo waa in ka ku u la oo aan ah ama haddii ilmaha waxay si laga loo waxa uu ay",
    }.items()
}
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_TAG = re.compile(r"<[^>]*>|&\w+;|https?://\S+")


def other_tongue(words: str, code: str) -> str:
    """Return which language or script these words are in, where that is plainly not this language; else ``""``."""
    words = _TAG.sub(" ", words)
    tokens = [token.casefold() for token in _WORD.findall(words)]
    letters = "".join(tokens)
    if len(letters) < _LETTERS:
        return ""
    return _other_script(letters, languages.get(code).script) or _other_words(tokens, letters, code)


def _other_script(letters: str, script: str) -> str:
    counted: dict[str, int] = {}
    for letter in letters:
        name = unicodedata.name(letter, "").split(" ")[0]
        counted[name] = counted.get(name, 0) + 1
    own = _SCRIPTS.get(script, "")
    most = max(counted, key=lambda name: counted[name])
    # Names of services stay in English letters everywhere: only a text that hardly holds a letter of its own.
    if not own or most == own or counted.get(own, 0) * 5 > len(letters):
        return ""
    return f"{_SCRIPT_NAMES.get(most, 'other')} letters"


def _other_words(tokens: list[str], letters: str, code: str) -> str:
    if sum(letter in _NEVER.get(code, "") for letter in letters) >= 3:
        return "another language with these letters"
    if len(tokens) < _WORDS or code not in _SMALL:
        return ""
    found = {each: sum(token in small for token in tokens) for each, small in _SMALL.items()}
    own = found.pop(code)
    best = max(found, key=lambda each: found[each])
    if found[best] >= 3 and found[best] >= 3 * own:
        return languages.get(best).english_name
    return ""
