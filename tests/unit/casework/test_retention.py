from __future__ import annotations

import calendar
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prevent_desktop.casework.outcomes import Outcome, outcome_of
from prevent_desktop.casework.retention import (
    APPROXIMATE_MARGIN_YEARS,
    CaseFacts,
    Clock,
    From,
    RetentionCategory,
    RetentionRule,
    WaitsFor,
    clock_of,
    fitting_rules,
    months_after,
    years_after,
)
from prevent_desktop.casework.retention_words import rule_length, rule_length_alone
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.strict_json import parts_of, value_of

DAYS = st.dates(min_value=date(1950, 1, 1), max_value=date(2100, 12, 31))
REFERRAL = frozenset({RetentionCategory.REFERRAL})
NO_ACTION = RetentionRule(kind=RetentionCategory.REFERRAL, outcome=Outcome.NO_FURTHER_ACTION, keep_months=12)
SIX_YEARS = RetentionRule(kind=RetentionCategory.REFERRAL, keep_months=72)
UNTIL_25 = RetentionRule(kind=RetentionCategory.CHILD_PROTECTION, until_age=25)

RULES = st.builds(
    RetentionRule,
    kind=st.sampled_from(RetentionCategory),
    outcome=st.none() | st.sampled_from(Outcome),
    keep_months=st.integers(1, 400),
    from_what=st.sampled_from(From),
    until_age=st.none() | st.integers(1, 80),
)
FACTS = st.builds(
    CaseFacts,
    kinds=st.frozensets(st.sampled_from(RetentionCategory), min_size=1),
    outcomes=st.frozensets(st.none() | st.sampled_from(Outcome), max_size=2),
    closed_on=st.none() | DAYS,
    outcome_on=st.none() | DAYS,
    left_channel_on=st.none() | DAYS,
    last_entry_on=DAYS,
    birth=st.none() | DAYS.map(PartialDate.of) | st.integers(1950, 2020).map(PartialDate),
    age_on=st.none() | st.tuples(st.integers(0, 90), DAYS),
)


def closed(day: date = date(2024, 2, 29), **more: object) -> CaseFacts:
    return CaseFacts(**{"kinds": REFERRAL, "closed_on": day, **more})  # type: ignore[arg-type]


class TestMonths:
    @pytest.mark.parametrize(
        ("day", "months", "later"),
        [
            (date(2023, 1, 15), 12, date(2024, 1, 15)),
            (date(2023, 8, 31), 6, date(2024, 3, 1)),  # no 31 February: never a day early
            (date(2023, 1, 31), 1, date(2023, 3, 1)),
            (date(2024, 1, 30), 1, date(2024, 3, 1)),
            (date(2024, 2, 29), 12, date(2025, 3, 1)),
            (date(2024, 2, 29), 48, date(2028, 2, 29)),
            (date(2023, 3, 31), 1, date(2023, 5, 1)),
            (date(2023, 12, 31), 2, date(2024, 3, 1)),
            (date(9990, 1, 1), 240, date.max),
        ],
    )
    def test_a_period_ends_on_the_same_day_or_the_first_of_the_next_month(
        self, day: date, months: int, later: date
    ) -> None:
        assert months_after(day, months) == later

    @given(DAYS, st.integers(1, 1200))
    def test_a_period_is_never_shorter_than_its_months(self, day: date, months: int) -> None:
        end = months_after(day, months)
        whole = (end.year - day.year) * 12 + end.month - day.month - (end.day < day.day)
        assert whole >= months - (end.day == 1 and day.day > 28)
        last = calendar.monthrange(*divmod_month(day, months))[1]
        assert end == date(*divmod_month(day, months), last) + timedelta(days=1) or end.day == day.day

    @given(DAYS, st.integers(0, 600))
    def test_a_later_day_never_ends_earlier(self, day: date, months: int) -> None:
        assert months_after(day, months) <= months_after(day + timedelta(days=1), months)
        assert months_after(day, months) <= months_after(day, months + 1)

    def test_a_birthday_on_29_february_is_1_march_elsewhere(self) -> None:
        assert years_after(date(2000, 2, 29), 25) == date(2025, 3, 1)


def divmod_month(day: date, months: int) -> tuple[int, int]:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return year, month + 1


