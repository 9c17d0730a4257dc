"""What DOMAIN.md section 2 and the style of our forms say of every bundled form, in each of its versions."""

from __future__ import annotations

import re

import pytest

from prevent_desktop import data_files
from prevent_desktop.casework.notes import Source
from prevent_desktop.writing.dictionary import Dictionary
from prevent_desktop.writing.spelling import Speller
from tests.unit.forms.bundled import (
    EDITIONS,
    FORM_IDS,
    NEWEST,
    Json,
    all_texts,
    aside,
    codes,
    expressions,
    form,
    form_text,
    is_tick,
    item_texts,
    items_of,
    ours,
    questions_of,
    walk,
)
from tests.unit.forms.known_words import (
    BARE_LABELS,
    NOT_BRITISH,
    NOT_IN_THE_DICTIONARY,
    PROPER,
    SCORING,
    WEIGHED,
)

HINT_LENGTH = 90
HELP_LENGTH = 170
EQUALITY = "equality-monitoring"
NOTE = "note-for-lead"
"""Asked of nobody: the program fills it in with what a note says, and a note may leave open when it was and who told it."""
EACH_EDITION = pytest.mark.parametrize("edition", EDITIONS)
EACH_NEWEST = pytest.mark.parametrize("edition", NEWEST)
ALWAYS = ("explain.other", "strengths.what", "judgement.proportion")
ASKED_LIGHTLY = {
    "home-visit-note", "health-concern", "receiver-decision", "addendum", "channel-support-plan", "channel-review",
    "manager-oversight", "early-help-plan",
}  # fmt: skip
"""Forms that are quick, or come after a referral that asked: what else explains it, and what protects, may be left."""
NEVER_NOT_KNOWN = re.compile(r"judgement\.reflect|\w+\.danger|decision\.(choice|share)|outcome\.decision")
"""What the writer can always answer: what they would write, whether to call now, what was decided."""
ELSEWHERE: dict[str, tuple[str, ...]] = {
    "concern": ALWAYS,
    "health-concern": ALWAYS[-1:],
    "screening-tool": ALWAYS[-1:],
    "sharing-decision": ALWAYS[:2],
}
"""What a form leaves to another one: a concern goes on as a screening, which asks what else could explain it."""
NOT_AGAIN = {
    "concern": "1.0.0", "health-concern": "1.1.0", "lead-check": "1.3.0", "sharing-decision": "1.2.0", "addendum": "1.2.0",
    "home-visit-note": "1.1.0", "receiver-decision": "1.1.0", "channel-support-plan": "1.1.0", "channel-review": "1.1.0",
    "manager-oversight": "1.0.0", "early-help-plan": "1.0.0",
}  # fmt: skip
"""Forms without the guarding question, from this version on: once a referral is enough."""


@EACH_EDITION
def test_every_question_says_why_we_ask(edition: str) -> None:
    assert [link for link, item in questions_of(edition).items() if not aside(item, "help")] == []


@EACH_EDITION
def test_hints_and_help_are_short(edition: str) -> None:
    for link_id, item in items_of(edition).items():
        assert len(aside(item, "flyover")) <= HINT_LENGTH, link_id
        assert len(aside(item, "help")) <= HELP_LENGTH, link_id
        assert len(aside(item, "prompt")) <= HINT_LENGTH, link_id


@EACH_EDITION
def test_what_to_ask_oneself_is_a_question(edition: str) -> None:
    for link_id, item in items_of(edition).items():
        assert aside(item, "prompt")[-1:] in {"", "?"}, link_id


@EACH_NEWEST
def test_a_page_that_asks_for_prose_twice_says_what_to_ask_oneself(edition: str) -> None:
    for page in form(edition)["item"]:
        questions = list(walk(page["item"]))
        prose = [item for item in questions if item["type"] == "text" and item.get("required")]
        assert len(prose) < 2 or any(aside(item, "prompt") for item in questions), page["linkId"]


@EACH_EDITION
def test_nothing_is_scored_or_weighed(edition: str) -> None:
    text = form_text(edition)
    assert [word for word in WEIGHED if word in text] == []
    assert "initialSelected" not in text, "a choice about a person is never made beforehand"
    assert [text for text in item_texts(edition) if SCORING.search(text)] == []


@EACH_EDITION
def test_nothing_is_worked_out_but_an_age_from_the_date_of_birth(edition: str) -> None:
    calculated = {
        link: item for link, item in items_of(edition).items() if expressions(item, "calculatedExpression")
    }
    assert set(calculated) <= {"person.age"}
    for item in calculated.values():
        assert item["readOnly"]
        read = " ".join(expressions(item, "calculatedExpression") + expressions(item, "variable"))
        assert set(re.findall(r"linkId\s*=\s*'([^']+)'", read)) == {"person.birth-date"}


