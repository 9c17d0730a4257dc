"""Whoever moves a case says all of it again: what others had signed is put back by those who go along, and told."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from prevent_desktop.casework.organisation import Practitioner
from prevent_desktop.casework.origins import WordOf
from prevent_desktop.casework.pack_record import PackRecord, PackStatus
from prevent_desktop.ui.components.sharing_words import on_record, reworded_words
from prevent_desktop.ui.record.origin_words import origin_cell
from prevent_desktop.vault.team.materialise import materialise
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.organisation.signers import whose_form
from prevent_desktop.workflows.record.open_record import read_record
from prevent_desktop.workflows.record.whose_word import who_checked
from prevent_desktop.workflows.team.cases import moving_cases
from prevent_desktop.workflows.team.cases.moving_cases import tend_moves
from prevent_desktop.workflows.team.cases.sharing import keep_from, share, sharing_of
from tests.unit.vault.examples import a_form, answers, keep_questionnaire
from tests.unit.vault.test_query_plans import listened
from tests.unit.workflows.team.circle_vaults import TeamOf, three_vaults
from tests.unit.workflows.team.test_moving_cases import notes
from tests.unit.workflows.team.test_sharing import a_case, begun, now, one_round, rounds
from tests.unit.workflows.team.test_who_wrote import noted
from tests.unit.workflows.team.test_whose_word import claimed

__all__ = ["begun", "three_vaults"]


@pytest.fixture
def case(begun: TeamOf) -> str:
    """A case that SF, PL and JO share, with a note by each."""
    for name, vault in begun.vaults.items():
        settings.save_practitioner(
            vault, Practitioner(name=name.upper(), role="Safeguarding", organisation="Council")
        )
    case_id = a_case(begun.vaults["sf"])
    share(begun.vaults["sf"], [case_id], now=now())
    rounds(begun)
    for name, vault in begun.vaults.items():
        noted(vault, case_id, settings.author_of(vault), f"{name.upper()} wrote this")
    rounds(begun)
    return case_id


@contextmanager
def another_program(patch: pytest.MonkeyPatch, *harm: str) -> Iterator[None]:
    """Whoever moves a case meanwhile does so with a program that does this to the record before it says it again."""

    def brought_up(vault: Vault, case_id: str, *args: Any, **more: Any) -> Any:
        made = materialise(vault, case_id, *args, **more)
        with vault.transaction():
            vault.database.insert("disposing", id=case_id)
            for one in harm:
                vault.database.run(one)
            vault.database.run("DELETE FROM disposing")
        return made

    with patch.context() as patched:
        patched.setattr(moving_cases, "materialise", brought_up)
        yield


def by_whom(vault: Vault, case_id: str) -> dict[str, str]:
    view = read_record(vault, vault.cases.get(case_id).person_id, now=now())
    cells = {one.what: origin_cell(one, "", author=view.reader, now=now()).text for one in view.entries}
    return {what: told.partition(", told")[0] for what, told in cells.items() if what.endswith("this")}


GONE = "DELETE FROM notes WHERE text = 'SF wrote this'"
OTHER = (
    "CREATE TEMP TABLE IF NOT EXISTS other AS SELECT * FROM notes WHERE text = 'SF wrote this'",
    "UPDATE temp.other SET text = 'SF never wrote this'",
    GONE,
    "INSERT OR IGNORE INTO notes SELECT * FROM temp.other",
)


@pytest.mark.harms_vault("another program writes past search in PL's own vault")
def test_other_words_in_the_place_of_somebodys_note_stand_beside_it_each_with_who_signed_it(
    begun: TeamOf, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    deputy, other = begun.vaults["pl"], begun.vaults["jo"]
    with another_program(monkeypatch, *OTHER):
        keep_from(deputy, case, ["sf"], now=now())
    rounds(begun, times=3)
    told = {"SF wrote this": "SF", "SF never wrote this": "PL", "PL wrote this": "PL"}
    assert by_whom(other, case) == {**told, "JO wrote this": "You"}
    assert notes(deputy, case) == notes(other, case), "one record at all"
    sharing = sharing_of(other, case)
    assert sharing is not None
    assert (sharing.reworded_by, [one.name for one in sharing.reworded]) == ("PL", ["SF"])
    assert on_record(sharing, now(), 0) == "Shared with PL; PL changed words of others"
    assert "What SF wrote stands in the record" in reworded_words(sharing)
    count = len(deputy.team.sets_of(case, deputy.team.circle_of(case) or ""))
    rounds(begun)
    assert len(deputy.team.sets_of(case, deputy.team.circle_of(case) or "")) == count, "said once"


def test_a_note_that_is_left_out_is_said_again(
    begun: TeamOf, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    deputy, other = begun.vaults["pl"], begun.vaults["jo"]
    with another_program(monkeypatch, GONE):
        keep_from(deputy, case, ["sf"], now=now())
    rounds(begun, times=3)
    for vault in (deputy, other):
        assert "SF wrote this" in notes(vault, case)
        assert by_whom(vault, case)["SF wrote this"] == "SF"


def asked_and_written(vault: Vault) -> tuple[int, int]:
    """How many questions it asks the database, and how many rows it writes, to follow each case that moved."""
    with pytest.MonkeyPatch.context() as patch, listened(patch) as asked, vault.transaction():
        before = vault.database.value("SELECT total_changes()")
        tend_moves(vault, now=now)
        written = vault.database.value("SELECT total_changes()") - before
    return len(asked), written


def test_where_nothing_came_since_no_case_that_moved_is_looked_at_again(begun: TeamOf, case: str) -> None:
    lead, kept_from, goes_along = (begun.vaults[name] for name in ("sf", "pl", "jo"))
    cases = [case]
    for number in range(3):
        keep_from(lead, cases[-1], ["pl"], now=now())
        rounds(begun, times=4)
        told = {one: asked_and_written(vault) for one, vault in begun.vaults.items()}
        assert all(written == 0 for _asked, written in told.values()), (number, told)
        assert max(asked for asked, _written in told.values()) < 12, "however many cases moved"
        cases.append(a_case(lead))
        share(lead, cases[-1:], now=now())
        rounds(begun)
    assert {lead.team.circle_of(one) for one in cases} == {goes_along.team.circle_of(one) for one in cases}
    assert [kept_from.team.circle_of(one) is None for one in cases] == [True, True, True, False]


@pytest.mark.harms_vault("another program writes past search in PL's own vault")
def test_what_was_left_out_and_came_only_later_is_said_again_once(
    begun: TeamOf, case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lead, deputy, other = (begun.vaults[name] for name in ("sf", "pl", "jo"))
    before = set((tmp_path / "store").glob("??/*"))
    noted(lead, case, settings.author_of(lead), "SF also wrote this")
    one_round(lead)
    one_round(deputy)
    for lost in set((tmp_path / "store").glob("??/*")) - before:
        lost.unlink()  # whoever has it puts it there again, once somebody misses it
    with another_program(monkeypatch, "DELETE FROM notes WHERE text = 'SF also wrote this'"):
        keep_from(deputy, case, ["sf"], now=now())
    deputy.database.run("DELETE FROM team_moves_dirty")  # nor does that program put anything back
    one_round(deputy)
    one_round(other)
    one_round(other)
    assert other.team.circle_of(case) == deputy.team.circle_of(case), "JO has gone along"
    assert "SF also wrote this" not in notes(other, case)
    rounds(begun, times=4)
    for vault in (deputy, other):
        assert "SF also wrote this" in notes(vault, case)
        assert by_whom(vault, case)["SF also wrote this"] == "SF"
    assert asked_and_written(other)[1] == 0
    said = [one for one in other.team.sets_of(case, other.team.circle_of(case) or "") if one.here]
    assert len(said) == 1, "said once"


@pytest.mark.harms_vault("another program writes past the audit in PL's own vault")
def test_a_finished_form_with_other_answers_stands_beside_what_was_signed(
    begun: TeamOf, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lead, deputy, other = (begun.vaults[name] for name in ("sf", "pl", "jo"))
    for vault in begun.vaults.values():
        keep_questionnaire(vault)
    form = replace(a_form(lead.cases.get(case)), author="Safeguarding")
    said = answers("He said no such thing")
    lead.responses.add(form)
    lead.responses.finalise(form.id, said, hashlib.sha256(said.encode()).hexdigest(), now())
    rounds(begun)
    other_words = said.replace("no such thing", "it")
    digest = hashlib.sha256(other_words.encode()).hexdigest()
    with another_program(
        monkeypatch,
        "CREATE TEMP TABLE IF NOT EXISTS other AS SELECT * FROM responses",
        f"UPDATE temp.other SET content = replace(content, 'no such thing', 'it'), content_digest = '{digest}'",  # noqa: S608 - a digest
        "DELETE FROM responses",
        "INSERT INTO responses SELECT * FROM temp.other",
    ):
        keep_from(deputy, case, ["sf"], now=now())
    rounds(begun, times=3)
    for vault in (deputy, other):
        told = {one.content: whose_form(vault, one) for one in vault.responses.of_case(case)}
        assert told == {said: "SF, Safeguarding", other_words: "PL, Safeguarding"}


def test_whoever_moves_a_case_as_it_stands_is_told_nothing_of_and_each_stays_whose_it_was(
    begun: TeamOf, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    deputy, other = begun.vaults["pl"], begun.vaults["jo"]
    keep_from(deputy, case, ["sf"], now=now())
    rounds(begun, times=4)
    for vault, name in ((deputy, "PL"), (other, "JO"), (begun.vaults["sf"], "SF")):
        with listened(monkeypatch) as asked:
            by_whom(vault, case)
        assert not any(
            "SELECT vault, words FROM team_sets WHERE case_id = ? AND words" in sql for sql, _given in asked
        ), f"{name} looked at its move, and what that told is kept"
        told = {f"{one} wrote this": one for one in ("SF", "PL", "JO")}
        assert by_whom(vault, case) == {**told, f"{name} wrote this": "You"}
        sharing = sharing_of(vault, case)
        assert sharing is not None
        assert sharing.reworded == ()
        with vault.transaction():  # as a migrated vault is
            vault.database.run("DELETE FROM signed_before")
            vault.database.run("INSERT INTO team_moves_dirty (case_id) VALUES (?)", (case,))
        assert by_whom(vault, case) == {**told, f"{name} wrote this": "You"}


def test_a_pack_stays_its_signers_where_somebody_else_moves_the_case(begun: TeamOf, case: str) -> None:
    """Their laptop goes on with it, and nobody else takes its receipt away."""
    lead, mover = begun.vaults["sf"], begun.vaults["pl"]
    files = lead.attachments.files
    file = files.keep(files.stage(io.BytesIO(b"a pack")))
    lead.attachments.add_stored(file, case_id=case, file_name="p.pdf", media_type="application/pdf", at=now())
    pack = PackRecord(
        id="P-2222AAAABBBB", case_id=case, recipient_id="police", recipient_name="Police", attachment_id=file.id, page_count=1,
        pdf_digest=file.sha256, status=PackStatus.SAVED, signed_at=now(),
    )  # fmt: skip
    lead.packs.add(pack)
    rounds(begun, times=2)
    keep_from(mover, case, ["jo"], now=now())
    rounds(begun, times=3)
    assert lead.team.circle_of(case) == mover.team.circle_of(case)
    elsewhere = [one.team.units.written_elsewhere(case, "packs", pack.id) for one in (lead, mover)]
    assert elsewhere == [False, False], "both said it there"
    lead.packs.set_receipt(pack.id, receipt="r", receipt_at=now(), receiver_reference="1")
    rounds(begun, times=2)
    mover.packs.set_queued(pack.id, sealed_digest="ab" * 32)
    rounds(begun, times=2)
    assert lead.packs.get(pack.id).receipt == "r"
    said = len(lead.team.sets_of(case, lead.team.circle_of(case) or ""))
    rounds(begun)
    assert len(lead.team.sets_of(case, lead.team.circle_of(case) or "")) == said, "said once"


def test_whoever_moves_a_case_does_not_vouch_for_what_a_colleague_says_was_signed(
    begun: TeamOf, case: str
) -> None:
    lead, other = begun.vaults["sf"], begun.vaults["jo"]
    pack = claimed(other, case)
    rounds(begun, times=3)
    keep_from(lead, case, ["pl"], now=now())
    for _ in range(2):
        assert who_checked(lead, lead.received.get(pack.id)) == WordOf(colleague="JO")
        assert who_checked(other, other.received.get(pack.id)) is None
        rounds(begun, times=4)
    assert lead.team.circle_of(case) == other.team.circle_of(case)
