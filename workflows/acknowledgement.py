"""When stage 2 happens: each referrer is acknowledged at once, also those whose referral is linked later."""

from domain.acknowledgement import letters_wanted
from domain.steps import request_acknowledgements
from workflows.case_file import CaseFile


async def acknowledge_every_referrer(file: CaseFile) -> None:
    """As long as the case is open."""
    while not file.case.is_closed:
        await file.until(lambda case: case.is_closed or letters_wanted(case))
        if letters_wanted(file.case):
            file.do(request_acknowledgements)
