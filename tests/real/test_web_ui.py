"""What operations staff read in Temporal's Web UI: the lists of cases, a case's timeline, details and failures."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.async_api import Page, Route, expect

from domain.case import Case
from domain.decisions.any_decision import AnyDecision
from domain.england import england_calendar
from domain.london import say_day
from domain.moment import Moment
from door.case_columns import COLUMNS
from door.passing import ONLY_READS
from stack.simulation.cast import REFERS
from starter.cases.case_lists import case_list, page_of_list
from starter.client.cases import Cases
from tests.real.browser import chromium, needs_browser, pictured
from tests.real.front_door import TEAM, enrol, link
from tests.real.live import Live, LiveCase, until
from tests.real.test_case_outages import every_errand_has_failed, without_ledger, without_mail
from tests.real.this_day import days_ago, fresh, today, under_review
from tests.unit.builders import (
    a_child,
    a_referrer,
    an_incident,
    criteria,
    criteria_met,
    due,
    meeting_held,
    notified,
)
from workflows import errands
from workflows.markdown import LONGEST_DETAILS

SECONDS = 20_000
"""Milliseconds that the Web UI may take to show what it must."""
LONGEST_ADDRESS = 8000
"""Bytes of a request's address that proxies take."""
ACTIVITIES = {value for name, value in vars(errands).items() if name.isupper() and isinstance(value, str)}
BARE_TIMER = re.compile(r"\d+ \(\d+[dhms]")
"""A row with nothing but the number of a timer and its length, as in "10 (27d, 14h, 29m, 48s)"."""
FOLLOW = """path => {
    const link = document.createElement("a");
    link.href = path;
    document.body.append(link);
    link.click();
    link.remove();
}"""

pytestmark = [needs_browser, pytest.mark.timeout(120)]


@dataclass(frozen=True)
class Seen:
    """The cases of these tests, and the browser of a coordinator who has signed in."""

    live: Live
    page: Page
    overdue: LiveCase
    soon: LiveCase
    signing: LiveCase
    panel: LiveCase
    closed: LiveCase

    async def go(self, path: str) -> Page:
        """Follow a link to this path, as the Web UI has them: it loads its program once for all pages."""
        await self.page.evaluate(FOLLOW, path)
        return self.page

    async def case(self, case: LiveCase, tab: str) -> Page:
        """A case's page; without its run it would lead on to the timeline."""
        run = (await case.handle.describe()).run_id
        await self.go("/namespaces")  # so that nothing of another case stays on the page
        await self.page.get_by_role("heading", name="Namespaces").wait_for()
        return await self.go(f"/namespaces/cspr/workflows/{case.reference}/{run}/{tab}")


@pytest.fixture(scope="module")
async def seen(live: Live) -> AsyncIterator[Seen]:
    days = england_calendar(today().year - 1, today().year + 1)
    overdue, soon, signing, panel, closed = await asyncio.gather(
        refer(live, "WEB-OVERDUE", days.subtract_working_days(today(), 8), criteria_met(today())),
        refer(live, "WEB-SOON", days.subtract_working_days(today(), 2)),
        refer(live, "WEB-SIGNING", today(), criteria_met(today()), notified(today()), meeting_held(today())),
        refer(live, "WEB-PANEL", today(), *under_review()),
        refer(live, "WEB-CLOSED", today(), criteria("not_met", today())),
    )
    await closed.handle.result()
    key = enrol(live.settings, "web-ui-coordinator", TEAM, name="Example Coordinator")
    async with chromium() as browser:
        context = await browser.new_context(viewport={"width": 1400, "height": 1000})
        page = await context.new_page()
        page.set_default_timeout(SECONDS)
        await page.goto(link(live.settings, key))
        await page.wait_for_url("**/workflows**")
        yield Seen(live, page, overdue, soon, signing, panel, closed)


async def refer(live: Live, number: str, aware: date, *decisions: AnyDecision) -> LiveCase:
    """A case as `cspr refer` opens it, of an incident that the local authority became aware of on that day."""
    referral = fresh(
        referrer=a_referrer().model_copy(update={"own_reference": number}),
        children=(a_child(name=f"Invented {number}"),),
        incident=an_incident(at=Moment.on(min(aware, days_ago(1)))),
        la_aware=Moment.on(aware),
    )
    cases = await Cases.connect(live.settings, live.cast.signer(REFERS))
    reference = (await cases.refer(referral)).reference
    case = LiveCase(reference, live.client.get_workflow_handle(reference, result_type=Case), live)
    await case.until(lambda state: state.rules)
    await case.settled()
    if decisions:
        await case.decide(*decisions)
    return case


LISTS: dict[str, tuple[dict[str, Any], set[str]]] = {
    "overdue": ({"overdue": True}, {"overdue"}),
    "due-soon": ({"due_soon": True}, {"soon"}),
    "panel": ({"waiting_for": ["panel"]}, {"panel"}),
    "signature": ({"waiting_for": ["signature"]}, {"signing"}),
    "agency": ({"waiting_for": ["health_trust"]}, {"overdue", "signing"}),
}


