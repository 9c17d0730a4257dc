"""What is asked at each start, each opening and each keystroke is found by an index, however much there is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from prevent_desktop.casework.received_pack import SAID_IN_IT
from prevent_desktop.casework.record_kind import SeenKind
from prevent_desktop.vault.database import Database, Parameters
from prevent_desktop.vault.team.objects import aside_sets
from prevent_desktop.vault.team.tables import SetState
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows import viewing
from prevent_desktop.workflows.answers.chasing import SETTLED, answers_waited_for
from prevent_desktop.workflows.home.news import news
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.people import find
from prevent_desktop.workflows.record.open_record import open_record
from prevent_desktop.workflows.vault_admin.who_saw import who_saw
from tests.unit.vault.examples import NOW, a_form, a_note, keep_case

# Tables that never grow, or hold only what is waiting.
_SMALL = {"settings", "secrets", "json_each", "drafts_to_index", "theirs", "profiles"}


@contextmanager
def listened(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[str, Parameters]]]:
    """Every query that is run meanwhile."""
    asked: list[tuple[str, Parameters]] = []
    run = Database.run

    def heard(database: Database, sql: str, parameters: Parameters = ()) -> object:
        asked.append((sql, parameters))
        return run(database, sql, parameters)

    with monkeypatch.context() as patch:
        patch.setattr(Database, "run", heard)
        yield asked


def full_scans(vault: Vault, sql: str, parameters: Parameters) -> list[str]:
    """The lines of SQLite's plan that read a whole table."""
    newest_alone = "ORDER BY position DESC LIMIT 1" in sql  # a step from the end of the table
    if newest_alone or not sql.lstrip().startswith(("SELECT", "WITH", "UPDATE", "DELETE", "INSERT")):
        return []
    plan = vault.database.rows(f"EXPLAIN QUERY PLAN {sql}", parameters)
    details = [str(row["detail"]) for row in plan]
    return [
        detail
        for detail in details
        if detail.startswith("SCAN ")
        and "VIRTUAL TABLE" not in detail
        and "CONSTANT ROW" not in detail
        and "USING INDEX" not in detail
        and "USING COVERING INDEX" not in detail
        and detail.split()[1] not in _SMALL
        and not detail.startswith("SCAN (subquery")
    ]


def the_record(vault: Vault) -> None:
    open_record(vault, vault.cases.open_cases()[0].person_id, now=NOW)


HOT: dict[str, Callable[[Vault], object]] = {
    "a record": the_record,
    "who has seen it": lambda vault: who_saw(vault, "p"),
    "who has seen it, of one kind": lambda vault: who_saw(vault, "p", kind=SeenKind.SENT),
    "what is new": lambda vault: news(vault, now=NOW),
    "writing down a view": lambda vault: viewing.note_view(vault, viewing.RECORD, "p"),
    "packs on their way": lambda vault: vault.packs.current(NOW),
    "packs to settle": lambda vault: vault.packs.unsettled(),
    "packs to decide": lambda vault: vault.packs.unanswered(SETTLED),
    "what is waited for": answers_waited_for,
    "packs to ask about": lambda vault: vault.packs.to_ask_about(NOW, ["P-ABCD"]),
    "what was set aside lately": lambda vault: vault.answers.set_aside_since(NOW),
    "packs to decide about": lambda vault: vault.received.undecided(),
    "received packs": lambda vault: vault.received.all(),
    "the same pack": lambda vault: vault.received.same({"id": "", **dict.fromkeys(SAID_IN_IT, "")}, ""),
    "what counts beyond a gap": lambda vault: vault.team.numbers_beyond("c"),
    "a pack that came before": lambda vault: vault.received.some(["P-ABCD"]),
    "received packs of a case": lambda vault: vault.received.of_case("c"),
    "what takes the place of a pack": lambda vault: vault.received.corrections_of("P-ABCD"),
    "drafts": lambda vault: vault.responses.drafts(),
    "reviews": lambda vault: vault.reviews.open(),
    "search": lambda vault: find.find(vault, "qui"),
    "recent people": lambda vault: find.find(vault, ""),
    "who I am": settings.practitioner,
    "changes of the team that wait": lambda vault: vault.team.in_state(SetState.WAITING),
    "changes of those who went": lambda vault: aside_sets(vault.database, "c", ["removed"]),
    "the anchor": lambda vault: vault.audit.verify_anchor(),
    "the audit's tail": lambda vault: vault.audit.verify_tail(),
    "ways in that were taken away": lambda vault: vault.audit.withdrawn_slots(),
    "saving a draft": lambda vault: vault.responses.save_draft(
        vault.responses.drafts()[0].id, "{}", "s1", 1, 5, NOW
    ),
}


@pytest.mark.parametrize("name", HOT)
def test_no_hot_query_reads_a_whole_table(vault: Vault, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    case = keep_case(vault)
    vault.notes.add(a_note(case, "quiet today"))
    vault.responses.add(a_form(case))
    with listened(monkeypatch) as asked:
        HOT[name](vault)
    assert asked
    scans = {detail for sql, parameters in asked for detail in full_scans(vault, sql, parameters)}
    assert scans == set()


def test_a_full_scan_would_be_seen(vault: Vault) -> None:
    assert full_scans(vault, "SELECT * FROM audit WHERE detail = 'x'", ()) == ["SCAN audit"]
