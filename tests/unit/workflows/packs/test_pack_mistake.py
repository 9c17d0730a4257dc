"""A pack sent with a mistake: everybody who got it gets a correction, linked both ways; what waits can be taken back."""

from __future__ import annotations

import io
from dataclasses import replace

import pikepdf
import pytest

from prevent_desktop.casework.case import CaseStatus
from prevent_desktop.casework.filled_forms import FilledForm
from prevent_desktop.casework.identifiers import new_pack_id
from prevent_desktop.casework.pack_record import PackRecord, PackStatus
from prevent_desktop.errors import RecordError
from prevent_desktop.workflows.forms import fill_form
from prevent_desktop.workflows.forms.addenda import owed_addenda, start_addendum
from prevent_desktop.workflows.forms.corrections import corrected_by, correction_of, corrections_to
from prevent_desktop.workflows.forms.form_library import ADDENDUM, LEAD_CHECK, SCREENING
from prevent_desktop.workflows.forms.look_at_form import look_at_form
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.organisation.signing_identity import signing_key, trusted_certificates
from prevent_desktop.workflows.packs import keep_pack
from prevent_desktop.workflows.packs.pack_content import content_for
from prevent_desktop.workflows.packs.pack_mistake import look_for_mistake, withdraw
from prevent_desktop.workflows.packs.prepare_pack import Choice, prepare
from prevent_desktop.workflows.packs.sign_pack import sign_and_seal
from prevent_desktop.workflows.people.find import find
from prevent_desktop.workflows.record.open_record import read_record
from prevent_desktop.workflows.sending.follow_up import follow_up
from tests.profiles import change_profile
from tests.unit.workflows.conftest import Office, now
from tests.unit.workflows.examples import finished
from tests.unit.workflows.small_forms import keep_form, question

WRONG, RIGHT, REASON = "What happened today", "It was the day before.", "The day was wrong."


def choice(office: Office, recipient_id: str) -> Choice:
    choices = prepare(office.vault, office.library, office.case.id, now=now()).choices
    return next(each for each in choices if each.receiver.id == recipient_id)


def sent(office: Office, recipient_id: str) -> PackRecord:
    """A pack to a receiver, signed and queued."""
    content = content_for(
        office.vault, office.library, choice(office, recipient_id), case_id=office.case.id,
        pack_id=new_pack_id(), now=now(),
    )  # fmt: skip
    signed = sign_and_seal(
        content, choice(office, recipient_id).receiver, signing_key(office.vault), trusted_certificates(office.vault)
    )  # fmt: skip
    return keep_pack.keep_and_queue(office.vault, office.spool, signed, case_id=office.case.id, now=now())


def corrected(office: Office, form: FilledForm, pack: PackRecord) -> FilledForm:
    """A finished addendum with the marks of the bundled one, in a form small enough to fill here."""
    begun = start_addendum(
        office.vault, office.library, case_id=office.case.id, corrects=form.id, pack_id=pack.id, now=now()
    )
    response = fill_form.open_form(office.vault, office.library, begun.id).response
    for link, text in (("where", "First event"), ("wrong", WRONG), ("right", RIGHT), ("why", REASON)):
        response.set_answers(((link, 0),), [text])
    fill_form.save_draft(
        office.vault, begun.id, content=response.to_json(keep_disabled=True), place="", sections_done=0,
        sections_total=1, now=now(),
    )  # fmt: skip
    return fill_form.finalise(office.vault, office.library, begun.id, now=now())


@pytest.fixture
def small(office: Office, tmp_path_factory: pytest.TempPathFactory) -> Office:
    """The desk with small forms: a screening, and an addendum that marks its answers as the bundled one does."""
    folder = tmp_path_factory.mktemp("forms")
    keep_form(folder, SCREENING, question("what", record="event.what"), title="Screening tool")
    library = keep_form(
        folder, ADDENDUM, question("of", record="correction.of"), question("pack", record="correction.pack"),
        question("where", record="correction.change.where"), question("wrong", record="correction.change.wrong"),
        question("right", record="correction.change.right"), question("why", record="correction.reason"),
        title="Addendum",
    )  # fmt: skip
    return replace(office, library=library)