@pytest.mark.parametrize("name", LISTS)
async def test_a_list_has_its_cases_and_nothing_else(seen: Seen, name: str) -> None:
    asked, wanted = LISTS[name]
    title, query = case_list(**{"overdue": False, "due_soon": False, "waiting_for": [], **asked})
    ours = {each: getattr(seen, each).reference for each in ("overdue", "soon", "panel", "signing", "closed")}

    async def listed() -> bool:
        return {ours[each] for each in wanted} <= {run.id async for run in seen.live.client.list_workflows(query)}

    await until(listed)
    page = seen.page
    await follow_elsewhere(page, f"{seen.live.settings.door_origins[0]}{page_of_list('cspr', title, query)}")
    for each in wanted:
        await page.get_by_text(ours[each]).first.wait_for()
    await expect(page.get_by_text(title)).to_be_visible()  # among the saved views of this browser from now on
    heads = [await each.inner_text() for each in await page.get_by_role("columnheader").all()]
    assert [each for each in heads if each] == [*COLUMNS]
    shown = await page.inner_text("body")
    assert {each for each, reference in ours.items() if reference in shown} == wanted
    assert "archiving/" not in shown
    await pictured(page, f"list-{name}")


async def follow_elsewhere(page: Page, link: str) -> None:
    """Follow a link on a page of another site, as in a README or a mail."""
    there = "http://elsewhere.example/"
    await page.route(there, lambda route: route.fulfill(body=f'<a href="{escape(link)}">a list</a>'))
    await page.goto(there)
    await page.get_by_text("a list").click()


async def timeline_says(page: Page, *wanted: str) -> None:
    """Wait until the timeline has rows that begin so, and the codec endpoint has opened all that it shows."""
    lacking = set(wanted)

    async def complete() -> bool:
        nonlocal lacking
        rows = [line.strip() for line in (await page.inner_text("body")).splitlines()]
        lacking = {each for each in wanted if not any(row.startswith(each) for row in rows)}
        lacking |= ACTIVITIES & set(rows)  # a row with nothing but the name of an activity
        lacking |= {row for row in rows if BARE_TIMER.match(row)}
        return not lacking

    with suppress(TimeoutError):
        await until(complete, SECONDS / 1000)
    assert lacking == set()


async def test_the_timeline_of_a_case_names_every_bar_and_who_decided(seen: Seen) -> None:
    state = await seen.signing.case()
    page = await seen.case(seen.signing, "timeline")
    wanted = (
        f"Due {say_day(due(state, 'rapid_review'))} · rapid review to the Panel (15 working days)",
        f"Due {say_day(due(state, 'agency_summary:health_trust'))} · individual agency summary: The health trust",
        f"Due {say_day(due(state, 'signature:police'))} · safeguarding partner's signature of the rapid review: The ",
        "Verify who sends it • Record the rapid review meeting, as coordinator, Warwickshire Safeguarding",
        "Write to the ledger • Rapid review meeting held; it recommends",
        "Next ",
    )
    await timeline_says(page, *wanted)
    await timeline_pictured(page, "case", *wanted)


async def test_a_timeline_says_what_was_reminded_of_and_to_whom(seen: Seen) -> None:
    day = say_day(due(await seen.soon.case(), "criteria_decision"))
    await timeline_says(
        await seen.case(seen.soon, "timeline"),
        f"Due {day} · criteria decision (3 working days)",
        f"Send a letter • to The local authority: reminder, criteria decision, due {day}",
    )


async def test_a_timeline_says_since_when_something_is_overdue(seen: Seen) -> None:
    day = say_day(due(await seen.overdue.case(), "notification"))
    page = await seen.case(seen.overdue, "timeline")
    wanted = f"Overdue since {day} · notification to the Panel"
    await timeline_says(page, wanted)
    await timeline_pictured(page, "timeline-overdue", wanted)


async def timeline_pictured(page: Page, name: str, *wanted: str) -> None:
    await page.mouse.move(700, 700)
    await page.mouse.wheel(0, 560)
    await timeline_says(page, *wanted)
    await pictured(page, name)


async def details_of(page: Page, case: LiveCase, awaited: str) -> str:
    """The current details of the case, once they say this."""
    told = page.frame_locator("iframe").last.locator("body")
    await expect(told).to_contain_text(f"{case.reference}: ", timeout=SECONDS)
    await expect(told).to_contain_text(awaited, timeout=SECONDS)
    return " ".join((await told.inner_text()).split()).replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")


