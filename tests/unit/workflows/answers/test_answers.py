from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from prevent_desktop.casework.answer import AnswerKind, AnswerSetAside, Direction
from prevent_desktop.casework.case import CaseStatus
from prevent_desktop.casework.chronology import EntryKind
from prevent_desktop.casework.decision import Decision, DecisionKind
from prevent_desktop.casework.disposal import Ground
from prevent_desktop.casework.open_work import Group
from prevent_desktop.casework.outcomes import Outcome
from prevent_desktop.casework.pathway import NextStep
from prevent_desktop.casework.received_pack import ReceivedPack
from prevent_desktop.casework.waiting import Waiting
from prevent_desktop.data_files import forms
from prevent_desktop.delivery.signed.answers import sign_answer
from prevent_desktop.errors import AnswerError
from prevent_desktop.sealing import generate_identity, parse_recipient, seal_bytes
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.answers.chasing import answers_waited_for, note_call
from prevent_desktop.workflows.answers.give_answer import Said, decided_in_form, give_answer, put_out
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.home.my_work import my_work
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.organisation.answer_key import answer_identities, answer_recipient
from prevent_desktop.workflows.organisation.settings import save_receivers
from prevent_desktop.workflows.record.open_record import read_record
from prevent_desktop.workflows.record.read_entry import read_entry
from prevent_desktop.workflows.retention.disposal_preview import Target
from prevent_desktop.workflows.retention.dispose import Wish, dispose
from prevent_desktop.workflows.sending.bring_in import Became, BroughtIn, bring_in
from prevent_desktop.workflows.sending.follow_up import follow_up
from prevent_desktop.workflows.subject_access.gathering import gather
from tests.unit.delivery.receivers import Receiver as Stranger
from tests.unit.workflows.correspondence import (
    QUESTION,
    Correspondence,
    Desks,
    correspond,
    now,
    send,
    two_desks,
    without_a_key,
)

LIBRARY = FormLibrary(forms())
DECISION = Said(
    kind=AnswerKind.DECISION,
    outcome=Outcome.CHANNEL_CONSIDERED,
    reason="Two facts weighed most.",
    text="The panel meets on Monday.",
)
NOT_KEPT_HERE = "The certificate in it is not one that is kept here for this receiver"
FEEDBACK = Said(kind=AnswerKind.FEEDBACK, text="Your dates were what helped most. Thank you.")


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desks]:
    with two_desks(tmp_path_factory.mktemp("desks")) as made:
        yield made


@pytest.fixture
def one(desks: Desks) -> Correspondence:
    return correspond(desks)


def kinds(one: Correspondence) -> list[AnswerKind]:
    return [record.answer.kind for record in one.vault.answers.of_case(one.case.id)]


def open_in(one: Correspondence, vault: Vault, days: int = 0) -> dict[Group, list[type]]:
    """What My work shows of the case, as kinds of things by group, so many days from now."""
    at, found = now() + timedelta(days=days), dict[Group, list[type]]()
    case_id = one.case.id if vault is one.vault else vault.received.get(one.received.id).case_id
    for each in my_work(vault, one.spool, LIBRARY, now=at).cases:
        for item in each.items if each.state.facts.case.id == case_id else ():
            found.setdefault(item.group, []).append(type(item.subject))
    return found


def today_of(one: Correspondence, vault: Vault) -> list[type]:
    return open_in(one, vault).get(Group.TODAY, [])


def status(one: Correspondence) -> CaseStatus:
    return one.vault.cases.get(one.case.id).status


def watched(one: Correspondence) -> set[str]:
    return {watch.pack_id for watch in one.spool.answer_box.watched()}


def by_hand(
    one: Correspondence, folder: Path, number: int, content: bytes, vault: Vault | None = None
) -> BroughtIn:
    """Bring one answer in as a file that came by mail."""
    file = folder / f"{one.pack.id}.answer-{number}.age"
    file.write_bytes(content)
    (brought,) = bring_in(one.spool, [file], now=now(), vault=vault)
    return brought


