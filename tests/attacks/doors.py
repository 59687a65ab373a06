"""Who may enter which screens of staff, and who may read what: the rule, as a table. The longest beginning counts.

Who is not named beside an address is let in by no method; who is named, at the address itself. A language's groups are
named by their role. Superusers may do everything, and are in no row.
"""

from django.conf import settings

from feedback.groups import (
    OUTCOMES_ANALYSTS,
    PRACTITIONERS,
    SAFEGUARDING_LEADS,
    STRATEGIC_GROUP,
    SURVEY_EDITORS,
    SURVEY_MODERATORS,
)
from home.roles import CLINICAL_GROUP, SECOND_READERS, TRANSLATORS

EDITORS, MODERATORS, ADMINISTRATORS, OWNERS = "Editors", "Moderators", "Administrators", "Directory owners"

Roles = frozenset[str]


def _roles(*names: str | Roles) -> Roles:
    return frozenset().union(*({name} if isinstance(name, str) else name for name in names))


NO_ONE = _roles()
WRITERS = _roles(EDITORS, MODERATORS)
ON_PAGES = _roles(WRITERS, ADMINISTRATORS, TRANSLATORS, SECOND_READERS)
ON_RECORDS = _roles(WRITERS, ADMINISTRATORS)
SIGNERS = _roles(ON_PAGES, CLINICAL_GROUP)
READ_COMMENTS = _roles(SURVEY_MODERATORS, SAFEGUARDING_LEADS)
ON_FIGURES = _roles(OUTCOMES_ANALYSTS, STRATEGIC_GROUP)
ALL = _roles(SIGNERS, OWNERS, PRACTITIONERS, SURVEY_EDITORS, READ_COMMENTS, ON_FIGURES)

#: Without signing in. Whoever comes to `signing-in/` and has no sign-in is led to it (tests/home/test_signing_in*.py).
OPEN_TO_ALL = tuple(
    f"/{settings.ADMIN_PATH}{start}"
    for start in ("login/", "signing-in/", "password_reset/", "jsi18n/", "sprite/", "failwhale/")
)

#: Here Wagtail asks whoever may enter the admin whether they are sure, and refuses those who may not when they say yes.
ONLY_ASKS = (f"/{settings.ADMIN_PATH}pages/<page_to_move_id>/move/<destination_id>/confirm/",)
#: What can be asked fairly only of what nobody has planted: two revisions of one record, a kind of rendition.
NOT_PLANTED = ("/revisions/compare/", "<filter_spec>")

#: The kinds of records that one role keeps alone, or two do.
_KEPT_BY: dict[Roles, tuple[str, ...]] = {
    _roles(SURVEY_EDITORS): (
        *("feedback/survey", "feedback/surveyversion", "feedback/optionset", "feedback/instrument"),
        *("feedback/wave", "feedback/entrypoint"),
    ),
    _roles(STRATEGIC_GROUP): (
        *("feedback/reply", "feedback/actionplan", "feedback/planaction"),
        *("feedback/priority", "feedback/recommendation"),
    ),
    _roles(OUTCOMES_ANALYSTS): (
        *("feedback/outcome", "feedback/indicator", "feedback/measure", "feedback/reportcard"),
        *("feedback/indicatorvalue", "feedback/typedfigure", "feedback/servicereturn", "feedback/trainingrecord"),
    ),
    WRITERS: (
        *("guidance/avoidedphrase", "guidance/easyread", "guidance/signvideo", "guidance/formatrequest"),
        *("guidance/formatfile", "guidance/formatcheck"),
    ),
    ON_RECORDS: (
        *("guidance/claim", "guidance/door", "guidance/glossaryterm", "guidance/source"),
        "guidance/questiontoask",
    ),
    _roles(OWNERS, ADMINISTRATORS, SURVEY_EDITORS): ("guidance/service",),
    _roles(ON_RECORDS, OWNERS): ("home/helpline",),
    _roles(MODERATORS, ADMINISTRATORS): ("home/sitelanguage", "home/timedjob"),
}
_PICKED_BY_ALL = {"feedback/survey", "guidance/door", "guidance/glossaryterm", "guidance/service", "home/helpline"}

