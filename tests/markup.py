"""The rules that every HTML response of the public site is held to."""

import re
from collections import Counter
from itertools import pairwise
from typing import Any

import html5lib
from bs4 import BeautifulSoup, Tag
from django.conf import settings
from django.test import Client

from home import languages

_TAGS = {language.tag: language.dir for language in languages.REGISTRY}
#: Strings of right-to-left scripts, which must never stand in a part marked left-to-right, and the reverse.
_ARABIC = re.compile(r"[؀-ۿ]{3,}")


class CheckingClient(Client):
    """A test client that checks each HTML page of the public site, so that no test can forget to."""

    def request(self, **request: Any) -> Any:
        response = super().request(**request)
        path = request.get("PATH_INFO", "")
        is_html = response.headers.get("Content-Type", "").startswith("text/html")
        is_page = is_html and not response.streaming and response.content
        if is_page and not path.startswith(f"/{settings.ADMIN_PATH}"):
            faults = faults_in(response.content.decode(), is_bare=response.status_code in {400, 405, 414, 500})
            assert not faults, f"{path} ({response.status_code}): " + "; ".join(faults)
        if not path.startswith(f"/{settings.ADMIN_PATH}"):
            assert not response.cookies, f"{path} sets a cookie: {response.cookies}"
        return response


def faults_in(html: str, *, is_bare: bool = False) -> list[str]:
    """Return what is wrong with a page, in words. ``is_bare`` pages are shown when nothing can be relied on."""
    page = BeautifulSoup(html, "html.parser")
    faults = [*_parse_errors(html), *_language_faults(page), *_structure_faults(page), *_foreign_faults(page)]
    return faults if is_bare else [*faults, *_shell_faults(page)]


def _parse_errors(html: str) -> list[str]:
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    parser.parse(html)
    return [f"not HTML at {place}: {code}" for place, code, _data in parser.errors]


def _language_faults(page: BeautifulSoup) -> list[str]:
    root = page.html
    assert isinstance(root, Tag)
    faults = []
    for element in page.find_all(lang=True):
        wanted = _TAGS.get(str(element["lang"]))
        if wanted is None:
            faults.append(f"lang={element['lang']!r} is no language of the registry")
        elif element.get("dir") and element["dir"] != wanted:
            faults.append(f"{element['lang']} is not {element['dir']}")
    if root.get("dir") != _TAGS.get(str(root.get("lang"))):
        faults.append("the page's lang and dir don't agree")
    for text in page.body.find_all(string=_ARABIC) if page.body else []:
        marked = text.find_parent(lang=True)
        if marked is not None and _TAGS.get(str(marked["lang"])) != "rtl":
            faults.append(f"Arabic letters in {marked['lang']}: {text.strip()[:30]}")
    for link in page.select('a[href^="tel:"]'):
        if not link.select_one('bdi[dir="ltr"]'):
            faults.append(f"a number that right-to-left text would turn round: {link['href']}")
    return faults


def _structure_faults(page: BeautifulSoup) -> list[str]:
    faults = []
    if len(page.find_all("h1")) != 1:
        faults.append(f"{len(page.find_all('h1'))} h1")
    levels = [int(heading.name[1]) for heading in page.find_all(re.compile(r"^h[1-6]$"))]
    faults += [f"h{one} is followed by h{two}" for one, two in pairwise(levels) if two > one + 1]
    ids = Counter(element["id"] for element in page.find_all(id=True))
    faults += [f"id {name!r} stands {count} times" for name, count in ids.items() if count > 1]
    for link in page.select('a[href^="#"]'):
        if link["href"] != "#" and not page.find(id=str(link["href"])[1:]):
            faults.append(f"{link['href']} leads nowhere")
    for element in page.find_all(["a", "button"]):
        # A script gives a name to what it makes of a template.
        if element.find_parent("template"):
            continue
        if not element.get_text(strip=True) and not element.get("aria-label"):
            faults.append(f"a {element.name} without a name")
    for element in page.find_all("input"):
        if element.get("type") != "hidden" and not page.find("label", attrs={"for": str(element.get("id"))}):
            faults.append(f"an input without a label: {element.get('name')}")
    faults += ["a picture without a description" for image in page.find_all("img") if image.get("alt") is None]
    if not page.title or not page.title.get_text(strip=True):
        faults.append("no title")
    return [*faults, *_drawing_faults(page)]


def _is_named(svg: Tag, page: BeautifulSoup) -> bool:
    """Tell whether a drawing says what it shows, itself or by what stands in it."""
    by = str(svg.get("aria-labelledby") or "").split()
    return bool(svg.get("aria-label")) or (bool(by) and all(svg.find(id=name) for name in by))


def _drawing_faults(page: BeautifulSoup) -> list[str]:
    silent = [svg for svg in page.find_all("svg") if not _is_named(svg, page) and not svg.get("aria-hidden")]
    return [
        "a drawing that is neither described nor hidden"
        for svg in silent
        if not svg.find_parent(attrs={"aria-hidden": "true"})
    ]


def _foreign_faults(page: BeautifulSoup) -> list[str]:
    """Nothing third-party, nothing inline: the policy would block it, and a parent would wait for it."""
    faults = [f"style on a {element.name}" for element in page.find_all(style=True)]
    faults += [f"a style element: {element.get_text()[:30]}" for element in page.find_all("style")]
    faults += ["an inline script" for script in page.find_all("script") if not script.get("src")]
    for element in page.find_all(True):
        faults += [f"{name} on a {element.name}" for name in element.attrs if name.startswith("on")]
    sources = [element["src"] for element in page.find_all(src=True)]
    sources += [link["href"] for link in page.find_all("link") if {"stylesheet", "icon"} & set(link.get("rel", []))]
    faults += [f"loads {source}" for source in sources if not str(source).startswith(("/", "data:"))]
    return faults


def _shell_faults(page: BeautifulSoup) -> list[str]:
    faults = []
    help_now = page.find(id="help-now")
    if help_now is None:
        faults.append("no urgent help")
    elif not help_now.select('a[href="tel:999"]'):
        faults.append("urgent help without 999")
    if not page.select(".languages"):
        faults.append("no language switcher")
    main = page.find("main")
    if main is None or main.get("id") != "content":
        faults.append("no main content to skip to")
    return faults
