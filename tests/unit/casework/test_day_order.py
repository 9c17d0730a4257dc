"""What has a day alone stands within it by what must come first, then by when it was written; no hour is made up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import permutations
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from prevent_desktop.casework.chronology import EntryKind, chronology
from prevent_desktop.casework.day_order import Dated, Step, in_order
from prevent_desktop.casework.decision import Decision, DecisionKind
from prevent_desktop.casework.filled_forms import FilledForm
from prevent_desktop.casework.notes import Event, Source
from prevent_desktop.casework.pack_record import PackRecord
from prevent_desktop.partial_dates import PartialDate

NINE = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
DAY = PartialDate.of(NINE.astimezone().date())
HOUR = timedelta(hours=1)


def decision(kind: DecisionKind, when: datetime | PartialDate, form: str | None = None) -> Decision:
    return Decision(
        id=f"d-{kind}", case_id="c", kind=kind, choice="Yes", reason="Because", decided_by="Lead", decided_at=when,
        response_id=form,
    )  # fmt: skip


def form(name: str, at: datetime) -> FilledForm:
    return FilledForm(
        id=name, case_id="c", form_id=name, questionnaire_url="u", questionnaire_version="1", questionnaire_digest="d",
        title=name, content="{}", author="Ann", started_at=at, changed_at=at, finalised_at=at,
    )  # fmt: skip


EVENT = Event(
    id="e", case_id="c", label="In class", what="Said something", when=DAY, source=Source.DIRECT, author="Ann", written_at=NINE
)  # fmt: skip
PACK = PackRecord(
    id="P-ABCDEFGHJKMN", case_id="c", recipient_id="r", recipient_name="Front door", attachment_id="a", page_count=10,
    pdf_digest="d", signed_at=NINE + 6 * HOUR, receipt_at=NINE + 6.5 * HOUR, receiver_reference="R",
)  # fmt: skip


def test_a_decision_with_a_day_alone_has_no_time_and_comes_after_the_lead_was_asked() -> None:
    shared = decision(DecisionKind.SHARING, DAY, "sharing")
    for asked in (NINE + 5 * HOUR, NINE - 2 * HOUR):
        lead = decision(DecisionKind.LEAD_CHECK, asked, "check")
        found = chronology(
            events=[EVENT], decisions=[shared, lead], packs=[PACK],
            forms=[form("check", NINE + 5.1 * HOUR), form("sharing", NINE + 5.2 * HOUR)],
        )  # fmt: skip
        names = [entry.record_id for entry in found]
        assert names[0] == "e"
        assert names.index("d-lead-check") < names.index("d-sharing") < names.index(PACK.id)
        [told] = [entry for entry in found if entry.record_id == "d-sharing"]
        assert (told.at, told.when) == (None, DAY)


def test_the_duty_keeps_its_order_where_nothing_has_a_time_and_all_was_written_afterwards() -> None:
    late = NINE + timedelta(days=3)
    kinds = (DecisionKind.OUTCOME, DecisionKind.SHARING, DecisionKind.LEAD_CHECK)
    for several in permutations(decision(kind, DAY, "late") for kind in kinds):
        found = chronology(events=[EVENT], decisions=several, packs=[PACK], forms=[form("late", late)])
        assert [entry.record_id for entry in found] == [
            "e", "d-lead-check", "d-sharing", PACK.id, PACK.id, "d-outcome", "late",
        ]  # fmt: skip


def test_a_second_check_after_the_pack_is_not_moved_before_it() -> None:
    first, second = decision(DecisionKind.LEAD_CHECK, NINE), decision(DecisionKind.LEAD_CHECK, DAY, "second")
    found = chronology(decisions=[first, second], packs=[PACK], forms=[form("second", NINE + 8 * HOUR)])
    assert [entry.kind for entry in found] == [
        EntryKind.DECISION, EntryKind.PACK, EntryKind.RECEIPT, EntryKind.DECISION, EntryKind.FORM,
    ]  # fmt: skip


def test_what_has_a_time_stays_in_the_order_of_the_clock() -> None:
    early = decision(DecisionKind.SHARING, NINE)
    late = decision(DecisionKind.LEAD_CHECK, NINE + HOUR)
    assert [entry.record_id for entry in chronology(decisions=[late, early])] == ["d-sharing", "d-lead-check"]


def test_a_month_stays_a_month() -> None:
    [entry] = chronology(decisions=[decision(DecisionKind.OUTCOME, PartialDate(2026, 10))])
    assert (entry.at, entry.when) == (None, PartialDate(2026, 10))


things = st.builds(
    Dated,
    what=st.none(),
    day=st.just(NINE.date()),
    at=st.none() | st.integers(0, 9).map(lambda hours: NINE + hours * HOUR),
    written_at=st.integers(0, 9).map(lambda hours: NINE + hours * HOUR),
    step=st.none() | st.sampled_from(Step),
)


@given(st.lists(things, max_size=7), st.randoms())
def test_the_order_hangs_on_nothing_but_the_records_and_what_has_a_time_is_never_moved(
    found: list[Dated[None]], chance: Random
) -> None:
    named = [
        Dated(
            what=number, day=one.day, at=one.at, written_at=one.written_at, step=one.step, tie=(str(number),)
        )
        for number, one in enumerate(found)
    ]
    order = in_order(named)
    assert sorted(order) == list(range(len(named)))
    shuffled = list(named)
    chance.shuffle(shuffled)
    assert in_order(shuffled) == order
    times = [at for number in order if (at := named[number].at) is not None]
    assert times == sorted(times)
