"""The domestic abuse related death review of somebody of 16 or over: asked for, never asserted, linked by a person."""

from datetime import date

import pytest
from pydantic import ValidationError

from domain.case import Case
from domain.death_review import to_be_linked
from domain.refusal import Refusal, RefusalCode
from tests.unit import builders as a

DIED = date(2026, 1, 4)
SIXTEEN = date(2010, 1, 4)
FIFTEEN = date(2010, 1, 5)


def death(born: date, *, through: bool | None = None, **facts: bool) -> Case:
    child = a.a_child(
        date_of_birth=born, died_on=DIED, seriously_harmed=False, domestic_abuse_related_death=through, **facts
    )
    return a.opened(a.a_referral(children=(child,)))


@pytest.mark.parametrize(
    ("through", "words"),
    [(True, "died through a partner"), (None, "died: if through a partner"), (False, None)],
)
def test_it_is_asked_for_as_far_as_it_is_known(through: bool | None, words: str | None) -> None:  # noqa: FBT001
    asked = to_be_linked(death(SIXTEEN, through=through))
    assert (words in asked) if words and asked else asked is words


def test_it_is_not_asked_for_below_sixteen_nor_where_nobody_died() -> None:
    assert to_be_linked(death(FIFTEEN, through=True)) is None
    assert to_be_linked(a.opened()) is None


def test_a_care_leaver_counts() -> None:
    assert to_be_linked(death(date(2003, 5, 1), care_leaver=True))


def test_linked_it_is_asked_for_no_more_and_every_link_stays() -> None:
    case = a.play(death(SIXTEEN), a.death_review_linked("INVENTED-7"))
    assert to_be_linked(case) is None
    case = a.play(case, a.death_review_linked("INVENTED-8"))
    assert [linked.review_reference for linked in case.death_reviews] == ["INVENTED-7", "INVENTED-8"]


def test_the_same_review_is_linked_once() -> None:
    with pytest.raises(Refusal) as refused:
        a.play(death(SIXTEEN), [a.death_review_linked("INVENTED-7"), a.death_review_linked("INVENTED-7")])
    assert refused.value.code is RefusalCode.ALREADY_DECIDED


@pytest.mark.parametrize("case", [death(FIFTEEN), a.opened()])
def test_there_is_none_for_a_younger_child_or_without_a_death(case: Case) -> None:
    with pytest.raises(Refusal) as refused:
        a.play(case, a.death_review_linked("INVENTED-7"))
    assert refused.value.code is RefusalCode.WRONG_STAGE


def test_such_a_death_needs_a_day_of_death() -> None:
    with pytest.raises(ValidationError, match="needs died_on"):
        a.a_child(domestic_abuse_related_death=True)
