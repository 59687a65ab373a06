"""The form of a door: which few pages are its path, in which order."""

from django import forms
from wagtail.admin.forms import WagtailAdminModelForm

from guidance.companions import PATH_AT_LEAST, PATH_AT_MOST, Mood, may_be_first, may_stand_beside
from guidance.models import GuidancePage
from home.languages import SOURCE


class DoorChoiceForm(WagtailAdminModelForm):
    """One page of the path: an English page that is published."""

    page = forms.ModelChoiceField(
        GuidancePage.objects.filter(live=True, locale__language_code=SOURCE.code).defer("body").order_by("title"),
        error_messages={"invalid_choice": "This page is not published in English. Choose another, or take it out."},
    )


class DoorForm(WagtailAdminModelForm):
    """Says beside each page of the path what stands against it."""

    def is_valid(self) -> bool:
        """Check the door and its pages one by one; where nothing is wrong with them, also how they go together."""
        if not super().is_valid():
            return False
        chosen = sorted(self.formsets["choices"].ordered_forms, key=lambda form: form.cleaned_data["ORDER"] or 0)
        self._check_path(chosen, Mood(self.cleaned_data["mood"]))
        return bool(super().is_valid())

    def _check_path(self, chosen: list[forms.ModelForm], mood: Mood) -> None:
        pages: list[GuidancePage] = []
        for form in chosen:
            page = form.cleaned_data["page"]
            if fault := _fault(page, pages, mood):
                form.add_error("page", fault)
            pages.append(page)
        if 0 < len(chosen) < PATH_AT_LEAST:
            chosen[-1].add_error(
                "page", f"Choose at least {PATH_AT_LEAST} pages, or none: then everything is listed alike."
            )


def _fault(page: GuidancePage, before: list[GuidancePage], door: Mood) -> str:
    """Return what stands against a page after those before it; ``""`` where nothing does."""
    if page in before:
        return "This page is on the path already. Take one of the two out."
    if len(before) >= PATH_AT_MOST:
        return f"A path has {PATH_AT_MOST} pages at most. Take one out: all others are listed below it."
    against = next((mood for mood in (door, *_moods(before)) if not may_stand_beside(_mood(page), [mood])), None)
    if against is not None:
        return (
            f"This page is marked “{_mood(page).label}”. It can't stand on this path, where something is marked "
            f"“{against.label}”: nothing cheerful is shown beside what is tender or about loss."
        )
    if not before and not may_be_first(page, door):
        return "This page can't come first: nobody is met by it who did not ask for it. Put another before it."
    return ""


def _mood(page: GuidancePage) -> Mood:
    return Mood(page.mood)


def _moods(pages: list[GuidancePage]) -> list[Mood]:
    return [_mood(page) for page in pages]
