"""Who looks at what at the front door is on record before it is shown: one row for one look, and for each refusal."""

from datetime import timedelta

from tests.unit.doors import ORIGIN, OTHERS, READER, THEIRS, visit
from tests.unit.test_door import CONTENT, OURS, read, sealed

ON_TIMELINE = {**OURS, "referer": f"{ORIGIN}/namespaces/cspr/workflows/{THEIRS}/run/timeline?desc=Invented"}


async def test_one_look_is_one_row_however_many_values_it_asks_for() -> None:
    at = visit()
    await at.sign_in()
    for _ in range(3):
        await read(at, sealed(THEIRS), sealed(THEIRS), sealed(OTHERS), headers=ON_TIMELINE)
    assert at.record.said == [
        (READER.id, THEIRS, "page timeline", "shown"),
        (READER.id, OTHERS, "page timeline", "not_shown"),
    ]
    told = at.record.attempts[1]
    assert (told.way, told.told, told.at) == ("front door", f"you have no role on {OTHERS}", at.clock())


async def test_another_page_and_a_minute_later_are_other_looks() -> None:
    at = visit()
    await at.sign_in()
    await read(at, sealed(THEIRS), headers=ON_TIMELINE)
    await read(at, sealed(THEIRS), headers={**OURS, "referer": f"{ORIGIN}/invented-name"})
    at.clock.pass_by(timedelta(seconds=61))
    await read(at, sealed(THEIRS), headers=ON_TIMELINE)
    assert [each.what for each in at.record.attempts] == ["page timeline", "codec", "page timeline"]


async def test_what_cannot_be_put_on_record_is_not_shown_and_may_be_shown_later() -> None:
    at = visit()
    await at.sign_in()
    at.record.broken = True
    status, said = await read(at, sealed(THEIRS))
    assert (status, said) == (
        503,
        "Nothing can be shown now: who reads cannot be put on record; the front door's log says why.",
    )
    at.record.broken = False
    assert await read(at, sealed(THEIRS)) == (200, [CONTENT])
    assert at.record.said == [(READER.id, THEIRS, "codec", "shown")]


async def test_a_refusal_stays_one_where_it_cannot_be_put_on_record() -> None:
    at = visit()
    await at.sign_in()
    at.record.broken = True
    status, [said] = await read(at, sealed(OTHERS))
    assert (status, said) == (200, f"(Not shown: you have no role on {OTHERS}.)")


async def test_whoever_has_not_signed_in_and_asks_too_much_leaves_a_row() -> None:
    at = visit(reads="1/minute")
    for _ in range(2):
        await read(at, sealed(THEIRS))
    await at.browser.get("/sign-in", params={"ticket": "invented"})
    await at.sign_in()
    await read(at, sealed(THEIRS))
    await read(at, sealed(THEIRS), headers={**OURS, "x-namespace": "other"})
    assert at.record.said == [
        ("nobody signed in", None, "codec", "not_signed_in"),
        ("nobody signed in", None, "sign-in link", "not_signed_in"),
        (READER.id, THEIRS, "codec", "shown"),
        (READER.id, None, "codec", "too_often"),
    ]


async def test_whoever_is_not_known_leaves_by_what_they_showed_who_they_are() -> None:
    at = visit()
    at.roles.marks.clear()
    await at.sign_in()
    (row,) = at.record.attempts
    assert row.who == f"nobody signed in; shown was {at.key.thumbprint()}"
    assert "You are not known here" in row.told


async def test_whoever_tries_to_change_a_case_there_leaves_a_row() -> None:
    at = visit()
    await at.sign_in()
    path = f"/api/v1/namespaces/cspr/workflows/{THEIRS}/terminate"
    answer = await at.browser.post(path)
    assert answer.status_code == 403
    assert (await at.browser.delete("/api/v1/namespaces/cspr")).status_code == 403
    assert at.record.said == [(READER.id, THEIRS, "change", "only_reads"), (READER.id, None, "change", "only_reads")]
