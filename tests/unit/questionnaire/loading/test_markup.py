from __future__ import annotations

import base64
import re
import struct
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prevent_desktop.questionnaire.loading.languages import best_match
from prevent_desktop.questionnaire.loading.markup import MAX_MARKDOWN, MAX_XHTML, Markup, from_plain, plain
from prevent_desktop.questionnaire.loading.pictures import MAX_BYTES, picture, picture_of_attachment

PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sIIBBBBB", 13, b"IHDR", 2, 2, 8, 2, 0, 0, 0)
JPEG = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x11\x08\x00\x02\x00\x03\x03" + b"\0" * 12
ALLOWED = re.compile(
    r"<(?:/?(?:b|i|u|s|sub|sup|code|p|ul|ol|li)|br|img src=\"data:image/(?:png|jpeg);base64,[A-Za-z0-9+/=]+\" alt=\"[^\"<>]*\")>"
)


def address(content: bytes, kind: str = "png") -> str:
    return f"data:image/{kind};base64,{base64.b64encode(content).decode()}"


def xhtml(text: str) -> str:
    return Markup().of_xhtml(text)


@pytest.mark.parametrize(
    ("given_text", "safe"),
    [
        ("some <b>bold</b> &amp; <em>slanted</em>", "some <b>bold</b> &amp; <i>slanted</i>"),
        ('<div xmlns="http://www.w3.org/1999/xhtml"><p>One</p><p>Two</p></div>', "<p>One</p><p>Two</p>"),
        ("<ul><li>a<li>b<ul><li>c</li></ul></ul>d", "<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>d"),
        ("<li>alone</li>", "<li>alone</li>"),
        ("<h2>Heading</h2>text", "<p><b>Heading</b></p>text"),
        ("<b><p>one</p></b>two", "<b><p>one</p></b>two"),
        ("a<br/>b<br>c", "a<br>b<br>c"),
        ("<table><tr><th>A</th><td>B</td></tr></table>", "<p><b>A</b></p><p>B</p>"),
        ("<p/>one<p/>two<b/>three", "<p>one</p><p>twothree</p>"),
        ("<title/>one<script src='x'/>two<textarea/>three", "onetwothree"),
        ("<x:b>prefixed</x:b>", "<b>prefixed</b>"),
        ("3 < 4 &lt; 5", "3 &lt; 4 &lt; 5"),
        ("<p>never closed <b>at all", "never closed <b>at all</b>"),
        ("</p></b></ul>closed <i>twice</i></i>", "closed <i>twice</i>"),
    ],
)
def test_xhtml_becomes_the_small_html(given_text: str, safe: str) -> None:
    assert xhtml(given_text) == safe


@pytest.mark.parametrize(
    ("hostile", "safe"),
    [
        ("<script>alert(1)</script>words", "words"),
        ("<b onclick=\"alert('1')\" onload=x>words</b>", "<b>words</b>"),
        ('<a href="javascript:alert(1)">words</a>', "words"),
        ('<a href="https://elsewhere.example/">words</a>', "words"),
        ("<svg><script>1</script><text>x</text></svg>words", "words"),
        ("<style>p { background: url(https://elsewhere.example/) }</style>words", "words"),
        ('<p style="background:url(https://elsewhere.example/);display:none">shown</p>', "shown"),
        ("<iframe src='https://elsewhere.example/'>inside</iframe>words", "words"),
        ('<img src="https://elsewhere.example/a.png" alt="A &quot;map&quot;"/>', 'A "map"'),
        ('<img src="file:///etc/passwd" alt="x"/>', "x"),
        ('<img src="picture-0" alt="x"/>', "x"),
        ("<object data='x'><embed src='y'/></object>words", "words"),
        ("<!-- hidden --><?php echo 1 ?>words<!-- never closed", "words"),
        ("<![CDATA[<script>alert(1)</script>]]>words", "alert(1)]]&gt;words"),
        ("<meta http-equiv='refresh' content='0;url=x'><base href='x'>words", "words"),
        ("<math><mtext><script>1</script></mtext></math>words", "words"),
        ("<script>never closed words", ""),
        ("&nbsp;<p> </p>", ""),
    ],
)
def test_hostile_xhtml_is_harmless(hostile: str, safe: str) -> None:
    assert xhtml(hostile) == safe


def test_an_entity_bomb_stays_words() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><p>&b;</p>'
    assert "&amp;b;" in xhtml(bomb)
    assert "haha" not in xhtml(bomb)


BOMBS = ["<", "<!--", "<a ", "</", "&", "<![CDATA[", "<?", '<a href="', "<a b='", "<script>", "<b>", "<p>", "<li>", "<ul>", "<ul><li>", "<a b=c ", '<img src="', "<b><p>", "<div><i>"]  # fmt: skip


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_of_tags_is_done_in_no_time_and_does_not_grow(bomb: str) -> None:
    text = (bomb * MAX_XHTML)[:MAX_XHTML]
    begin = time.process_time()
    safe = xhtml(text)
    assert time.process_time() - begin < 0.5
    assert len(safe) <= 5 * MAX_XHTML


