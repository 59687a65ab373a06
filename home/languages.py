"""The language registry: every language the site can ever speak, correct in name, direction and plural rule.

Pure. Whether a language is off, in preview or live is data (`home.models.SiteLanguage`), not code. To add a
language, add a row here, make its migrations, and follow the recipe in CONTRIBUTING.md.

Plural rules are CLDR's for whole numbers (checked against CLDR 47); Tetum has none there: its nouns don't change.
"""

from dataclasses import dataclass

_ONE = "nplurals=1; plural=0;"
_TWO = "nplurals=2; plural=(n != 1);"
_EAST_SLAVIC = "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);"


@dataclass(frozen=True, slots=True)
class Language:
    """One language.

    ``code`` stands in addresses, columns and catalogues; ``tag`` (BCP 47) in ``lang`` attributes. ``card_sentence``
    says, in the language, "My language is … Please book an interpreter"; ``spoken_name`` is what a receptionist
    needs to hear in English.
    """

    code: str
    english_name: str
    own_name: str
    card_sentence: str
    plural_forms: str = _TWO
    script: str = "Latn"
    tag: str = ""
    spoken_name: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "tag", self.tag or self.code)
        object.__setattr__(self, "spoken_name", self.spoken_name or self.english_name)

    @property
    def is_rtl(self) -> bool:
        return self.script == "Arab"

    @property
    def dir(self) -> str:
        """Return ``"rtl"`` or ``"ltr"``, as HTML's ``dir`` takes it."""
        return "rtl" if self.is_rtl else "ltr"

    @property
    def catalogue(self) -> str:
        """Return the folder name of the message catalogue, as gettext spells locales: ``zh_Hans``."""
        main, _, rest = self.code.partition("-")
        return f"{main}_{rest.title()}" if rest else main


#: The order of the language list on every page: English, then as often as families here ask for them.
REGISTRY: tuple[Language, ...] = (
    Language("en", "English", "English", "", tag="en-GB"),
    Language(
        "pl",
        "Polish",
        "Polski",
        "Mój język to polski. Proszę zamówić tłumacza.",
        "nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);",
    ),
    Language(
        "lt",
        "Lithuanian",
        "Lietuvių",
        "Mano kalba – lietuvių. Prašau užsakyti vertėją.",
        "nplurals=3; plural=(n%10==1 && (n%100<11 || n%100>19) ? 0 : "
        "n%10>=2 && n%10<=9 && (n%100<11 || n%100>19) ? 1 : 2);",
    ),
    Language(
        "pt",
        "Portuguese",
        "Português",
        "A minha língua é o português. Por favor, marque um intérprete.",
        tag="pt-PT",
    ),
    Language(
        "ro",
        "Romanian",
        "Română",
        "Limba mea este româna. Vă rog să programați un interpret.",
        "nplurals=3; plural=(n==1 ? 0 : n==0 || (n%100>0 && n%100<20) ? 1 : 2);",
    ),
    Language("bg", "Bulgarian", "Български", "Моят език е български. Моля, осигурете ми преводач.", script="Cyrl"),
    Language(
        "ar",
        "Arabic",
        "العربية",
        "لغتي هي العربية. أرجو حجز مترجم شفوي.",
        "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : "
        "n%100>=11 && n%100<=99 ? 4 : 5);",
        script="Arab",
    ),
    Language(
        "uk",
        "Ukrainian",
        "Українська",
        "Моя мова — українська. Будь ласка, замовте перекладача.",
        _EAST_SLAVIC,
        script="Cyrl",
    ),
    Language(
        "ru",
        "Russian",
        "Русский",
        "Мой язык — русский. Пожалуйста, закажите переводчика.",
        _EAST_SLAVIC,
        script="Cyrl",
    ),
    Language(
        "ga",
        "Irish",
        "Gaeilge",
        "Is í an Ghaeilge mo theanga. Cuir ateangaire in áirithe, le do thoil.",
        "nplurals=5; plural=(n==1 ? 0 : n==2 ? 1 : n>2 && n<7 ? 2 : n>6 && n<11 ? 3 : 4);",
    ),
    Language("tet", "Tetum", "Tetun", "Ha'u-nia lian mak Tetun. Favór ida, marka tradutór ida.", _ONE),
    Language("so", "Somali", "Soomaali", "Luqaddaydu waa Soomaali. Fadlan ii qabta turjubaan."),
    Language("sco-ulster", "Ulster-Scots", "Ulstèr-Scotch", "Ma leid is Ulstèr-Scotch. Pleese beuk an interpreter."),
    Language(
        "lv",
        "Latvian",
        "Latviešu",
        "Mana valoda ir latviešu. Lūdzu, pasūtiet tulku.",
        "nplurals=3; plural=(n%10==0 || (n%100>=11 && n%100<=19) ? 0 : n%10==1 && n%100!=11 ? 1 : 2);",
    ),
    Language(
        "sk",
        "Slovak",
        "Slovenčina",
        "Môj jazyk je slovenčina. Prosím, objednajte tlmočníka.",
        "nplurals=3; plural=(n==1 ? 0 : n>=2 && n<=4 ? 1 : 2);",
    ),
    Language("hu", "Hungarian", "Magyar", "Az anyanyelvem magyar. Kérem, rendeljenek tolmácsot."),
    Language(
        "zh-hans",
        "Chinese (Simplified)",
        "简体中文",
        "我的语言是中文。请帮我预约口译员。",
        _ONE,
        script="Hans",
        tag="zh-Hans",
        spoken_name="Chinese",
    ),
    Language("es", "Spanish", "Español", "Mi idioma es el español. Por favor, reserve un intérprete."),
    Language(
        "fa",
        "Farsi",
        "فارسی",
        "زبان من فارسی است. لطفاً یک مترجم شفاهی برایم هماهنگ کنید.",
        "nplurals=2; plural=(n > 1);",
        script="Arab",
    ),
    Language(
        "ckb",
        "Kurdish (Sorani)",
        "کوردیی ناوەندی",
        "زمانی من کوردیی سۆرانییە. تکایە وەرگێڕێکم بۆ دابین بکەن.",
        script="Arab",
    ),
)

#: What everything is written in first.
SOURCE = REGISTRY[0]
_BY_CODE = {language.code: language for language in REGISTRY}


def find(code: str) -> Language | None:
    """Return the language with this code, or ``None`` where the registry has none."""
    return _BY_CODE.get(code)


def get(code: str) -> Language:
    """Return the language with this code.

    Raises:
        LookupError: the registry has no such language; the message names it.
    """
    try:
        return _BY_CODE[code]
    except KeyError:
        raise LookupError(f"{code!r} is not in the language registry (home/languages.py)") from None
