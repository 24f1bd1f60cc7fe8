"""A report as CSV: one file a table (RFC 4180), for spreadsheets and programs."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO
from pathlib import Path

from domain.reporting.report import Report
from domain.reporting.table import Cell
from starter.files.new_files import check_new, in_new_folder, writing

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""A spreadsheet computes a cell that begins so; after an apostrophe it shows it instead (OWASP, CSV injection)."""

CSV = "--csv"
"""By which somebody says where the folder is written to."""

ENCODING = "utf-8-sig"
"""Spreadsheets take a file for UTF-8 where it begins with the mark of it."""


def write_csv(report: Report, folder: Path) -> list[Path]:
    """Write the tables into a new folder, and beside them what the report is about.

    Raises:
        BadInput: something is there already, or it cannot be written there.
    """
    check_new(folder, CSV)
    about = [
        ("from", report.period.first.isoformat()),
        ("to", report.period.last.isoformat()),
        ("known at", report.known_at.isoformat()),
        ("for", report.audience.value),
        *(("note", note) for note in report.notes),
        *((table.title, table.about) for table in report.tables),
    ]
    files = {"about": as_csv(("what", "words"), about)}
    files |= {each.name: as_csv(each.columns, (row.cells for row in each.rows)) for each in report.tables}
    with writing(folder), in_new_folder(folder) as keep:
        for name, content in files.items():
            keep(f"{name}.csv", content.encode(ENCODING))
    return [folder / f"{name}.csv" for name in files]


def as_csv(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """The header and the rows; lines end as RFC 4180 has it."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerows([_harmless(cell) for cell in row] for row in (columns, *rows))
    return text.getvalue()


def _harmless(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