@pytest.fixture
def screening(small: Office) -> FilledForm:
    begun = fill_form.start_form(
        small.vault, small.library, form_id=SCREENING, case_id=small.case.id, now=now()
    )
    response = fill_form.open_form(small.vault, small.library, begun.id).response
    response.set_answers((("what", 0),), [f"{WRONG} at school."])
    fill_form.save_draft(
        small.vault, begun.id, content=response.to_json(), place="", sections_done=1, sections_total=1, now=now()
    )  # fmt: skip
    return fill_form.finalise(small.vault, small.library, begun.id, now=now())


def test_a_pack_remembers_which_forms_are_in_it(small: Office, screening: FilledForm) -> None:
    pack = sent(small, "police-prevent")
    assert pack.held == (screening.id,)
    assert pack.corrects is None


def test_everybody_who_got_the_form_is_listed_whatever_became_of_their_pack(
    small: Office, screening: FilledForm
) -> None:
    packs = {sent(small, "police-prevent").id, sent(small, "front-door").id}
    mistake = look_for_mistake(small.vault, small.spool, min(packs))
    assert {got.pack.id for got in mistake.got} == packs
    assert [form.id for form in mistake.forms] == [screening.id]
    assert all(got.may_withdraw and got.still_a_receiver for got in mistake.got)


def test_a_correction_goes_to_each_of_them_and_both_packs_know_each_other(
    small: Office, screening: FilledForm
) -> None:
    first = {each: sent(small, each) for each in ("police-prevent", "front-door")}
    addendum = corrected(small, screening, first["front-door"])
    assert first["front-door"].id in addendum.content
    assert {owed.pack.id for owed in owed_addenda(small.vault)} == {pack.id for pack in first.values()}
    second = {each: sent(small, each) for each in first}
    for receiver, pack in second.items():
        assert pack.corrects == first[receiver].id
        assert set(pack.held) == {screening.id, addendum.id}
        found = corrected_by(first[receiver], small.vault.packs.of_case(small.case.id))
        assert found is not None
        assert found.id == pack.id
    assert owed_addenda(small.vault) == ()
    written = [(e.action, e.subject, e.detail) for e in small.vault.audit.entries()]
    assert ("pack.corrected", first["front-door"].id, second["front-door"].id) in written
    assert ("form.corrected", screening.id, addendum.id) in written


def test_page_one_of_the_correction_says_what_to_replace_and_the_answer_is_marked(
    small: Office, screening: FilledForm
) -> None:
    first = sent(small, "front-door")
    corrected(small, screening, first)
    theirs = choice(small, "front-door")
    content = content_for(
        small.vault, small.library, theirs, case_id=small.case.id, pack_id=new_pack_id(), now=now()
    )
    assert content.correction is not None
    assert content.correction.pack_id == first.id
    (change,) = content.correction.changes
    assert (change.form, change.where, change.wrong, change.right) == (
        "Screening tool", "First event", WRONG, RIGHT,
    )  # fmt: skip
    assert content.correction.reasons == (REASON,)
    form = next(each for each in content.forms if each.response_id == screening.id)
    assert REASON in form.corrected[0]
    assert [line.corrected for section in form.sections for line in section.lines] == [RIGHT]


def test_the_corrected_form_says_when_and_why_and_leads_to_the_addendum_and_back(
    small: Office, screening: FilledForm
) -> None:
    addendum = corrected(small, screening, sent(small, "front-door"))
    (there,) = look_at_form(small.vault, small.library, screening.id).related
    assert there.response_id == addendum.id
    assert there.words.startswith("Corrected on ")
    assert REASON in there.words
    (back,) = look_at_form(small.vault, small.library, addendum.id).related
    assert back.response_id == screening.id
    by_form = corrections_to(small.vault, small.library, small.vault.responses.of_case(small.case.id))
    assert by_form == {screening.id: (correction_of(small.vault, small.library, addendum),)}


def test_search_and_the_chronology_say_that_a_form_was_corrected(
    small: Office, screening: FilledForm
) -> None:
    corrected(small, screening, sent(small, "front-door"))
    hits = [each for each in find(small.vault, "school").texts if each.hit.record_id == screening.id]
    assert [each.corrected_on for each in hits] == [now().astimezone().date()]
    entries = read_record(small.vault, small.person.id, now=now()).entries
    told = {entry.record_id: entry.what for entry in entries}
    assert told[screening.id] == "Screening tool finished; an addendum corrects it"


