"""Read the columns of records that hold every language in one row (modeltranslation).

The bare column (`record.name`) drifts to whatever language its last editor's screen was in: never read it.
"""

from django.db import models

from home.languages import SOURCE, Language


def column(record: models.Model, field: str, language: Language) -> str:
    """Return the text of ``field`` in exactly this language; ``""`` where it has none."""
    return getattr(record, f"{field}_{language.code.replace('-', '_')}") or ""


def words_of(record: models.Model, fields: tuple[str, ...], language: Language) -> tuple[dict[str, str], Language]:
    """Return the texts in this language, or all of them in English if one is missing; and which it is.

    Half a sentence in each language helps nobody, and every fragment would need its own mark.
    """
    wanted = [field for field in fields if column(record, field, SOURCE)]
    spoken = language if all(column(record, field, language) for field in wanted) else SOURCE
    # What the English does not say any more, no translation says.
    return {field: column(record, field, spoken) if field in wanted else "" for field in fields}, spoken
