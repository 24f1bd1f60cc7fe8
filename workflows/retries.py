"""How long an errand may take, and how it is tried again: for ever, because what waits here is a statutory duty."""

from datetime import timedelta

from temporalio.common import RetryPolicy

from workflows.errands import UNDELIVERABLE

ONE_ATTEMPT = timedelta(seconds=20)
"""At the ledger or on files. Where a worker is killed, what it had in hand is tried again after this."""

ONE_DELIVERY = timedelta(minutes=1)
"""A mail server may take its time over a letter."""

LEDGER_RETRY = RetryPolicy(initial_interval=timedelta(seconds=1), maximum_interval=timedelta(minutes=5))
"""The ledger may be down for a day."""

MAIL_RETRY = RetryPolicy(
    initial_interval=timedelta(seconds=5),
    maximum_interval=timedelta(minutes=15),
    non_retryable_error_types=[UNDELIVERABLE],
)
"""A mail server may be down for a day as well; a letter that it refuses for good is not tried again."""
