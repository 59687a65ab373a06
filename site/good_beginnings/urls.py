"""Addresses. Words a parent could say aloud; the language first."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from feedback import urls as feedback
from good_beginnings.metrics import metrics
from guidance import views as guidance
from guidance.downloads import PLACE, download
from guidance.finding import open_referral_views as open_referral
from guidance.finding import views as finding
from guidance.kiosk import pages as kiosk_pages
from guidance.models import Door
from guidance.on_phone import urls as on_phone
from guidance.questions.views import questions
from guidance.side_by_side import views as beside
from guidance.signposting import urls as signposting
from home import views as home
from home.errors import page_not_found
from staff import urls as staff

handler400 = "home.errors.bad_request"
handler403 = "home.errors.forbidden"
handler404 = "home.errors.page_not_found"

urlpatterns = [
    path("", home.enter, name="enter"),
    # Wagtail's own address for trying out an error: whoever signs in could make the site fail.
    path(f"{settings.ADMIN_PATH}failwhale/", page_not_found),
    path(settings.ADMIN_PATH, include(staff)),
    path(settings.ADMIN_PATH, include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("leave/", home.leave, name="leave"),
    path("sw.js", home.service_worker, name="service_worker"),
    path("metrics", metrics, name="metrics"),
    path(".well-known/security.txt", home.security_txt, name="security_txt"),
    path("robots.txt", home.robots, name="robots"),
    path("sitemap.xml", guidance.sitemap, name="sitemap"),
    path("open-referral/", open_referral.about, name="open_referral"),
    path("open-referral/services", open_referral.services, name="open_referral_services"),
    path("open-referral/services/<uuid:service_id>", open_referral.service, name="open_referral_service"),
    path("", include(feedback.unspoken)),
    path("", include(signposting.unspoken)),
    # One machine serves its own uploads; behind nginx or a store these never reach Python (docs/runbook.md).
    # What people tried out at a microphone is handed out in the admin alone. A picture as it was sent may say where it
    # was taken. Documents are handed out at /documents/, which asks who may see them; half an upload is nobody's.
    re_path(
        r"^media/(?!.*(?:recordings|original_images|documents|wagtail_uploads)/)(?P<path>.*)$",
        home.uploaded_file,
    ),
]

urlpatterns += i18n_patterns(
    path("manifest.webmanifest", home.manifest, name="manifest"),
    path("help/", home.help_now, name="help"),
    path("interpreter/", home.interpreter_cards, name="interpreter_cards"),
    path("interpreter/<str:code>/", home.interpreter_card, name="interpreter_card"),
    path("search/", guidance.search, name="search"),
    path("words/", guidance.glossary, name="glossary"),
    path("topics/", guidance.topics, name="topics"),
    path("services/", finding.services, name="services"),
    path("services/<slug:key>/", finding.service, name="service"),
    path("kiosk/pages/<str:slugs>/", kiosk_pages, name="kiosk_pages"),
    path("questions/", questions, name="questions"),
    path("stage/<slug:slug>/", guidance.door, {"kind": Door.Kind.STAGE}, name="door_stage"),
    path("topic/<slug:slug>/", guidance.door, {"kind": Door.Kind.TOPIC}, name="door_topic"),
    path("who/<slug:slug>/", guidance.door, {"kind": Door.Kind.AUDIENCE}, name="door_audience"),
    re_path(rf"^guidance/(?P<slug>{'|'.join(guidance.MOVED)})/$", guidance.moved, name="moved"),
    path("guidance/<slug:slug>/easy-read/", guidance.easy_read, name="easy_read"),
    path("guidance/<slug:slug>/side-by-side/", beside.page, name="side_by_side"),
    path("", include(signposting.urlpatterns)),
    path("", include(on_phone.urlpatterns)),
    path("", include(feedback.urlpatterns)),
    # Of any page of the tree: last of all, so that nothing else is taken for one.
    re_path(rf"^{PLACE}$", download, name="download"),
    re_path(r"^((?:[\w\-]+/)*)$", home.serve_page, name="page"),
    path("", include(wagtail_urls)),
)