class TestWhichRule:
    def test_without_a_rule_nothing_is_ever_due(self) -> None:
        assert clock_of(closed(), ()) == Clock(waits_for=WaitsFor.NO_RULE)
        assert clock_of(closed(), (UNTIL_25,)) == Clock(waits_for=WaitsFor.NO_RULE)

    def test_a_rule_for_the_outcome_takes_the_place_of_the_one_for_any(self) -> None:
        facts = closed(outcomes=frozenset({Outcome.NO_FURTHER_ACTION}))
        assert fitting_rules(facts, (SIX_YEARS, NO_ACTION)) == [NO_ACTION]
        assert clock_of(facts, (SIX_YEARS, NO_ACTION)).due == date(2025, 3, 1)
        other = closed(outcomes=frozenset({Outcome.CHILDRENS_SERVICES}))
        assert fitting_rules(other, (SIX_YEARS, NO_ACTION)) == [SIX_YEARS]

    def test_of_several_outcomes_the_longest_counts(self) -> None:
        longer = RetentionRule(
            kind=RetentionCategory.REFERRAL, outcome=Outcome.CHILDRENS_SERVICES, keep_months=30
        )
        both = frozenset({Outcome.NO_FURTHER_ACTION, Outcome.CHILDRENS_SERVICES})
        assert clock_of(closed(outcomes=both), (NO_ACTION, longer, SIX_YEARS)).rule == longer

    def test_an_outcome_in_unknown_words_keeps_by_the_longest_rule_of_the_kind(self) -> None:
        assert clock_of(closed(outcomes=frozenset({None})), (NO_ACTION, SIX_YEARS)).rule == SIX_YEARS

    def test_over_all_kinds_of_a_case_the_longest_counts(self) -> None:
        facts = closed(kinds=REFERRAL | {RetentionCategory.CHILD_PROTECTION}, birth=PartialDate(2012, 5, 3))
        assert clock_of(facts, (SIX_YEARS, UNTIL_25)) == Clock(due=date(2037, 5, 3), rule=UNTIL_25)

    @given(FACTS, st.lists(RULES, max_size=6))
    def test_more_rules_of_a_kind_for_any_outcome_never_shorten(
        self, facts: CaseFacts, rules: list[RetentionRule]
    ) -> None:
        rules = [rule for rule in rules if rule.outcome is None]
        for number in range(len(rules)):
            fewer, more = clock_of(facts, rules[:number]), clock_of(facts, rules[: number + 1])
            if fewer.due is not None:
                assert more.due is None or more.due >= fewer.due

    @given(FACTS, st.lists(RULES, max_size=6))
    def test_the_order_of_the_rules_does_not_matter(
        self, facts: CaseFacts, rules: list[RetentionRule]
    ) -> None:
        assert clock_of(facts, rules).due == clock_of(facts, rules[::-1]).due


class TestFromWhat:
    def test_the_time_begins_with_closing(self) -> None:
        open_case = CaseFacts(kinds=REFERRAL, last_entry_on=date(2020, 1, 1))
        assert clock_of(open_case, (SIX_YEARS,)) == Clock(rule=SIX_YEARS, waits_for=WaitsFor.CLOSING)

    def test_without_an_outcome_a_rule_that_counts_from_it_waits(self) -> None:
        rule = RetentionRule(kind=RetentionCategory.REFERRAL, keep_months=6, from_what=From.OUTCOME)
        assert clock_of(closed(), (rule,)).waits_for is WaitsFor.OUTCOME
        assert clock_of(closed(outcome_on=date(2024, 1, 2)), (rule,)).due == date(2024, 7, 2)

    def test_leaving_channel_unknown_counts_from_closing_which_is_never_earlier(self) -> None:
        rule = RetentionRule(kind=RetentionCategory.REFERRAL, keep_months=1, from_what=From.LEFT_CHANNEL)
        assert clock_of(closed(), (rule,)).from_day == date(2024, 2, 29)
        assert clock_of(closed(left_channel_on=date(2024, 1, 5)), (rule,)).due == date(2024, 2, 5)

    def test_one_rule_that_waits_makes_all_wait(self) -> None:
        facts = closed(kinds=REFERRAL | {RetentionCategory.CHILD_PROTECTION})
        assert clock_of(facts, (NO_ACTION, SIX_YEARS, UNTIL_25)).waits_for is WaitsFor.BIRTH


