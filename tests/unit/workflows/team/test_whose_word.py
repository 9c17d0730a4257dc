"""A pack that a colleague's laptop took in is told as that colleague's word: nobody is shown as having signed by a row alone."""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import replace
from pathlib import Path

from prevent_desktop import data_files
from prevent_desktop.casework.answer import Answer, AnswerKind, AnswerRecord, Direction
from prevent_desktop.casework.case import Case
from prevent_desktop.casework.decision import Decision, DecisionKind
from prevent_desktop.casework.filled_forms import FilledForm
from prevent_desktop.casework.identifiers import new_id
from prevent_desktop.casework.notes import Event, Source
from prevent_desktop.casework.origins import decision_id
from prevent_desktop.casework.outcomes import Outcome
from prevent_desktop.casework.pack_record import PackRecord, PackStatus
from prevent_desktop.casework.received_pack import ReceivedPack, received_pack_id
from prevent_desktop.packs.person_copy import PersonCopy
from prevent_desktop.ui.components.conversation_words import conversations_of_case
from prevent_desktop.ui.receiving.received_pack_words import looks_like_another, verified_facts
from prevent_desktop.ui.record.origin_words import origin_cell
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.demo.demo_vault import read_cases
from prevent_desktop.workflows.forms.fill_form import start_form
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.printing.parts import chronology_to_print, entry_to_print, form_to_print
from prevent_desktop.workflows.printing.to_print import ToPrint
from prevent_desktop.workflows.receiving.inbox import open_pack
from prevent_desktop.workflows.record.open_record import read_record
from prevent_desktop.workflows.subject_access.gathering import gather
from prevent_desktop.workflows.subject_access.in_print import person_copy
from tests.profiles import change_profile
from tests.unit.packs.examples import HEAD, SENDER
from tests.unit.packs.reading import page_texts, squeezed
from tests.unit.workflows.team.circles import THEN, a_shared_case, carry, vaults_of

LIBRARY = FormLibrary(data_files.forms())


def claimed(vault: Vault, case_id: str) -> ReceivedPack:
    """A row that says that the police signed a pack, over a file that is none, put in a shared case."""
    files = vault.attachments.files
    file = files.keep(files.stage(io.BytesIO(b"no pack")))
    vault.attachments.add_stored(file, case_id=None, file_name="p.pdf", media_type="application/pdf", at=THEN)
    pack = ReceivedPack(
        id=received_pack_id("P-1111AAAABBBB", "ef" * 32), pack_id="P-1111AAAABBBB", title="Referral",
        sender_name="Chief Constable", sender_organisation="Police", fingerprint="ef" * 32, claimed_at=THEN, received_at=THEN,
        reference="26-1", receipt="r", sealed_digest="cd" * 32, attachment_id=file.id, page_count=1,
    )  # fmt: skip
    vault.received.add(pack)
    vault.received.put_in_case(pack.id, case_id)
    return pack


def shown(vault: Vault, received_id: str) -> dict[str, tuple[str, ...]]:
    opened = open_pack(vault, received_id, now=THEN)
    rows = verified_facts(opened.pack, THEN, due=opened.due, word=opened.word)
    return {row.label: row.values for row in rows}


def test_whose_laptop_says_that_somebody_signed_is_told_above_who_signed(tmp_path: Path) -> None:
    with vaults_of(tmp_path, "sf", "pl") as (sam, pat):
        case = a_shared_case(sam, pat)
        pack = claimed(pat, case.id)
        carry(sam, pat)
        rows = shown(sam, pack.id)
        assert next(iter(rows)) == "Told by"
        assert rows["Told by"] == ("Pat Lee’s laptop. This laptop has not confirmed it.",)


def test_a_pack_that_came_here_too_was_checked_here(tmp_path: Path) -> None:
    with vaults_of(tmp_path, "sf", "pl") as (sam, pat):
        case = a_shared_case(sam, pat)
        pack = claimed(pat, case.id)
        carry(sam, pat)
        sam.audit.append("pack.received", pack.pack_id, "ab" * 32)
        assert "Told by" in shown(sam, pack.id), "another pack under its number"
        sam.audit.append("pack.received", pack.pack_id, pack.sealed_digest)
        assert "Told by" not in shown(sam, pack.id)
        assert "Told by" not in shown(pat, pack.id)


def invented_answer(vault: Vault, case_id: str) -> AnswerRecord:
    """Rows that say that the police got a pack of ours, and decided; nobody signed either."""
    files = vault.attachments.files
    file = files.keep(files.stage(io.BytesIO(b"a pack of ours")))
    vault.attachments.add_stored(
        file, case_id=case_id, file_name="o.pdf", media_type="application/pdf", at=THEN
    )
    pack = PackRecord(
        id="P-2222AAAABBBB", case_id=case_id, recipient_id="police", recipient_name="Police", attachment_id=file.id,
        page_count=1, pdf_digest="ab" * 32, sealed_digest="cd" * 32, status=PackStatus.DELIVERED, signed_at=THEN,
        receipt="r", receipt_at=THEN, receiver_reference="1",
    )  # fmt: skip
    vault.packs.add(pack)
    answer = Answer(
        kind=AnswerKind.OUTCOME,
        number=1,
        at=THEN,
        outcome=Outcome.NO_FURTHER_ACTION,
        reason="None",
        receiver="Police",
    )
    record = AnswerRecord(
        case_id=case_id,
        pack_id=pack.id,
        direction=Direction.RECEIVED,
        answer=answer,
        jws="j",
        recorded_at=THEN,
    )
    vault.answers.add(record)
    vault.decisions.add(
        Decision(
            id=decision_id(record), case_id=case_id, kind=DecisionKind.OUTCOME, choice="no-further-action", reason="None",
            decided_by="Police", decided_at=THEN,
        )
    )  # fmt: skip
    return record