def put(one: Correspondence, number: int, content: bytes) -> None:
    folder = one.mailbox.answers_folder / one.pack.id
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{number}.age").write_bytes(content)


def reasons(one: Correspondence) -> list[str]:
    return [aside.reason for aside in one.vault.answers.set_aside_in(one.case.id)]


def test_a_question_a_decision_and_feedback_come_into_the_record_with_all_that_follows(
    one: Correspondence,
) -> None:
    vault = one.vault
    one.give(QUESTION)
    assert one.fetch() == 1
    assert (kinds(one), status(one)) == ([AnswerKind.QUESTION], CaseStatus.MORE_ASKED)
    one.give(DECISION)
    one.give(FEEDBACK)
    assert one.fetch() == 2
    assert status(one) is CaseStatus.OUTCOME
    record = vault.answers.of_case(one.case.id)[1]
    assert (record.answer.text, record.answer.reference, record.answer.receiver) == (
        "The panel meets on Monday.",
        one.received.reference,
        "Children’s front door",
    )
    (decision,) = vault.decisions.of_case(one.case.id)
    assert (decision.choice, decision.reason, decision.reference) == (
        "Channel considered",
        "Two facts weighed most.",
        one.received.reference,
    )
    entries = read_record(vault, one.person.id, now=now()).entries
    assert [entry.what for entry in entries if entry.kind is EntryKind.ANSWER] == [
        QUESTION.text,
        FEEDBACK.text,
    ]
    assert [entry.kind for entry in entries].count(EntryKind.DECISION) == 1
    assert [entry.action for entry in vault.audit.entries()].count("answer.received") == 3
    assert one.fetch() == 0
    assert vault.search("dates helped")[0].label == "Feedback"
    answer = next(entry for entry in entries if entry.kind is EntryKind.ANSWER)
    assert (QUESTION.text in dict(read_entry(vault, answer)).values()) is True


def test_both_sides_keep_the_same_signed_words(one: Correspondence) -> None:
    one.give(QUESTION)
    one.fetch()
    (theirs,) = one.theirs.answers.of_cases([one.received.case_id or ""])
    (ours,) = one.vault.answers.of_case(one.case.id)
    assert (theirs.direction, ours.direction) == (Direction.GIVEN, Direction.RECEIVED)
    assert theirs.jws == ours.jws
    assert theirs.answer == ours.answer


def test_what_lies_outside_of_the_vaults_says_nothing(one: Correspondence) -> None:
    one.give(replace(QUESTION, text="quokka in the question"))
    one.fetch()
    for folder in (one.mailbox.folder, one.spool.folder):
        for path in folder.rglob("*"):
            assert not path.is_file() or b"quokka" not in path.read_bytes()


def test_answers_of_somebody_else_are_set_aside_with_a_sentence_and_the_true_one_is_taken(
    one: Correspondence,
) -> None:
    stranger = Stranger.make("Children’s front door")
    said = one.give(QUESTION).answer
    path = one.mailbox.answer_path(one.pack.id, 1)
    true = path.read_bytes()
    forged = sign_answer(
        said,
        stranger.key_pem.encode(),
        stranger.certificate_pem.encode(),
        pack_id=one.pack.id,
        sealed_digest=one.pack.sealed_digest,
    )
    key = parse_recipient(answer_recipient(one.vault))
    path.write_bytes(seal_bytes(forged.encode(), [key]))
    assert one.fetch() == 1
    assert [reason.partition(":")[0] for reason in reasons(one)] == [NOT_KEPT_HERE]
    path.write_bytes(seal_bytes(b"no words", [generate_identity().recipient]))
    one.fetch()
    assert "cannot be opened" in reasons(one)[1]
    assert AnswerSetAside in today_of(one, one.vault)
    path.write_bytes(true)
    one.fetch()
    assert AnswerSetAside not in today_of(one, one.vault)
    assert kinds(one) == [AnswerKind.QUESTION]
    assert [entry.action for entry in one.vault.audit.entries()].count("answer.set-aside") == 2


