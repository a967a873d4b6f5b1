"""How accepted rows are read: one typed SELECT per contract, whatever contract version each file was written under."""

from pathlib import Path

from tandem.accept.casting import value_sql
from tandem.contracts import RAW_METADATA, Contract
from tandem.database import literal, quoted


def raw_view_sql(contract: Contract, files: list[Path]) -> str:
    """A DuckDB SELECT over exactly these raw Parquet files: the contract's columns, typed, then ``RAW_METADATA``.

    Files stay as they were written. A column that a file does not have yet is filled from that file's ``_extra``
    (where acceptance kept it while the contract did not know it), by the same rules as acceptance; a kept text that
    does not fit the column's type reads as null. No files: the same columns and no rows.
    """
    types = {name: column.sql_type for name, column in contract.columns.items()} | RAW_METADATA
    nothing = ", ".join(f"CAST(NULL AS {sql_type}) AS {quoted(name)}" for name, sql_type in types.items())
    if not files:
        return f"SELECT {nothing} WHERE false"
    columns = []
    for name, sql_type in types.items():
        value = f"CAST({quoted(name)} AS {sql_type})"
        column = contract.columns.get(name)
        if column is not None and column.since > 1:
            kept = f"nullif(json_extract_string(_extra, {literal('$.' + quoted(name))}), '')"
            old = f"CASE WHEN _extra IS NOT NULL THEN {value_sql(column, kept, contract.time_zone)} END"
            value = f"coalesce({value}, {old})"
        columns.append(f"{value} AS {quoted(name)}")
    listed = ", ".join(literal(str(file)) for file in files)
    # The branch without rows gives every column a type even if no file has it; DuckDB plans it away.
    return (
        f"SELECT {', '.join(columns)} FROM (SELECT * FROM read_parquet([{listed}], union_by_name = true) "
        f"UNION ALL BY NAME SELECT {nothing} WHERE false)"
    )
