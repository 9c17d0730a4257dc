"""A window is never larger than what the screen has free, nor over its edge."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from prevent_desktop.ui.window.screen_fit import Area, fitted

PLACES = st.integers(-4000, 4000)
SIZES = st.integers(1, 4000)
AREAS = st.builds(Area, PLACES, PLACES, SIZES, SIZES)


@given(AREAS, AREAS)
def test_all_of_the_window_is_on_the_free_part_of_the_screen(wanted: Area, free: Area) -> None:
    assert free.holds(fitted(wanted, free))


@given(AREAS, AREAS)
def test_it_is_as_large_as_is_wanted_or_as_there_is_room_for(wanted: Area, free: Area) -> None:
    found = fitted(wanted, free)
    assert (found.width, found.height) == (min(wanted.width, free.width), min(wanted.height, free.height))


@given(AREAS, AREAS)
def test_what_fits_stays_where_it_is_and_fitting_twice_changes_nothing(wanted: Area, free: Area) -> None:
    found = fitted(wanted, free)
    assert fitted(found, free) == found
    if free.holds(wanted):
        assert found == wanted


def test_over_an_edge_it_moves_by_no_more_than_what_is_over() -> None:
    free = Area(0, 24, 1024, 676)
    assert fitted(Area(500, 300, 800, 520), free) == Area(224, 180, 800, 520)
    assert fitted(Area(-40, 0, 1366, 768), free) == free