def test_an_answer_that_is_played_again_or_moved_to_another_pack_is_set_aside(one: Correspondence) -> None:
    one.give(QUESTION)
    one.fetch()
    first = one.mailbox.answer_path(one.pack.id, 1).read_bytes()
    put(one, 2, first)
    one.fetch()
    assert "It is not the answer that stands at this place: it has number 1." in reasons(one)
    key = parse_recipient(answer_recipient(one.vault))
    said = replace(one.give(FEEDBACK).answer, number=2)
    for receiver, about in ((one.receiver, send(one.desks, one.case)), (one.desks.police, one.pack)):
        signed = sign_answer(
            said,
            receiver.receipt_key,
            receiver.receipt_certificate,
            pack_id=about.id,
            sealed_digest=about.sealed_digest,
        )
        put(one, 2, seal_bytes(signed.encode(), [key]))
        one.fetch()
    assert kinds(one) == [AnswerKind.QUESTION, AnswerKind.FEEDBACK], "the true one lies behind the false"
    assert [reason.partition(":")[0] for reason in reasons(one)[1:]] == [
        "It was signed by the receiver, but as an answer to another pack.",
        NOT_KEPT_HERE,
    ]


def test_answers_are_taken_in_order_and_one_that_comes_too_early_waits(
    one: Correspondence, tmp_path: Path
) -> None:
    one.give(QUESTION)
    one.give(DECISION)
    for number in (2, 1):
        assert kinds(one) == []
        by_hand(one, tmp_path, number, one.mailbox.answer_path(one.pack.id, number).read_bytes())
        follow_up(one.vault, one.spool, now=now())
    assert kinds(one) == [AnswerKind.QUESTION, AnswerKind.DECISION]


def test_no_answer_waits_for_a_false_one_and_the_true_one_comes_late(one: Correspondence) -> None:
    one.give(QUESTION)
    one.give(DECISION)
    first = one.mailbox.answer_path(one.pack.id, 1)
    true = first.read_bytes()
    first.write_bytes(seal_bytes(b"spoilt", [generate_identity().recipient]))
    one.fetch()
    assert (kinds(one), status(one)) == ([AnswerKind.DECISION], CaseStatus.OUTCOME)
    first.write_bytes(true)
    one.fetch()
    assert sorted(kinds(one)) == [AnswerKind.DECISION, AnswerKind.QUESTION]
    assert status(one) is CaseStatus.OUTCOME, "a question that comes late takes nothing back"


@pytest.mark.parametrize("when", ["before", "beside", "after"])
@pytest.mark.parametrize("way", ["fetched", "by hand, locked", "by hand, open"])
def test_eight_false_answers_in_every_place_keep_no_true_one_out(
    one: Correspondence, tmp_path: Path, when: str, way: str
) -> None:
    one.give(QUESTION)
    one.give(DECISION)
    true = {number: one.mailbox.answer_path(one.pack.id, number).read_bytes() for number in (1, 2)}
    shutil.rmtree(one.mailbox.answers_folder / one.pack.id)
    false = [
        (number, b"age-encryption.org/v1\n" + bytes([number, copy]))
        for copy in range(8)
        for number in (1, 2, 3)
    ]
    vault = one.vault if way == "by hand, open" else None

    def bring(*answers: tuple[int, bytes]) -> None:
        for number, content in answers:
            if way == "fetched":
                put(one, number, content)
                one.fetch()
            else:
                by_hand(one, tmp_path, number, content, vault)

    if when == "before":
        bring(*false)
        follow_up(one.vault, one.spool, now=now())
    bring((1, true[1]), (2, true[2]))
    if when == "beside":
        bring(*false)
        bring((1, true[1]), (2, true[2]))
    follow_up(one.vault, one.spool, now=now())
    if when == "after":
        bring(*false)
        follow_up(one.vault, one.spool, now=now())
    assert kinds(one) == [AnswerKind.QUESTION, AnswerKind.DECISION]
    assert status(one) is CaseStatus.OUTCOME
    assert not [each for each in one.spool.answer_box.waiting() if each.pack_id == one.pack.id]