@EACH_EDITION
def test_numbers_are_asked_for_nothing_but_age(edition: str) -> None:
    numbers = [
        link
        for link, item in questions_of(edition).items()
        if item["type"] in {"integer", "decimal", "quantity"}
    ]
    assert set(numbers) <= {"person.approximate-age", "person.age"}


@EACH_EDITION
def test_every_question_is_required_or_says_optional_or_is_a_tick(edition: str) -> None:
    for link_id, item in questions_of(edition).items():
        ways = [
            bool(item.get("required")),
            item["text"].endswith(" (optional)"),
            is_tick(item),
            bool(item.get("readOnly")),
        ]
        assert ways.count(True) == 1, link_id


@EACH_EDITION
def test_every_question_can_be_answered_not_known_unless_it_has_its_own_way(edition: str) -> None:
    for link_id, item in questions_of(edition).items():
        if ours(item, "no-absent"):
            own_way = is_tick(item) or item.get("readOnly") or "not-known" in codes(item)
            assert own_way or NEVER_NOT_KNOWN.fullmatch(link_id), link_id
        else:
            assert not is_tick(item), link_id


@EACH_NEWEST
def test_a_group_that_repeats_is_asked_for_so_that_none_is_never_a_blank(edition: str) -> None:
    for link_id, item in items_of(edition).items():
        if item["type"] == "group" and item.get("repeats"):
            assert item.get("required") or item["text"].endswith(" (optional)"), link_id


@EACH_EDITION
def test_labels_are_in_sentence_case_without_asterisks(edition: str) -> None:
    for text in all_texts(edition):
        assert "*" not in text
        assert text[0].isupper() or text[0].isdigit() or text[0] == "“", text
        for sentence in re.split(r"(?<=[.?!:“])\s*", text):
            words = re.findall(r"[A-Za-z][\w’-]*", sentence)
            assert [word for word in words[1:] if word[0].isupper() and word not in PROPER] == [], text


@EACH_EDITION
def test_the_quotation_marks_and_apostrophes_are_typographic(edition: str) -> None:
    assert [text for text in all_texts(edition) if re.search(r"[\"'`]|--|\.\.\.", text)] == []


@pytest.fixture(scope="module")
def speller() -> Speller:
    return Speller(
        Dictionary(data_files.resources() / "dictionaries"), NOT_IN_THE_DICTIONARY, in_quotations=True
    )


@EACH_EDITION
def test_the_spelling_is_british(edition: str, speller: Speller) -> None:
    assert [text for text in all_texts(edition) if NOT_BRITISH.search(text)] == []
    assert [word for text in all_texts(edition) for word in speller.misspelt(text)] == []


@EACH_EDITION
def test_labels_say_enough_to_stand_alone_in_a_list_of_answers(edition: str) -> None:
    assert [text for text in all_texts(edition) if text in BARE_LABELS] == []


@EACH_EDITION
@pytest.mark.parametrize("said", ["ulnerable", "please", "Next", "radicalised", "suspect ", "perpetrator"])
def test_words_that_the_guidance_avoids_are_absent(edition: str, said: str) -> None:
    assert [text for text in all_texts(edition) if said in text] == []


def guards(edition: str) -> bool:
    """Whether a form in this version asks the question that guards against writing it of some people only."""
    form_id, _, version = edition.partition("/")
    return form_id not in {EQUALITY, NOTE} and version < NOT_AGAIN.get(form_id, "9")


@pytest.mark.parametrize("form_id", [form_id for form_id in FORM_IDS if form_id not in {EQUALITY, NOTE}])
def test_the_questions_that_are_always_asked(form_id: str) -> None:
    questions = questions_of(form_id)
    for always in ALWAYS:
        if always not in ELSEWHERE.get(form_id, ()):
            assert questions[always].get("required") or form_id in ASKED_LIGHTLY, always


@EACH_EDITION
def test_before_the_end_one_question_guards_against_writing_it_of_some_people_only(edition: str) -> None:
    questions = questions_of(edition)
    if not guards(edition):
        assert "judgement.reflect" not in questions
        return
    reflect = questions["judgement.reflect"]
    assert reflect["required"]
    assert reflect["text"] == "Would I write this about any person who did the same?"
    assert questions["judgement.reflect.change"]["enableWhen"][0]["answerBoolean"] is False
    order = list(questions)
    assert order.index("judgement.reflect") > len(order) / 2


