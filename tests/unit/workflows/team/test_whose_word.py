"""A pack that a colleague's laptop took in is told as that colleague's word: nobody is shown as having signed by a row alone."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

from prevent_desktop.casework.answer import Answer, AnswerKind, AnswerRecord, Direction
from prevent_desktop.casework.decision import Decision, DecisionKind
from prevent_desktop.casework.origins import decision_id
from prevent_desktop.casework.outcomes import Outcome
from prevent_desktop.casework.pack_record import PackRecord, PackStatus
from prevent_desktop.casework.received_pack import ReceivedPack, received_pack_id
from prevent_desktop.ui.components.conversation_words import conversations_of_case
from prevent_desktop.ui.receiving.inbox_view import verified_facts
from prevent_desktop.ui.record.origin_words import origin_cell
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.printing.parts import chronology_to_print, entry_to_print
from prevent_desktop.workflows.printing.to_print import ToPrint
from prevent_desktop.workflows.receiving.inbox import open_pack
from prevent_desktop.workflows.record.open_record import read_record
from prevent_desktop.workflows.subject_access.gathering import gather
from prevent_desktop.workflows.subject_access.in_print import person_copy
from tests.unit.packs.examples import HEAD, SENDER
from tests.unit.packs.reading import page_texts, squeezed
from tests.unit.workflows.team.circles import THEN, a_shared_case, carry, vaults_of


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
        assert rows["Told by"] == ("Pat Lee’s laptop. This laptop has not checked it.",)


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


def copied(vault: Vault, person_id: str) -> list[str]:
    """The answers of each line of the person's copy about packs, receipts and answers."""
    document = gather(vault, person_id, now=THEN)
    copy = person_copy(
        document,
        {},
        sender=SENDER,
        marking="OFFICIAL",
        label="A. B.",
        audit_head=HEAD,
        is_signed=False,
        now=THEN,
    )
    wanted = {"Sent to others", "Received from others", "Answers"}
    sections = [section for chapter in copy.chapters for section in chapter.sections]
    return [" ".join(line.answers) for one in sections if one.title in wanted for line in one.lines]


def test_the_copy_for_the_person_says_whose_word_each_signature_is(tmp_path: Path) -> None:
    with vaults_of(tmp_path, "sf", "pl") as (sam, pat):
        case = a_shared_case(sam, pat)
        pack, answer = claimed(pat, case.id), invented_answer(pat, case.id)
        carry(sam, pat)
        word = "Pat Lee’s laptop says so. The laptop that made this copy did not check it."
        assert [line.count(word) for line in copied(sam, case.person_id)] == [1, 1, 1]
        checked_here(sam, pack, answer)
        assert [line.count(word) for line in copied(sam, case.person_id)] == [0, 0, 0]