def signed_lines(vault: Vault, person_id: str) -> list[str]:
    """What the record says of each line that came in, whom it names first."""
    entries = read_record(vault, person_id, now=THEN).entries
    cells = [origin_cell(one, "", author="", now=THEN) for one in entries if one.origin.kind.came_in]
    return sorted(cell.detail for cell in cells)


def test_each_line_that_a_colleague_says_somebody_signed_says_so(tmp_path: Path) -> None:
    with vaults_of(tmp_path, "sf", "pl") as (sam, pat):
        case = a_shared_case(sam, pat)
        pack, answer = claimed(pat, case.id), invented_answer(pat, case.id)
        carry(sam, pat)
        said = ", as Pat Lee’s laptop says"
        assert signed_lines(pat, case.person_id) == [
            "Signed by Chief Constable, Police",
            "Signed by Police",
            "Signed by Police",
        ]
        assert signed_lines(sam, case.person_id) == [
            f"Signed by Chief Constable, Police{said}",
            f"Signed by Police{said}",
            f"Signed by Police{said}",
        ]
        sam.audit.append("pack.received", pack.pack_id, pack.sealed_digest)
        sam.audit.append("receipt.verified", answer.pack_id)
        assert [line.endswith(said) for line in signed_lines(sam, case.person_id)] == [False, False, True]
        sam.audit.append("answer.received", answer.pack_id, hashlib.sha256(answer.jws.encode()).hexdigest())
        assert signed_lines(sam, case.person_id) == signed_lines(pat, case.person_id)


SAID = "as Pat Lee’s laptop says"


def checked_here(vault: Vault, pack: ReceivedPack, answer: AnswerRecord) -> None:
    """The audit says that this laptop checked all that came in, too."""
    vault.audit.append("pack.received", pack.pack_id, pack.sealed_digest)
    vault.audit.append("receipt.verified", answer.pack_id)
    vault.audit.append("answer.received", answer.pack_id, hashlib.sha256(answer.jws.encode()).hexdigest())


def conversation_lines(vault: Vault, case_id: str) -> list[str]:
    return [line.what for one in conversations_of_case(vault, case_id, THEN) for line in one.lines]


def test_the_card_of_conversations_says_whose_word_each_line_that_came_in_is(tmp_path: Path) -> None:
    with vaults_of(tmp_path, "sf", "pl") as (sam, pat):
        case = a_shared_case(sam, pat)
        pack, answer = claimed(pat, case.id), invented_answer(pat, case.id)
        carry(sam, pat)
        lines = conversation_lines(sam, case.id)
        assert [line.endswith(SAID) for line in lines if "signed and sealed" not in line] == [
            True,
            True,
            True,
        ]
        assert not any(line.endswith(SAID) for line in lines if "signed and sealed" in line), "it is ours"
        checked_here(sam, pack, answer)
        assert conversation_lines(sam, case.id) == conversation_lines(pat, case.id)
        assert not any(SAID in line for line in conversation_lines(pat, case.id))


def printed(vault: Vault, person_id: str) -> str:
    """All that came in, as the chronology and each line of it are printed."""
    entries = [one for one in read_record(vault, person_id, now=THEN).entries if one.origin.kind.came_in]
    prints = [chronology_to_print(vault, person_id, with_name=False, now=THEN)]
    prints += [entry_to_print(vault, person_id, one, with_name=False, now=THEN) for one in entries]
    return squeezed("".join("".join(page_texts(bytes_of(one))) for one in prints))


def bytes_of(print_: ToPrint) -> bytes:
    pages = print_.pages()
    assert isinstance(pages, bytes)
    return pages


def test_a_print_says_whose_word_each_line_that_came_in_is(tmp_path: Path) -> None:
    with vaults_of(tmp_path, "sf", "pl") as (sam, pat):
        case = a_shared_case(sam, pat)
        pack, answer = claimed(pat, case.id), invented_answer(pat, case.id)
        carry(sam, pat)
        assert printed(sam, case.person_id).count(squeezed(SAID)) == 6, (
            "three lines, each in the table and by itself"
        )
        checked_here(sam, pack, answer)
        assert squeezed(SAID) not in printed(sam, case.person_id)


