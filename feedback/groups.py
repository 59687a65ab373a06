"""Who works on what families tell us, and what each group may do. Who is in a group is the Trust's to say."""

SURVEY_EDITORS = "Survey editors"
SURVEY_MODERATORS = "Survey moderators"
SAFEGUARDING_LEADS = "Safeguarding leads"
PRACTITIONERS = "Practitioners"

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
