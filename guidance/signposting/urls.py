"""Addresses of packs: short enough to be typed from a card, and under the language."""

from django.urls import path

from guidance.signposting import views

#: Under the language.
urlpatterns = [
    path("go/", views.enter_code, name="enter_code"),
    path("kiosk/go/<str:typed>/", views.kiosk_pack, name="kiosk_pack"),
    path("go/<str:typed>/", views.show_pack, name="pack"),
    path("go/<str:typed>/<str:card>/", views.show_pack, name="pack"),
]

#: Without one, as they stand on cards.
unspoken = [
    path("go/", views.enter_pack, name="enter_any_pack"),
    path("go/<str:typed>/", views.enter_pack, name="enter_pack"),
    path("go/<str:typed>/<str:card>/", views.enter_pack, name="enter_pack"),
]
