"""What is written where a braille table does not know a sign. Pure data; `characters.py` asks in this order.

What begins with a space keeps clear of letters and digits beside it. Words are in the form that follows a number, as
in "6 euro".
"""

from collections.abc import Mapping

#: Other signs for the same, best first: the first whose every character the table knows is used.
SIGNS: Mapping[str, tuple[str, ...]] = {
    "„": ("“", '"'), "“": ('"',), "”": ('"',), "‟": ("“", '"'), "«": ("“", '"'), "»": ("”", '"'), "″": ('"',),
    "‚": ("‘", "'"), "‘": ("'",), "’": ("'",), "‛": ("‘", "'"), "‹": ("‘", "'"), "›": ("’", "'"), "′": ("'",),
    "ʼ": ("’", "'"), "`": ("'",), "´": ("'",),
    "‐": ("-",), "‑": ("-",), "‒": ("–", "-"), "–": ("-",), "—": ("–", "-"), "―": ("—", "–", "-"), "−": ("-",),
    "…": ("...",), "•": ("-",), "◦": ("-",), "▪": ("-",), "●": ("-",), "‣": ("-",), "■": ("-",), "□": ("-",),
    "·": ("-",), "→": (" -",), "←": (" -",), "↑": (" -",), "↓": (" -",), "⇒": (" -",), "➔": (" -",),
    "×": ("x",), "÷": ("/",), "⁄": ("/",), "∕": ("/",), "©": ("(c)",), "®": ("(r)",), "™": ("(tm)",),
    "½": (" 1/2",), "¼": (" 1/4",), "¾": (" 3/4",), "⅓": (" 1/3",), "⅔": (" 2/3",),
    "ł": ("l",), "Ł": ("L",), "ø": ("o",), "Ø": ("O",), "đ": ("d",), "Đ": ("D",), "ß": ("ss",), "æ": ("ae",),
    "Æ": ("Ae",), "œ": ("oe",), "Œ": ("Oe",), "ı": ("i",), "þ": ("th",), "Þ": ("Th",), "ð": ("d",), "Ð": ("D",),
    "،": (",",), "؛": (";",), "؟": ("?",), "٪": ("%",), "。": (".",), "，": (",",), "、": (",",), "《": ("“", '"'),
    "》": ("”", '"'), "[": ("(",), "]": (")",), "{": ("(",), "}": (")",),
}  # fmt: skip

_LIKE = {"✔": "✓", "☑": "✓", "✅": "✓", "✘": "✗", "❌": "✗", "☎": "📞", "☏": "📞", "📱": "📞", "℡": "📞", "✉": "📧"}

#: Words by sign, then by language.
WORDS: Mapping[str, Mapping[str, str]] = {
    "€": {
        "en": "euro", "pl": "euro", "lt": "eurų", "pt": "euros", "ro": "euro", "bg": "евро", "ar": "يورو",
        "uk": "євро", "ru": "евро", "ga": "euro", "lv": "eiro", "sk": "eur", "hu": "euró", "zh-hans": "欧元",
        "es": "euros",
    },
    "£": {
        "en": "pounds", "pl": "funtów", "lt": "svarų", "pt": "libras", "ro": "lire", "bg": "лири", "ar": "جنيه",
        "uk": "фунтів", "ru": "фунтов", "ga": "punt", "lv": "mārciņas", "sk": "libier", "hu": "font",
        "zh-hans": "英镑", "es": "libras",
    },
    "$": {
        "en": "dollars", "pl": "dolarów", "lt": "dolerių", "pt": "dólares", "ro": "dolari", "bg": "долара",
        "ar": "دولار", "uk": "доларів", "ru": "долларов", "ga": "dollar", "lv": "dolāri", "sk": "dolárov",
        "hu": "dollár", "zh-hans": "美元", "es": "dólares",
    },
    "%": {
        "en": "percent", "pl": "procent", "lt": "procentų", "pt": "por cento", "ro": "la sută", "bg": "процента",
        "ar": "في المئة", "uk": "відсотків", "ru": "процентов", "ga": "faoin gcéad", "lv": "procenti",
        "sk": "percent", "hu": "százalék", "zh-hans": "百分之", "es": "por ciento",
    },
    "°": {
        "en": "degrees", "pl": "stopni", "lt": "laipsnių", "pt": "graus", "ro": "grade", "bg": "градуса",
        "ar": "درجة", "uk": "градусів", "ru": "градусов", "ga": "céim", "lv": "grādi", "sk": "stupňov",
        "hu": "fok", "zh-hans": "度", "es": "grados",
    },
    "✓": {
        "en": "yes", "pl": "tak", "lt": "taip", "pt": "sim", "ro": "da", "bg": "да", "ar": "نعم", "uk": "так",
        "ru": "да", "ga": "tá", "lv": "jā", "sk": "áno", "hu": "igen", "zh-hans": "是", "es": "sí",
    },
    "✗": {
        "en": "no", "pl": "nie", "lt": "ne", "pt": "não", "ro": "nu", "bg": "не", "ar": "لا", "uk": "ні",
        "ru": "нет", "ga": "níl", "lv": "nē", "sk": "nie", "hu": "nem", "zh-hans": "否", "es": "no",
    },
    "📞": {
        "en": "phone", "pl": "telefon", "lt": "telefonas", "pt": "telefone", "ro": "telefon", "bg": "телефон",
        "ar": "هاتف", "uk": "телефон", "ru": "телефон", "ga": "guthán", "lv": "tālrunis", "sk": "telefón",
        "hu": "telefon", "zh-hans": "电话", "es": "teléfono",
    },
    "📧": {
        "en": "e-mail", "pl": "e-mail", "lt": "el. paštas", "pt": "e-mail", "ro": "e-mail", "bg": "имейл",
        "ar": "بريد إلكتروني", "uk": "е-пошта", "ru": "эл. почта", "ga": "ríomhphost", "lv": "e-pasts",
        "sk": "e-mail", "hu": "e-mail", "zh-hans": "电子邮件", "es": "correo electrónico",
    },
    "&": {"ro": "și", "pl": "i", "es": "y", "ar": "و"},
    "+": {"ro": "plus"},
    "=": {"ro": "egal", "es": "igual a"},
    "<": {"ro": "mai mic decât"},
    ">": {"ro": "mai mare decât"},
    "@": {"ro": "arond"},
    "#": {"ro": "diez", "es": "almohadilla"},
    "_": {"ro": "liniuță de subliniere", "es": "guion bajo"},
    "\\": {"ro": "bară inversă"},
    "|": {"ro": "bară verticală"},
    "^": {"ro": "căciulă", "es": "circunflejo"},
    "~": {"ro": "tildă", "es": "virgulilla"},
    "§": {"ro": "paragraf", "es": "sección", "ar": "قسم"},
}  # fmt: skip


def word_for(sign: str, code: str) -> str:
    """Return the word for a sign in a language; empty where none is defined."""
    return WORDS.get(_LIKE.get(sign, sign), {}).get(code, "")
