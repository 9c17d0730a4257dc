"""From a school to the front door and on to a third organisation: no fact typed twice, and each line says from whom it is."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from prevent_desktop.casework.case import Case
from prevent_desktop.casework.filled_forms import FilledForm
from prevent_desktop.casework.identifiers import new_id, new_pack_id, short_pack_id
from prevent_desktop.casework.origins import OriginKind
from prevent_desktop.casework.pack_record import PackRecord
from prevent_desktop.casework.received_pack import ReceivedPack
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.packs.content import PackContent
from prevent_desktop.packs.opening import extract_files
from prevent_desktop.packs.passing_on import is_marked, marked
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.asked_first import asked_first
from prevent_desktop.workflows.forms import fill_form
from prevent_desktop.workflows.forms.fill_form import earlier_answers
from prevent_desktop.workflows.forms.form_library import CONCERN, FormLibrary
from prevent_desktop.workflows.forms.prefill_context import prefill_context
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.organisation.signing_identity import signing_key, trusted_certificates
from prevent_desktop.workflows.packs.keep_pack import keep_and_queue
from prevent_desktop.workflows.packs.pack_content import content_for
from prevent_desktop.workflows.packs.prepare_pack import Choice, Preparation, prepare
from prevent_desktop.workflows.packs.sign_pack import sign_and_seal
from prevent_desktop.workflows.receiving.filing import record_person
from prevent_desktop.workflows.receiving.inbox import open_pack
from prevent_desktop.workflows.receiving.take_facts import judge_forms
from prevent_desktop.workflows.record.open_record import read_record
from tests.lead_desk import LeadDesk, a_concern, exchange, finished_concern, know_lead, lead_desk
from tests.profiles import change_profile
from tests.unit.workflows.conftest import Office, now

SAID = "They had the right idea."


@dataclass(frozen=True)
class Three:
    """The school, the front door with an outbox of its own, and the third one."""

    school: Office
    door: LeadDesk
    outbox: Spool
    third: LeadDesk
    library: FormLibrary


@contextmanager
def three_around(office: Office, folder: Path) -> Iterator[Three]:
    """The three, once the school has written a concern."""
    with ExitStack() as open_:
        door = open_.enter_context(lead_desk(folder / "door", office.organisation))
        third = open_.enter_context(lead_desk(folder / "third", office.organisation))
        outbox = open_.enter_context(Spool.open(folder / "door-outbox"))
        know_lead(office.vault, door.receiver)
        know_lead(door.vault, replace(third.receiver, id="third", name="Prevent team"))
        finished_concern(office.vault, office.library, office.case.id)
        yield Three(office, door, outbox, third, office.library)


@pytest.fixture
def three(office: Office, tmp_path: Path) -> Iterator[Three]:
    with three_around(office, tmp_path) as those:
        yield those


def prepared(vault: Vault, library: FormLibrary, case_id: str) -> Preparation:
    return prepare(vault, library, case_id, now=now())


def choice_of(vault: Vault, library: FormLibrary, case_id: str, receiver: str) -> Choice:
    return next(one for one in prepared(vault, library, case_id).choices if one.receiver.id == receiver)


def send(vault: Vault, spool: Spool, library: FormLibrary, choice: Choice, case_id: str) -> PackRecord:
    content = content_for(vault, library, choice, case_id=case_id, pack_id=new_pack_id(), now=now())
    signed = sign_and_seal(content, choice.receiver, signing_key(vault), trusted_certificates(vault))
    pack = keep_and_queue(vault, spool, signed, case_id=case_id, now=now())
    exchange(vault, spool)
    return pack


def take_in(desk: LeadDesk, library: FormLibrary) -> tuple[ReceivedPack, Case, dict[str, bytes]]:
    """Open what came, read its data out of the signed file, and record who it is about with all that it tells."""
    (pack,) = desk.take_in()
    opened = open_pack(desk.vault, pack.id, now=now())
    with desk.vault.attachments.open(pack.attachment_id) as file:
        files = {name: data for name, _kind, data in extract_files(file.read())}
    answers = [
        data.decode()
        for name, data in files.items()
        if b'"QuestionnaireResponse"' in data[:4000] and name != "bundle.json"
    ]
    assert opened.about is not None
    case = record_person(desk.vault, pack.id, opened.about, judge_forms(library, answers).told, now=now())
    return desk.vault.received.get(pack.id), case, files


def came(vault: Vault, case: Case) -> list[FilledForm]:
    return [form for form in vault.responses.of_case(case.id) if not form.is_ours]


def to_door(three: Three, *, ask_first: bool = False) -> PackRecord:
    school = three.school
    choice = choice_of(school.vault, three.library, school.case.id, "lead-desk")
    choice = replace(choice, ask_before_passing_on=ask_first)
    return send(school.vault, school.spool, three.library, choice, school.case.id)


def own_finished(three: Three, case: Case) -> None:
    """What the front door writes itself, so that it has something of its own to send; in other words than the school's."""
    vault = three.door.vault
    response = a_concern(vault, three.library, case.id)
    response.set_answers((("concern", 0), ("concern.done", 0)), ["Looked for earlier records"])
    (draft,) = [form for form in vault.responses.of_case(case.id) if not form.is_finalised]
    fill_form.save_draft(
        vault, draft.id, content=response.to_json(keep_disabled=True), place="", sections_done=1, sections_total=1,
        now=now(),
    )  # fmt: skip
    fill_form.finalise(vault, three.library, draft.id, now=now())