def test_a_full_place_is_not_called_known_and_the_true_answer_is_taken_once_the_record_is_open(
    one: Correspondence, tmp_path: Path
) -> None:
    one.give(QUESTION)
    true = one.mailbox.answer_path(one.pack.id, 1).read_bytes()
    for copy in range(8):
        by_hand(one, tmp_path, 1, b"age-encryption.org/v1\n" + bytes([copy]))
    locked = by_hand(one, tmp_path, 1, true)
    assert (locked.became, locked.words.partition(".")[0]) == (
        Became.REFUSED,
        f"Too many files that call themselves this answer to pack {one.pack.id[:6]} wait to be checked",
    )
    assert by_hand(one, tmp_path, 1, true, one.vault).became is Became.ANSWER
    assert by_hand(one, tmp_path, 1, true, one.vault).became is Became.KNOWN
    follow_up(one.vault, one.spool, now=now())
    assert kinds(one) == [AnswerKind.QUESTION]


def test_an_answer_that_was_refused_is_judged_again_where_a_person_brings_it(
    one: Correspondence, tmp_path: Path
) -> None:
    one.give(QUESTION)
    true = one.mailbox.answer_path(one.pack.id, 1).read_bytes()
    receivers = settings.receivers(one.vault)
    one.spool.forget(one.pack.id)
    stranger = Stranger.make().certificate_pem
    save_receivers(one.vault, tuple(replace(each, receipt_certificate=stranger) for each in receivers))
    by_hand(one, tmp_path, 1, true)
    follow_up(one.vault, one.spool, now=now())
    assert kinds(one) == []
    save_receivers(one.vault, receivers)
    assert by_hand(one, tmp_path, 1, true).became is Became.ANSWER
    follow_up(one.vault, one.spool, now=now())
    assert kinds(one) == [AnswerKind.QUESTION]


def test_a_false_file_under_a_high_number_takes_no_number_from_the_receiver(one: Correspondence) -> None:
    put(one, 999, b"rubbish")
    assert one.give(QUESTION).answer.number == 1
    one.fetch()
    assert kinds(one) == [AnswerKind.QUESTION]


def test_a_crash_between_the_record_and_the_outbox_takes_no_answer_twice(
    one: Correspondence, monkeypatch: pytest.MonkeyPatch
) -> None:
    one.give(QUESTION)
    with monkeypatch.context() as broken:
        broken.setattr(type(one.spool.answer_box), "taken", lambda *_: None)
        one.fetch()
    assert [sealed.number for sealed in one.spool.answer_box.waiting() if sealed.pack_id == one.pack.id] == [
        1
    ]
    follow_up(one.vault, one.spool, now=now())
    assert kinds(one) == [AnswerKind.QUESTION]
    assert one.pack.id not in {sealed.pack_id for sealed in one.spool.answer_box.waiting()}
    assert reasons(one) == []


def test_an_outbox_that_was_made_anew_asks_about_what_arrived_and_takes_nothing_twice(
    one: Correspondence,
) -> None:
    one.give(QUESTION)
    one.fetch()
    one.spool.answer_box.end(one.pack.id)
    follow_up(one.vault, one.spool, now=now())
    assert one.pack.id in watched(one)
    one.give(DECISION)
    one.fetch()
    assert kinds(one) == [AnswerKind.QUESTION, AnswerKind.DECISION]


def test_a_closed_case_is_asked_about_no_more(one: Correspondence) -> None:
    one.vault.cases.set_status(one.case.id, CaseStatus.CLOSED, at=now())
    follow_up(one.vault, one.spool, now=now())
    closed = one.vault.cases.get(one.case.id).closed_at is not None
    assert closed
    assert one.pack.id not in watched(one)


