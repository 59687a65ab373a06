"""Who works on what families tell us, and what each group may do. Who is in a group is the Trust's to say."""

SURVEY_EDITORS = "Survey editors"
SURVEY_MODERATORS = "Survey moderators"
SAFEGUARDING_LEADS = "Safeguarding leads"
PRACTITIONERS = "Practitioners"
STRATEGIC_GROUP = "Strategic group"

_WRITTEN = ("survey", "optionset", "instrument", "wave", "entrypoint")

#: What each group may do, by app and codename, beside entering the admin.
PERMISSIONS: dict[str, tuple[str, ...]] = {
    SURVEY_EDITORS: (
        *(f"feedback.{action}_{record}" for record in _WRITTEN for action in ("add", "change", "view")),
        "feedback.publish_survey",
        "feedback.view_surveyversion",
        # To sign for the words of a language.
        "feedback.add_surveysignoff",
        # To type in what families wrote on paper.
        "feedback.add_response",
        *(f"guidance.{action}_service" for action in ("add", "change", "view")),
    ),
    SURVEY_MODERATORS: ("feedback.moderate_comment",),
    SAFEGUARDING_LEADS: ("feedback.lead_safeguarding",),
    PRACTITIONERS: (),
}

#: The same for who answers families and keeps the plan: a migration of its own gives it, once there is something to do.
REPLY_PERMISSIONS: dict[str, tuple[str, ...]] = {
    STRATEGIC_GROUP: (
        *(
            f"feedback.{action}_{record}"
            for record in ("reply", "planaction")
            for action in ("add", "change", "delete", "view")
        ),
        *(
            f"feedback.{action}_{record}"
            for record in ("actionplan", "priority", "recommendation")
            for action in ("add", "change", "view")
        ),
        # To sign for the words of a language.
        "feedback.add_replysignoff",
    ),
}
