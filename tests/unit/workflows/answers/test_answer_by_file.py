"""A lead without a desk answers a pack under six words as a file, over two real vaults; only who leads the sender's own organisation is believed."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from prevent_desktop.casework.answer import AnswerKind
from prevent_desktop.casework.case import CaseStatus
from prevent_desktop.casework.identifiers import new_pack_id
from prevent_desktop.casework.organisation import NamedLead, Practitioner
from prevent_desktop.casework.outcomes import Outcome
from prevent_desktop.casework.pack_record import PackRecord
from prevent_desktop.errors import AnswerError
from prevent_desktop.ui.packs.to_lead_view import where_it_is
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.answers.answer_by_file import (
    AnswerFile,
    FileToAnswer,
    answer_by_file,
    next_number,
    note_saved,
)
from prevent_desktop.workflows.answers.give_answer import Said
from prevent_desktop.workflows.answers.take_answers import take_answers
from prevent_desktop.workflows.demo.demo_organisation import join_demo_organisation
from prevent_desktop.workflows.forms.form_library import VISIT_NOTE
from prevent_desktop.workflows.home.my_work import my_work
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.organisation.own_lead import OWN_LEAD
from prevent_desktop.workflows.organisation.signing_identity import (
    signing_key,
    trusted_certificates,
    verification_context,
)
from prevent_desktop.workflows.packs.for_lead import to_lead
from prevent_desktop.workflows.packs.keep_pack import save_to_folder
from prevent_desktop.workflows.packs.pack_content import content_for
from prevent_desktop.workflows.packs.protect_pack import (
    close_again,
    read_kept,
    save_again,
    sign_and_protect,
)
from prevent_desktop.workflows.receiving.check_pack import check_file, may_answer
from prevent_desktop.workflows.sending.bring_in import Became, bring_in
from tests.made_vaults import copied_vault
from tests.profiles import change_profile
from tests.unit.workflows.conftest import Office, now
from tests.unit.workflows.examples import finished

DECIDED = Said(kind=AnswerKind.DECISION, outcome=Outcome.EARLY_HELP, reason="They know the family.", text="I have called home.")  # fmt: skip
TEACHER = Practitioner(name="Sam Field", role="Teacher", organisation="Example School")
LEAD = Practitioner(name="Kim Hale", role="Lead", organisation="Example School")


@dataclass
class ByFile:
    """A teacher whose profile names no lead inside; the pack that went to their lead, and its file."""

    office: Office
    pack: PackRecord
    path: Path
    words: str
    folder: Path

    @contextmanager
    def lead(self, who: Practitioner = LEAD) -> Iterator[Vault]:
        folder = self.folder / who.name
        made = copied_vault(folder)
        with Vault.open(folder, made.key) as vault:
            join_demo_organisation(vault, self.office.organisation, who)
            yield vault
        shutil.rmtree(folder)

    def opened_by(self, vault: Vault, path: Path | None = None, words: str = "") -> FileToAnswer:
        checked = check_file(
            path or self.path, words or self.words, trusted_certificates(vault), verification_context(vault, now=now())
        )  # fmt: skip
        author = checked.verified.author
        assert may_answer(vault, author.organisation)
        return FileToAnswer(
            pack_id=checked.verified.pack_id, sealed_digest=checked.digest, answer_to=checked.answer_to,
            sender_name=author.name, sender_organisation=author.organisation,
        )  # fmt: skip

    def bring_in(self, file: AnswerFile) -> Became:
        path = self.folder / file.name
        path.write_bytes(file.content)
        (found,) = bring_in(self.office.spool, [path], now=now(), vault=self.office.vault)
        take_answers(self.office.vault, self.office.spool, now=now())
        return found.became

    def heard(self) -> list[tuple[str, str]]:
        answers = self.office.vault.answers.of_case(self.office.case.id)
        return [(one.answer.receiver, one.answer.text) for one in answers]

    def refused(self) -> list[str]:
        return [one.reason for one in self.office.vault.answers.set_aside_in(self.office.case.id)]


def waits(office: Office) -> bool:
    """Whether My work waits for the lead, and their page says that they need the file."""
    work = my_work(office.vault, office.spool, office.library, now=now())
    subjects = [item.subject for each in work.cases for item in each.items]
    waiting = [one for one in subjects if isinstance(one, PackRecord)]
    found = to_lead(office.vault, office.library, office.spool, office.case.id, now=now())
    words, _tone = where_it_is(found, now())
    assert ("answered" in words) is not bool(waiting)
    return bool(waiting)


@pytest.fixture
def sent(office: Office, tmp_path: Path) -> ByFile:
    vault = office.vault
    settings.save_practitioner(vault, TEACHER)
    settings.save_named_lead(vault, NamedLead(name="Kim Hale", phone="01632 960 077"))
    change_profile(vault, password_packs=True)
    finished(office, VISIT_NOTE)
    choice = to_lead(vault, office.library, office.spool, office.case.id, now=now()).choice
    assert choice is not None
    assert choice.receiver.id == OWN_LEAD
    content = content_for(vault, office.library, choice, case_id=office.case.id, pack_id=new_pack_id(), now=now())  # fmt: skip
    made = sign_and_protect(
        content, choice.receiver, signing_key(vault), trusted_certificates(vault), now=now()
    )
    (tmp_path / "stick").mkdir()
    pack, path = save_to_folder(vault, made.signed, tmp_path / "stick", case_id=office.case.id, now=now())
    return ByFile(office, pack, path, made.password, tmp_path)


def test_the_lead_opens_it_by_six_words_and_their_answer_stands_in_the_senders_record(sent: ByFile) -> None:
    vault = sent.office.vault
    assert waits(sent.office)
    with sent.lead() as lead:
        to = sent.opened_by(lead)
        assert (to.pack_id, to.sealed_digest) == (
            sent.pack.id,
            hashlib.sha256(sent.path.read_bytes()).hexdigest(),
        )
        file = answer_by_file(lead, to, DECIDED, now=now())
        assert (file.name, next_number(lead, to.pack_id)) == (f"{sent.pack.id}.answer-1.age", 1)
        assert b"called home" not in file.content
        note_saved(lead, file)
        assert lead.received.all() == (), "nothing of the pack is kept"
        more = answer_by_file(lead, to, Said(kind=AnswerKind.FEEDBACK, text="Thank you."), now=now())
    assert sent.bring_in(file) is Became.ANSWER
    assert sent.heard() == [("Kim Hale, Example School", "I have called home.")]
    assert vault.cases.get(sent.office.case.id).status is not CaseStatus.DRAFT
    assert not waits(sent.office), "My work does not wait for it any more"
    assert sent.bring_in(file) is Became.KNOWN
    assert more.number == 2
    assert sent.bring_in(more) is Became.ANSWER
    assert [text for _who, text in sent.heard()] == ["I have called home.", "Thank you."]
    assert sent.refused() == []


def test_an_answer_to_the_same_pack_under_new_words_counts_too(sent: ByFile) -> None:
    vault = sent.office.vault
    kept = read_kept(vault, sent.pack.id)
    again = close_again(kept, signing_key(vault), trusted_certificates(vault), now=now())
    second = save_again(vault, again, sent.path.parent)
    with sent.lead() as lead:
        file = answer_by_file(lead, sent.opened_by(lead, second, again.password), DECIDED, now=now())
    sent.bring_in(file)
    assert len(sent.heard()) == 1


@pytest.mark.parametrize(
    ("who", "reason"),
    [
        (replace(LEAD, organisation="Other School"), "not of your organisation"),
        (replace(LEAD, name="Pat Nobody", role="Caretaker"), "signed by Pat Nobody"),
    ],
)
def test_whoever_else_signs_is_set_aside_with_the_reason(
    sent: ByFile, who: Practitioner, reason: str
) -> None:
    with sent.lead() as lead:
        to = sent.opened_by(lead)
    with sent.lead(who) as other:
        file = answer_by_file(other, to, DECIDED, now=now())
    sent.bring_in(file)
    assert sent.heard() == []
    (told,) = sent.refused()
    assert reason in told


def test_ones_own_answer_one_of_tomorrow_one_of_another_file_and_one_of_strangers_are_none(
    sent: ByFile,
) -> None:
    with sent.lead() as lead:
        to = sent.opened_by(lead)
        files = [
            answer_by_file(lead, to, DECIDED, now=now() + timedelta(days=2)),
            answer_by_file(lead, replace(to, sealed_digest="ab" * 32), DECIDED, now=now()),
        ]
        good = answer_by_file(lead, to, DECIDED, now=now())
    settings.save_named_lead(sent.office.vault, NamedLead(name=signing_key(sent.office.vault).name, phone=""))
    files.append(answer_by_file(sent.office.vault, to, DECIDED, now=now()))
    settings.save_named_lead(sent.office.vault, NamedLead(name="Kim Hale", phone=""))
    for file in files:
        sent.bring_in(file)
    assert sent.heard() == []
    assert len(sent.refused()) == len(files)
    change_profile(sent.office.vault, trust=())
    sent.bring_in(good)
    assert sent.heard() == []


def test_too_little_said_and_a_pack_without_a_key_are_refused_and_nothing_is_written_down(
    sent: ByFile,
) -> None:
    with sent.lead() as lead:
        to = sent.opened_by(lead)
        for wrong, said in (
            (replace(to, answer_to=""), DECIDED),
            (to, Said(kind=AnswerKind.FEEDBACK)),
        ):
            with pytest.raises(AnswerError):
                answer_by_file(lead, wrong, said, now=now())
        assert next_number(lead, to.pack_id) == 1
