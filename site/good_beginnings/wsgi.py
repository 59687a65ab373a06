"""The WSGI application, importable from anywhere: it finds its own folders."""

import gc
import os
import sys
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]
for _folder in (_ROOT, _ROOT / "site"):
    if str(_folder) not in sys.path:
        sys.path.insert(0, str(_folder))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "good_beginnings.settings.dev")

from django.core.wsgi import get_wsgi_application  # noqa: E402

_site = get_wsgi_application()

# Not before: these read models.
from django.conf import settings  # noqa: E402

from good_beginnings.counting import Counting, Counts  # noqa: E402
from good_beginnings.page_cache.building import cached  # noqa: E402
from good_beginnings.waiting import Waiting  # noqa: E402
from guidance.usage.services import keep  # noqa: E402

# Innermost: a kept page is handed out by the web server's own thread.
_patient = Waiting(_site, is_staffs=lambda path: path.startswith(f"/{settings.ADMIN_PATH}"))
application = Counting(cached(_patient), Counts(keep))

# All that was loaded until now stays: without it, and seldomer, Python's collector takes an eighth less of each page.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 20)
