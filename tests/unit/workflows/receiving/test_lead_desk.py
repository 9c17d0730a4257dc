"""A reporter's concern reaches the lead of a team that was begun in the window: nothing was set up by hand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest

from prevent_desktop import data_files
from prevent_desktop.casework.identifiers import new_pack_id
from prevent_desktop.casework.organisation import Practitioner
from prevent_desktop.casework.received_pack import ReceivedPack
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.delivery.team_stores.opening import open_team_store
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.forms.form_library import CONCERN, FormLibrary
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.organisation.own_key import make_own_key
from prevent_desktop.workflows.organisation.signing_identity import signing_key, trusted_certificates
from prevent_desktop.workflows.packs.for_lead import to_lead
from prevent_desktop.workflows.packs.keep_pack import keep_and_queue
from prevent_desktop.workflows.packs.pack_content import content_for
from prevent_desktop.workflows.packs.sign_pack import sign_and_seal
from prevent_desktop.workflows.people import people
from prevent_desktop.workflows.receiving.desk import desk_of
from prevent_desktop.workflows.receiving.intake import take_from
from prevent_desktop.workflows.receiving.lead_desk import LEAD_DESK, begin_team, go_on_with_team
from prevent_desktop.workflows.receiving.vault_sink import VaultSink
from prevent_desktop.workflows.team.circles import mailbox_access
from prevent_desktop.workflows.team.joining import founding, inviting, joining_team
from prevent_desktop.workflows.team.joining.people_file import Invitee
from prevent_desktop.workflows.team.joining.taking_over import may_take_over
from prevent_desktop.workflows.team.rounds.round import TeamRounds
from tests.lead_desk import exchange, finished_concern
from tests.made_vaults import copied_vault


def now() -> datetime:
    return datetime.now(UTC)


def opened(stack: ExitStack, folder: Path, name: str, number: int) -> Vault:
    made = copied_vault(folder, number=number)
    vault = stack.enter_context(Vault.open(folder, made.key))
    owner = Practitioner(name=name, role="Teacher", organisation="Example School")
    settings.save_practitioner(vault, owner)
    make_own_key(vault, owner, now=now())
    return vault


@pytest.fixture
def vaults(tmp_path: Path) -> Iterator[tuple[Vault, Vault]]:
    """A lead who has begun a team, and a reporter who has asked to join; the folder has another path on each laptop."""
    (tmp_path / "team").mkdir()
    with ExitStack() as stack:
        lead = opened(stack, tmp_path / "lead", "Sam Field", 0)
        teacher = opened(stack, tmp_path / "teacher", "Ash Moor", 1)
        wanted = founding.NewTeam(mailbox=(tmp_path / "team").as_uri(), device="", second_holder="Kim Hale")
        begin_team(lead, wanted, now=now())
        second = founding.make_second_key(lead, now=now())
        founding.try_second_key(lead, second.content, second.code, now=now())
        elsewhere = tmp_path / "TEAM"
        if not elsewhere.exists():  # where capitals are other letters
            elsewhere.symlink_to(tmp_path / "team")
        joins(lead, teacher, "Ash Moor", elsewhere)
        yield lead, teacher


def rounds(*vaults: Vault) -> None:
    for vault in vaults:
        TeamRounds(lambda _vault: open_team_store, now=now).once(lambda work, vault=vault: work(vault))


def joins(lead: Vault, vault: Vault, name: str, folder: Path) -> None:
    made = inviting.invite(lead, [Invitee(name=name)], now=now())
    opened_ = joining_team.look_at_invitation(made.file, made.slips[0].code, now=now())
    joining_team.ask_to_join(vault, opened_, "", folder=folder, now=now())
    rounds(vault, lead, vault)


def test_the_profile_names_the_lead_by_the_path_that_each_laptop_has(vaults: tuple[Vault, Vault]) -> None:
    lead, teacher = vaults
    (told,) = settings.receivers(teacher)
    assert (told.id, told.name, told.form_ids) == (LEAD_DESK, "Sam Field, safeguarding lead", (CONCERN,))
    assert told.endpoint == f"{mailbox_access.mailbox_of(teacher)}/concerns"
    assert told.endpoint.endswith("/TEAM/concerns")
    desk = desk_of(lead)
    assert desk is not None
    assert settings.receivers(lead)[0].endpoint == desk.mailboxes[0].endpoint


def test_a_concern_goes_from_the_teacher_to_the_lead_and_its_receipt_comes_back(
    vaults: tuple[Vault, Vault], tmp_path: Path
) -> None:
    lead, teacher = vaults
    library = FormLibrary(data_files.forms())
    _person, case = people.add_person(teacher, forenames="Alex", surname="Brook", birth_date=None, now=now())
    finished_concern(teacher, library, case.id)
    with Spool.open(tmp_path / "outbox") as spool:
        choice = to_lead(teacher, library, spool, case.id, now=now()).choice
        assert choice is not None
        content = content_for(teacher, library, choice, case_id=case.id, pack_id=new_pack_id(), now=now())
        signed = sign_and_seal(content, choice.receiver, signing_key(teacher), trusted_certificates(teacher))
        sent = keep_and_queue(teacher, spool, signed, case_id=case.id, now=now())
        exchange(teacher, spool)
        desk = desk_of(lead)
        assert desk is not None
        sink = VaultSink.of(lead, lambda work: work(lead), now)
        (taken,) = take_from(desk.mailboxes[0], sink)
        assert isinstance(taken, ReceivedPack)
        assert taken.pack_id == sent.id
        exchange(teacher, spool)
    assert teacher.packs.get(sent.id).receipt


def test_whoever_goes_on_with_the_team_gets_the_concerns(vaults: tuple[Vault, Vault], tmp_path: Path) -> None:
    lead, teacher = vaults
    second = founding.make_second_key(lead, now=now())
    founding.try_second_key(lead, second.content, second.code, now=now())
    with ExitStack() as stack:
        deputy = opened(stack, tmp_path / "deputy", "Kim Hale", 2)
        joins(lead, deputy, "Kim Hale", tmp_path / "team")
        (sam,) = may_take_over(deputy)
        go_on_with_team(deputy, second.content, second.code, [sam.id], now=now())
        rounds(deputy, teacher, teacher, teacher)
        assert settings.profile(teacher) == settings.profile(deputy)
        (told,) = settings.receivers(teacher)
        assert (told.id, told.name) == (LEAD_DESK, "Kim Hale, safeguarding lead")
