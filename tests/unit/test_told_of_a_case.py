"""Who took a decision and who sent it, whom a letter is for, and the facts that are compared."""

from datetime import date

import pytest

from domain.addressee import addressee
from domain.event import DecisionTaken
from domain.facts import facts
from domain.letter import Correspondent, Letter
from domain.people import Delegation, Role
from starter.reading.decision_words import decisions_for_programs, show_decisions
from tests.unit import builders as a


def a_letter(name: str, email: str) -> Letter:
    to = Correspondent(name=name, email=email)
    return Letter(key="1-0", kind="invented", to=to, values={}, requested_at=a.noon(a.AWARE))


def test_who_took_a_decision_is_told_with_their_authority_and_who_sent_it(capsys: pytest.CaptureFixture[str]) -> None:
    delegation = Delegation(given_by="Invented Director", dated=date(2026, 1, 2))
    signed = a.signed("police", by=a.by(Role.DELEGATE, "police", delegation))
    case = a.play(a.reviewed(), a.meeting_held())
    event = a.taken(case, signed, a.noon(a.AWARE))[0]
    assert isinstance(event.body, DecisionTaken)
    recorder = event.body.sender.model_copy(update={"name": "Invented Recorder"})

    show_decisions(case, [event.model_copy(update={"body": event.body.model_copy(update={"sender": recorder})})])

    assert capsys.readouterr().out.splitlines()[1].split("\t")[3] == (
        "Invented Person, on the authority of Invented Director of Fri 2 Jan 2026, sent by Invented Recorder"
    )


def test_programs_are_told_why_a_decision_was_taken() -> None:
    (told,) = decisions_for_programs(a.taken(a.opened(), a.criteria_met(), a.noon(a.AWARE)))
    assert told["decision"]["reason"] == "Invented reason."
    assert told["sender"] == {"id": "invented-person", "name": "Invented Person"}


def test_a_letter_is_for_an_organisation_of_any_directory_that_the_case_had() -> None:
    case = a.opened()
    old = case.in_force.policy.organisations[0]
    new = old.model_copy(update={"name": "The Invented Successor", "email": "new@partnership.example"})
    policy = case.in_force.policy.model_copy(update={"organisations": (new, *case.in_force.policy.organisations[1:])})
    after = case.going_on_under(case.in_force.model_copy(update={"policy": policy}))
    assert addressee(after, a_letter(old.name, old.email)).name == old.name
    assert addressee(after, a_letter(new.name, new.email)).say() == "The Invented Successor"


def test_who_referred_is_told_by_their_organisation_and_never_by_name() -> None:
    case = a.opened()
    referrer = case.referral.referrer
    found = addressee(case, a_letter(referrer.name, referrer.email))
    assert (found.key, found.role, found.say()) == ("education", "referrer", "Education (referrer)")
    assert referrer.name not in found.model_dump_json()


def test_a_referrer_of_an_organisation_that_no_directory_has_is_not_named() -> None:
    case = a.opened(a.a_referral(referrer=a.a_referrer("invented")))
    referrer = case.referral.referrer
    assert addressee(case, a_letter(referrer.name, referrer.email)).say() == "the referrer"


def test_facts_of_a_second_referral_are_told_apart() -> None:
    case = a.opened()
    both = case.having(referrals=(*case.referrals, *case.referrals))
    assert facts(both).items() > facts(case).items()
    assert facts(both)["local authority aware by referral 2"] == facts(case)["local authority aware"]
    assert "Child One" not in str(facts(both))
