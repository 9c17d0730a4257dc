"""From teacher to lead and back, over two real vaults and the folder between them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from prevent_desktop.casework.answer import AnswerKind
from prevent_desktop.casework.case import CaseStatus
from prevent_desktop.casework.chronology import EntryKind
from prevent_desktop.casework.identifiers import new_pack_id
from prevent_desktop.casework.news import NewsKind
from prevent_desktop.casework.notes import Note, Source
from prevent_desktop.casework.organisation import Practitioner
from prevent_desktop.casework.outcomes import Outcome
from prevent_desktop.casework.pack_record import PackRecord, PackStatus
from prevent_desktop.casework.received_pack import ReceivedPack
from prevent_desktop.errors import RecordError, UsageError
from prevent_desktop.packs.pack_facts import read_facts
from prevent_desktop.workflows.answers.give_answer import Said, put_out
from prevent_desktop.workflows.answers.tell_read import read_to_tell, tell_read
from prevent_desktop.workflows.forms import fill_form
from prevent_desktop.workflows.forms.form_library import (
    ASSESSMENT,
    CONCERN,
    HEALTH_CONCERN,
    LEAD_CHECK,
    SCREENING,
    SHARING_DECISION,
    VISIT_NOTE,
    FormLibrary,
)
from prevent_desktop.workflows.forms.form_marks import enabled_nodes
from prevent_desktop.workflows.home.news import news
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.organisation.signing_identity import signing_key, trusted_certificates
from prevent_desktop.workflows.packs.for_lead import ToLead, look_again, to_lead, with_notes
from prevent_desktop.workflows.packs.keep_pack import keep_and_queue
from prevent_desktop.workflows.packs.pack_content import content_for
from prevent_desktop.workflows.packs.prepare_pack import prepare
from prevent_desktop.workflows.packs.readiness import LAWFUL_BASIS, RECEIVERS, SIGNING_KEY
from prevent_desktop.workflows.packs.sign_pack import sign_and_seal
from prevent_desktop.workflows.receiving.filing import record_person
from prevent_desktop.workflows.receiving.inbox import open_pack
from prevent_desktop.workflows.receiving.take_facts import judge_forms
from prevent_desktop.workflows.record.open_record import read_record
from prevent_desktop.workflows.record.writing import write_note
from tests.lead_desk import LEAD, LeadDesk, a_concern, exchange, finished_concern, know_lead, lead_desk
from tests.profiles import change_profile
from tests.unit.forms.fewest import shortest
from tests.unit.workflows.conftest import Office, now
from tests.unit.workflows.examples import draft, finished


@pytest.fixture
def desk(office: Office, tmp_path: Path) -> Iterator[LeadDesk]:
    """The lead's vault; the teacher's profile knows it."""
    settings.save_practitioner(
        office.vault, Practitioner(name="Sam Field", role="Teacher", organisation="Example School")
    )
    with lead_desk(tmp_path, office.organisation) as made:
        know_lead(office.vault, made.receiver)
        yield made


def concern(office: Office) -> None:
    finished_concern(office.vault, office.library, office.case.id)


def found(office: Office) -> ToLead:
    return to_lead(office.vault, office.library, office.spool, office.case.id, now=now())


def send(office: Office) -> PackRecord:
    """What the press does, once the passphrase was given; every note is ticked."""
    notes = [note.id for note in found(office).notes]
    choice = with_notes(office.vault, office.library, office.case.id, notes, now=now())
    content = content_for(
        office.vault, office.library, choice, case_id=office.case.id, pack_id=new_pack_id(), now=now()
    )
    signed = sign_and_seal(
        content, choice.receiver, signing_key(office.vault), trusted_certificates(office.vault)
    )
    return keep_and_queue(office.vault, office.spool, signed, case_id=office.case.id, now=now())


def taken(desk: LeadDesk, library: FormLibrary) -> ReceivedPack:
    """The lead takes in what came, and records who it is about: what its forms tell enters the case."""
    (pack,) = desk.take_in()
    opened = open_pack(desk.vault, pack.id, now=now())
    assert opened.about is not None
    with desk.vault.attachments.files.open(pack.attachment_id) as pdf:
        forms = judge_forms(library, read_facts(pdf).forms)
    assert forms.left == ()
    record_person(desk.vault, pack.id, opened.about, forms.told, now=now())
    return desk.vault.received.get(pack.id)


class TestRead:
    def test_the_teacher_hears_once_that_it_was_read(self, office: Office, desk: LeadDesk) -> None:
        concern(office)
        send(office)
        exchange(office.vault, office.spool)
        received = taken(desk, office.library)
        exchange(office.vault, office.spool)
        told = read_to_tell(desk.vault, received.id, now=now())
        assert told is not None
        said = tell_read(desk.vault, told, told.numbers_taken(), now=now())
        assert said is not None
        assert said.answer.text.startswith("Read by Kim Hale, Lead, on ")
        assert put_out(desk.vault) == 0
        assert exchange(office.vault, office.spool) == 1
        (one,) = [
            one.arrival for one in news(office.vault, now=now()) if one.arrival.kind is NewsKind.FEEDBACK
        ]
        assert one.who == LEAD
        assert read_to_tell(desk.vault, received.id, now=now()) is None
        assert tell_read(desk.vault, told, (), now=now()) is None, "never twice"

    def test_nothing_is_told_to_another_organisation_nor_before_it_is_in_a_case(
        self, office: Office, desk: LeadDesk
    ) -> None:
        concern(office)
        send(office)
        exchange(office.vault, office.spool)
        (pack,) = desk.take_in()
        assert read_to_tell(desk.vault, pack.id, now=now()) is None, "it is in no case yet"
        opened = open_pack(desk.vault, pack.id, now=now())
        assert opened.about is not None
        record_person(desk.vault, pack.id, opened.about, now=now())
        owner = settings.practitioner(desk.vault)
        assert owner is not None
        settings.save_practitioner(desk.vault, replace(owner, organisation="Another School"))
        assert read_to_tell(desk.vault, pack.id, now=now()) is None


def note(office: Office, text: str = "Drew the badge of a banned group.") -> Note:
    """A note that the teacher keeps, of what a pupil told them."""
    return write_note(
        office.vault, case_id=office.case.id, text=text, source=Source.TOLD, source_detail="A pupil of year 9",
        author=settings.author_of(office.vault), now=now(),
    )  # fmt: skip


def finished_somehow(office: Office, form_id: str) -> None:
    """A form with the fewest answers with which it can be finished."""
    started = fill_form.start_form(
        office.vault, office.library, form_id=form_id, case_id=office.case.id, now=now()
    )
    response = fill_form.open_form(office.vault, office.library, started.id).response
    shortest(response, {"person.nhs-number": "943 476 5919"})
    fill_form.save_draft(
        office.vault, started.id, content=response.to_json(keep_disabled=True), place="", sections_done=1,
        sections_total=1, now=now(),
    )  # fmt: skip
    fill_form.finalise(office.vault, office.library, started.id, now=now())


def told_back(office: Office, desk: LeadDesk) -> None:
    """From the teacher's outbox to the lead's case, and back: the receipt, “read”, then what the lead tells."""
    pack = send(office)
    waiting = found(office)
    assert waiting.sent is not None
    assert (waiting.sent.status, waiting.has_news) == (PackStatus.QUEUED, False), "it waits for a connection"
    exchange(office.vault, office.spool)
    received = taken(desk, office.library)
    exchange(office.vault, office.spool)
    assert office.vault.packs.get(pack.id).receiver_reference == received.reference
    told = read_to_tell(desk.vault, received.id, now=now())
    assert told is not None
    assert tell_read(desk.vault, told, told.numbers_taken(), now=now()) is not None
    assert put_out(desk.vault) == 0
    desk.answer(
        received,
        Said(
            kind=AnswerKind.DECISION, outcome=Outcome.NO_FURTHER_ACTION, reason="Not referred: talked it through."
        ),
    )  # fmt: skip
    assert exchange(office.vault, office.spool) >= 2
    said = [one.answer.text for one in office.vault.answers.of_case(office.case.id)]
    assert any(words.startswith("Read by Kim Hale, Lead, on ") for words in said)
    (decision,) = [one for one in office.vault.decisions.of_case(office.case.id) if one.decided_by == LEAD]
    assert decision.reason == "Not referred: talked it through."
    assert found(office).sent == office.vault.packs.get(pack.id)


class TestANoteOrAnyFormGoes:
    def test_a_note_is_in_the_leads_case_with_who_told_it_and_who_wrote_it_and_is_answered(
        self, office: Office, desk: LeadDesk
    ) -> None:
        written = note(office)
        before = found(office)
        assert (before.notes, before.may_send) == ((written,), True)
        told_back(office, desk)
        (case,) = desk.vault.cases.open_cases()
        (event,) = desk.vault.events.of_case(case.id)
        assert (event.what, event.author) == (written.text, "Sam Field, Example School")
        assert (event.source, event.source_detail) == (Source.TOLD, "A pupil of year 9")
        (received,) = desk.vault.received.of_case(case.id)
        assert event.received_id == received.id
        assert office.vault.events.of_case(office.case.id) == (), "nothing is told twice where it was written"
        assert found(office).notes == ()

    @pytest.mark.parametrize("form_id", [ASSESSMENT, VISIT_NOTE, HEALTH_CONCERN, SCREENING])
    def test_a_form_is_in_the_leads_case_by_whom_it_was_written_and_is_answered(
        self, office: Office, desk: LeadDesk, form_id: str
    ) -> None:
        finished_somehow(office, form_id)
        told_back(office, desk)
        (case,) = desk.vault.cases.open_cases()
        (form,) = desk.vault.responses.of_case(case.id)
        assert (form.form_id, form.author) == (form_id, "Sam Field, Example School")
        assert not form.is_ours
        events = desk.vault.events.of_case(case.id)
        assert {one.author for one in events} <= {"Sam Field, Example School"}
        assert {one.what for one in events} == {
            one.what for one in office.vault.events.of_case(office.case.id)
        }

    def test_a_note_that_is_not_ticked_stays_where_it_is(self, office: Office, desk: LeadDesk) -> None:
        concern(office)
        note(office, "A thought for myself")
        choice = with_notes(office.vault, office.library, office.case.id, (), now=now())
        assert [form.form_id for form in choice.forms] == [CONCERN]
        assert desk.vault.received.undecided() == ()
        assert len(found(office).notes) == 1

    @pytest.mark.usefixtures("desk")
    def test_a_note_that_is_not_there_makes_no_form_of_another(self, office: Office) -> None:
        written = note(office)
        with pytest.raises(RecordError):
            with_notes(office.vault, office.library, office.case.id, [written.id, "nothing"], now=now())
        assert office.vault.responses.of_case(office.case.id) == ()
        assert found(office).notes == (written,)

    @pytest.mark.usefixtures("desk")
    def test_what_the_lead_said_and_what_is_kept_apart_is_no_part_of_it(self, office: Office) -> None:
        for form_id in (LEAD_CHECK, SHARING_DECISION):
            finished(office, form_id)
        finished_somehow(office, "equality-monitoring")
        choice = found(office).choice
        assert choice is not None
        assert choice.forms == ()

    def test_it_waits_until_the_organisations_file_names_a_lead_and_goes_then(
        self, office: Office, tmp_path: Path
    ) -> None:
        note(office)
        before = found(office)
        assert before.in_the_way is not None
        assert "Talk to your lead now" in before.in_the_way.text
        assert not before.may_send
        with pytest.raises(UsageError, match="not sent"):
            with_notes(office.vault, office.library, office.case.id, (), now=now())
        settings.save_practitioner(
            office.vault, Practitioner(name="Sam Field", role="Teacher", organisation="Example School")
        )
        with lead_desk(tmp_path, office.organisation) as made:
            know_lead(office.vault, made.receiver)
            assert found(office).may_send
            told_back(office, made)

    def test_whoever_leads_themselves_gives_their_own_desk_nothing_more(
        self, office: Office, desk: LeadDesk
    ) -> None:
        finished(office, VISIT_NOTE)
        note(office)
        owner = settings.practitioner(office.vault)
        assert owner is not None
        settings.save_practitioner(office.vault, replace(owner, role="Safeguarding lead"))
        before = found(office)
        assert before.choice is not None
        assert (before.choice.receiver.id, before.choice.forms, before.notes) == (desk.receiver.id, (), ())

    def test_another_receiver_of_concerns_among_other_things_is_no_lead(
        self, office: Office, desk: LeadDesk
    ) -> None:
        finished(office, VISIT_NOTE)
        outside = replace(desk.receiver, form_ids=(CONCERN, SCREENING))
        change_profile(office.vault, recipients=(outside,), password_packs=False)
        assert found(office).choice is None
        preparation = prepare(office.vault, office.library, office.case.id, now=now())
        assert preparation.choices[0].forms == ()


class TestToTheLeadAndBack:
    def test_a_concern_waits_without_a_connection_then_goes_and_an_answer_comes_back(
        self, office: Office, desk: LeadDesk
    ) -> None:
        concern(office)
        before = found(office)
        assert before.choice is not None
        assert (before.choice.receiver.name, before.signed_as) == (
            LEAD,
            ("Sam Field", "Teacher", "Example School"),
        )
        assert [form.form_id for form in before.choice.forms] == [CONCERN]
        assert before.may_send
        assert before.has_news
        pack = send(office)
        waiting = found(office)
        assert waiting.sent is not None
        assert (waiting.sent.status, waiting.has_news) == (PackStatus.QUEUED, False)
        assert waiting.item is not None
        exchange(office.vault, office.spool)
        received = taken(desk, office.library)
        assert received.sender_name == "Sam Field"
        exchange(office.vault, office.spool)
        arrived = look_again(office.vault, office.spool, waiting)
        assert arrived.sent is not None
        assert arrived.sent.status is PackStatus.DELIVERED
        assert arrived.sent.receiver_reference == received.reference

        desk.answer(received, Said(kind=AnswerKind.FEEDBACK, text="Thank you. I am speaking to the family."))
        desk.answer(
            received,
            Said(
                kind=AnswerKind.DECISION,
                outcome=Outcome.NO_FURTHER_ACTION,
                reason="Not referred: talked it through.",
            ),
        )
        assert exchange(office.vault, office.spool) >= 2
        told_of = {(one.arrival.kind, one.arrival.who) for one in news(office.vault, now=now())}
        assert {(NewsKind.FEEDBACK, LEAD), (NewsKind.DECISION, LEAD)} <= told_of, "My work says so"
        record = read_record(office.vault, office.person.id, now=now())
        told = [entry.what for entry in record.entries if entry.kind is EntryKind.ANSWER]
        assert told == ["Thank you. I am speaking to the family."]
        (decision,) = office.vault.decisions.of_case(office.case.id)
        assert decision.decided_by == LEAD
        assert decision.reason == "Not referred: talked it through."
        assert office.vault.cases.get(office.case.id).status is CaseStatus.OUTCOME
        assert [one.pack_id for one in office.vault.answers.of_case(office.case.id)] == [pack.id, pack.id]

    def test_nothing_outside_of_the_vaults_can_be_read(self, office: Office, desk: LeadDesk) -> None:
        concern(office)
        send(office)
        exchange(office.vault, office.spool)
        for folder in (desk.mailbox.folder, office.spool.folder):
            for path in folder.rglob("*"):
                held = path.read_bytes() if path.is_file() else b""
                assert b"Brook" not in held
                assert b"Sam Field" not in held

    @pytest.mark.usefixtures("desk")
    def test_what_is_finished_later_is_new_for_the_lead(self, office: Office) -> None:
        concern(office)
        send(office)
        assert not found(office).has_news
        concern(office)
        assert found(office).has_news


class TestWhatStandsInTheWay:
    @pytest.mark.usefixtures("desk")
    def test_nothing_finished_yet(self, office: Office) -> None:
        assert not found(office).may_send
        draft(office, SCREENING)
        line = found(office).in_the_way
        assert line is not None
        assert "No form is finished yet" in line.text
        finished(office, LEAD_CHECK)
        line = found(office).in_the_way
        assert line is not None
        assert "Nothing that your lead gets is finished yet" in line.text

    @pytest.mark.usefixtures("desk")
    def test_no_key(self, office: Office) -> None:
        concern(office)
        office.vault.secrets.set("signing-key", b"")
        line = found(office).in_the_way
        assert line is not None
        assert line.go_to == SIGNING_KEY
        assert not found(office).may_send

    def test_a_lead_who_is_not_in_the_profile(self, office: Office) -> None:
        concern(office)
        line = found(office).in_the_way
        assert line is not None
        assert line.go_to == RECEIVERS
        assert "names no lead" in line.text

    @pytest.mark.usefixtures("desk")
    def test_no_basis_is_said_and_hinders_nobody(self, office: Office) -> None:
        concern(office)
        change_profile(office.vault, lawful_basis="")
        line = found(office).in_the_way
        assert line is not None
        assert line.go_to == LAWFUL_BASIS
        assert found(office).may_send, "a child is not left waiting for it"


@pytest.mark.parametrize("danger", [False, True])
def test_a_concern_requires_nine_answers_at_most(office: Office, danger: bool) -> None:
    """Along its longest way; when the call was is answered by the button “I have called”."""
    response = a_concern(office.vault, office.library, office.case.id, danger=danger)
    required = {
        node.item.link_id for node in enabled_nodes(response) if node.item.is_question and node.item.required
    }
    assert {"seen.what", "seen.who-told", "concern.done"} <= required
    assert len(required - {"noticed.danger.time"}) <= 9