class TestAge:
    def test_a_birth_known_in_part_counts_to_its_last_day(self) -> None:
        facts = CaseFacts(kinds=frozenset({RetentionCategory.CHILD_PROTECTION}), birth=PartialDate(2012))
        assert clock_of(facts, (UNTIL_25,)).due == date(2037, 12, 31)

    def test_an_approximate_age_keeps_longer_and_says_so(self) -> None:
        facts = CaseFacts(
            kinds=frozenset({RetentionCategory.CHILD_PROTECTION}), age_on=(15, date(2026, 11, 24))
        )
        clock = clock_of(facts, (UNTIL_25,))
        assert clock.due == date(2036 + APPROXIMATE_MARGIN_YEARS, 11, 24)
        assert clock.by_approximate_age

    @given(DAYS, st.integers(0, 30), st.integers(1, 40), st.integers(-1, 1))
    def test_an_approximate_age_that_is_a_year_off_is_never_early(
        self, day: date, age: int, until: int, off: int
    ) -> None:
        rule = RetentionRule(kind=RetentionCategory.CHILD_PROTECTION, until_age=until)
        guessed = CaseFacts(kinds=frozenset({RetentionCategory.CHILD_PROTECTION}), age_on=(age, day))
        born = PartialDate.of(years_after(day, -(age + off)))  # the youngest that somebody of that age can be
        known = CaseFacts(kinds=frozenset({RetentionCategory.CHILD_PROTECTION}), birth=born)
        due, exact = clock_of(guessed, (rule,)).due, clock_of(known, (rule,)).due
        assert due is not None
        assert exact is not None
        assert due >= exact


class TestExtension:
    @given(FACTS, st.lists(RULES, max_size=5), DAYS, DAYS)
    def test_an_extension_never_shortens_and_a_longer_one_never_less(
        self, facts: CaseFacts, rules: list[RetentionRule], one: date, other: date
    ) -> None:
        plain = clock_of(facts, rules)
        short, long = (clock_of(facts, rules, extended_until=day) for day in sorted((one, other)))
        if plain.due is None:
            assert (short.due, long.due) == (None, None)
        else:
            assert short.due is not None
            assert long.due is not None
            assert plain.due <= short.due <= long.due
            assert long.due >= max(one, other)


class TestRules:
    @pytest.mark.parametrize(
        "wrong", [{}, {"keep_months": 0}, {"keep_months": 1201}, {"until_age": 0}, {"until_age": 121}]
    )
    def test_a_rule_that_says_nothing_or_nonsense_is_refused(self, wrong: dict[str, int]) -> None:
        with pytest.raises(ValueError, match=r"rule|range"):
            RetentionRule(kind=RetentionCategory.REFERRAL, **wrong)  # type: ignore[arg-type]

    @given(RULES)
    def test_a_rule_comes_back_from_its_parts(self, rule: RetentionRule) -> None:
        assert value_of(RetentionRule, parts_of(rule)) == rule

    @pytest.mark.parametrize(
        "wrong", [{"keep_months": 1.5}, {"keep_months": "12"}, {"until_age": True}, {"kind": "other"}]
    )
    def test_parts_from_outside_with_something_else_in_them_are_refused(
        self, wrong: dict[str, object]
    ) -> None:
        with pytest.raises(ValueError, match=r"wanted|value"):
            value_of(RetentionRule, {**parts_of(SIX_YEARS), **wrong})

    def test_every_outcome_is_known_by_its_words(self) -> None:
        assert {outcome_of(outcome.label.upper()) for outcome in Outcome} == set(Outcome)
        assert outcome_of("Children's  services") is Outcome.CHILDRENS_SERVICES
        assert outcome_of("Something else") is None


def test_how_long_is_said_within_a_sentence_and_on_a_line_of_its_own() -> None:
    assert rule_length(UNTIL_25) == "until the age of 25"
    assert rule_length_alone(UNTIL_25) == "Until the age of 25"
    assert rule_length_alone(SIX_YEARS) == rule_length(SIX_YEARS)