async def test_current_details_say_what_is_overdue_what_is_next_and_who_must_act(seen: Seen) -> None:
    state = await seen.overdue.case()
    addresses: list[str] = []
    seen.page.on("request", lambda asked: addresses.append(asked.url))
    page = await seen.case(seen.overdue, "user-metadata")
    told = await details_of(page, seen.overdue, "Last decisions")
    day = say_day(due(state, "notification"))
    assert f"Overdue since the end of {day}: notification to the Panel (The local authority)" in told
    assert "To be done now" in told
    assert "individual agency summary: The health trust" in told
    assert "safeguarding partner's signature of the rapid review: The police, after the rapid review meeting" in told
    criteria_are = f"{say_day(today())}: Criteria decision: the criteria are met (local authority's decision maker"
    assert criteria_are in told
    [rendered] = {each for each in addresses if "/render" in each and "Last+decisions" in each.replace("%20", "+")}
    assert len(rendered) < LONGEST_ADDRESS
    assert len(parse_qs(urlsplit(rendered).query)["content"][0].encode()) <= LONGEST_DETAILS
    await pictured(page, "details")


async def test_the_queries_of_a_case_work_there(seen: Seen) -> None:
    page = await seen.case(seen.signing, "query")
    await page.get_by_role("button", name="Run Query").click()
    await page.get_by_text(f'"reference": "{seen.signing.reference}"').first.wait_for(state="attached")


async def test_a_failure_reads_as_a_sentence_and_the_case_says_what_waits(seen: Seen) -> None:
    case = await refer(seen.live, "WEB-AWAY", today())
    async with without_ledger(seen.live.service), without_mail(seen.live.service):
        await case.decide(criteria_met(today()))
        await until(lambda: every_errand_has_failed(case))
        page = await seen.case(case, "pending-activities")
        server = f"{seen.live.settings.smtp_host}:{seen.live.settings.smtp_port}"
        await page.get_by_text(f"The mail server {server}").first.wait_for(state="attached")
        await page.get_by_text("the ledger's PostgreSQL (setting ledger_dsn) is unavailable").first.wait_for(
            state="attached"
        )
        await pictured(page, "pending")
        assert ".py" not in await page.inner_text("main")
        await page.get_by_text("User Metadata", exact=True).click()
        told = await details_of(page, case, "Waiting to be sent")
        assert "to Education: summary request; to The health trust: summary request" in told
        assert "Waiting for the ledger" in told
        await pictured(page, "details-waiting")


async def test_without_a_worker_the_end_of_a_closed_case_stands_there_and_a_replay_says_the_same(seen: Seen) -> None:
    page = await seen.case(seen.panel, "user-metadata")
    before = await details_of(page, seen.panel, "To be done now")
    await seen.live.service.worker.stop()
    try:
        page = await seen.go(page_of_list("cspr", "Closed", f"WorkflowId = '{seen.closed.reference}'"))
        await page.get_by_text("closed: criteria not met").first.wait_for()
        await pictured(page, "closed-without-worker")
    finally:
        await seen.live.service.worker.start()
    page = await seen.case(seen.panel, "user-metadata")
    assert await details_of(page, seen.panel, "To be done now") == before


async def test_each_update_says_how_it_is_really_sent_and_the_front_door_takes_none(seen: Seen) -> None:
    """With buttons that lead somewhere, as another version of the Web UI may have them."""
    page = await new_page(seen)
    await page.route("**/api/v1/settings*", with_buttons)
    await page.goto(f"{seen.live.settings.door_origins[0]}/namespaces/cspr/workflows/{seen.signing.reference}")
    await open_dialog(page, "Send an Update")
    await page.get_by_role("button", name="Select an Update").click()
    option = page.get_by_role("option", name="Taken with cspr criteria;")
    await option.scroll_into_view_if_needed()
    await pictured(page, "update")
    await option.click()
    await page.get_by_role("button", name="Submit").locator("visible=true").click()
    await page.get_by_text(ONLY_READS).first.wait_for(state="attached")
    await page.close()


async def test_an_update_from_behind_the_front_door_is_refused_and_the_case_says_so(seen: Seen) -> None:
    case = seen.soon
    page = await new_page(seen)
    await page.goto(f"{seen.live.service.temporal.web_ui_address}/namespaces/cspr/workflows/{case.reference}")
    await open_dialog(page, "Send an Update")
    await page.get_by_role("dialog", name="Send an Update").get_by_role("textbox").first.fill("Record an action")
    await page.get_by_role("button", name="Submit").locator("visible=true").click()
    assert (await case.until(lambda state: state.malformed)).actions == ()
    await page.close()
    page = await seen.case(case, "user-metadata")
    told = await details_of(page, case, "messages not understood: 1")
    assert "Decisions are taken with cspr, never on this page." in told


async def new_page(seen: Seen) -> Page:
    page = await seen.page.context.new_page()
    page.set_default_timeout(SECONDS)
    return page


async def open_dialog(page: Page, action: str) -> None:
    await page.get_by_role("button", name="More Actions").locator("visible=true").click()
    await page.get_by_role("menuitem", name=action).locator("visible=true").click()


async def with_buttons(route: Route) -> None:
    answer = await route.fetch()
    await route.fulfill(response=answer, json={**await answer.json(), "DisableWriteActions": False})