def test_what_the_school_said_reaches_the_third_as_the_schools(three: Three) -> None:
    first = to_door(three)
    pack, case, _files = take_in(three.door, three.library)
    (concern,) = came(three.door.vault, case)
    own_finished(three, case)
    choice = choice_of(three.door.vault, three.library, case.id, "third")
    assert [one.form.id for one in choice.came_in] == [concern.id]
    assert choice.cited == (), "nothing goes on unless somebody chooses it"

    second = send(
        three.door.vault, three.outbox, three.library, replace(choice, with_what_came_in=True), case.id
    )
    there, there_case, files = take_in(three.third, three.library)
    assert there.pack_id == second.id
    forms = came(three.third.vault, there_case)
    assert len(forms) == 2, "the front door's own, and the school's"
    assert sum(SAID in form.content for form in forms) == 2
    record = read_record(three.third.vault, there_case.person_id, now=now())
    lines = [entry for entry in record.entries if entry.origin.kind is OriginKind.PACK]
    assert lines
    assert {entry.origin.title for entry in lines} == {second.id}, "each line says from which pack it is"

    resources = [entry["resource"] for entry in json.loads(files["bundle.json"])["entry"]]
    (provenance,) = [one for one in resources if one["resourceType"] == "Provenance"]
    cited = [one["what"]["identifier"]["value"] for one in provenance["entity"] if one["role"] == "quotation"]
    assert cited == [first.id] == [pack.pack_id]
    authors = [json.loads(form.content)["author"]["display"] for form in forms]
    assert sum(pack.sender_name in author for author in authors) >= 1, authors


def passed_on(three: Three) -> tuple[ReceivedPack, PackContent]:
    """What the front door got of the school, and what it says with it to the third."""
    to_door(three)
    pack, case, _files = take_in(three.door, three.library)
    own_finished(three, case)
    choice = replace(choice_of(three.door.vault, three.library, case.id, "third"), with_what_came_in=True)
    content = content_for(
        three.door.vault, three.library, choice, case_id=case.id, pack_id=new_pack_id(), now=now()
    )
    return pack, content


def test_its_pages_say_whose_it_is(three: Three) -> None:
    pack, content = passed_on(three)
    words = (
        f"From pack {short_pack_id(pack.pack_id)}, signed by {pack.sender_name}, {pack.sender_organisation}."
    )
    assert [form.came_from for form in content.forms] == ["", words]
    assert content.forms[1].author.startswith(pack.sender_name)


def test_what_the_sender_marked_is_kept_back_and_said(three: Three) -> None:
    to_door(three, ask_first=True)
    pack, case, files = take_in(three.door, three.library)
    assert any(is_marked(json.loads(data)) for name, data in files.items() if name.startswith("concern"))
    own_finished(three, case)
    choice = choice_of(three.door.vault, three.library, case.id, "third")
    (kept,) = choice.came_in
    assert not kept.may_go
    assert replace(choice, with_what_came_in=True).cited == ()
    lines = [line.text for line in prepared(three.door.vault, three.library, case.id).lines]
    assert any("kept back" in line and pack.sender_name in line for line in lines), lines


@pytest.mark.parametrize("asks", [True, False])
def test_what_it_told_goes_on_by_itself_only_where_the_sender_did_not_ask(three: Three, asks: bool) -> None:
    to_door(three, ask_first=asks)
    _pack, case, _files = take_in(three.door, three.library)
    vault = three.door.vault
    (event,) = vault.events.of_case(case.id)
    own_finished(three, case)
    choice = choice_of(vault, three.library, case.id, "third")
    content = content_for(vault, three.library, choice, case_id=case.id, pack_id=new_pack_id(), now=now())
    assert bool(content.what_happened) is not asks
    assert (event.id in {entry.record_id for entry in content.chronology}) is not asks


