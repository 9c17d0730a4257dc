"""A draft goes to the lead and comes back with comments: two vaults, sealed files between them, and what is refused."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from prevent_desktop.casework.case import Case
from prevent_desktop.casework.draft_codec import comments_words, draft_words, read_comments, read_draft
from prevent_desktop.casework.identifiers import new_id
from prevent_desktop.casework.news import NewsKind
from prevent_desktop.casework.organisation import Colleague, Practitioner
from prevent_desktop.casework.peer_review import Comment, Comments, PeerReview, ReviewDirection
from prevent_desktop.casework.person import HouseholdMember, Person
from prevent_desktop.cli.main import run_command
from prevent_desktop.cli.output import Exit
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.delivery.signed.peer_review import LARGEST_SEALED, sign_comments, sign_draft
from prevent_desktop.errors import NotSavedError, PeerReviewError, RecordError, SealingError
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.sealing import generate_identity, open_bytes, parse_recipient, seal_bytes
from prevent_desktop.strict_json import JsonError
from prevent_desktop.vault.keys.key_slots import VaultKey
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.demo.demo_organisation import join_demo_organisation, open_demo_organisation
from prevent_desktop.workflows.forms import fill_form
from prevent_desktop.workflows.forms.form_library import LEAD_CHECK, SCREENING, FormLibrary
from prevent_desktop.workflows.home.news import news
from prevent_desktop.workflows.organisation.answer_key import answer_identities, answer_recipient
from prevent_desktop.workflows.organisation.signing_identity import signing_key
from prevent_desktop.workflows.peer_review.commenting import (
    bring_back_draft,
    decision_choices,
    give_back,
    keep_comments,
    take_out,
)
from prevent_desktop.workflows.peer_review.opening import open_draft, read_file, take
from prevent_desktop.workflows.peer_review.returned_comments import comments_beside, comments_on, mark_done
from prevent_desktop.workflows.peer_review.send import as_shown, send_for_review
from prevent_desktop.workflows.peer_review.showing import Chosen, place_of, reviewable_forms
from prevent_desktop.workflows.people import people
from prevent_desktop.workflows.vault_admin import unlock
from tests.made_vaults import copied_vault
from tests.profiles import change_profile
from tests.unit.cli.passphrases import give_passphrase
from tests.unit.workflows.conftest import PASSPHRASE, Office, now
from tests.unit.workflows.examples import draft

MESSAGE = "Is this enough to refer Alex?"


@dataclass
class Author:
    """What the author works with."""

    vault: Vault
    library: FormLibrary
    person: Person
    case: Case


@dataclass(frozen=True)
class Two:
    """The author's office, the lead's vault, and the folder between them."""

    office: Author
    lead: Vault
    colleague: Colleague
    folder: Path
    response_id: str

    def hand(self, **chosen: Any) -> tuple[PeerReview, Path]:
        what = Chosen(responses=(self.response_id,), **{"message": MESSAGE, **chosen})
        office = self.office
        return send_for_review(
            office.vault, office.library, office.case.id, what, self.colleague, self.folder, now=now()
        )

    def words(self, path: Path, vault: Vault) -> str:
        """What a sealed file says."""
        signed = open_bytes(path.read_bytes(), answer_identities(vault)).decode()
        return _payload(signed)


def _payload(signed: str) -> str:
    from prevent_desktop.delivery.signed.signed_words import payload_of

    return payload_of(signed).decode()


def _as_colleague(vault: Vault, name: str) -> Colleague:
    return Colleague(
        name=name, role="Lead", recipient=answer_recipient(vault),
        certificate=signing_key(vault).certificate_pem.decode(),
    )  # fmt: skip


@dataclass(frozen=True)
class Made:
    """Both vaults, closed, with the keys that open them; made once."""

    folder: Path
    keys: tuple[VaultKey, VaultKey]
    ids: tuple[str, str, str]


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory, library: FormLibrary) -> Made:
    folder = tmp_path_factory.mktemp("handing")
    organisation = open_demo_organisation(folder / "organisation")
    author, lead = (
        copied_vault(folder / name, PASSPHRASE, number=number).key
        for number, name in enumerate(("author", "lead"))
    )
    with (
        unlock.open_vault(folder / "author", author) as vault,
        unlock.open_vault(folder / "lead", lead) as leads,
        Spool.open(folder / "outbox") as spool,
    ):
        for one, name in ((vault, "Sam Field"), (leads, "Pat Lead")):
            owner = Practitioner(name=name, role="Lead", organisation="Example School")
            join_demo_organisation(one, organisation, owner)
        person, case = people.add_person(
            vault, forenames="Alex", surname="Brook", birth_date=PartialDate(2012, 5, 3), now=now()
        )
        colleagues = (_as_colleague(vault, "Sam Field"), _as_colleague(leads, "Pat Lead"))
        for one in (vault, leads):
            change_profile(one, colleagues=colleagues)
        office = Office(vault, spool, library, organisation, person, case)
        ids = (person.id, case.id, draft(office, SCREENING).id)
    return Made(folder, (author, lead), ids)


@pytest.fixture
def two(made_once: Made, tmp_path: Path, library: FormLibrary) -> Iterator[Two]:
    for name in ("author", "lead"):
        shutil.copytree(made_once.folder / name, tmp_path / name)
    author, lead_key = made_once.keys
    person, case, response_id = made_once.ids
    with (
        unlock.open_vault(tmp_path / "author", author) as vault,
        unlock.open_vault(tmp_path / "lead", lead_key) as lead,
    ):
        at_work = Author(vault, library, vault.people.get(person), vault.cases.get(case))
        folder = tmp_path / "stick"
        folder.mkdir()
        yield Two(at_work, lead, _as_colleague(lead, "Pat Lead"), folder, response_id)


def _first_lines(record: PeerReview, count: int) -> list[str]:
    return [line.place for line in record.draft.forms[0].lines() if line.answers][:count]


def _returned(two: Two, **more: Any) -> tuple[PeerReview, Path]:
    """Hand a draft on, and the lead comments on its first two answers."""
    record, path = two.hand()
    theirs = take(two.lead, read_file(path), now=now())
    first, second = _first_lines(theirs, 2)
    said = Comments(
        decision=more.get("decision", "Find out more first"), overall="Good and fair.",
        comments=(Comment(0, first, "Who told you?"), Comment(0, second, "Say when.")),
    )  # fmt: skip
    keep_comments(two.lead, theirs.id, said)
    return record, give_back(two.lead, theirs.id, two.folder, now=now())


def test_a_draft_goes_to_the_lead_and_comes_back_with_comments_beside_its_questions(two: Two) -> None:
    record, path = two.hand()
    assert path.name == f"{record.id}.draft.age"
    theirs = take(two.lead, read_file(path), now=now())
    assert (theirs.direction, theirs.colleague) == (ReviewDirection.RECEIVED, "Sam Field")
    assert theirs.draft == record.draft
    assert "Find out more first" in decision_choices(two.office.library)
    first, second = _first_lines(theirs, 2)
    said = (Comment(0, first, "Who told you?"), Comment(0, second, "Say when."))
    keep_comments(two.lead, theirs.id, Comments(decision="Do not refer", overall="Fair.", comments=said))
    back = give_back(two.lead, theirs.id, two.folder, now=now())
    came = take(two.office.vault, read_file(back), now=now())
    assert (came.comments.decision, came.comments.overall) == ("Do not refer", "Fair.")
    beside = comments_beside(two.office.vault, two.office.library, came)
    assert [(one.comment.text, one.changed, one.done) for one in beside] == [
        ("Who told you?", False, False),
        ("Say when.", False, False),
    ]
    assert all(one.path is not None for one in beside)
    assert two.office.vault.audit.has("draft.handed-on", record.id)
    assert two.office.vault.audit.has("draft.comments-taken", record.id)
    assert two.lead.audit.has("draft.received", record.id)
    assert two.lead.audit.has("draft.returned", record.id)


def test_the_file_holds_no_other_form_no_name_and_no_note(two: Two) -> None:
    office = two.office
    member = HouseholdMember(name="Quillon Brook", relationship="Brother")
    office.vault.people.update(
        replace(
            office.vault.people.get(office.person.id), household=(member,), address="7 Zander Row, Ely", phone="0799 112233"
        )
    )  # fmt: skip
    opened = fill_form.open_form(office.vault, office.library, two.response_id)
    begins, more = (
        '"answer":[{"valueString":"',
        "Alex Brook (03/05/2012) and Quillon at 7 Zander Row, 0799 112233. ",
    )
    text = opened.response.to_json(keep_disabled=True)
    assert begins in text
    text = text.replace(begins, begins + more, 1)
    fill_form.save_draft(
        office.vault, two.response_id, content=text, place="", sections_done=1, sections_total=2, now=now()
    )
    other = fill_form.start_form(
        office.vault, office.library, form_id=LEAD_CHECK, case_id=office.case.id, now=now()
    )
    _record, path = two.hand()
    words = two.words(path, two.lead)
    for name in ("Alex", "Brook", "Quillon", "Zander", "0799", "112233", "2012"):
        assert name not in words, name
    assert "AB" in words
    assert "[brother]" in words
    assert other.title not in words
    for opaque in (two.response_id, other.id, office.case.id, office.person.id):
        assert opaque not in words
    assert read_draft(words).about == office.person.label_on(now().date())


def test_details_go_only_where_the_author_chooses_so(two: Two) -> None:
    _record, path = two.hand(with_details=True)
    found = read_draft(two.words(path, two.lead))
    assert found.about.startswith("Alex Brook, ")
    assert found.message == MESSAGE


def test_a_section_that_is_not_shown_is_not_in_the_file_and_the_lead_is_told_so(two: Two) -> None:
    office = two.office
    there = reviewable_forms(office.vault, office.library, office.case.id, now=now())
    (shown,) = there.forms
    hidden = {place_of(line.path) for line in shown.sections[0].lines}
    _record, path = two.hand(hidden={two.response_id: frozenset({0})})
    found = read_draft(two.words(path, two.lead)).forms[0]
    assert found.left_out == 1
    assert [section.title for section in found.sections] == [one.title for one in shown.sections[1:]]
    assert not {line.place for line in found.lines()} & hidden


def test_what_is_kept_apart_or_finished_cannot_be_handed_on_and_nothing_shown_is_no_draft(two: Two) -> None:
    office = two.office
    filled = office.vault.responses.get(two.response_id)
    apart = replace(filled, id=new_id(), kept_apart=True)
    office.vault.responses.add(apart)
    there = reviewable_forms(office.vault, office.library, office.case.id, now=now())
    assert [form.filled.id for form in there.forms] == [two.response_id]
    with pytest.raises(PeerReviewError, match="Nothing that is answered"):
        as_shown(office.vault, there, Chosen(responses=(apart.id,)), two.colleague.recipient, now=now())
    assert [one.name for one in there.colleagues] == ["Pat Lead"]


def test_the_comments_file_holds_no_more_than_comments(two: Two) -> None:
    record, back = _returned(two)
    words = two.words(back, two.office.vault)
    assert set(json.loads(words)) == {
        "version", "draft", "draft_sha256", "to", "at", "decision", "overall", "comments",
    }  # fmt: skip
    for section in record.draft.forms[0].sections:
        for line in section.lines:
            assert not any(answer in words for answer in line.answers if len(answer) > 8)
    assert MESSAGE not in words


def test_an_answer_that_was_changed_since_is_told_and_nothing_changes_by_itself(two: Two) -> None:
    _record, back = _returned(two)
    office = two.office
    before = office.vault.responses.get(two.response_id).content
    came = take(office.vault, read_file(back), now=now())
    assert office.vault.responses.get(two.response_id).content == before
    opened = fill_form.open_form(office.vault, office.library, two.response_id)
    first = comments_beside(office.vault, office.library, came)[0].path
    assert first is not None
    opened.response.set_answers(first, ())
    fill_form.save_draft(
        office.vault, two.response_id, content=opened.response.to_json(keep_disabled=True), place="",
        sections_done=1, sections_total=2, now=now(),
    )  # fmt: skip
    beside = comments_on(office.vault, fill_form.open_form(office.vault, office.library, two.response_id))
    assert [one.changed for one in beside] == [True, False]


def test_a_comment_is_marked_done_and_stays_so_when_the_same_words_come_again(two: Two) -> None:
    record, back = _returned(two)
    vault = two.office.vault
    came = take(vault, read_file(back), now=now())
    first, second = came.comments.comments
    mark_done(vault, record.id, first, done=True)
    assert vault.peer_reviews.get(record.id).to_do == (second,)
    said = Comments(comments=(first, replace(second, text="Say when, and where.")))
    keep_comments(two.lead, record.id, said)
    (two.folder / "again").mkdir()
    again = give_back(two.lead, record.id, two.folder / "again", now=now())
    assert [one.text for one in take(vault, read_file(again), now=now()).to_do] == ["Say when, and where."]
    mark_done(vault, record.id, first, done=False)
    assert len(vault.peer_reviews.get(record.id).to_do) == 2
    with pytest.raises(PeerReviewError, match="older than those"):
        take(vault, read_file(back), now=now())


def test_the_same_file_twice_changes_nothing(two: Two) -> None:
    record, path = two.hand()
    theirs = take(two.lead, read_file(path), now=now())
    keep_comments(two.lead, theirs.id, Comments(overall="Half writ"))
    assert take(two.lead, read_file(path), now=now()).comments.overall == "Half writ"
    back = give_back(two.lead, theirs.id, two.folder, now=now())
    first = take(two.office.vault, read_file(back), now=now())
    assert take(two.office.vault, read_file(back), now=now()) == first
    assert len(two.office.vault.peer_reviews.of_case(two.office.case.id)) == 1
    assert record.id == first.id


def test_a_colleagues_draft_can_be_taken_out_and_ones_own_cannot(two: Two) -> None:
    record, path = two.hand()
    take(two.lead, read_file(path), now=now())
    keep_comments(two.lead, record.id, Comments(overall="Half writ"))
    there = two.lead.peer_reviews.get(record.id)
    gone = take_out(two.lead, record.id)
    assert two.lead.peer_reviews.find(record.id) is None
    bring_back_draft(two.lead, gone)
    assert two.lead.peer_reviews.get(record.id) == there
    assert [entry.action for entry in two.lead.audit.about([record.id])] == [
        "draft.received", "draft.removed", "draft.brought-back",
    ]  # fmt: skip
    with pytest.raises(RecordError, match="frozen"):
        take_out(two.office.vault, record.id)


def test_a_draft_and_comments_are_new_until_they_were_looked_at(two: Two) -> None:
    def new(vault: Vault) -> list[tuple[NewsKind, str]]:
        found = news(vault, now=now())
        return [(one.arrival.kind, one.person.initials if one.person else "") for one in found]

    _record, path = two.hand()
    theirs = take(two.lead, read_file(path), now=now())
    assert new(two.lead) == [(NewsKind.DRAFT, "")]
    open_draft(two.lead, two.office.library, theirs.id)
    assert new(two.lead) == []
    keep_comments(two.lead, theirs.id, Comments(overall="Say who saw it."))
    back = give_back(two.lead, theirs.id, two.folder, now=now())
    vault = two.office.vault
    take(vault, read_file(back), now=now())
    assert new(vault) == [(NewsKind.COMMENTS, two.office.person.initials)]
    open_draft(vault, two.office.library, theirs.id)
    assert new(vault) == []


# -- hostile files


def _signed(vault: Vault, words: str, sign: Callable[[str, bytes, bytes], str], to: str) -> bytes:
    key = signing_key(vault)
    signed = sign(words, key.private_pem, key.certificates_pem)
    return seal_bytes(signed.encode(), [parse_recipient(to)])


def _drafted(two: Two, **changes: Any) -> str:
    record, _path = two.hand()
    return draft_words(replace(record.draft, **changes))


def test_a_draft_of_nobody_that_is_known_is_refused(two: Two) -> None:
    words = _drafted(two)
    own = answer_recipient(two.lead)
    change_profile(two.lead, colleagues=(two.colleague,))
    with pytest.raises(PeerReviewError, match="not among the colleagues"):
        take(two.lead, _signed(two.office.vault, words, sign_draft, own), now=now())
    assert two.lead.peer_reviews.all() == ()


def test_a_draft_for_somebody_else_is_refused_even_when_it_was_sealed_again(two: Two) -> None:
    stranger = str(generate_identity().recipient)
    words = _drafted(two, to=stranger)
    with pytest.raises(PeerReviewError, match="meant for somebody else"):
        take(two.lead, _signed(two.office.vault, words, sign_draft, answer_recipient(two.lead)), now=now())
    with pytest.raises(SealingError):
        take(two.lead, _signed(two.office.vault, words, sign_draft, stranger), now=now())


def test_words_that_are_not_as_they_should_be_are_refused(two: Two) -> None:
    good = json.loads(_drafted(two))
    changes: list[Any] = [
        {**good, "more": 1},
        {name: value for name, value in good.items() if name != "about"},
        *({**good, "version": version} for version in (2, True, "1")),
        {**good, "about": "x" * 401},
        {**good, "author": "Pat \u202egnp"},
        {**good, "id": "../D-000000000000"},
        {**good, "forms": []},
        {**good, "forms": good["forms"] * 21},
        {**good, "forms": [{**good["forms"][0], "script": ""}]},
        {**good, "at": "yesterday"},
        [good],
    ]
    for change in changes:
        sealed = _signed(two.office.vault, json.dumps(change), sign_draft, answer_recipient(two.lead))
        with pytest.raises(PeerReviewError, match="not what this program reads"):
            take(two.lead, sealed, now=now())
    assert two.lead.peer_reviews.all() == ()


def test_another_draft_under_a_known_number_or_from_the_future_is_refused(two: Two) -> None:
    record, path = two.hand()
    take(two.lead, read_file(path), now=now())
    own = answer_recipient(two.lead)
    other = draft_words(replace(record.draft, message="Something else"))
    with pytest.raises(PeerReviewError, match="is here already"):
        take(two.lead, _signed(two.office.vault, other, sign_draft, own), now=now())
    late = draft_words(replace(record.draft, at=now() + timedelta(days=3)))
    with pytest.raises(PeerReviewError, match="at a time"):
        take(two.lead, _signed(two.office.vault, late, sign_draft, own), now=now())


def test_a_large_file_and_a_file_that_is_none_are_refused(two: Two) -> None:
    large = two.folder / "large.draft.age"
    large.write_bytes(b"x" * (LARGEST_SEALED + 1))
    with pytest.raises(PeerReviewError, match="far larger"):
        read_file(large)
    with pytest.raises(PeerReviewError, match="cannot be read"):
        read_file(two.folder / "nowhere.age")
    sealed = seal_bytes(b"hello", [parse_recipient(answer_recipient(two.lead))])
    with pytest.raises(PeerReviewError, match="not a draft or comments"):
        take(two.lead, sealed, now=now())
    with pytest.raises(SealingError):
        take(two.lead, b"hello", now=now())


def _said(two: Two, record: PeerReview, **changes: Any) -> bytes:
    place = _first_lines(record, 1)[0]
    fields = {
        "draft_id": record.id, "draft_digest": record.digest, "to": answer_recipient(two.office.vault),
        "comments": Comments(comments=(Comment(0, place, "Yes."),)), "at": now(), **changes,
    }  # fmt: skip
    signer = fields.pop("signer", two.lead)
    return _signed(signer, comments_words(**fields), sign_comments, answer_recipient(two.office.vault))


def test_comments_count_from_the_colleague_about_the_very_draft_alone(two: Two) -> None:
    record, _path = two.hand()
    vault = two.office.vault
    refused: list[tuple[dict[str, Any], str]] = [
        ({"signer": vault}, "signed by Sam Field"),
        ({"draft_id": "D-000000000000"}, "did not go from here"),
        ({"draft_digest": hashlib.sha256(b"other").hexdigest()}, "other words than"),
        ({"to": str(generate_identity().recipient)}, "meant for somebody else"),
        ({"comments": Comments(comments=(Comment(0, "nowhere:0", "Yes."),))}, "was not shown"),
        ({"comments": Comments(comments=(Comment(3, _first_lines(record, 1)[0], "Yes."),))}, "was not shown"),
    ]
    for changes, words in refused:
        with pytest.raises(PeerReviewError, match=words):
            take(vault, _said(two, record, **changes), now=now())
    assert not vault.peer_reviews.get(record.id).comments
    assert take(vault, _said(two, record), now=now()).comments


def test_comments_with_members_of_their_own_are_refused(two: Two) -> None:
    record, _path = two.hand()
    words = json.loads(
        comments_words(record.id, record.digest, record.draft.answer_to, Comments(overall="x"), now())
    )
    twice = [{"form": 0, "place": "a", "text": "x"}] * 2
    for changed in ({**words, "answers": "new"}, {**words, "comments": twice}, {**words, "overall": None}):
        with pytest.raises(JsonError):
            read_comments(json.dumps(changed))


def test_nothing_is_kept_where_the_file_cannot_be_saved(two: Two) -> None:
    with pytest.raises(NotSavedError, match="Nothing was saved for your colleague"):
        replace(two, folder=two.folder / "gone").hand()
    assert two.office.vault.peer_reviews.all() == ()
    assert list(two.folder.iterdir()) == []


def test_the_command_opens_both_ways_and_refuses_what_does_not_verify(
    two: Two,
    made_once: Made,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    record, path = two.hand()
    two.lead.close()
    give_passphrase(monkeypatch, PASSPHRASE)
    assert run_command(["vault", "draft", "open", str(tmp_path / "lead"), str(path)]) == Exit.DONE
    told = capsys.readouterr().out
    assert f"Draft {record.id} from Sam Field, about AB" in told
    assert "They ask: Is this enough to refer AB?" in told
    (two.folder / "other.age").write_bytes(path.read_bytes()[:-1])
    assert (
        run_command(["vault", "draft", "open", str(tmp_path / "lead"), str(two.folder / "other.age")])
        == Exit.NOT_VALID
    )
    with unlock.open_vault(tmp_path / "lead", made_once.keys[1]) as lead:
        place = _first_lines(record, 1)[0]
        keep_comments(lead, record.id, Comments(decision="Refer", comments=(Comment(0, place, "Who?"),)))
        back = give_back(lead, record.id, two.folder, now=now())
    two.office.vault.close()
    assert run_command(["vault", "draft", "open", str(tmp_path / "author"), str(back)]) == Exit.DONE
    assert "Who?" in capsys.readouterr().out
    assert run_command(["vault", "draft", "list", str(tmp_path / "author")]) == Exit.DONE
    assert f"{record.id}  to Pat Lead" in capsys.readouterr().out
