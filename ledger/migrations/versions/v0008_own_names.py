"""The triggers look for our tables alone, whatever a session calls its own."""

from alembic import op

revision = "0008"
down_revision = "0007"

# A trigger's function finds tables as the session does that fired it, and a temporary table before any other: by one
# called `event` or `attempt` the service's role could give the triggers another record to go on from.
OWN_NAMES = """
do $$
declare
    looks text;
begin
    foreach looks in array array['refuse_unchained()', 'take_place()'] loop
        execute format('alter function %s set search_path = %I, pg_temp', looks, current_schema());
    end loop;
end $$
"""


def upgrade() -> None:
    """Pin where the two functions look."""
    op.execute(OWN_NAMES)
