from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from prevent_desktop.casework.organisation import ALL_WANTS, Receiver, SealingWay, SharingBasis
from prevent_desktop.casework.profile import OrganisationProfile, RouteKind, Routes
from prevent_desktop.strict_json import value_of


def receiver(name: str) -> Receiver:
    return Receiver(
        id=name.lower(), name=name, seal_to=("age1",), receipt_certificate="", endpoint="", form_ids=("a",)
    )


FIRST, SECOND, THIRD = map(receiver, ("Police", "Door", "Health"))
PROFILE = OrganisationProfile(
    organisation="Council", version=3, expires=date(2027, 2, 28), issued=datetime(2026, 11, 26, 9, 30, tzinfo=UTC),
    recipients=(FIRST, SECOND, THIRD), lawful_basis="Public task",
)  # fmt: skip


def test_it_counts_to_the_end_of_its_last_day() -> None:
    assert PROFILE.ends_at == datetime(2027, 3, 1, tzinfo=UTC)
    assert PROFILE.sharing == SharingBasis(lawful_basis="Public task", marking="OFFICIAL-SENSITIVE")


def test_its_parts_read_back() -> None:
    assert OrganisationProfile.of(PROFILE.parts) == PROFILE
    assert PROFILE.parts["issued"] == "2026-11-26T09:30:00Z"
    assert "issued" not in replace(PROFILE, issued=None).parts


def test_whoever_is_asked_first_comes_first_and_the_others_keep_their_order() -> None:
    routes = Routes(kind=RouteKind.FRONT_DOOR_FIRST, first=("door",))
    assert routes.ordered(PROFILE.recipients) == (SECOND, FIRST, THIRD)
    assert [routes.waits(one.id) for one in PROFILE.recipients] == [True, False, True]
    assert replace(PROFILE, routes=routes).asked_first == ("Door",)


def test_where_all_are_asked_at_once_nobody_waits() -> None:
    routes = Routes(kind=RouteKind.BOTH, first=("door",))
    assert routes.ordered(PROFILE.recipients) == PROFILE.recipients
    assert not any(routes.waits(one.id) for one in PROFILE.recipients)
    assert PROFILE.asked_first == ()


def test_a_receiver_that_was_kept_earlier_wants_all_and_is_sealed_to_its_key() -> None:
    kept = {
        "id": "x",
        "name": "X",
        "seal_to": ["age1"],
        "receipt_certificate": "",
        "endpoint": "",
        "form_ids": [],
    }
    read = value_of(Receiver, kept, older=True)
    assert (read.wants, read.way, read.seal_to) == (ALL_WANTS, SealingWay.AGE, ("age1",))
    with pytest.raises(ValueError, match="no such value"):
        value_of(Receiver, {**kept, "way": "fax"}, older=True)


@pytest.mark.parametrize("kind", RouteKind)
def test_every_route_has_words(kind: RouteKind) -> None:
    assert kind.label[0].isupper()
