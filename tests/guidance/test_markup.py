"""The few marks of a content file become the HTML that Wagtail keeps, and nothing else does."""

import pytest

from guidance.content.markup import list_items, to_html


def href(target: str) -> str:
    return f'href="{target}"'


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("One line.", "<p>One line.</p>"),
        ("Two lines\nof one paragraph.", "<p>Two lines of one paragraph.</p>"),
        ("One.\n\nTwo.", "<p>One.</p><p>Two.</p>"),
        ("One.\n \t\n\n\nTwo.", "<p>One.</p><p>Two.</p>"),
        ("- a\n- b", "<ul><li>a</li><li>b</li></ul>"),
        ("Before:\n\n- a\n- b\n\nAfter.", "<p>Before:</p><ul><li>a</li><li>b</li></ul><p>After.</p>"),
        ("**Midwife**: looks after you.", "<p><b>Midwife</b>: looks after you.</p>"),
        ("- **GP**: your doctor.", "<ul><li><b>GP</b>: your doctor.</li></ul>"),
        ("Read [Calm](page:calm) now.", '<p>Read <a href="page:calm">Calm</a> now.</p>'),
        ("", ""),
    ],
)
def test_paragraphs_lists_bold_and_links(text: str, html: str) -> None:
    assert to_html(text, href) == html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("mum & dad", "<p>mum &amp; dad</p>"),
        ("**<i>x</i>**", "<p><b>&lt;i&gt;x&lt;/i&gt;</b></p>"),
        ("5 < 6", "<p>5 &lt; 6</p>"),
        ('You say "yes".', '<p>You say "yes".</p>'),
    ],
)
def test_html_in_a_file_is_shown_as_its_letters(text: str, html: str) -> None:
    assert to_html(text, href) == html


def test_a_mark_that_is_not_closed_stays_as_it_is() -> None:
    assert to_html("**half a mark and [half a link", href) == "<p>**half a mark and [half a link</p>"


def test_the_points_of_a_list_lose_their_marks() -> None:
    assert list_items("- Hold your baby close.\n\n  - Rock, walk, hum or sing.\n") == [
        "Hold your baby close.",
        "Rock, walk, hum or sing.",
    ]


def test_a_line_that_is_no_point_is_shown() -> None:
    with pytest.raises(ValueError, match="Rock, walk"):
        list_items("- Hold your baby close.\nRock, walk, hum or sing.")


def test_a_link_target_cannot_break_out_of_its_attribute() -> None:
    html = to_html('[x](https://example.org/"onclick="x)', href)

    assert "<a" not in html
