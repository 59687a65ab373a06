"""Load the records that pages share: sources, doors, terms, helplines, services, with their translations."""

import dataclasses
import hashlib
import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polib
from django.core.exceptions import ValidationError
from django.db import models

from guidance.content.files import BadContent
from guidance.content.po import read_po
from guidance.directory.models import SERVICE_TEXTS, Service
from guidance.models import Door, GlossaryTerm, LoadedFile, QuestionToAsk, Source
from guidance.models.doors import DOOR_TEXTS
from guidance.models.glossary import TERM_TEXTS
from guidance.models.questions import QUESTION_TEXTS
from home.languages import REGISTRY, SOURCE, Language
from home.models import Helpline
from home.models.helplines import HELPLINE_TEXTS

if TYPE_CHECKING:
    from guidance.content.load import Report


@dataclass(frozen=True, slots=True)
class Kind:
    """One table of `records.toml`: its model, the column that names a row, its texts, how facts become columns.

    ``links``: facts that name other records by a unique column, with that column: ``{"doors": "code"}``. ``later``:
    facts that name pages, which are loaded after the records.
    """

    table: str
    model: type[models.Model]
    key: str
    texts: tuple[str, ...]
    columns: dict[str, str]
    links: dict[str, str] = dataclasses.field(default_factory=dict)
    later: tuple[str, ...] = ()


KINDS = (
    Kind(
        "source",
        Source,
        "key",
        (),
        {
            "title": "title",
            "publisher": "publisher",
            "address": "address",
            "second_hand": "is_second_hand",
            "note": "note",
        },
    ),
    Kind(
        "door",
        Door,
        "code",
        DOOR_TEXTS,
        {
            "kind": "kind",
            "slug": "slug",
            "order": "order",
            "drawing": "drawing",
            "mood": "mood",
            "why": "why_these",
        },
        later=("path",),
    ),
    Kind("term", GlossaryTerm, "key", TERM_TEXTS, {"parents": "is_for_parents", "owner": "owner"}),
    Kind(
        "service",
        Service,
        "key",
        SERVICE_TEXTS,
        {
            "order": "order",
            "organisation": "organisation",
            "sector": "sector",
            "level": "level",
            "pregnancy": "is_for_pregnancy",
            "from_month": "age_from",
            "to_month": "age_to",
            "dads": "is_for_dads",
            "everywhere": "is_everywhere",
            "localities": "localities",
            "online": "is_online",
            "self_referral": "self_referral",
            "consent": "needs_consent",
            "cost": "cost",
            "web": "web",
            "interpreter": "has_interpreter",
            "professionals": "is_for_professionals",
            "criteria": "criteria",
            "who_may_refer": "who_may_refer",
            "how_to_refer": "how_to_refer",
            "what_happens_next": "what_happens_next",
            "internal_note": "internal_note",
            "status": "evidence",
            "sources": "sources",
            "owner": "owner",
            "check_every_days": "check_every_days",
        },
        {"doors": "code"},
    ),
    Kind("question", QuestionToAsk, "key", QUESTION_TEXTS, {"group": "group", "order": "order", "owner": "owner"}),
    Kind(
        "helpline",
        Helpline,
        "key",
        HELPLINE_TEXTS,
        {
            "order": "order",
            "group": "group",
            "phone": "phone",
            "textphone": "textphone",
            "web": "web",
            "email": "email",
            "status": "evidence",
            "sources": "sources",
            "owner": "owner",
            "check_every_days": "check_every_days",
            "urgent": "is_urgent",
            "always": "is_never_hidden",
        },
    ),
)