_MAY_ENTER: dict[str, Roles] = {
    # What everybody who signs in has.
    **dict.fromkeys(
        (
            "account/",
            "sessions/",
            "logout/",
            "dismissibles/",
            "editing-sessions/",
            "tag-autocomplete/",
            "block-preview/",
            "api/",
        ),
        ALL,
    ),
    **{f"choose-{what}/": ALL for what in ("page", "external-link", "email-link", "phone-link", "anchor-link")},
    "practice/": ALL,
    "practice/stories/new/": _roles(PRACTITIONERS),
    "practice/stories/<pk>/change/": _roles(PRACTITIONERS),
    "practice/stories/<pk>/decide/": _roles(MODERATORS, ADMINISTRATORS),
    "services/gaps/": ALL,
    "upkeep/": _roles(SIGNERS, OWNERS),
    "usage/": _roles(WRITERS, ADMINISTRATORS, OUTCOMES_ANALYSTS),
    # Pages, and what is signed for.
    "pages/": ON_PAGES,
    # Wagtail's own: it only leads on, to a page that asks.
    "pages/workflow/action/": ALL,
    "pages/workflow/collect_action_data/": ALL,
    # These only ask: whether somebody is sure, and under which of the pages that they may add to. The next one refuses.
    "pages/workflow/confirm_cancellation/": ALL,
    "pages/create/<app_label>/<model_name>": ALL,
    "pages/<page_id>/revisions/": ALL,
    # Whoever has to do with pages, and whoever may change helplines.
    "changes/": _roles(SIGNERS, OWNERS),
    "changes/<pk>/": SIGNERS,
    "changes/publish/": SIGNERS,
    "changes/since-translated/": SIGNERS,
    "changes/number/": _roles(ON_RECORDS, OWNERS),
    "sign/": SIGNERS,
    "tour/": SIGNERS,
    "words/": ON_PAGES,
    "formats/": ON_PAGES,
    "formats/quality/": _roles(MODERATORS),
    "formats/sample/": _roles(MODERATORS),
    "recordings/": _roles(WRITERS, PRACTITIONERS),
    "languages/": SIGNERS,
    "common-language/": ALL,
    "interface/": _roles(ON_PAGES),
    "questions-to-ask/": _roles(MODERATORS, ADMINISTRATORS, TRANSLATORS, SECOND_READERS),
    "localize/": ON_PAGES,
    "localize/jsi18n/": ALL,
    "localize/reports/": ALL,
    "localize/api/": ALL,
    "said-of-page/": ON_PAGES,
    # What families told us.
    "comments/": READ_COMMENTS,
    "replies/": _roles(STRATEGIC_GROUP),
    "surveys/": _roles(SURVEY_EDITORS),
    "outcomes/": ON_FIGURES,
    "outcomes/import/": _roles(OUTCOMES_ANALYSTS),
    "outcomes/figures/": _roles(OUTCOMES_ANALYSTS),
    "outcomes/releases/ask/": _roles(OUTCOMES_ANALYSTS),
    "outcomes/releases/<pk>/accept/": _roles(OUTCOMES_ANALYSTS),
    "outcomes/releases/<pk>/take-back/": _roles(OUTCOMES_ANALYSTS),
    "outcomes/releases/<pk>/approve/": _roles(STRATEGIC_GROUP),
    # Whom the Trust lets make tokens is the Trust's to say.
    "api-tokens/": NO_ONE,
    # Records. To pick one is for whoever may look at it, and at what families read anyway for all (`home.choosers`).
    "services/": _roles(OWNERS, ADMINISTRATORS),
    "snippets/": NO_ONE,
    **{f"snippets/{kind}/": roles for roles, kinds in _KEPT_BY.items() for kind in kinds},
    **{
        f"snippets/choose/{kind}/": ALL if kind in _PICKED_BY_ALL else roles
        for roles, kinds in _KEPT_BY.items()
        for kind in kinds
    },
    # Wagtail's own.
    "images/": WRITERS,
    "images/chooser/": ALL,
    "documents/": WRITERS,
    "documents/chooser/": ALL,
    "reports/": ON_PAGES,
    "reports/site-history/": ALL,
    "reports/is-all-well/": ALL,
    "reports/log/": _roles(STRATEGIC_GROUP, ADMINISTRATORS),
    "users/": _roles(ADMINISTRATORS),
    "groups/": _roles(ADMINISTRATORS),
    "locales/": _roles(ADMINISTRATORS),
    "workflows/": _roles(ADMINISTRATORS),
    "workflows/task_chooser/": ALL,
    "redirects/": _roles(ADMINISTRATORS),
    "collections/": NO_ONE,
    "sites/": NO_ONE,
}
MAY_ENTER = {f"/{settings.ADMIN_PATH}{start}": roles for start, roles in _MAY_ENTER.items()}
#: Wagtail's first screen, and its answer to addresses that it does not know.
MAY_ENTER |= {f"/{settings.ADMIN_PATH}{start}": ALL for start in ("bulk/", "test404/", "<>")}
#: Whose words these are to read, by what was planted (`planted.WORDS`).
MAY_READ: dict[str, Roles] = {
    "comment": _roles(SURVEY_MODERATORS),
    "concern": READ_COMMENTS,
    "note": READ_COMMENTS,
    "story": _roles(MODERATORS, ADMINISTRATORS),
    "request": WRITERS,
    "draft": ON_PAGES,
    "reply": _roles(STRATEGIC_GROUP),
    "token": NO_ONE,
    "release": ON_FIGURES,
    "account": _roles(ADMINISTRATORS),
}


def may_enter(shown: str) -> Roles | None:
    """Return who may enter at this address; nothing where the table does not say."""
    if shown == f"/{settings.ADMIN_PATH}":
        return ALL
    if shown.startswith(OPEN_TO_ALL):
        return ALL
    starts = [start for start in MAY_ENTER if shown.startswith(start)]
    return MAY_ENTER[max(starts, key=len)] if starts else None
