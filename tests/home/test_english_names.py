"""English names inside a translation are marked as the English they are."""

import pytest

from home import languages
from home.english_names import link_emails, mark_english


@pytest.mark.parametrize(
    ("code", "text", "marked"),
    [
        ("pl", "Zadzwoń do GP.", 'Zadzwoń do <bdi lang="en-GB" dir="ltr">GP</bdi>.'),
        ("pl", "GP out of hours", '<bdi lang="en-GB" dir="ltr">GP out of hours</bdi>'),
        ("ro", "GPS-ul", "GPS-ul"),
        ("ar", "اتصلوا بـ Sure Start الآن", 'اتصلوا بـ <bdi lang="en-GB" dir="ltr">Sure Start</bdi> الآن'),
        ("uk", "лікар (GP)", 'лікар (<bdi lang="en-GB" dir="ltr">GP</bdi>)'),
        ("bg", "999 BSL", '<bdi lang="en-GB" dir="ltr">999 BSL</bdi>'),
        ("en", "Ring your GP.", "Ring your GP."),
        (
            "ru",
            '<a href="/ru/words/">слово</a> &amp; GP',
            '<a href="/ru/words/">слово</a> &amp; <bdi lang="en-GB" dir="ltr">GP</bdi>',
        ),
        ("ar", "help@dsahelpline.org", "help@dsahelpline.org"),
        ("ar", "وبرنامج Tavistock M7.", 'وبرنامج <bdi lang="en-GB" dir="ltr">Tavistock M7</bdi>.'),
        ("ar", "استبيان GHQ-12 هذا", 'استبيان <bdi lang="en-GB" dir="ltr">GHQ-12</bdi> هذا'),
        ("ar", "برنامج for 2–3s (", 'برنامج <bdi lang="en-GB" dir="ltr">for 2–3s</bdi> ('),
        ("bg", "Section 75", '<bdi lang="en-GB" dir="ltr">Section 75</bdi>'),
        ("ar", "من GP 3 مرات", 'من <bdi lang="en-GB" dir="ltr">GP</bdi> 3 مرات'),
    ],
)
def test_names_are_marked_and_nothing_else(code: str, text: str, marked: str) -> None:
    assert mark_english(text, languages.get(code)) == marked


def test_an_address_in_a_text_becomes_a_link_once() -> None:
    text = '<p>Write to a.b@c.org.</p><a href="mailto:x@y.org">x@y.org</a>'

    linked = link_emails(text)

    assert linked.count("mailto:a.b@c.org") == 1
    assert linked.count("mailto:x@y.org") == 1
    assert linked.startswith('<p>Write to <a href="mailto:a.b@c.org"><bdi dir="ltr">a.b@c.org</bdi></a>.</p>')
