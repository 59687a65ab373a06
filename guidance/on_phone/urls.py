"""Addresses of what is kept on a phone, under the language."""

from django.urls import path

from guidance.on_phone import views

urlpatterns = [
    path("kept/", views.kept, name="kept"),
    path("kept/<slug:kind>/", views.offer, name="keep_all"),
    path("kept/<slug:kind>/list.json", views.contents),
    path("kept/<slug:kind>/<slug:slug>/", views.offer, name="keep"),
    path("kept/<slug:kind>/<slug:slug>/list.json", views.contents),
]