def test_a_receivers_new_certificate_in_the_settings_counts_beside_the_one_of_the_time(
    one: Correspondence,
) -> None:
    before = settings.receivers(one.vault)
    new = Stranger.make("Children’s front door", valid_from=now() - timedelta(days=1))
    changed = tuple(
        replace(receiver, receipt_certificate=new.certificate_pem) if receiver.id == "receiver" else receiver
        for receiver in before
    )
    save_receivers(one.vault, changed)
    one.give(QUESTION)
    one.receiver = replace(
        one.receiver,
        receipt_key=new.key_pem.encode(),
        receipt_certificate=new.certificate_pem.encode(),
    )
    one.give(DECISION)
    one.fetch()
    save_receivers(one.vault, before)
    assert kinds(one) == [AnswerKind.QUESTION, AnswerKind.DECISION]


# -- the receiver


def test_too_little_is_no_answer_and_nothing_is_kept(one: Correspondence) -> None:
    for said in (
        Said(kind=AnswerKind.QUESTION),
        Said(kind=AnswerKind.DECISION, outcome=Outcome.SIGNPOSTED),
        Said(kind=AnswerKind.DECISION, reason="because"),
        Said(kind=AnswerKind.FEEDBACK, text="x" * 10_001),
    ):
        with pytest.raises(AnswerError):
            one.give(said)
    assert one.theirs.answers.of_cases([one.received.case_id or ""]) == ()
    assert one.mailbox.answers_given(one.pack.id) == ()


def test_a_pack_without_a_key_for_answers_or_in_no_case_is_not_answered(one: Correspondence) -> None:
    old = without_a_key(one)
    with pytest.raises(AnswerError, match="older program"):
        give_answer(one.theirs, one.receiver, old.id, QUESTION, now=now())
    no_case = replace(one.received, id="new", pack_id="P-ABCDEFGHJKMN", case_id=None)
    one.theirs.received.add(no_case)
    with pytest.raises(AnswerError, match="in no case yet"):
        give_answer(one.theirs, one.receiver, "new", QUESTION, now=now())


def test_an_answer_outlives_a_drive_that_is_away_and_is_put_out_later(one: Correspondence) -> None:
    elsewhere = one.mailbox.folder.rename(one.mailbox.folder.with_name("away"))
    one.give(QUESTION)
    assert not one.mailbox.folder.exists(), "nothing is made in its place"
    assert put_out(one.theirs) == 1
    elsewhere.rename(one.mailbox.folder)
    assert put_out(one.theirs) == 0
    one.fetch()
    assert kinds(one) == [AnswerKind.QUESTION]


