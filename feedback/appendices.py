"""The strategy's priorities and recommendations in the files of the page that says what it wants.

On the site they stand on the action plan, of which there is no file.
"""

from django.utils import timezone
from django.utils.translation import gettext as _

from feedback.replies.queries import ShownPriority, newest_plan, plan_shown
from guidance.appendices import Appendix, appends_to
from home.languages import Language
from home.spoken import speaking
from home.states import PageState


@appends_to("what-the-strategy-wants/")
def priorities(language: Language) -> list[Appendix]:
    """Return each priority with its recommendations as readers of this language are shown it. Six queries."""
    plan = newest_plan()
    shown = plan_shown(plan, language, today=timezone.localdate()) if plan else []
    return [_appendix(priority) for priority in shown]


def _appendix(priority: ShownPriority) -> Appendix:
    with speaking(priority.words):
        list_title = _("What the strategy recommends")
    return Appendix(
        words=priority.words,
        title=priority.title,
        text=priority.summary,
        list_title=list_title,
        items=tuple(recommendation.text for recommendation in priority.recommendations),
        is_draft=priority.state is not PageState.LIVE,
    )
