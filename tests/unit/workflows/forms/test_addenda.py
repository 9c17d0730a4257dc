"""An addendum and what it corrects know each other, and everybody who got the first is owed the second."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from prevent_desktop.casework.filled_forms import FilledForm
from prevent_desktop.casework.open_work import Group, OpenItem
from prevent_desktop.casework.pack_record import PackRecord
from prevent_desktop.casework.pathway import OwedPack
from prevent_desktop.casework.review import Review
from prevent_desktop.errors import RecordError
from prevent_desktop.workflows.forms import fill_form
from prevent_desktop.workflows.forms.addenda import addenda_to, owed_addenda, start_addendum
from prevent_desktop.workflows.forms.form_library import ADDENDUM, FormLibrary
from prevent_desktop.workflows.forms.look_at_form import look_at_form
from prevent_desktop.workflows.home.my_work import my_work
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.packs import prepare_pack
from tests.profiles import change_profile
from tests.unit.vault.examples import a_pack
from tests.unit.workflows.conftest import Office, now
from tests.unit.workflows.small_forms import keep_form, question


@pytest.fixture
def forms(tmp_path: Path) -> FormLibrary:
    keep_form(tmp_path / "forms", "first", question("what"), title="First form")
    return keep_form(
        tmp_path / "forms", ADDENDUM, question("of", record="correction.of"),
        question("why", record="correction.reason"), title="Addendum",
    )  # fmt: skip


def open_items_of(office: Office, forms: FormLibrary) -> tuple[OpenItem, ...]:
    [found] = my_work(office.vault, office.spool, forms, now=now()).cases
    return found.items


def finish(office: Office, forms: FormLibrary, filled: FilledForm) -> FilledForm:
    return fill_form.finalise(office.vault, forms, filled.id, now=now())


def first(office: Office, forms: FormLibrary) -> FilledForm:
    return finish(office, forms, started(office, forms))


def started(office: Office, forms: FormLibrary) -> FilledForm:
    return fill_form.start_form(office.vault, forms, form_id="first", case_id=office.case.id, now=now())


def addendum(office: Office, forms: FormLibrary, corrects: str | None = None) -> FilledForm:
    return start_addendum(office.vault, forms, case_id=office.case.id, corrects=corrects, now=now())


def signed_pack(office: Office, receiver: str, *, days: int) -> PackRecord:
    import io

    attachment = office.vault.attachments.add(
        io.BytesIO(b"pdf"), case_id=office.case.id, file_name="p.pdf", media_type="application/pdf", at=now()
    )
    pack = replace(
        a_pack(office.case, attachment.id), recipient_id=receiver, recipient_name=receiver,
        signed_at=now() + timedelta(days=days),
    )  # fmt: skip
    office.vault.packs.add(pack)
    return pack


def test_an_addendum_names_what_it_corrects_and_both_lead_to_each_other(
    office: Office, forms: FormLibrary
) -> None:
    done = first(office, forms)
    begun = addendum(office, forms, done.id)
    assert begun.corrects == done.id
    assert "First form, finished " in begun.content
    assert addenda_to(office.vault, done) == (begun,)
    there, back = (look_at_form(office.vault, forms, form.id).related for form in (done, begun))
    assert [(each.response_id, "Corrected" in each.words) for each in there] == [(begun.id, True)]
    assert [each.response_id for each in back] == [done.id]


def test_without_a_form_named_it_is_the_one_that_was_finished_last(
    office: Office, forms: FormLibrary
) -> None:
    first(office, forms)
    second = first(office, forms)
    finish(office, forms, addendum(office, forms))
    assert addendum(office, forms).corrects == second.id, "an addendum is not corrected by itself"


def test_a_draft_is_changed_and_not_corrected(office: Office, forms: FormLibrary) -> None:
    draft = started(office, forms)
    for corrects in (None, draft.id):
        with pytest.raises(RecordError):
            addendum(office, forms, corrects)


def test_whoever_got_a_pack_before_is_owed_the_addendum_until_they_get_one_after(
    office: Office, forms: FormLibrary
) -> None:
    done = first(office, forms)
    signed_pack(office, "front-door", days=-1)
    signed_pack(office, "police-prevent", days=-1)
    begun = addendum(office, forms, done.id)
    assert owed_addenda(office.vault) == (), "a draft is owed to nobody"
    finish(office, forms, begun)
    assert {owed.recipient_name for owed in owed_addenda(office.vault)} == {"front-door", "police-prevent"}
    ready = [item.subject for item in open_items_of(office, forms) if item.group is Group.READY]
    assert {owed.receiver for owed in ready if isinstance(owed, OwedPack)} == {
        "front-door",
        "police-prevent",
    }
    lines = prepare_pack.prepare(office.vault, forms, office.case.id, now=now()).lines
    assert [line.whom for line in lines if "Must get" in line.text] == [("front-door", "police-prevent")]
    signed_pack(office, "front-door", days=1)
    assert [owed.recipient_name for owed in owed_addenda(office.vault, office.case.id)] == ["police-prevent"]


def test_an_addendum_goes_to_whoever_gets_what_it_corrects_whatever_they_are_set_to_get(
    office: Office, forms: FormLibrary
) -> None:
    done = first(office, forms)
    extra = finish(office, forms, addendum(office, forms, done.id))
    one, other = settings.receivers(office.vault)
    change_profile(
        office.vault,
        recipients=(
            replace(one, form_ids=("first",), needs=()),
            replace(other, form_ids=("lead-check",), needs=()),
        ),
    )
    gets, gets_not = prepare_pack.prepare(office.vault, forms, office.case.id, now=now()).choices
    assert [form.id for form in gets.forms] == [done.id, extra.id]
    assert gets_not.forms == ()


def test_a_review_is_due_by_its_day_on_the_first_screen(office: Office, tmp_path: Path) -> None:
    from prevent_desktop.partial_dates import PartialDate

    forms = keep_form(
        tmp_path / "reviews", "plan", question("due", "date", record="review.due"), title="Plan"
    )
    begun = fill_form.start_form(office.vault, forms, form_id="plan", case_id=office.case.id, now=now())
    opened = fill_form.open_form(office.vault, forms, begun.id)
    opened.response.set_answers((("due", 0),), [PartialDate(2027, 3, 1)])
    fill_form.save_draft(
        office.vault, begun.id, content=opened.response.to_json(keep_disabled=True), place="", sections_done=1,
        sections_total=1, now=now(),
    )  # fmt: skip
    fill_form.finalise(office.vault, forms, begun.id, now=now())
    [item] = [one for one in open_items_of(office, forms) if isinstance(one.subject, Review)]
    assert (item.group, item.day) == (Group.WAITING, date(2027, 3, 1))
