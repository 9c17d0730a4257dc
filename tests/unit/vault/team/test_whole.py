"""What colleagues wrote in a shared case is no damage: the check after unlocking finds each vault whole, and still sees what was put back."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace

import pytest

from prevent_desktop.casework.case import Case
from prevent_desktop.casework.filled_forms import FilledForm
from prevent_desktop.casework.pack_record import PackRecord, PackStatus
from prevent_desktop.errors import DatabaseDamagedError
from prevent_desktop.vault import integrity
from prevent_desktop.vault.team.moving import share_no_more
from tests.unit.vault.examples import a_form, a_pack, answers, later
from tests.unit.vault.team.members import Member, exchange

Three = tuple[Member, Member, Member]


@pytest.fixture
def case(three: Three) -> Case:
    """A case of Sam's that all three share."""
    made = three[0].a_case()
    three[0].share(made.id)
    exchange(*three)
    return made


@pytest.fixture
def form(three: Three, case: Case) -> FilledForm:
    """A form of the case, finished by Sam and by Pat before either heard of the other."""
    begun = a_form(case, answers("begun"))
    three[0].vault.responses.add(begun)
    exchange(*three)
    for member in three[:2]:
        finish(member, begun.id)
    exchange(*three)
    return begun


@pytest.fixture
def pack(three: Three, case: Case) -> PackRecord:
    """A pack that Sam signed and Pat, who leads, countersigned."""
    sam, pat, _kim = three
    waiting = sam.vault.attachments.add(
        io.BytesIO(b"once"), case_id=case.id, file_name="p.pdf", media_type="application/pdf", at=later(1)
    )
    signed = replace(a_pack(case, waiting.id), pdf_digest=waiting.sha256, status=PackStatus.AWAITING)
    with sam.vault.transaction():
        sam.vault.packs.add(signed)
        sam.vault.audit.append("pack.signed", signed.id, signed.pdf_digest)
    exchange(*three)
    twice = pat.vault.attachments.add(
        io.BytesIO(b"once, twice"), case_id=case.id, file_name="p.pdf", media_type="application/pdf", at=later(2)
    )  # fmt: skip
    with pat.vault.transaction():
        pat.vault.packs.set_countersigned(signed.id, attachment_id=twice.id, pdf_digest=twice.sha256)
        pat.vault.audit.append("pack.countersigned", signed.id, twice.sha256)
    exchange(*three)
    return sam.vault.packs.get(signed.id)


def finish(member: Member, response_id: str) -> None:
    content = answers(f"{member.name}’s end")
    digest = hashlib.sha256(content.encode()).hexdigest()
    with member.vault.transaction():
        member.vault.responses.finalise(response_id, content, digest, later(7))
        member.vault.audit.append("form.finalised", response_id, digest)


def test_a_form_that_two_finished_at_once_is_whole_at_everybody(three: Three, form: FilledForm) -> None:
    assert len({one.vault.responses.get(form.id).content for one in three}) == 1
    for member in three:
        assert integrity.check(member.vault).finalised_responses == 2


def test_another_form_in_the_place_of_the_one_that_was_finished_is_damage(
    three: Three, form: FilledForm
) -> None:
    stands = three[2].vault.responses.get(form.id).content
    winner = next(one for one in three[:2] if answers(f"{one.name}’s end") == stands)
    other = answers("what nobody wrote")
    winner.vault.database.run("DROP TRIGGER finalised_responses_never_change")
    winner.vault.database.run(
        "UPDATE responses SET content = ?, content_digest = ? WHERE id = ?",
        (other, hashlib.sha256(other.encode()).hexdigest(), form.id),
    )
    with pytest.raises(DatabaseDamagedError):
        integrity.check(winner.vault)


def test_a_pack_that_a_colleague_countersigned_is_whole_while_its_case_is_shared_and_after(
    three: Three, case: Case, pack: PackRecord
) -> None:
    sam, _pat, kim = three
    assert pack.status is PackStatus.SIGNED
    for member in three:
        integrity.check(member.vault)
    share_no_more(sam.vault, case.id)
    integrity.check(sam.vault)
    for member in (sam, kim):
        member.vault.team.leave()
        integrity.check(member.vault)
