"""The rapid review as the document that goes to the Panel."""

import asyncio

from jinja2 import Environment, PackageLoader, StrictUndefined
from temporalio import activity

from activities.house import House
from domain.correspondence import organisation_name
from domain.decisions.rapid_review import Paper
from domain.document import Document
from domain.gathering import agencies
from domain.rapid_review import RECOMMENDATION_WORDS
from domain.signatures import key_of
from workflows.errands import ASSEMBLE_RAPID_REVIEW, ReviewToAssemble

PAPERS = Environment(
    loader=PackageLoader("activities", "papers"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)


class ReviewDesk:
    """Assembles papers from what is on record."""

    def __init__(self, house: House) -> None:
        self._house = house

    @activity.defn(name=ASSEMBLE_RAPID_REVIEW)
    async def assemble(self, wanted: ReviewToAssemble) -> Document:
        """The complete rapid review with its gaps stated. The same record gives the same document."""
        case = wanted.case
        if case.meeting is None:
            raise ValueError("a rapid review without its meeting cannot be assembled")
        signatures = [
            (organisation_name(case, partner), case.signatures[key_of(Paper.RAPID_REVIEW, partner)])
            for partner in case.partner_keys()
        ]
        page = PAPERS.get_template("rapid_review.html.j2").render(
            case=case,
            recommendation=RECOMMENDATION_WORDS[case.meeting.recommendation],
            summaries=[(organisation_name(case, key), case.summaries.get(key)) for key in agencies(case)],
            signatures=signatures,
        )
        documents = await self._house.documents(case.reference)
        return await asyncio.to_thread(
            documents.put,
            page.encode(),
            f"rapid-review-{case.reference}.html",
            "text/html",
        )
