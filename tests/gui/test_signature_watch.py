"""What colleagues' laptops say that somebody signed is checked beside whoever works: after unlocking, and where members changed a case."""

from __future__ import annotations

from dataclasses import replace

import pytest

from prevent_desktop.casework.origins import OriginKind
from prevent_desktop.casework.pack_record import PackRecord
from prevent_desktop.casework.team.change_set import STATE, OperationId
from prevent_desktop.ui.window.signature_watch import SignatureWatch
from prevent_desktop.vault.team.units import UnitPlace, UnitState, key_text
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.record.whose_word import unchecked
from prevent_desktop.workflows.team.change_sets.round_state import CaseChanged
from tests.gui.screens import Screens, now

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def share(vault: Vault, case_id: str) -> None:
    """The case is shared, and there is a change-set of a colleague."""
    vault.team.share(case_id, "circle", now())
    vault.database.insert(
        "team_sets", circle="circle", vault="colleague", number=1, digest="m" * 64, case_id=case_id, words="",
        state="applied", reason="", put_at=None, received_at=now().isoformat(), checked_by="", here=0,
    )  # fmt: skip


def claim(vault: Vault, model: PackRecord, pack_id: str) -> None:
    """The colleague says that the receiver of a pack signed a receipt, which is none."""
    vault.packs.add(
        replace(model, id=pack_id, receipt="r", receipt_at=now(), receiver_reference="1", corrects=None)
    )
    place = UnitPlace("packs", key_text([pack_id]), STATE)
    vault.team.units.put(model.case_id, {place: UnitState("d", (OperationId("colleague", 1, "m", 0),))})


def found(vault: Vault, case_id: str) -> dict[str, bool]:
    """Which receipts are told as a colleague's word, and whether they were found false."""
    return {
        one.record_id: one.word.is_false
        for one in unchecked(vault, case_id)
        if one.told[0] is OriginKind.RECEIPT
    }


def test_all_is_looked_through_once_and_then_what_members_changed(demo: Screens) -> None:
    case_id = demo.case("AB")
    model = demo.read(lambda vault: vault.packs.of_case(case_id)[0])
    demo.read(lambda vault: share(vault, case_id))
    demo.read(lambda vault: claim(vault, model, "P-2222AAAABBBB"))
    watch = SignatureWatch(demo.tasks, demo.clock)
    watch.between_ms = 0
    watch.take([CaseChanged(case_id=case_id, person_id="", who=())])
    assert demo.read(lambda vault: found(vault, case_id)) == {"P-2222AAAABBBB": False}
    with demo.qtbot.waitSignal(watch.ended):
        watch.start(0)
    assert demo.read(lambda vault: found(vault, case_id)) == {"P-2222AAAABBBB": True}
    demo.read(lambda vault: claim(vault, model, "P-3333AAAABBBB"))
    assert demo.read(lambda vault: found(vault, case_id))["P-3333AAAABBBB"] is False
    with demo.qtbot.waitSignal(watch.ended):
        watch.take([CaseChanged(case_id=case_id, person_id="", who=())])
    assert demo.read(lambda vault: found(vault, case_id))["P-3333AAAABBBB"] is True
    watch.deleteLater()
