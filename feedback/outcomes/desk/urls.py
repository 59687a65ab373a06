"""Addresses of the desk for outcomes."""

from django.urls import path

from feedback.outcomes.desk import workflow
from feedback.outcomes.desk.dashboard import dashboard
from feedback.outcomes.desk.worked_out import worked_out

urlpatterns = [
    path("outcomes/", dashboard, name="outcomes_dashboard"),
    path("outcomes/worked-out/<slug:key>/<str:code>/", worked_out, name="outcomes_worked_out"),
    path("outcomes/releases/", workflow.release_list, name="outcomes_releases"),
    path("outcomes/releases/ask/", workflow.choose_quarter, name="outcomes_ask"),
    path("outcomes/releases/ask/<str:code>/", workflow.ask_for_release, name="outcomes_ask_for"),
    path("outcomes/releases/<int:pk>/", workflow.release_screen, name="outcomes_release"),
    path("outcomes/releases/<int:pk>/accept/<int:number>/", workflow.accept_proposal, name="outcomes_accept"),
    path("outcomes/releases/<int:pk>/take-back/", workflow.take_back, name="outcomes_take_back"),
    path("outcomes/releases/<int:pk>/approve/", workflow.approve_release, name="outcomes_approve"),
]