def test_the_file_itself_names_the_pack_that_it_corrects(small: Office, screening: FilledForm) -> None:
    first = sent(small, "front-door")
    corrected(small, screening, first)
    pack = sent(small, "front-door")
    pdf = small.vault.attachments.read(pack.attachment_id)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert str(opened.docinfo["/Corrects"]) == first.id


def test_the_finished_text_never_changes(small: Office, screening: FilledForm) -> None:
    corrected(small, screening, sent(small, "front-door"))
    assert small.vault.responses.get(screening.id) == screening


def test_a_receiver_who_was_removed_is_named_with_what_to_do(small: Office, screening: FilledForm) -> None:
    pack = sent(small, "police-prevent")
    corrected(small, screening, pack)
    kept = tuple(r for r in settings.receivers(small.vault) if r.id != "police-prevent")
    change_profile(small.vault, recipients=kept)
    lines = prepare(small.vault, small.library, small.case.id, now=now()).lines
    assert any("is not among your receivers any more" in line.text for line in lines)
    (got,) = look_for_mistake(small.vault, small.spool, pack.id).got
    assert not got.still_a_receiver


def test_a_pack_that_waits_can_be_withdrawn_and_is_owed_nothing(small: Office, screening: FilledForm) -> None:
    pack = sent(small, "front-door")
    withdraw(small.vault, small.spool, pack.id, now=now())
    assert small.spool.get(pack.id) is None
    assert small.vault.packs.get(pack.id).status is PackStatus.WITHDRAWN
    corrected(small, screening, pack)
    assert owed_addenda(small.vault) == ()


def test_my_work_names_a_withdrawn_pack_no_more(small: Office, screening: FilledForm) -> None:
    del screening
    pack = sent(small, "front-door")
    assert [each.id for each in small.vault.packs.current(now())] == [pack.id]
    withdraw(small.vault, small.spool, pack.id, now=now())
    assert small.vault.packs.current(now()) == ()
    assert small.vault.cases.get(small.case.id).status is CaseStatus.FINALISED


def test_a_pack_on_its_way_cannot_be_withdrawn_and_stays_queued(small: Office, screening: FilledForm) -> None:
    del screening
    pack = sent(small, "front-door")
    lease = small.spool.claim(now())
    assert lease is not None
    lease.remember("https://receiver.example/files/1")
    with pytest.raises(RecordError):
        withdraw(small.vault, small.spool, pack.id, now=now())
    assert small.vault.packs.get(pack.id) == pack


def test_a_withdrawal_that_a_crash_cut_short_is_finished_by_the_follow_up(
    small: Office, screening: FilledForm
) -> None:
    del screening
    pack = sent(small, "front-door")
    small.vault.packs.set_withdrawn(pack.id)  # and then the program ended
    follow_up(small.vault, small.spool, now=now())
    assert small.spool.get(pack.id) is None
    assert small.vault.packs.get(pack.id).status is PackStatus.WITHDRAWN


def test_the_bundled_addendum_tells_its_changes(office: Office) -> None:
    """The marks of the form that is shipped: every place, what was wrong, what is right, and why."""
    form = finished(office, LEAD_CHECK)
    begun = start_addendum(office.vault, office.library, case_id=office.case.id, corrects=form.id, now=now())
    response = fill_form.open_form(office.vault, office.library, begun.id).response
    group = ("correction", 0)
    for number, words in enumerate((("A", "b", "c"), ("D", "e", "f"))):
        if number:
            response.add_occurrence((group,), "change")
        for link, text in zip(("where", "wrong-words", "right"), words, strict=True):
            response.set_answers((group, ("change", number), (f"change.{link}", 0)), [text])
    response.set_answers((("light", 0), ("correction.reason", 0)), ["Because."])
    with office.vault.transaction():
        fill_form.freeze(office.vault, begun.id, response, now=now())
    told = correction_of(office.vault, office.library, office.vault.responses.get(begun.id))
    assert [(c.where, c.wrong, c.right) for c in told.changes] == [("A", "b", "c"), ("D", "e", "f")]
    assert told.reason == "Because."
