"""Print a configuration for nginx."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.management.base import BaseCommand, CommandParser

from good_beginnings import env
from good_beginnings.page_cache.nginx import Place, nginx_config


class Command(BaseCommand):
    help = "Print a configuration for an nginx before the site, which then hands out the pages that are kept."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("sites", nargs="*", metavar="HOST:PORT", help="where several machines' sites listen")

    def handle(self, *args: Any, **options: Any) -> None:
        is_secure = urlsplit(settings.WAGTAILADMIN_BASE_URL).scheme == "https"
        listen = "443 ssl;\n    # Where the certificate is:\n    # ssl_certificate …;\n    # ssl_certificate_key …"
        place = Place(listen=listen if is_secure else "80", site=f"127.0.0.1:{env.text('PORT', '8000')}")
        if options["sites"]:
            place = replace(place, site=";\n    server ".join(options["sites"]))
        self.stdout.write(nginx_config(WSGIHandler(), place))
