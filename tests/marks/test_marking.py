"""Every text that people write gets a mark, in whatever model it stands, and nothing else does."""

from datetime import date

from pydantic import EmailStr, Field

from domain.decisions.criteria import Notify
from domain.document import Document
from domain.model import Model
from domain.moment import Moment
from domain.people import Role
from domain.text import Key, Line, Prose
from tests.marks.marking import EXAMPLE, Marks, places_of
from tests.unit.builders import AWARE, a_child, a_referral, by_partner, moved_to, notified


class Inner(Model):
    note: Line


class Outer(Model):
    name: Line = Field(description="with more to say about it")
    words: Prose | None = None
    address: EmailStr
    several: tuple[Line, ...] = ()
    inner: Inner
    many: tuple[Inner, ...]
    paper: Document | None = None
    papers: tuple[Document, ...] = ()
    key: Key = "warwickshire"
    role: Role = Role.PANEL
    at: Moment
    day: date | None = None
    number: int = 1


def keep(marks: Marks, place: str) -> Document:
    return EXAMPLE.model_copy(update={"name": marks.fresh(place)})


def test_every_text_and_document_is_marked_and_nothing_else() -> None:
    marks = Marks("Quillfeather")
    before = Outer(
        name="N", address="n@example.org", inner=Inner(note="I"), many=(Inner(note="M"),), at=Moment.on(AWARE)
    )
    after = marks.on(before, keep)
    assert after == Outer(
        name="N Quillfeather0001",
        words="Invented Quillfeather0002",
        address="Quillfeather0003@example.org",
        several=("Invented Quillfeather0004",),
        inner=Inner(note="I Quillfeather0005"),
        many=(Inner(note="M Quillfeather0006"),),
        paper=EXAMPLE.model_copy(update={"name": "Quillfeather0007"}),
        papers=(EXAMPLE.model_copy(update={"name": "Quillfeather0008"}),),
        at=Moment.on(AWARE),
    )
    assert marks.places["quillfeather0003"] == "Outer.address"
    assert marks.places["quillfeather0006"] == "Inner.note"
    assert set(marks.places.values()) == set(places_of(Outer))
    assert len(marks.places) == 8


def test_what_is_referred_is_marked_child_by_child() -> None:
    marks = Marks("Quillfeather")
    referral = marks.on(a_referral(children=(a_child(), a_child(name="Child Two"))), keep)
    names = [child.name for child in referral.children]
    assert [marks.places[name.split()[-1].lower()] for name in names] == ["Child.name"] * 2
    assert {"Referrer.email", "Incident.summary", "LeadDecision.reason", "Referral.documents"} <= set(
        marks.places.values()
    )


def test_what_is_decided_is_marked_with_who_decided() -> None:
    marks = Marks("Quillfeather")
    decision = marks.on(notified(), keep)
    assert decision.by.role == notified().by.role
    assert set(marks.places.values()) == set(places_of(Notify)) - {"Delegation.given_by"}
    assert {"Decider.name", "Notify.reason", "Notify.panel_reference", "Notify.copy_of_form"} <= set(places_of(Notify))
    assert marks.on(by_partner(), keep).organisation == "police"


def test_what_must_name_something_that_there_is_stays() -> None:
    assert Marks("Quillfeather").on(moved_to("invented"), keep).framework == "invented"
