"""What measures and groups are called, in English."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.utils.translation import override

from feedback.outcomes.disclosure.signs import (
    ALL,
    LANGUAGE,
    LOCALITY,
    NOT_GIVEN,
    OTHER_LANGUAGES,
    SERVICE,
    TOGETHER,
)
from feedback.outcomes.models import Measure
from guidance.directory.models import Locality, Service
from home import languages
from home.languages import SOURCE
from home.records import column

_OF_NO_GROUP = {ALL: "all", NOT_GIVEN: "not given", OTHER_LANGUAGES: "other languages"}


@dataclass(frozen=True)
class Names:
    """Names by key; what has none is called by its key."""

    measures: Mapping[str, str]
    #: `Measure.Form` by key of the measure.
    forms: Mapping[str, str]
    groups: Mapping[str, Mapping[str, str]]

    def measure(self, key: str) -> str:
        return self.measures.get(key, key)

    def group(self, margin: str, key: str) -> str:
        """Return the name of a group, or the names of those that were put together as one."""
        known = _OF_NO_GROUP | dict(self.groups.get(margin, {}))
        return " and ".join(known.get(each, each) for each in key.split(TOGETHER))

    @cached_property
    def digest(self) -> str:
        """Tell these names from others, in a few letters."""
        told = json.dumps([self.measures, self.forms, self.groups], sort_keys=True)
        return hashlib.sha256(told.encode()).hexdigest()[:12]


def english_names() -> Names:
    """Return all names. Two queries."""
    measures = list(Measure.objects.all())
    # The page that lists the files may be read in any language.
    with override(SOURCE.code):
        localities = {value: str(label) for value, label in Locality.choices}
    return Names(
        measures={each.key: column(each, "name", SOURCE) for each in measures},
        forms={each.key: each.form for each in measures},
        groups={
            SERVICE: {each.key: column(each, "name", SOURCE) for each in Service.objects.all()},
            LOCALITY: localities,
            LANGUAGE: _language_groups(),
        },
    )


def _language_groups() -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for code, group in settings.OUTCOMES_LANGUAGE_GROUPS.items():
        language = languages.find(code)
        found.setdefault(group, []).append(language.english_name if language else code)
    return {group: " and ".join(names) for group, names in found.items()}
