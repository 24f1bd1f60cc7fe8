"""Generated cases: any decision by anybody at any time, with wakes, post and linked referrals in between."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import strategies as st

from domain import steps
from domain.case import Case
from domain.clock import fire
from domain.decide import refuse, was_handled
from domain.decisions.any_decision import AnyDecision
from domain.event import RecordedEvent
from domain.evolve import evolve, fold
from domain.merging import take_over
from domain.rapid_review import letter_wanted
from domain.refusal import Refusal
from tests.property.generated import FRAMEWORKS, decisions, referrals
from tests.property.turns import TURNS, USUAL
from tests.unit import builders as a


class Play:
    """A case that is played, with everything that was recorded of it.

    It is no dataclass, because hypothesis shows all of one; for a whole case that is too much, and it warns. The
    warning, which is an error here, would take the place of what a property has found.
    """

    def __init__(self, case: Case, now: datetime, events: list[RecordedEvent]) -> None:
        self.case = case
        self.now = now
        self.events = events
        self._taken_of_one_accord = 0

    def __repr__(self) -> str:
        told = (f"{event.position} {event.type} ({event.cause}, {event.recorded_at:%Y-%m-%d})" for event in self.events)
        return f"<Play: {', '.join(told)}>"

    def record(self, events: list[RecordedEvent]) -> None:
        for event in events:
            self.case = evolve(self.case, event)
        self.events += events

    def take(self, decision: AnyDecision) -> None:
        before = self.case
        try:
            if not was_handled(self.case, decision):
                self.record(a.taken(self.case, decision, self.now, framework=a.framework_of(decision)))
        except Refusal as refusal:
            assert self.case == before
            self.record(refuse(self.case, decision, refusal, self.now, a.of(decision.by).actor))

    def take_all(self, some: Iterable[AnyDecision]) -> None:
        """Take these of one accord, under ids that are the same whenever the play is played."""
        for decision in some:
            self._taken_of_one_accord += 1
            self.take(decision.model_copy(update={"id": f"played-{self._taken_of_one_accord:06}"}))

    def by_itself(self) -> None:
        """What the workflow does without anybody's decision: letters, the clock, the end."""
        self.record(fire(self.case, self.now))
        self.record(steps.request_acknowledgements(self.case, self.now))
        if letter_wanted(self.case):
            self.record(steps.submit_rapid_review(self.case, a.a_document(), self.now))
        self.record(steps.close(self.case, self.now))

    def post(self, *, delivered: bool) -> None:
        for key in tuple(self.case.outbox):
            if delivered:
                self.record(steps.letter_sent(self.case, key, "<invented@example.org>", a.a_document(), self.now))
            else:
                self.record(steps.letter_undeliverable(self.case, key, "550 no such mailbox", self.now))


@st.composite
def plays(draw: st.DrawFn) -> Play:
    """A case after any sequence of decisions, wakes and post, with time going on."""
    rules = a.the_rules(draw(st.sampled_from(FRAMEWORKS)))
    now = datetime.combine(date(2026, 1, 5), time(draw(st.integers(0, 23)), 30), UTC)
    opening = a.opening_events(draw(referrals), rules, now)
    play = Play(fold(a.REFERENCE, opening), now, opening)
    usual = iter(USUAL)
    for _ in range(draw(st.integers(1, 25))):
        play.now += timedelta(hours=draw(st.sampled_from([0, 0, 1, 7, 24, 24 * 5, 24 * 40])))
        match draw(st.sampled_from(["usual", "usual", "any", "any", "turn", "wake", "post", "bounce", "linked"])):
            case "usual":
                play.take_all(next(usual, lambda _day: [])(play.now.date()))
            case "turn":
                play.take_all(draw(st.sampled_from(TURNS))(play.now.date()))
                play.by_itself()
                play.post(delivered=True)
                play.by_itself()
            case "any":
                play.take(draw(decisions())(play.now))
            case "wake":
                play.by_itself()
            case "linked" if not play.case.is_closed:
                other = a.a_referral(referrer=a.a_referrer("probation"), agencies=("probation",))
                play.record(take_over(play.case, a.duplicate(other), play.now))
            case what:
                play.post(delivered=what == "post")
    return play
