"""One person's whole record: nothing left out, other people marked, and what is removed is in neither PDF nor JSON."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import zlib
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import outloud
import pikepdf
import pytest

from prevent_desktop.casework.identifiers import new_id
from prevent_desktop.casework.merge_conflict import Choice, ConflictKind, MergeConflict
from prevent_desktop.errors import NotSavedError, RecordError
from prevent_desktop.workflows.copies_begun import begun, keep_those_away, note_begun, take_away
from prevent_desktop.workflows.forms.fill_form import start_form
from prevent_desktop.workflows.forms.form_library import LEAD_CHECK, FormLibrary
from prevent_desktop.workflows.organisation.signing_identity import signing_key
from prevent_desktop.workflows.removing_words import fold
from prevent_desktop.workflows.subject_access.export import (
    BuiltCopy,
    build,
    note_export,
    open_copy,
    write_copy,
)
from prevent_desktop.workflows.subject_access.review import (
    Ground,
    Review,
    Ruling,
    What,
    keep_review,
    read_review,
)
from prevent_desktop.workflows.subject_access.third_parties import MentionKind
from tests.unit.packs.reading import page_texts
from tests.unit.workflows.conftest import Office, now
from tests.unit.workflows.subject_access.conftest import KEPT_APART, NOTE, Asked

KEEP = Ruling(what=What.KEEP, reason="Known to the person.")


def built(asked: Asked, review: Review) -> BuiltCopy:
    return build(asked.copy, review, key=None, now=now())


def everything_in(pdf: bytes) -> bytes:
    """The file as it lies, and every stream of it, unpacked."""
    parts = [pdf]
    with pikepdf.open(BytesIO(pdf)) as document:
        for thing in document.objects:
            if isinstance(thing, pikepdf.Stream):
                try:
                    parts.append(thing.read_bytes())
                except (pikepdf.PdfError, zlib.error):
                    parts.append(thing.read_raw_bytes())
    return b"\n".join(parts)


def read_by_poppler(pdf: bytes, folder: Path) -> str:
    tool = shutil.which("pdftotext")
    if tool is None:
        pytest.skip("pdftotext is not here")
    (folder / "copy.pdf").write_bytes(pdf)
    told = subprocess.run([tool, str(folder / "copy.pdf"), "-"], capture_output=True, check=True)
    return told.stdout.decode()


def test_nothing_of_the_record_is_left_out(asked: Asked) -> None:
    document = asked.copy.document
    (case,) = document["cases"]
    assert document["person"]["forenames"] == "Alex"
    assert {change["field"] for change in document["earlier_values"]} >= {"address", "household", "agencies"}
    assert [note["text"] for note in case["notes"]] == [NOTE]
    assert [event["own_words"] for event in case["events"] if event["own_words"]] == ["They are right"]
    assert {decision["decided_by"] for decision in case["decisions"]} >= {"Kim Lead"}
    (form,) = case["forms"]
    assert form["response"]["resourceType"] == "QuestionnaireResponse"
    assert form["form_version"] == "1.5.0"
    assert [form["form"] for form in document["kept_apart"]] == [KEPT_APART]
    assert [file["file_name"] for file in case["attachments"]] == ["letter from Dana.txt"]
    assert document["seen"]
    assert case["keeping"]["on_hold"] is False
    assert json.loads(json.dumps(document)) == document


def test_what_two_laptops_said_differently_is_in_it_also_once_it_is_settled(
    asked: Asked, library: FormLibrary, tmp_path: Path
) -> None:
    vault, person = asked.office.vault, asked.office.person
    draft = start_form(vault, library, form_id=LEAD_CHECK, case_id=asked.office.case.id, now=now())
    other = json.dumps({**json.loads(draft.content), "language": "cy"})
    sides = ((ConflictKind.PERSON, person.id, "surname", "Brook", "Brooke"), (ConflictKind.CASE, asked.office.case.id, "", "draft", "closed"),
             (ConflictKind.DRAFT, draft.id, "", draft.content, other))  # fmt: skip
    for kind, record, field, kept, said in sides:
        conflict = MergeConflict(
            id=new_id(), kind=kind, person_id=person.id, case_id=asked.office.case.id, record_id=record, field=field,
            kept=kept, kept_at=now(), kept_here=True, other=said, other_at=now(), found_at=now(),
        )  # fmt: skip
        vault.merge_conflicts.add(conflict)
        vault.merge_conflicts.settle(conflict.id, Choice.KEEP, at=now(), by="Sam Field")
    copy = open_copy(vault, library, person.id, now=now())
    assert [(each["stands"], each["other"]) for each in copy.document["two_laptops"]] == [
        ("Brook", "Brooke"), ("draft", "closed")
    ]  # fmt: skip
    titles = [form["title"] for case in copy.document["cases"] for form in case["forms"]]
    assert [title for title in titles if title.endswith("as it was on one of two laptops")]
    every = Review().ruled(copy.places(Review()), KEEP)
    told = " ".join(read_by_poppler(build(copy, every, key=None, now=now()).pdf, tmp_path).split())
    assert "The other laptop: Brooke" in told
    assert "The other laptop: Closed" in told


def test_a_form_stands_in_the_copy_as_it_is(asked: Asked) -> None:
    (case,) = asked.copy.document["cases"]
    kept = asked.office.vault.responses.get(case["forms"][0]["id"])
    assert case["forms"][0]["response"] == json.loads(kept.content)


def test_other_people_are_marked_in_their_fields_and_by_name_in_texts_in_any_spelling(asked: Asked) -> None:
    found = asked.copy.places(Review())
    in_note = [place.words for place in found if place.path[-1] == "text" and place.text == NOTE]
    assert in_note == ["ZOË Kowalska", "Dana"]
    assert [p.words for p in found if p.kind is MentionKind.TEXT and "laughed" in p.text] == ["Sam Oz"]
    fields = {(place.path[-1], place.words) for place in found if place.kind is MentionKind.FIELD}
    assert {("name", "Dana Brook"), ("note", "Works nights"), ("worker", "Zoe Kowalska"), ("who_else", "Two pupils"),
            ("phone", "01632 960 777"), ("who_told", "Ms Kowalska")} <= fields  # fmt: skip
    assert ("decided_by", "Kim Lead") in {(place.path[-1], place.words) for place in found}


def test_the_person_and_the_one_who_hands_it_over_are_not_marked(asked: Asked) -> None:
    words = {fold(place.words) for place in asked.copy.places(Review())}
    assert not words & {"alex", "brook", "alex brook", "sam field"}


def test_words_that_the_reviewer_adds_are_marked_too(asked: Asked) -> None:
    found = asked.copy.places(Review(added=("was calm",)))
    assert [place.words for place in found if place.kind is MentionKind.ADDED] == ["was calm"]


def test_nothing_is_decided_by_the_program_and_undecided_places_hold_the_copy_up(asked: Asked) -> None:
    found = asked.copy.places(Review())
    with pytest.raises(RecordError):
        built(asked, Review())
    most = Review().ruled(found[1:], KEEP)
    with pytest.raises(RecordError) as held:
        built(asked, most)
    assert held.value.what_happened.startswith("1 place ")


def test_what_is_removed_stands_neither_in_the_json_nor_anywhere_in_the_pdf(
    asked: Asked, tmp_path: Path
) -> None:
    copy = built(
        asked, asked.decide(Zoe_Kowalska="remove-name", Ms_Kowalska="remove-name", Dana_Brook="remove-name")
    )
    for gone in ("Kowalska", "ZOË", "Dana Brook", "Dana said", "Works nights", "01632 960 777"):
        assert gone not in copy.json.decode()
        assert gone not in read_by_poppler(copy.pdf, tmp_path)
        assert gone not in " ".join(page_texts(copy.pdf))
        for encoded in (gone.encode(), gone.encode("utf-16-be"), gone.encode().hex().encode()):
            assert encoded not in everything_in(copy.pdf)
    text = re.sub(r"\s+", " ", read_by_poppler(copy.pdf, tmp_path))
    assert "[removed: about another person] rang." in text
    assert "said that Alex Brook was calm" in text
    assert copy.removed == json.loads(copy.json)["removed"] > 0


def test_the_search_would_find_a_name_that_is_kept(asked: Asked, tmp_path: Path) -> None:
    copy = built(asked, asked.decide())
    assert "Kowalska" in copy.json.decode()
    assert "Kowalska" in read_by_poppler(copy.pdf, tmp_path)


def test_a_whole_text_can_be_removed_and_its_ground_is_not_told(asked: Asked) -> None:
    found = asked.copy.places(Review())
    place = next(place for place in found if place.text == NOTE)
    ruling = Ruling(what=What.PASSAGE, reason="It could lead to violence.", ground=Ground.HARM)
    copy = built(asked, asked.decide().ruled([place], ruling))
    assert json.loads(copy.json)["cases"][0]["notes"][0]["text"] == "[removed]"
    assert b"violence" not in copy.json


def test_what_is_kept_apart_is_in_it_in_a_part_of_its_own(asked: Asked) -> None:
    text = " ".join(page_texts(built(asked, asked.decide()).pdf))
    assert "Kept apart: Equality monitoring" in re.sub(r"\s+", " ", text)


def test_the_pdf_is_tagged_and_signed_at_choice(asked: Asked, tmp_path: Path) -> None:
    key = signing_key(asked.office.vault)
    for name, one in (("unsigned", None), ("signed", key)):
        copy = build(asked.copy, asked.decide(), key=one, now=now())
        file = tmp_path / f"{name}.pdf"
        file.write_bytes(copy.pdf)
        result = outloud.check(str(file))
        assert result.errors == 0, [finding.message for finding in result.findings]
    tool = shutil.which("pdfsig")
    if tool is None:
        pytest.skip("pdfsig is not here")
    told = subprocess.run(
        [tool, "-nocert", str(tmp_path / "signed.pdf")], capture_output=True, text=True, check=True
    )
    assert "Signature is Valid" in told.stdout
    assert "Total document signed" in told.stdout


def test_the_review_is_kept_and_gone_on_with(asked: Asked) -> None:
    vault, person_id = asked.office.vault, asked.office.person.id
    review = replace(
        asked.decide(Dana_Brook="remove-name"), added=("calm",), typed="half a rea", with_files=True
    )
    keep_review(vault, person_id, review)
    assert read_review(vault, person_id) == review
    again = open_copy(vault, asked.office.library, person_id, now=now())
    assert again.review.undecided(again.places(Review())) == ()


def test_a_text_that_changed_since_is_to_be_decided_anew(asked: Asked) -> None:
    review = asked.decide()
    place = next(place for place in asked.copy.places(Review()) if place.text == NOTE)
    assert review.undecided([replace(place, text=f"{NOTE} More.")])


def test_the_copy_is_written_whole_with_the_files_and_written_down(asked: Asked, tmp_path: Path) -> None:
    copy = built(asked, replace(asked.decide(Dana_Brook="remove-name"), with_files=True))
    files = note_export(asked.office.vault, asked.office.person.id, copy, tmp_path, now=now())
    target = write_copy(copy, files, tmp_path, now=now())
    assert target is not None
    assert sorted(path.name for path in target.rglob("*") if path.is_file()) == [
        "letter from [removed about another person].txt", "record.json", "record.pdf",
    ]  # fmt: skip
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]
    entry = asked.office.vault.audit.entries()[-1]
    assert (entry.action, entry.subject) == ("person.exported", asked.office.person.id)
    assert "Dana" not in entry.detail
    again = write_copy(copy, files, tmp_path, now=now())
    assert again is not None
    assert again != target


def test_a_copy_that_is_stopped_or_cannot_be_written_leaves_nothing(asked: Asked, tmp_path: Path) -> None:
    copy = built(asked, replace(asked.decide(), with_files=True))
    files = asked.office.vault.attachments.files
    (tmp_path / "here").mkdir()
    assert write_copy(copy, files, tmp_path / "here", now=now(), wanted=lambda: False) is None
    assert list((tmp_path / "here").iterdir()) == []
    with pytest.raises(NotSavedError):
        write_copy(copy, files, tmp_path / "nowhere", now=now())


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a process is ended in the middle, as by a lock")
def test_what_a_lock_leaves_of_a_copy_is_taken_away_and_what_is_whole_stays(
    asked: Asked, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    vault, copy = asked.office.vault, built(asked, replace(asked.decide(), with_files=True))
    files = note_export(vault, asked.office.person.id, copy, stick, now=now())
    whole = write_copy(copy, files, stick, now=now())
    assert whole is not None
    note_export(vault, asked.office.person.id, copy, stick, now=now())
    process = os.fork()
    if not process:
        write_copy(copy, files, stick, now=now(), wanted=lambda: os._exit(9))
    os.waitpid(process, 0)
    (left,) = (path for path in stick.iterdir() if path != whole)
    assert (left / "record.pdf").read_bytes() == copy.pdf, "anybody could read it"
    taken = take_away(begun(vault))
    keep_those_away(vault, begun(vault), taken.away)
    assert len(taken.found) == 1
    assert list(stick.iterdir()) == [whole]
    assert begun(vault) == ()


def test_a_copy_on_a_stick_that_is_away_is_looked_for_again(asked: Asked, tmp_path: Path) -> None:
    vault, stick = asked.office.vault, tmp_path / "stick"
    for name in ("one.pdf", "two.pdf"):
        note_begun(vault, stick / name)
    taken = take_away(begun(vault))
    keep_those_away(vault, begun(vault), taken.away)
    assert begun(vault) == (stick / "one.pdf", stick / "two.pdf")
    stick.mkdir()
    (stick / ".one.pdf.0123456789ab.part").write_bytes(b"words")
    (stick / ".one.pdf.other.part").write_bytes(b"somebody else's")
    assert take_away(begun(vault)).found == (stick / "one.pdf",)
    assert [path.name for path in stick.iterdir()] == [".one.pdf.other.part"]


def test_without_an_owner_nobody_can_hand_it_over(office: Office) -> None:
    office.vault.database.run("DELETE FROM settings WHERE key = 'practitioner'")
    with pytest.raises(RecordError):
        open_copy(office.vault, office.library, office.person.id, now=now())


def test_building_the_same_copy_twice_gives_the_same_pages(asked: Asked) -> None:
    at = now()
    first, second = (build(asked.copy, asked.decide(), key=None, now=at) for _each in range(2))
    assert first.pdf == second.pdf