def read_records(folder: Path) -> dict[str, dict[str, dict[str, Any]]]:
    """Return `records.toml` by table and key.

    Raises:
        BadContent: it is missing or can't be read; the message says where.
    """
    file = folder / SOURCE.code / "records.toml"
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BadContent(f"{SOURCE.code}/records.toml is missing") from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise BadContent(f"{SOURCE.code}/records.toml: line {line}: not saved as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise BadContent(f"{SOURCE.code}/records.toml can't be read: {error}") from error


def texts_of(records: dict[str, dict[str, dict[str, Any]]]) -> Iterator[tuple[str, str]]:
    """Yield every text to translate, as (context, English): `helpline.lifeline.who`."""
    for kind in KINDS:
        for key, row in records.get(kind.table, {}).items():
            if (kind.table == "term" and not row.get("parents")) or row.get("professionals"):
                continue
            for field in kind.texts:
                if row.get(field):
                    yield f"{kind.table}.{key}.{field}", row[field]


def _translations(folder: Path, records: dict[str, dict[str, dict[str, Any]]]) -> dict[Language, dict[str, str]]:
    """Return, for each language with a `records.po`, its texts by context.

    Raises:
        BadContent: an entry that the English records don't have, or no longer in these words.
    """
    english = dict(texts_of(records))
    found = {}
    for language in REGISTRY:
        file = folder / language.code / "records.po"
        if language != SOURCE and file.is_file():
            found[language] = {
                entry.msgctxt: entry.msgstr for entry in read_po(file) if _is_known(entry, english, file)
            }
    return found


def _is_known(entry: polib.POEntry, english: dict[str, str], file: Path) -> bool:
    # A doubtful translation is none.
    if entry.obsolete or entry.fuzzy:
        return False
    if english.get(entry.msgctxt) != entry.msgid:
        raise BadContent(
            f"{file.parent.name}/{file.name}: line {entry.linenum}: records.toml does not say "
            f"“{entry.msgid[:60]}” at {entry.msgctxt}"
        )
    return True


def _wanted(kind: Kind, key: str, row: dict[str, Any], words: dict[Language, dict[str, str]]) -> dict[str, Any]:
    """Return the columns of one row as the files have it."""
    unknown = set(row) - set(kind.columns) - set(kind.texts) - set(kind.links) - set(kind.later) - {"sources"}
    if unknown:
        raise BadContent(f"records.toml: [{kind.table}.{key}]: no fact is called {', '.join(sorted(unknown))}")
    wanted: dict[str, Any] = {column: row[fact] for fact, column in kind.columns.items() if fact in row}
    wanted |= {link: sorted(row[link]) for link in kind.links if link in row}
    if isinstance(wanted.get("sources"), list):
        wanted["sources"] = ", ".join(wanted["sources"])
    if kind.table == "term":
        wanted.setdefault("is_for_parents", False)
    for field in kind.texts:
        wanted[f"{field}_{SOURCE.code}"] = row.get(field, "")
        for language, texts in words.items():
            text = texts.get(f"{kind.table}.{key}.{field}", "")
            if text:
                wanted[f"{field}_{language.code.replace('-', '_')}"] = text
    return wanted


def _digest(values: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(values, sort_keys=True, ensure_ascii=False, default=str).encode()).hexdigest()


def load_records(folder: Path, report: "Report") -> None:
    """Load what is new; leave alone what somebody has changed since."""
    records = read_records(folder)
    unknown = set(records) - {kind.table for kind in KINDS}
    if unknown:
        raise BadContent(f"records.toml: no record is called {', '.join(sorted(unknown))}")
    words = _translations(folder, records)
    for kind in KINDS:
        for key, row in records.get(kind.table, {}).items():
            _load_record(kind, key, _wanted(kind, key, row, words), report)


def _now(kind: Kind, row: models.Model) -> dict[str, Any]:
    """Return all columns of a row as they are, and what it is linked to."""
    columns = {each.attname: getattr(row, each.attname) for each in row._meta.concrete_fields}
    links = {link: sorted(getattr(row, link).values_list(by, flat=True)) for link, by in kind.links.items()}
    return columns | links


def _load_record(kind: Kind, key: str, wanted: dict[str, Any], report: "Report") -> None:
    path = f"records/{kind.table}/{key}"
    last = LoadedFile.objects.filter(path=path).first()
    if last and last.file_digest == _digest(wanted):
        report.unchanged += 1
        return
    row = kind.model._default_manager.filter(**{kind.key: key}).first()
    if row and last and _digest(_now(kind, row)) != last.words_digest:
        report.kept.append(path)
        return
    row = row or kind.model(**{kind.key: key})
    for column, value in wanted.items():
        if column not in kind.links:
            setattr(row, column, value)
    linked = _linked(kind, key, wanted)
    try:
        row.full_clean(exclude=[each.name for each in row._meta.fields if each.name not in wanted])
    except ValidationError as error:
        faults = "; ".join(f"{column}: {' '.join(said)}" for column, said in error.message_dict.items())
        raise BadContent(f"records.toml: [{kind.table}.{key}]: {faults}") from error
    row.save()
    for link, others in linked.items():
        getattr(row, link).set(others)
    LoadedFile.objects.update_or_create(
        path=path, defaults={"file_digest": _digest(wanted), "words_digest": _digest(_now(kind, row))}
    )
    report.loaded.append(path)


def _linked(kind: Kind, key: str, wanted: dict[str, Any]) -> dict[str, list[models.Model]]:
    """Return the records that a row names.

    Raises:
        BadContent: there is none of that name.
    """
    linked = {}
    for link, by in kind.links.items():
        if link not in wanted:
            continue
        others: Any = kind.model._meta.get_field(link).related_model
        found = {getattr(other, by): other for other in others.objects.filter(**{f"{by}__in": wanted[link]})}
        if missing := set(wanted[link]) - set(found):
            raise BadContent(
                f"records.toml: [{kind.table}.{key}]: {link} has nothing called {', '.join(sorted(missing))}"
            )
        linked[link] = list(found.values())
    return linked
