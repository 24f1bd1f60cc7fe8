"""What of each event stays in clear, so that the statistics outlive a record whose key is destroyed."""

from alembic import op

revision = "0003"
down_revision = "0002"

# Rows that were written before have none; what was never written cannot be made up now.
SKELETON = "alter table event add column skeleton jsonb not null default '{}'"
ALWAYS_WRITTEN = "alter table event alter column skeleton drop default"


def upgrade() -> None:
    """Add the column."""
    for statement in (SKELETON, ALWAYS_WRITTEN):
        op.execute(statement)