def in_print(vault: Vault, person_id: str) -> PersonCopy:
    """The person's copy as it is printed."""
    person, document = vault.people.get(person_id), gather(vault, person_id, now=THEN)
    forms = [form for case in vault.cases.of_person(person.id) for form in vault.responses.of_case(case.id)]
    questionnaires = {one.questionnaire_digest: LIBRARY.for_response(vault, one) for one in forms}
    return person_copy(
        document, questionnaires, sender=SENDER, marking="OFFICIAL", label="A. B.", audit_head=HEAD, is_signed=False, now=THEN
    )  # fmt: skip


def copied(vault: Vault, person_id: str) -> list[str]:
    """The answers of each line of the person's copy about packs, receipts and answers."""
    copy = in_print(vault, person_id)
    wanted = {"Sent to others", "Received from others", "Answers"}
    sections = [section for chapter in copy.chapters for section in chapter.sections]
    return [" ".join(line.answers) for one in sections if one.title in wanted for line in one.lines]


def test_a_forms_print_says_whose_word_it_is_that_it_came_in_a_pack(tmp_path: Path) -> None:
    with vaults_of(tmp_path, "sf", "pl") as (sam, pat):
        case = a_shared_case(sam, pat)
        form = told_by(pat, claimed(pat, case.id), case)
        pat.responses.finalise(form.id, form.content, hashlib.sha256(form.content.encode()).hexdigest(), THEN)
        carry(sam, pat)
        pages = {
            vault: squeezed("".join(page_texts(bytes_of(form_to_print(vault, LIBRARY, form.id, now=THEN)))))
            for vault in (sam, pat)
        }
        assert [squeezed(SAID) in pages[vault] for vault in (sam, pat)] == [True, False]


def test_the_copy_for_the_person_says_whose_word_each_signature_is(tmp_path: Path) -> None:
    with vaults_of(tmp_path, "sf", "pl") as (sam, pat):
        case = a_shared_case(sam, pat)
        pack, answer = claimed(pat, case.id), invented_answer(pat, case.id)
        carry(sam, pat)
        word = "Pat Lee’s laptop says so. The laptop that made this copy has not confirmed it."
        assert [line.count(word) for line in copied(sam, case.person_id)] == [1, 1, 1]
        checked_here(sam, pack, answer)
        assert [line.count(word) for line in copied(sam, case.person_id)] == [0, 0, 0]


def test_a_signer_whose_name_looks_like_one_that_is_known_is_told(tmp_path: Path) -> None:
    with vaults_of(tmp_path, "sf", "pl") as (sam, _pat):
        case = a_shared_case(sam)
        pack = claimed(sam, case.id)
        assert open_pack(sam, pack.id, now=THEN).looks_like is None
        profile = settings.profile(sam)
        assert profile is not None
        change_profile(sam, recipients=(replace(profile.recipients[0], name="Роlice"),))
        looks_like = open_pack(sam, pack.id, now=THEN).looks_like
        assert looks_like == ("Police", "Роlice")
        assert "Call the sender" in looks_like_another(looks_like)
        assert looks_like_another(None) == ""


def told_by(vault: Vault, pack: ReceivedPack, case: Case) -> FilledForm:
    """An event, a decision and a finished form that stand as told by a pack; the form."""
    vault.events.add(
        Event(
            id=new_id(), case_id=case.id, label="Call", what="Invented", when=None, source=Source.TOLD, author="Chief Constable",
            written_at=THEN, received_id=pack.id,
        )
    )  # fmt: skip
    vault.decisions.add(
        Decision(
            id=new_id(), case_id=case.id, kind=DecisionKind.LEAD_CHECK, choice="Refer", reason="Invented",
            decided_by="Chief Constable", decided_at=THEN, received_id=pack.id,
        )
    )  # fmt: skip
    cases = read_cases(data_files.resources())["cases"]
    example = next(form for each in cases for form in each["forms"] if form["form"] == "screening-tool")
    begun = start_form(vault, LIBRARY, form_id="screening-tool", case_id=case.id, now=THEN)
    form = replace(
        begun, id=new_id(), content=json.dumps(example["response"]), author="Chief Constable", received_id=pack.id
    )  # fmt: skip
    vault.responses.add(form)
    return form


def test_what_a_pack_tells_is_told_in_print_and_copy_as_the_word_of_whose_laptop_says_so(
    tmp_path: Path,
) -> None:
    with vaults_of(tmp_path, "sf", "pl") as (sam, pat):
        case = a_shared_case(sam, pat)
        pack = claimed(pat, case.id)
        form = told_by(pat, pack, case)
        carry(sam, pat)
        for vault, expected in ((sam, True), (pat, False)):
            (told,) = gather(vault, case.person_id, now=THEN)["cases"]
            forms = {each["id"]: each for each in told["forms"]}
            lines = [forms[form.id], *told["events"], *told["decisions"]]
            assert ["as_said_by" in each for each in lines] == [expected] * 3
            assert "as_said_by" not in next(each for own, each in forms.items() if own != form.id)
            copy = in_print(vault, case.person_id)
            said = [chapter.about for chapter in copy.chapters]
            said += [
                answer
                for chapter in copy.chapters
                for section in chapter.sections
                for line in section.lines
                for answer in line.answers
            ]
            words = [one for one in said if "Pat Lee’s laptop says so." in one]
            assert len(words) == (4 if expected else 0), "the pack, and what it told"
