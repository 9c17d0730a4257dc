"""Without a profile: a pack for one's own lead, under a password or as a copy to read, and what is still needed to send."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from prevent_desktop.casework.identifiers import new_pack_id
from prevent_desktop.casework.organisation import NamedLead, Practitioner, SharingBasis
from prevent_desktop.casework.profile import OrganisationProfile
from prevent_desktop.casework.roles import Role
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.errors import UsageError
from prevent_desktop.packs.opening import verify_pack
from prevent_desktop.vault.keys.key_slots import VaultKey
from prevent_desktop.workflows.demo.demo_organisation import open_demo_organisation
from prevent_desktop.workflows.forms.form_library import VISIT_NOTE, FormLibrary
from prevent_desktop.workflows.home.ready_to_send import Need, ready_to_send
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.organisation.own_key import make_own_key
from prevent_desktop.workflows.organisation.own_lead import OWN_LEAD, may_be_readable
from prevent_desktop.workflows.organisation.profile.changes import changes_in_words
from prevent_desktop.workflows.organisation.signing_identity import signing_key, trusted_certificates
from prevent_desktop.workflows.packs.keep_pack import save_to_folder
from prevent_desktop.workflows.packs.pack_content import content_for
from prevent_desktop.workflows.packs.prepare_pack import Choice, Preparation, prepare
from prevent_desktop.workflows.packs.protect_pack import (
    may_be_closed_again,
    sign_and_protect,
    sign_readable,
)
from prevent_desktop.workflows.packs.show_pack import show_pack
from prevent_desktop.workflows.people import people
from prevent_desktop.workflows.vault_admin import unlock
from tests.profiles import change_profile
from tests.unit.workflows.conftest import Office, now
from tests.unit.workflows.examples import finished

OWNER = Practitioner(
    name="Ashley Moor", role="School staff", organisation="Example School", kinds=("practitioner", "teacher")
)


@pytest.fixture
def alone(
    tmp_path_factory: pytest.TempPathFactory, library: FormLibrary, keys_once: tuple[Path, VaultKey]
) -> Iterator[Office]:
    """A practitioner without any organisation's file, as the first run leaves them."""
    made, key = keys_once
    tmp_path = tmp_path_factory.mktemp("alone")
    shutil.copytree(made / "vault", tmp_path / "vault")
    with unlock.open_vault(tmp_path / "vault", key) as vault, Spool.open(tmp_path / "outbox") as spool:
        settings.save_practitioner(vault, OWNER)
        make_own_key(vault, OWNER, now=now())
        person, case = people.add_person(vault, forenames="Alex", surname="Brook", birth_date=None, now=now())
        organisation = open_demo_organisation(tmp_path / "organisation")
        yield Office(vault, spool, library, organisation, person, case)


def prepared(office: Office) -> Preparation:
    return prepare(office.vault, office.library, office.case.id, now=now())


def for_lead(office: Office) -> Choice:
    (choice,) = prepared(office).choices
    assert choice.receiver.id == OWN_LEAD
    return choice


def test_a_finished_form_goes_to_the_lead_under_a_password_without_a_decision_to_share(
    alone: Office, tmp_path: Path
) -> None:
    finished(alone, VISIT_NOTE)
    assert prepared(alone).may_sign
    settings.save_named_lead(alone.vault, NamedLead(name="Pat Lee", phone="01632 960 077"))
    choice = for_lead(alone)
    assert choice.receiver.name == "Pat Lee, your lead"
    content = content_for(
        alone.vault, alone.library, choice, case_id=alone.case.id, pack_id=new_pack_id(), now=now()
    )
    keys = signing_key(alone.vault), trusted_certificates(alone.vault)
    made = sign_and_protect(content, choice.receiver, *keys, now=now())
    record, path = save_to_folder(alone.vault, made.signed, tmp_path, case_id=alone.case.id, now=now())
    assert made.password
    assert b"/Encrypt" in path.read_bytes()
    assert may_be_closed_again(alone.vault, record.id)
    assert show_pack(alone.vault, record.id).phone == "01632 960 077"


def test_a_readable_copy_is_signed_and_a_line_of_the_audit(alone: Office, tmp_path: Path) -> None:
    finished(alone, VISIT_NOTE)
    choice = for_lead(alone)
    content = content_for(
        alone.vault, alone.library, choice, case_id=alone.case.id, pack_id=new_pack_id(), now=now()
    )
    keys = signing_key(alone.vault), trusted_certificates(alone.vault)
    made = sign_readable(content, choice.receiver, *keys)
    record, path = save_to_folder(alone.vault, made.signed, tmp_path, case_id=alone.case.id, now=now())
    assert path.suffix == ".pdf"
    verify_pack(path.read_bytes(), trusted_certificates(alone.vault))
    assert alone.vault.audit.has("pack.readable-copy", record.id)
    assert not alone.vault.audit.has("pack.protected", record.id)


def test_no_readable_copy_leaves_where_the_profile_does_not_allow_it(office: Office, tmp_path: Path) -> None:
    finished(office, VISIT_NOTE)
    choice = prepared(office).choices[0]
    assert not choice.may_be_readable
    content = content_for(
        office.vault, office.library, choice, case_id=office.case.id, pack_id=new_pack_id(), now=now()
    )
    made = sign_readable(
        content, choice.receiver, signing_key(office.vault), trusted_certificates(office.vault)
    )
    with pytest.raises(UsageError, match="does not allow"):
        save_to_folder(office.vault, made.signed, tmp_path / "stick", case_id=office.case.id, now=now())
    assert not (tmp_path / "stick").exists()
    allowed = replace(choice.receiver, readable_copy=True)
    before = settings.profile(office.vault)
    assert before is not None
    after = replace(before, recipients=(allowed, *before.recipients[1:]))
    assert changes_in_words(before, after) == (f"A copy that anybody can read may leave for {allowed.name}.",)
    assert OrganisationProfile.of(after.parts) == after
    assert "readable_copy" not in before.parts["recipients"][0]
    change_profile(office.vault, recipients=(allowed,))
    assert may_be_readable(office.vault, settings.receivers(office.vault)[0])


def test_who_leads_has_nobody_above_them(alone: Office) -> None:
    settings.save_practitioner(alone.vault, replace(OWNER, kinds=(Role.LEAD.value,)))
    assert prepared(alone).choices == ()


def facts(office: Office) -> dict[Need, bool]:
    return {fact.need: fact.done for fact in ready_to_send(office.vault, now=now())}


def test_what_is_needed_to_send_is_told_until_it_is_there(alone: Office) -> None:
    there = {need for need, done in facts(alone).items() if done}
    assert there == {Need.SIGNING_KEY}
    settings.save_named_lead(alone.vault, NamedLead(name="Pat Lee"))
    settings.save_sharing_basis(alone.vault, SharingBasis(lawful_basis="Public task"))
    there = {need for need, done in facts(alone).items() if done}
    assert there == {Need.SIGNING_KEY, Need.LEAD, Need.LAWFUL_BASIS}


def test_with_a_profile_its_key_counts_and_another_does_not(office: Office, alone: Office) -> None:
    there = facts(office)
    assert there[Need.PROFILE]
    assert there[Need.SIGNING_KEY]
    assert there[Need.LAWFUL_BASIS]
    assert not there[Need.BACKUP]
    change_profile(office.vault, trust=tuple(pem.decode() for pem in trusted_certificates(alone.vault)))
    assert not facts(office)[Need.SIGNING_KEY]