def test_a_crash_after_it_was_put_out_changes_nothing_there(
    one: Correspondence, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(type(one.theirs.answers), "was_given", lambda *_: None)
        one.give(QUESTION)
    lies_there = one.mailbox.answer_path(one.pack.id, 1).read_bytes()
    assert put_out(one.theirs) == 0
    assert one.mailbox.answer_path(one.pack.id, 1).read_bytes() == lies_there
    assert one.theirs.answers.to_give() == ()


def test_the_answer_of_another_desk_is_never_written_over(one: Correspondence) -> None:
    put(one, 1, b"age-encryption.org/v1\nof another desk")
    given = one.give(QUESTION)
    assert given.answer.number == 2
    other = b"age-encryption.org/v1\nmeanwhile"
    put(one, 3, other)
    give_answer(one.theirs, one.receiver, one.received.id, FEEDBACK, now=now())
    assert put_out(one.theirs) == 1
    assert one.mailbox.answer_path(one.pack.id, 3).read_bytes() == other
    one.theirs.answers.was_given(f"given.{one.pack.id}.3")


def test_the_receivers_own_case_moves_on_and_its_decision_is_recorded(one: Correspondence) -> None:
    case_id = one.received.case_id or ""
    assert decided_in_form(one.theirs, case_id) is None
    one.give(DECISION)
    (decision,) = one.theirs.decisions.of_case(case_id)
    assert decision.choice == "Channel considered"


# -- waiting and asking again


def test_my_work_asks_for_the_answer_until_it_comes(one: Correspondence) -> None:
    vault = one.vault
    assert open_in(one, vault) == {Group.WAITING: [Waiting]}
    waited = next(each for each in answers_waited_for(vault) if each.pack.id == one.pack.id)
    assert waited.day <= now().astimezone().date() + timedelta(days=5)
    assert open_in(one, vault, days=30) == {Group.TODAY: [Waiting]}
    next_day = now().date() + timedelta(days=30)
    note_call(vault, one.pack.id, what="They will look at it on Friday.", next_day=next_day, now=now())
    assert next_day in [each.day for each in answers_waited_for(vault) if each.pack.id == one.pack.id]
    events = vault.events.of_case(one.case.id)
    assert [(event.label, event.what) for event in events] == [
        ("Called Children’s front door", "They will look at it on Friday.")
    ]
    one.give(QUESTION)
    one.fetch()
    assert open_in(one, vault) == {Group.TODAY: [Waiting]}
    assert [one.question for one in answers_waited_for(vault) if one.question] != []
    one.give(DECISION)
    one.fetch()
    assert open_in(one, vault) == {Group.TO_FINISH: [NextStep]}, "it is answered, and not closed"


def test_a_call_that_reached_nobody_is_an_event_too(one: Correspondence) -> None:
    event = note_call(one.vault, one.pack.id, what=" ", next_day=date(2030, 1, 1), now=now())
    assert "nobody could say more" in event.what


def test_a_desk_is_told_of_each_pack_that_it_has_to_decide_about(one: Correspondence) -> None:
    assert open_in(one, one.theirs) == {Group.TODAY: [ReceivedPack]}
    one.give(QUESTION)
    assert open_in(one, one.theirs) == {Group.TODAY: [ReceivedPack]}
    one.give(DECISION)
    assert ReceivedPack not in today_of(one, one.theirs)


# -- the key, and what goes with the record


def test_the_key_is_made_once_and_stays(desks: Desks) -> None:
    theirs = desks.theirs
    assert answer_identities(theirs) == ()
    made = answer_recipient(theirs)
    assert made.startswith("age1pq1")
    assert answer_recipient(theirs) == made
    assert [str(identity.recipient) for identity in answer_identities(theirs)] == [made]


def test_nothing_of_an_answer_stays_when_its_case_is_disposed_of(one: Correspondence) -> None:
    one.give(QUESTION)
    one.fetch()
    one.vault.cases.set_status(one.case.id, CaseStatus.CLOSED, at=now())
    wish = Wish(ground=Ground.ERASURE_REQUEST)
    dispose(one.vault, one.spool, Target(person_id=one.person.id), wish, now=now())
    follow_up(one.vault, one.spool, now=now())
    assert one.vault.answers.of_case(one.case.id) == ()
    assert one.pack.id not in watched(one)


def test_the_record_that_a_person_gets_has_the_answers(one: Correspondence) -> None:
    one.give(QUESTION)
    one.fetch()
    document = gather(one.vault, one.person.id, now=now())
    (answer,) = document["cases"][0]["answers"]
    assert (answer["kind"], answer["text"]) == ("question", QUESTION.text)
    json.dumps(document)


def test_a_decision_that_a_form_recorded_stands_there_once(one: Correspondence) -> None:
    case_id = one.received.case_id or ""
    form = Decision(
        id="of-a-form",
        case_id=case_id,
        kind=DecisionKind.OUTCOME,
        choice="Channel considered",
        reason="Two facts weighed most.",
        decided_by="Robin",
        decided_at=now(),
    )
    one.theirs.decisions.add(form)
    one.give(DECISION)
    assert one.theirs.decisions.of_case(case_id) == (form,)
