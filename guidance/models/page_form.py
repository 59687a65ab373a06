"""The form in which a guidance page is written: what it leads on to may stand beside it."""

from typing import Any

from guidance.companions import RELATED_AT_MOST, Mood, may_stand_beside
from home.page_form import PageForm


class GuidancePageForm(PageForm):
    """Says beside the field which doors and pages do not go with the mood of this one."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        mood = Mood(cleaned.get("mood", self.instance.mood))
        self._check_doors(mood)
        self._check_related(mood)
        return cleaned

    def _check_doors(self, mood: Mood) -> None:
        # Behind a door to anything else stands all there is; a cheerful page would be among what is hard.
        glad = [door for door in self.cleaned_data.get("doors", ()) if mood is Mood.CHEERFUL]
        unfit = [str(door) for door in glad if not may_stand_beside(mood, [Mood(door.mood)])]
        if unfit:
            self.add_error("doors", f"This page is cheerful, and these doors are not for that: {', '.join(unfit)}.")

    def _check_related(self, mood: Mood) -> None:
        related = list(self.cleaned_data.get("related", ()))
        if len(related) > RELATED_AT_MOST:
            self.add_error("related", f"Choose {RELATED_AT_MOST} at most: more are not a choice for a tired reader.")
        moods = [mood]
        for page in related:
            if not may_stand_beside(Mood(page.mood), moods):
                label = Mood(page.mood).label.partition(":")[0].lower()
                self.add_error(
                    "related",
                    f"“{page.title}” ({label}) can't stand here: nothing cheerful is shown beside what is tender or "
                    "about loss.",
                )
            else:
                moods.append(Mood(page.mood))
