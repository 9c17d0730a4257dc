"""Whoever gets a pack reads each question in words for them: “Referrer’s name”, never “Your name”."""

from __future__ import annotations

import re

import pytest

from tests.unit.forms.bundled import FORM_IDS, form, newest, ours, walk

TO_THE_WRITER = re.compile(r"\b(you|your|yours|I|me|my|mine|we|us|our|ours)\b", re.IGNORECASE)


@pytest.mark.parametrize("form_id", FORM_IDS)
def test_no_question_speaks_to_the_writer_in_a_pack(form_id: str) -> None:
    said = [
        next(iter(ours(item, "pack-text")), item["text"])
        for item in walk(form(newest(form_id))["item"])
        if item["type"] != "display"
    ]
    assert [text for text in said if TO_THE_WRITER.search(text)] == []


@pytest.mark.parametrize("form_id", FORM_IDS)
def test_no_answer_speaks_for_the_writer_in_a_pack(form_id: str) -> None:
    said = [
        next(iter(ours(option, "pack-text")), option["valueCoding"]["display"])
        for item in walk(form(newest(form_id))["item"])
        for option in item.get("answerOption", [])
    ]
    assert [text for text in said if TO_THE_WRITER.search(text)] == []


def test_the_referrer_is_named_as_the_referrer() -> None:
    texts = {item["linkId"]: ours(item, "pack-text") for item in walk(form("screening-tool")["item"])}
    assert texts["writer.name"] == ["Referrer’s name"]
