"""What Wagtail asks: practitioners' addresses, and a place in the menu. Who may enter the admin may enter here."""

from typing import Any

from django.urls import path, reverse_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from guidance.practice.story_views import decide_story, story, story_list, write_story
from guidance.practice.training_views import training_routes
from guidance.practice.views import practice, side_by_side


@hooks.register("register_admin_urls")
def practice_urls() -> list[Any]:
    return [
        path("practice/", practice, name="practice"),
        path("practice/side-by-side/", side_by_side, name="practice_side_by_side"),
        path("practice/stories/", story_list, name="stories"),
        path("practice/stories/new/", write_story, name="write_story"),
        path("practice/stories/<int:pk>/", story, name="story"),
        path("practice/stories/<int:pk>/change/", write_story, name="change_story"),
        path("practice/stories/<int:pk>/decide/", decide_story, name="decide_story"),
        path("practice/training/", training_routes, name="training_routes"),
    ]


@hooks.register("register_admin_menu_item")
def practice_menu_item() -> MenuItem:
    return MenuItem("With a family", reverse_lazy("practice"), name="practice", icon_name="group", order=90)