@EACH_EDITION
def test_how_it_is_known_uses_the_codes_of_the_record(edition: str) -> None:
    for link_id, item in questions_of(edition).items():
        if link_id.endswith(".how-known"):
            assert codes(item) == [source.value for source in Source], link_id


@EACH_EDITION
def test_told_by_someone_asks_by_whom(edition: str) -> None:
    questions = questions_of(edition)
    for link_id in questions:
        if link_id.endswith(".how-known"):
            who = questions[link_id.removesuffix("how-known") + "who-told"]
            condition = who["enableWhen"][0]
            assert (condition["question"], condition["answerCoding"]["code"]) == (link_id, "told")


@EACH_EDITION
def test_each_event_says_what_happened_in_which_words_when_and_how_it_is_known(edition: str) -> None:
    for item in items_of(edition).values():
        if field_of(item) != "event" or edition.startswith(f"{NOTE}/"):
            continue
        asked = {field_of(below) for below in walk(item["item"]) if below.get("required")}
        assert {"event.what", "event.when", "event.source"} <= asked, item["linkId"]


def field_of(item: Json) -> str:
    """The field of the record that an item fills, or empty text."""
    return str(item.get("definition", "")).rpartition("#")[2]


@EACH_EDITION
def test_each_concern_indicator_and_worry_says_how_it_is_known(edition: str) -> None:
    questions = questions_of(edition)
    for link_id in questions:
        if re.search(r"\.(evidence|observed)$|^(concern|worry|risk)\.(\w+\.)?what$", link_id):
            place = link_id.rpartition(".")[0]
            assert {f"{place}.how-known", f"{place}.by"} & questions.keys(), link_id


@EACH_EDITION
def test_own_words_are_free_text_and_say_whose(edition: str) -> None:
    for link_id, item in questions_of(edition).items():
        if ours(item, "own-words") == [True]:
            assert item["type"] == "text", link_id
            said = " ".join((item["text"], aside(item, "flyover"), aside(item, "help"))).lower()
            assert re.search(r"\bwords?\b|written", said), link_id


@EACH_EDITION
def test_equality_is_asked_nowhere_but_in_the_form_that_is_kept_apart(edition: str) -> None:
    asked = re.compile(r"ethnic|religio|sexual|pregnan|marital", re.IGNORECASE)
    labels = [item["text"] for item in questions_of(edition).values() if asked.search(item["text"])]
    apart = ours(form(edition), "kept-apart") == [True]
    assert apart == edition.startswith(EQUALITY)
    assert apart or labels == []


@EACH_EDITION
def test_what_is_kept_apart_goes_into_no_record_no_pack_and_no_other_form(edition: str) -> None:
    if ours(form(edition), "kept-apart") != [True]:
        return
    for link_id, item in items_of(edition).items():
        assert "definition" not in item, link_id
        assert not ours(item, "pack-part"), link_id
    facts = {fact for other in EDITIONS for item in items_of(other).values() for fact in ours(item, "fact")}
    assert [fact for fact in facts if fact.startswith(edition.split("/", maxsplit=1)[0])] == []


@EACH_EDITION
def test_a_diagnosis_a_suspicion_and_not_known_stay_apart(edition: str) -> None:
    for link_id, item in questions_of(edition).items():
        if {"diagnosed", "suspected"} & set(codes(item)):
            assert {"diagnosed", "suspected"} <= set(codes(item)), link_id
            assert not ours(item, "no-absent"), link_id


@EACH_EDITION
def test_an_ideology_is_optional_and_may_be_mixed_unclear_or_none(edition: str) -> None:
    for item in questions_of(edition).values():
        if "ideology" in item["text"]:
            assert not item.get("required")
            assert {"mixed", "unclear", "none"} <= set(codes(item))


@EACH_EDITION
def test_a_person_chooses_the_level_of_need_and_says_why(edition: str) -> None:
    questions = questions_of(edition)
    for link_id, item in questions.items():
        if "universal" in codes(item):
            assert codes(item) == ["universal", "universal-plus", "additional", "complex-significant"]
            assert questions[f"{link_id.rpartition('.')[0]}.why"]["required"]
            assert not ours(item, "fact")


@EACH_EDITION
def test_the_guidance_that_a_question_opens_is_there(edition: str) -> None:
    linked = {
        page.partition("#")[0] for item in items_of(edition).values() for page in ours(item, "guidance")
    }
    assert linked
    assert linked <= {path.stem for path in (data_files.resources() / "guidance" / "en-GB").glob("*.md")}