def test_ten_thousand_nested_tags_are_over_the_limit_and_the_next_text_is_not() -> None:
    markup = Markup()
    assert markup.of_xhtml("<div>" * 10_000 + "words" + "</div>" * 10_000) == ""
    assert markup.passed_over
    assert markup.of_xhtml("<ul><li>" * 1_000 + "words").count("<li>") <= 20
    assert markup.of_xhtml("<b>words</b>") == "<b>words</b>"


def test_a_form_has_so_much_formatting_and_no_more() -> None:
    markup = Markup()
    made = [markup.of_xhtml("<b>x</b>" + "y" * (MAX_XHTML - 100)) for _time in range(60)]
    assert made[0]
    assert made[-1] == ""
    assert markup.passed_over


@pytest.mark.parametrize("tag", ["font", "b", "u", "a", "nobr"])
def test_nested_tags_take_no_longer_where_each_differs_in_an_attribute(tag: str) -> None:
    """An HTML parser opens them all again in each paragraph: 20 kB of them take nh3 alone 100 times as long."""
    differing = "".join(f"<{tag} a={number:04}><p>" for number in range(MAX_XHTML // 14))[:MAX_XHTML]
    same = re.sub("a=....", "a=0000", differing)
    assert _seconds(differing) < 20 * _seconds(same) + 0.05


def _seconds(text: str) -> float:
    begin = time.process_time()
    xhtml(text)
    return time.process_time() - begin


@given(st.text(alphabet="<>/!-?[]&;\"'= abpulihscrtxmge:0#\n", max_size=200))
def test_whatever_comes_only_the_allowed_tags_go_out_and_they_are_well_formed(text: str) -> None:
    for safe in (xhtml(text), Markup().of_markdown(text)):
        open_tags: list[str] = []
        for tag in re.findall(r"<[^>]*>", safe):
            assert ALLOWED.fullmatch(tag), tag
            if tag.startswith("</"):
                assert open_tags.pop() == tag[2:-1]
            elif not tag.startswith(("<br", "<img")):
                open_tags.append(tag[1:-1])
        assert open_tags == []


def test_markdown_is_rendered_with_html_taken_as_text() -> None:
    text = "# Heading\n\nsome *slanted* and **bold** <script>alert(1)</script> [words](javascript:alert)\n\n1. one\n2. two"
    safe = Markup().of_markdown(text)
    assert "<p><b>Heading</b></p>" in safe
    assert "<i>slanted</i> and <b>bold</b> &lt;script&gt;" in safe
    assert "<ol>" in safe
    assert "href" not in safe


def test_plain_markdown_has_no_formatting() -> None:
    assert Markup().of_markdown("Follow-up on Monday (2 pm)") == ""


def test_markdown_over_the_limit_has_no_formatting() -> None:
    markup = Markup()
    assert markup.of_markdown("*" * (MAX_MARKDOWN + 1)) == ""
    assert markup.passed_over


def test_a_picture_inside_the_text_is_kept() -> None:
    safe = xhtml(f'<img src="{address(PNG)}" alt="Map"/>')
    assert safe == f'<img src="{address(PNG)}" alt="Map">'
    assert (
        Markup().of_markdown(f"![Map]({address(JPEG, 'jpeg')})")
        == f'<img src="{address(JPEG, "jpeg")}" alt="Map">'
    )


@pytest.mark.parametrize(
    "bad",
    [
        "https://elsewhere.example/a.png",
        "data:image/svg+xml;base64,PHN2Zy8+",
        "data:image/gif;base64,R0lGODlhAQABAAAAACw=",
        "data:text/html;base64,PHA+",
        address(b"<html>"),
        address(PNG + b"\0" * MAX_BYTES),
        address(PNG[:16] + struct.pack(">II", 60_000, 60_000)),
        "data:image/png;base64,!!!",
        "data:image/png;base64,abc",
        address(b"\xff\xd8\xff" + b"\xff\xe0\x00\x00" * 40_000, "jpeg"),
    ],
)
def test_what_is_no_small_picture_is_none(bad: str) -> None:
    assert picture(bad) == ""


def test_an_attachment_is_a_picture_where_it_holds_one() -> None:
    data = base64.b64encode(PNG).decode()
    assert picture_of_attachment({"contentType": "text/html", "data": data}) == address(PNG)
    others: list[Any] = [None, [], {}, {"data": 1}, {"url": "https://elsewhere.example/a.png"}]
    for bad in others:
        assert picture_of_attachment(bad) == ""


def test_words_come_out_of_markup_and_go_into_it() -> None:
    assert plain("<p>One &amp; two</p><ul><li>three</li></ul>") == "One & two\nthree"
    assert from_plain("a < b\nc") == "a &lt; b<br>c"


@pytest.mark.parametrize(
    ("wanted", "offered", "found"),
    [
        ("cy-GB", ["en", "cy"], "cy"),
        ("cy_GB", ["cy", "cy-GB"], "cy-GB"),
        ("CY", ["cy"], "cy"),
        ("cy", ["en", "cy-GB"], "cy-GB"),
        ("zh-Hant-x-a", ["zh-Hant"], "zh-Hant"),
        ("en", ["cy"], None),
        ("", ["cy"], None),
    ],
)
def test_a_language_is_looked_up_as_bcp_47_says(wanted: str, offered: list[str], found: str | None) -> None:
    assert best_match(wanted, offered) == found
