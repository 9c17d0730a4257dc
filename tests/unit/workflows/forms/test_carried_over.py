"""Answers of a draft that were carried over say where they stood before."""

from __future__ import annotations

from prevent_desktop.workflows.forms import fill_form
from prevent_desktop.workflows.forms.carried_over import carried_over
from prevent_desktop.workflows.forms.form_library import LEAD_CHECK, SCREENING
from tests.unit.workflows.conftest import Office
from tests.unit.workflows.examples import finished
from tests.unit.workflows.forms.test_words_of_others import begun


def sources(office: Office, opened: fill_form.OpenForm) -> dict[str, str]:
    return {one.path[-1][0]: one.source for one in carried_over(office.vault, office.library, opened)}


def test_each_answer_names_the_record_or_the_earlier_form_and_only_while_it_says_the_same(
    office: Office,
) -> None:
    finished(office, SCREENING)
    opened = begun(office, LEAD_CHECK)
    found = sources(office, opened)
    assert {source.partition(",")[0] for source in found.values()} <= {
        "From Screening tool",
        "From the record",
        "From your settings",
    }
    assert found["asked.name"].startswith("From Screening tool, ")
    path = next(
        one.path
        for one in carried_over(office.vault, office.library, opened)
        if one.path[-1][0] == "asked.name"
    )
    opened.response.set_answers(path, ["Somebody else"])
    assert "asked.name" not in sources(office, opened)


def test_no_view_of_somebody_else_is_among_them_nor_anything_of_a_finished_form(office: Office) -> None:
    done = finished(office, SCREENING)
    opened = begun(office, LEAD_CHECK)
    views = {item.link_id for item in opened.questionnaire.by_link_id.values() if item.view_of}
    assert not views & sources(office, opened).keys()
    assert sources(office, fill_form.open_form(office.vault, office.library, done.id)) == {}
