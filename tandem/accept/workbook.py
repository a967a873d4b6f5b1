"""Workbooks (.xlsx): one sheet by name; values as they were saved, formulas are never evaluated."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

from tandem.accept import careful as exact
from tandem.accept.delimited import write_cleaned
from tandem.accept.job import FileJob
from tandem.accept.source import Context, Source, cells_sql, extra_sql
from tandem.accept.text import refuse, shown


def workbook(path: Path, job: FileJob, context: Context) -> Source:
    """How to read one sheet. Raises HeldError if there is no such sheet or its header does not fit the contract."""
    import python_calamine

    source = Source()
    try:
        book = python_calamine.load_workbook(str(path))
        sheet = _sheet(book.sheet_names, job, context)
        rows = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    except (python_calamine.CalamineError, python_calamine.ZipError, python_calamine.XmlError, OSError):
        raise refuse(job.name, "its workbook structure is cut or damaged: save it again as .xlsx") from None
    filled = ((number, row) for number, row in enumerate(rows, start=1) if any(cell != "" for cell in row))
    _, first = next(filled, (0, None))
    if first is None:
        source.notices.append(("empty_file", f"the sheet {shown(sheet)} is empty"))
        return source
    names = [text_of(cell).strip() for cell in first]
    while names and not names[-1]:
        names.pop()
    header = context.header(names, job)
    source.notices += header.notices
    records = _records(filled, len(names), context.max_field_bytes)
    texts = cells_sql(context.contract, job, {name: f"c{at}" for name, at in header.columns.items()})
    extra = extra_sql({name: f"c{at}" for name, at in header.extra.items()})
    source.sql = write_cleaned(records, len(names), job, context, source, texts, extra)
    return source


def text_of(cell: object) -> str:
    """The exact text of a cell. Numbers have the 15 significant digits that the file format keeps."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else f"{cell:.15g}"
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return str(cell)


def _records(filled: Iterator[tuple[int, list]], fields: int, longest: int) -> Iterator[exact.Record]:
    for number, (_, row) in enumerate(filled, start=1):
        cells = [text_of(cell) for cell in row]
        raw = "\t".join(cells).encode("utf-8", "backslashreplace")
        reason = None
        if any(cells[fields:]):
            reason = "row:wrong_number_of_fields"
        elif any("\0" in cell for cell in cells):
            reason = "row:nul_byte"
        elif any(len(cell) > longest for cell in cells):
            reason = "row:too_long"
        yield exact.Record(number, None if reason else cells[:fields], reason, raw)


def _sheet(names: list[str], job: FileJob, context: Context) -> str:
    wanted = job.sheet or context.contract.format.sheet
    if wanted is None:
        if len(names) == 1:
            return names[0]
        raise refuse(job.name, f"has {len(names)} sheets: name one in the contract (format: sheet)")
    for name in names:
        if name.strip().lower() == wanted.strip().lower():
            return name
    raise refuse(job.name, f"has no sheet {shown(wanted)} (it has {', '.join(shown(name) for name in names[:10])})")
