from __future__ import annotations

from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.questionnaire.progress import SectionProgress, SectionState, next_missing, sections
from prevent_desktop.questionnaire.reading import ReadLine, ReadSection, reading
from prevent_desktop.questionnaire.response import Response
from prevent_desktop.questionnaire.values import Absent, AbsentReason, Unparsed
from tests.unit.questionnaire.forms import CORE, OUR, extension, group, item, started, when

HIDDEN = [extension(CORE + "questionnaire-hidden", valueBoolean=True)]


def two_sections() -> Response:
    return started(
        group(
            "g",
            item("q", "string", text="Question", required=True),
            item("r", "string", text="Rest (optional)", extension=[extension(OUR + "own-words", valueBoolean=True)]),
            item("secret", "string", extension=HIDDEN),
            item("note", "display", text="A note"),
            text="First",
        ),
        group("h", item("s", "date", text="When"), text="Second"),
    )  # fmt: skip


def test_sections_count_what_is_asked_and_what_is_answered() -> None:
    response = two_sections()
    first = SectionProgress((("g", 0),), "g", "First", 0, 2, SectionState.NOT_STARTED, missing=1)
    second = SectionProgress((("h", 0),), "h", "Second", 0, 1, SectionState.NOT_STARTED)
    assert sections(response) == (first, second)
    response.set_answers((("g", 0), ("r", 0)), ["x"])
    assert (sections(response)[0].answered, sections(response)[0].state) == (1, SectionState.STARTED)
    response.set_answers((("g", 0), ("q", 0)), [Absent(AbsentReason.UNKNOWN)])
    assert (sections(response)[0].answered, sections(response)[0].state) == (2, SectionState.COMPLETE)


def test_a_section_with_nothing_required_is_complete_once_something_is_answered() -> None:
    response = two_sections()
    response.set_answers((("h", 0), ("s", 0)), [PartialDate(2026)])
    assert sections(response)[1].state is SectionState.COMPLETE


def test_what_was_typed_and_is_no_answer_is_still_to_be_answered() -> None:
    response = two_sections()
    when = (("h", 0), ("s", 0))
    response.set_answers(when, [Unparsed("last week")])
    section = sections(response)[1]
    assert (section.answered, section.missing, section.state) == (0, 1, SectionState.STARTED)
    response.set_answers((("g", 0), ("q", 0)), ["x"])
    assert next_missing(response, ()) == when


def test_a_section_that_only_displays_is_complete() -> None:
    assert sections(started(group("g", item("d", "display"))))[0].state is SectionState.COMPLETE


def test_a_section_that_is_hidden_does_not_count() -> None:
    response = started(
        group("g", item("a", "boolean")),
        group("h", item("q", "string"), enableWhen=[when("a", answerBoolean=True)]),
        group("i", item("r", "string"), extension=HIDDEN),
    )
    assert [section.link_id for section in sections(response)] == ["g"]
    response.set_answers((("g", 0), ("a", 0)), [True])
    assert [section.link_id for section in sections(response)] == ["g", "h"]


def test_an_empty_occurrence_that_need_not_be_there_asks_nothing() -> None:
    response = started(
        group("g", item("a", "string"), group("e", item("q", "string", required=True), repeats=True))
    )
    assert sections(response)[0].total == 1
    response.set_answers((("g", 0), ("e", 0), ("q", 0)), ["x"])
    assert sections(response)[0].total == 2


def test_questions_outside_any_group_make_a_section() -> None:
    response = started(item("q", "string"), title="Form")
    assert sections(response) == (SectionProgress((), "", "Form", 0, 1, SectionState.NOT_STARTED),)


def test_what_was_answered_is_read_in_order_and_in_words() -> None:
    response = two_sections()
    assert reading(response) == ()
    response.set_answers((("h", 0), ("s", 0)), [Absent(AbsentReason.NOT_ASKED, "no time")])
    response.set_answers((("g", 0), ("r", 0)), ["their words"])
    response.set_answers((("g", 0), ("secret", 0)), ["unseen"])
    assert reading(response) == (
        ReadSection("First", (ReadLine((("g", 0), ("r", 0)), "r", "Rest", ("their words",), 0, None, True),)),
        ReadSection(
            "Second",
            (
                ReadLine(
                    (("h", 0), ("s", 0)),
                    "s",
                    "When",
                    ("Not asked, because: no time",),
                    0,
                    AbsentReason.NOT_ASKED,
                ),
            ),
        ),
    )


def test_groups_inside_a_section_become_headings_numbered_where_there_are_several() -> None:
    response = started(
        group("g", group("e", item("q", "string", item("under", "boolean", text="Sure?"), text="What"), text="Event", repeats=True), text="Events"),
    )  # fmt: skip
    event = (("g", 0), ("e", 0))
    response.set_answers((*event, ("q", 0)), ["first"])
    response.set_answers((*event, ("q", 0), ("under", 0)), [True])
    [section] = reading(response)
    assert [(line.question, line.answers, line.depth) for line in section.lines] == [
        ("Event", (), 0),
        ("What", ("first",), 1),
        ("Sure?", ("Yes",), 2),
    ]
    response.add_occurrence((("g", 0),), "e")
    response.set_answers((("g", 0), ("e", 1), ("q", 0)), ["second"])
    [section] = reading(response)
    assert [line.question for line in section.lines if line.is_heading] == ["Event 1", "Event 2"]


def test_what_is_hidden_by_a_condition_is_not_read() -> None:
    response = started(
        item("a", "boolean"), item("b", "string", enableWhen=[when("a", answerBoolean=True)]), title="Form"
    )
    response.set_answers((("a", 0),), [True])
    response.set_answers((("b", 0),), ["x"])
    response.set_answers((("a", 0),), [False])
    [section] = reading(response)
    assert (section.title, [line.link_id for line in section.lines]) == ("Form", ["a"])


def test_the_next_question_that_is_missing_is_behind_the_one_where_somebody_is_or_else_before_it() -> None:
    response = started(
        group("g", item("a", "string", required=True), item("b", "string"), item("c", "string", required=True)),
        group("h", item("d", "boolean", required=True), item("e", "string", required=True, enableWhen=[when("d", answerBoolean=True)])),
    )  # fmt: skip
    a, b, c = ((("g", 0), (name, 0)) for name in "abc")
    d, e = ((("h", 0), (name, 0)) for name in "de")
    assert next_missing(response, ()) == a
    assert next_missing(response, b) == c
    response.set_answers(c, ["x"])
    assert next_missing(response, b) == d
    response.set_answers(d, [True])
    assert next_missing(response, d) == e
    response.set_answers(e, [Absent(AbsentReason.UNKNOWN)])
    assert next_missing(response, e) == a, "from the beginning again"
    response.set_answers(a, ["x"])
    assert next_missing(response, a) is None