@pytest.mark.parametrize("asks", [True, False])
def test_what_it_told_begins_no_form_of_ours_where_the_sender_asked(three: Three, asks: bool) -> None:
    to_door(three, ask_first=asks)
    _pack, case, _files = take_in(three.door, three.library)
    vault = three.door.vault
    events = prefill_context(vault, case.id, now=now()).facts.get("events")
    earlier = earlier_answers(vault, three.library, case.id).facts
    assert (SAID in repr(events)) is not asks
    assert (SAID in repr(earlier)) is not asks


def test_a_correction_of_what_its_sender_marked_is_kept_back_too(three: Three) -> None:
    to_door(three, ask_first=True)
    pack, case, _files = take_in(three.door, three.library)
    vault = three.door.vault
    (marked_form,) = came(vault, case)
    person = json.loads(pack.person)
    assert is_marked({"meta": person.pop("meta")})
    later = replace(
        pack,
        id=new_id(),
        person=json.dumps(person),
        pack_id=new_pack_id(),
        corrects=pack.pack_id,
        claimed_at=pack.claimed_at + timedelta(days=1),
    )
    vault.received.add(later)
    answered = json.loads(marked_form.content)
    del answered["meta"]["security"]
    content = json.dumps(answered)
    digest = hashlib.sha256(content.encode()).hexdigest()
    vault.responses.add(
        replace(marked_form, id=new_id(), received_id=later.id, content=content, content_digest=digest)
    )
    others = replace(later, id=new_id(), pack_id=new_pack_id(), fingerprint="0" * 64)
    vault.received.add(others)
    assert asked_first(vault, case.id) == {pack.id, later.id}
    choice = choice_of(vault, three.library, case.id, "third")
    assert [one.may_go for one in choice.came_in] == [False, False]


def test_it_is_said_where_no_form_of_it_could_go(three: Three) -> None:
    to_door(three, ask_first=True)
    pack, case, _files = take_in(three.door, three.library)
    profile = settings.profile(three.door.vault)
    assert profile is not None
    others = tuple(one for one in profile.recipients if CONCERN not in one.form_ids)
    change_profile(three.door.vault, recipients=others)
    lines = [line.text for line in prepared(three.door.vault, three.library, case.id).lines]
    assert [line for line in lines if line.startswith(f"What {pack.sender_name} told is kept back")], lines


def test_it_is_known_too_where_no_form_of_it_entered_the_record(three: Three) -> None:
    to_door(three, ask_first=True)
    (pack,) = three.door.take_in()
    about = open_pack(three.door.vault, pack.id, now=now()).about
    assert about is not None
    case = record_person(three.door.vault, pack.id, about, (), now=now())
    assert not came(three.door.vault, case)
    assert asked_first(three.door.vault, case.id) == {pack.id}


def test_page_one_asks_to_be_asked(three: Three) -> None:
    school = three.school
    choice = choice_of(school.vault, three.library, school.case.id, "lead-desk")
    content = content_for(
        school.vault, three.library, replace(choice, ask_before_passing_on=True), case_id=school.case.id,
        pack_id=new_pack_id(), now=now(),
    )  # fmt: skip
    assert content.ask.endswith("Please ask us before you pass on any of this.")


class TestTheMark:
    def test_it_stands_once_beside_other_labels(self) -> None:
        other = {"system": "urn:x", "code": "R"}
        once = marked({"resourceType": "QuestionnaireResponse", "meta": {"security": [other], "tag": []}})
        assert marked(once) == once
        assert once["meta"]["security"][0] == other
        assert is_marked(once)

    @pytest.mark.parametrize(
        "meta", [None, 7, [], {"security": 7}, {"security": [7, None]}, {"security": [{"code": "NORDSCLCD"}]}]
    )
    def test_anything_else_bears_none(self, meta: object) -> None:
        assert not is_marked({"meta": meta})


def test_the_forms_that_may_go_are_those_that_the_receiver_receives(three: Three) -> None:
    to_door(three)
    _pack, case, _files = take_in(three.door, three.library)
    others = [
        one
        for one in prepared(three.door.vault, three.library, case.id).choices
        if CONCERN not in one.receiver.form_ids
    ]
    assert others
    assert all(one.came_in == () for one in others)
