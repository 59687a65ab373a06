"""Addresses of what editors do with surveys."""

from django.urls import path

from feedback.surveys.admin.kiosk import kiosk
from feedback.surveys.admin.paper import paper
from feedback.surveys.admin.signatures import sign, signatures
from feedback.surveys.admin.ways_in import poster, qr_file, way_in

urlpatterns = [
    path("surveys/<int:pk>/signatures/", signatures, name="survey_signatures"),
    path("surveys/<int:pk>/signatures/<slug:code>/", sign, name="survey_sign"),
    path("surveys/ways-in/<int:pk>/", way_in, name="survey_way_in"),
    path("surveys/ways-in/<int:pk>/code.svg", qr_file, name="survey_qr"),
    path("surveys/ways-in/<int:pk>/poster/<slug:code>/", poster, name="survey_poster"),
    path("surveys/paper/<int:pk>/", paper, name="survey_paper"),
    # Among the practitioners' own screens.
    path("practice/kiosk/", kiosk, name="practice_kiosk"),
]
