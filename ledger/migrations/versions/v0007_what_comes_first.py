"""What has to come before a duty can be met, in the list of duties; the workers make that list anew."""

from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the column."""
    op.execute("alter table listed_duty add column comes_after text")
