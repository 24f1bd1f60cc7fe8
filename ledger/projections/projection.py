"""A projection: which rows each record has in a table that people ask, and how that table is asked."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Generic, TypeVar

from domain.case import Case
from domain.event import RecordedEvent
from domain.model import Model
from domain.moment import Moment


@dataclass(frozen=True)
class Record:
    """One stream, as a projection sees it: the events, and the case that they add up to.

    `case` is None where there are no events, and where the record was destroyed: at the UTC instant `destroyed`.
    """

    stream: str
    events: tuple[RecordedEvent, ...] = ()
    case: Case | None = None
    destroyed: datetime | None = None

    @property
    def ruled(self) -> Case | None:
        """The case, once its rules are resolved: before, nothing can be owed, decided or written."""
        return self.case if self.case and self.case.rules else None


class Row(Model):
    """A row of a projection's table: its fields are the columns.

    It is kept in clear: codes, keys of duties and of the directory, titles, dates and instants; never free text, a
    name or an address of a person, the id of one, or the id of a decision, which its sender chooses.
    """

    stream: str


R = TypeVar("R", bound=Row)


@dataclass(frozen=True)
class Query(Generic[R]):
    """A question to a table: its SQL with what is asked for, and the rows that it gives."""

    sql: str
    arguments: tuple[Any, ...]
    row: type[R]


@dataclass(frozen=True)
class Projection(Generic[R]):
    """Rows for each record, by a pure function of it.

    Args:
        name: as people name it, and as the table `projection` does.
        version: to be raised whenever the same record gets other rows; the table is then made anew.
        table: where the rows are.
        row: their form.
        rows_of: the rows of one record.
    """

    name: str
    version: int
    table: str
    row: type[R]
    rows_of: Callable[[Record], Iterable[R]]

    @cached_property
    def delete(self) -> str:
        """The SQL that takes out the rows of a stream."""
        return f"delete from {self.table} where stream = $1"  # noqa: S608 - a name of ours

    @cached_property
    def insert(self) -> str:
        """The SQL that puts in one row."""
        places = ", ".join(f"${number}" for number in range(1, len(self.row.model_fields) + 1))
        return f"insert into {self.table} ({', '.join(self.row.model_fields)}) values ({places})"  # noqa: S608 - ours

    @cached_property
    def delete_strays(self) -> str:
        """The SQL that takes out the rows of streams that there are no longer."""
        return (
            f"delete from {self.table} listed "  # noqa: S608 - a name of ours
            "where not exists (select from event where event.stream = listed.stream)"
        )

    def asked(self, conditions: Mapping[str, object], order: str, only: str | None = None) -> Query[R]:
        """The rows that fulfil all conditions.

        Args:
            conditions: SQL, where `{}` is what is asked for; a condition that asks for None does not count.
            order: the columns that the rows are sorted by.
            only: a condition in which nothing is asked for, word for word as in the index that serves it.
        """
        given = {condition: value for condition, value in conditions.items() if value is not None}
        terms = [only] if only else []
        terms += [condition.format(f"${number}") for number, condition in enumerate(given, start=1)]
        where = f" where {' and '.join(terms)}" if terms else ""
        columns = ", ".join(self.row.model_fields)
        sql = f"select {columns} from {self.table}{where} order by {order}"  # noqa: S608 - all ours
        return Query(sql, tuple(given.values()), self.row)


def values_of(row: Row) -> list[object]:
    """The columns of a row, as PostgreSQL takes them."""
    return [str(value) if isinstance(value, Moment) else value for value in dict(row).values()]
