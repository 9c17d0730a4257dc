"""Drafts for comment on two laptops: nothing that was said or written is lost, and both come to the same."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from prevent_desktop.casework.peer_review import (
    Comment,
    Comments,
    PeerReview,
    ReviewDirection,
    ReviewDraft,
    ReviewForm,
    ReviewLine,
    ReviewSection,
)
from prevent_desktop.vault.vault import Vault
from tests.unit.vault.conftest import Made
from tests.unit.vault.examples import NOW, keep_case, later
from tests.unit.vault.merging.two_laptops import Laptop, second_laptop

_RECIPIENT = "age1" + "q" * 58
_LINES = tuple(ReviewLine(place, place, ("Yes",)) for place in ("a:0", "b:0"))
_FORM = ReviewForm(
    title="Form", url="urn:form", version="1", digest="0" * 64, sections=(ReviewSection("Section", _LINES),)
)
_DRAFT = ReviewDraft(
    id="D-000000000000", at=NOW, author="Sam", role="", organisation="", to=_RECIPIENT, answer_to=_RECIPIENT,
    about="AB, 14", message="", forms=(_FORM,),
)  # fmt: skip
THEIRS = PeerReview(
    id=_DRAFT.id,
    direction=ReviewDirection.RECEIVED,
    colleague="Sam",
    signer="",
    draft=_DRAFT,
    digest="0" * 64,
)


@pytest.fixture
def here(made: Made) -> Laptop:
    laptop = Laptop(made.folder, made.key)
    with laptop.opened() as vault:
        case = keep_case(vault)
        sent = replace(_DRAFT, id="D-000000000001")
        vault.peer_reviews.add(THEIRS)
        vault.peer_reviews.add(
            replace(THEIRS, id=sent.id, direction=ReviewDirection.SENT, case_id=case.id, draft=sent)
        )
        vault.audit.append("draft.handed-on", sent.id)
    return laptop


@pytest.fixture
def there(here: Laptop, tmp_path: Path) -> Laptop:
    return second_laptop(here, tmp_path / "other laptop" / "vault")


def _write(laptop: Laptop, draft_id: str, comments: Comments, minute: int | None = None) -> None:
    with laptop.opened() as vault:
        vault.peer_reviews.say(draft_id, comments, None if minute is None else later(minute))
        vault.audit.append("draft.received", draft_id)


def _all(laptop: Laptop) -> tuple[PeerReview, ...]:
    with laptop.opened() as vault:
        return vault.peer_reviews.all()


def test_what_was_written_to_one_draft_on_two_laptops_stands_on_both(here: Laptop, there: Laptop) -> None:
    _write(here, _DRAFT.id, Comments(overall="Fair", comments=(Comment(0, "a:0", "Who?"),)))
    said = (Comment(0, "a:0", "When?"), Comment(0, "b:0", "Good."))
    _write(there, _DRAFT.id, Comments(overall="Fair and clear", comments=said, decision="Refer"))
    here.join(there)
    there.join(here)
    assert _all(here) == _all(there)
    (found,) = (one for one in _all(here) if one.id == _DRAFT.id)
    assert (found.comments.overall, found.comments.decision) == ("Fair and clear", "Refer")
    assert [one.text for one in found.comments.comments] == ["When?\n\nWho?", "Good."]


def test_comments_that_came_on_one_laptop_are_on_both_and_done_stays_done(
    here: Laptop, there: Laptop
) -> None:
    comment = Comment(0, "a:0", "Who?")
    came = Comments(comments=(comment,), at=later(5))
    _write(there, "D-000000000001", came, 6)
    here.join(there)
    with here.opened() as vault:
        vault.peer_reviews.set_done("D-000000000001", {comment.key})
    there.join(here)
    for laptop in (here, there):
        (found,) = (one for one in _all(laptop) if one.direction is ReviewDirection.SENT)
        assert (found.comments, found.returned_at, found.to_do) == (came, later(6), ())


def test_a_draft_that_came_there_alone_comes_here(here: Laptop, there: Laptop) -> None:
    def add(vault: Vault) -> None:
        other = replace(_DRAFT, id="D-000000000002")
        vault.peer_reviews.add(replace(THEIRS, id=other.id, draft=other))
        vault.audit.append("draft.received", other.id)

    with there.opened() as vault:
        add(vault)
    here.join(there)
    assert len(_all(here)) == 3
