"""Whoever gets a pack reads each question in words for them: “Referrer’s name”, never “Your name”."""

from __future__ import annotations

import re

import pytest

from tests.unit.forms.bundled import form, newest, ours, walk

TO_THE_WRITER = re.compile(r"\b(you|your|yours|I|me|my)\b", re.IGNORECASE)
FOR_RECEIVERS = ("concern", "health-concern", "lead-check", "screening-tool")
"""The forms whose newest version has such texts; the others still say to the receiver what they say to the writer."""


@pytest.mark.parametrize("form_id", FOR_RECEIVERS)
def test_no_question_speaks_to_the_writer_in_a_pack(form_id: str) -> None:
    said = [
        next(iter(ours(item, "pack-text")), item["text"])
        for item in walk(form(newest(form_id))["item"])
        if item["type"] != "display"
    ]
    assert [text for text in said if TO_THE_WRITER.search(text)] == []


def test_the_referrer_is_named_as_the_referrer() -> None:
    texts = {item["linkId"]: ours(item, "pack-text") for item in walk(form("screening-tool")["item"])}
    assert texts["writer.name"] == ["Referrer’s name"]
