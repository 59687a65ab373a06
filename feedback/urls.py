"""Addresses of what families tell us."""

from django.urls import path

from feedback import hearing
from feedback.listening import views as listening
from feedback.outcomes.cards import paper_views, population_views
from feedback.outcomes.cards import views as cards
from feedback.outcomes.open_data import urls as open_data
from feedback.reactions import views as reactions
from feedback.replies import views as replies
from feedback.surveys import views as surveys

#: Under the language.
urlpatterns = [
    path("did-this-help/", reactions.did_this_help, name="did_this_help"),
    path("reads-right/", reactions.reads_right, name="reads_right"),
    path("how-babies-are-doing/", population_views.outcomes, name="outcomes"),
    path("how-babies-are-doing/<slug:key>/", population_views.outcome, name="outcome"),
    path("how-babies-are-doing/<slug:key>/card.pdf", paper_views.outcome, name="outcome_paper"),
    path("report-cards/", cards.report_cards, name="report_cards"),
    path("report-cards/<slug:group>/<slug:quarter>/", cards.report_card, name="report_card"),
    path("report-cards/<slug:group>/<slug:quarter>/card.pdf", paper_views.service, name="report_card_paper"),
    path("listen/", listening.listen, name="listen"),
    path("surveys/", surveys.surveys, name="surveys"),
    path("survey/<slug:code>/", surveys.intro, name="survey"),
    path("survey/<slug:code>/questions/", surveys.questions, name="survey_questions"),
    path("survey/<slug:code>/send/", surveys.send, name="survey_send"),
    path("survey/<slug:code>/whole/", surveys.whole, name="survey_whole"),
    path("kiosk/survey/<slug:code>/", surveys.kiosk, name="kiosk_survey"),
    path("you-said-we-did/", replies.you_said_we_did, name="you_said_we_did"),
    path("action-plan/", replies.action_plan, name="action_plan"),
    *open_data.urlpatterns,
]

#: Without a language: short enough to be typed from a poster; figures for programs.
unspoken = [
    path("heard/<slug:digest>.mp3", hearing.heard, name="heard"),
    path("v/<slug:code>/", surveys.short_link, name="short_link"),
    *open_data.unspoken,
]
