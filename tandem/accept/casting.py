"""SQL that turns the text of one cell into its contract type, or says in one code why it cannot.

Nothing is guessed and nothing is rounded: a text that is not exactly a value of the type is refused. DuckDB's own
casts are too kind for that (``'2026-01-05abc'`` is a date to it, ``'1.005'`` becomes 1.01 in DECIMAL(18,2), the zone
of ``'… +02'`` is dropped), so a pattern decides first and the cast comes after it.

Empty text is null before these functions see it. Reason codes: ``missing``, ``not_a_number``, ``too_precise``,
``out_of_range``, ``not_an_integer``, ``not_a_date``, ``not_a_timestamp``, ``not_a_boolean``, ``not_a_currency``,
``not_allowed``, ``too_long``.
"""

import re

from tandem.contracts import Column
from tandem.database import literal

_INTEGER = r"[+-]?[0-9]+(\.0*)?"  # spreadsheets and data frames write whole numbers as 12.0
_PLAIN = r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)"
_EXPONENT = r"[+-]?[0-9]+(\.[0-9]*)?[eE][+-]?[0-9]{1,2}"
_DAY = r"([12][0-9]{3}|9999)-[0-9]{2}-[0-9]{2}"  # 9999-12-31 is many systems' "for ever"
_MIDNIGHT = r"([T ]00:00:00(\.0+)?( ?(Z|UTC|[+]00(:?00)?))?)?"
_CLOCK = r"[0-9]{1,2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6}0*)?)?"
_UTC = r" ?(Z|UTC|[+]00(:?00)?)"
_OFFSET = r" ?[+-][0-9]{2}(:?[0-9]{2})?"

_NOT = {"integer": "not_an_integer", "boolean": "not_a_boolean", "date": "not_a_date", "timestamp": "not_a_timestamp"}
_DECIMAL = re.compile(r"DECIMAL\((\d+),(\d+)\)")


def value_sql(column: Column, text: str, time_zone: str) -> str:
    """Expression of the column's SQL type over the text expression ``text``; null where it is not exactly a value."""
    if column.format:
        parsed = f"try_strptime(trim({text}), {literal(column.format)})"
        return f"CAST({parsed} AS DATE)" if column.type == "date" else _to_utc(parsed, time_zone)
    if column.type == "integer":
        cell = f"trim({text})"
        return (
            f"CASE WHEN regexp_full_match({cell}, '{_INTEGER}') THEN TRY_CAST(split_part({cell}, '.', 1) AS BIGINT) END"
        )
    if column.type.startswith("decimal"):
        return _decimal(f"trim({text})", column.sql_type)
    if column.type == "boolean":
        cell = f"lower(trim({text}))"
        return f"CASE WHEN {cell} IN ('true', '1', 'yes') THEN true WHEN {cell} IN ('false', '0', 'no') THEN false END"
    if column.type == "date":
        cell = f"trim({text})"
        return f"CASE WHEN regexp_full_match({cell}, '{_DAY}{_MIDNIGHT}') THEN TRY_CAST(left({cell}, 10) AS DATE) END"
    if column.type == "timestamp":
        return _timestamp(f"trim({text})", time_zone)
    if column.type == "currency":
        return f"CASE WHEN regexp_full_match(trim({text}), '[A-Za-z]{{3}}') THEN upper(trim({text})) END"
    if column.type == "salesforce_id":
        return _salesforce_id(text)
    return text


def reason_sql(column: Column, text: str, value: str, max_bytes: int) -> str | None:
    """Expression with the reason code of a refused cell, null for a good one; None if no cell can be refused.

    ``value`` is the expression (or column) holding the result of ``value_sql``.
    """
    cases = []
    if column.required:
        cases.append(f"WHEN {text} IS NULL THEN 'missing'")
    if column.type in ("string", "salesforce_id"):
        longest = min(max_bytes, column.max_bytes or max_bytes)
        cases.append(f"WHEN strlen({text}) > {longest} THEN 'too_long'")
    else:
        cases.append(f"WHEN {value} IS NULL AND {text} IS NOT NULL AND trim({text}) <> '' THEN {_why(column, text)}")
        if column.required:
            cases.append(f"WHEN {value} IS NULL THEN 'missing'")
    if column.values is not None:
        cases.append(f"WHEN {value} NOT IN ({', '.join(map(literal, column.values))}) THEN 'not_allowed'")
    if column.minimum is not None:
        cases.append(f"WHEN {value} < {column.minimum!r} THEN 'out_of_range'")
    if column.maximum is not None:
        cases.append(f"WHEN {value} > {column.maximum!r} THEN 'out_of_range'")
    return f"CASE {' '.join(cases)} END" if cases else None


def _why(column: Column, text: str) -> str:
    cell = f"trim({text})"
    if column.type == "integer":
        return f"CASE WHEN regexp_full_match({cell}, '{_INTEGER}') THEN 'out_of_range' ELSE 'not_an_integer' END"
    if column.type == "currency":
        return "'not_a_currency'"
    if not column.type.startswith("decimal"):
        return f"'{_NOT[column.type]}'"
    exact = _exact(cell, int(_DECIMAL.fullmatch(column.sql_type)[2]))
    return (
        f"CASE WHEN NOT regexp_full_match({cell}, '{_PLAIN}|{_EXPONENT}') THEN 'not_a_number' "
        f"WHEN {exact} THEN 'out_of_range' ELSE 'too_precise' END"
    )


def _exact(cell: str, scale: int) -> str:
    """Whether a number in plain or exponent form has no digit behind the ``scale``-th decimal place."""
    digits = f"length(rtrim(regexp_extract({cell}, '\\.([0-9]*)[eE]', 1), '0'))"
    exponent = f"CAST(regexp_extract({cell}, '[eE](.*)', 1) AS INTEGER)"
    return (
        f"CASE WHEN regexp_full_match({cell}, '{_PLAIN}') THEN regexp_full_match({cell}, "
        f"'[+-]?[0-9]*(\\.[0-9]{{0,{scale}}}0*)?') "
        f"WHEN regexp_full_match({cell}, '[+-]?0+(\\.0*)?[eE].*') THEN true ELSE {digits} - {exponent} <= {scale} END"
    )


def _decimal(cell: str, sql_type: str) -> str:
    scale = int(_DECIMAL.fullmatch(sql_type)[2])
    plain = rf"[+-]?([0-9]+(\.[0-9]{{0,{scale}}}0*)?|\.[0-9]{{1,{max(scale, 1)}}}0*)"
    return (
        f"CASE WHEN regexp_full_match({cell}, '{plain}') THEN TRY_CAST({cell} AS {sql_type}) "
        f"WHEN regexp_full_match({cell}, '{_EXPONENT}') AND {_exact(cell, scale)} "
        f"THEN TRY_CAST({cell} AS {sql_type}) END"
    )


def _timestamp(cell: str, time_zone: str) -> str:
    local = f"TRY_CAST(regexp_replace({cell}, ' ?(Z|UTC)$', '') AS TIMESTAMP)"
    naive = f"TRY_CAST({cell} AS TIMESTAMP)"
    # 12:00:00+0530 -> 12:00:00+05:30; the cast reads no other spelling of an offset with minutes.
    spelled = rf"regexp_replace(regexp_replace({cell}, ' ([+-])', '\1'), '([+-][0-9]{{2}})([0-9]{{2}})$', '\1:\2')"
    spelled = (
        f"CASE WHEN regexp_full_match({cell}, '.*[+-][0-9]{{4}}') THEN {spelled} ELSE replace({cell}, ' +', '+') END"
    )
    with_offset = f"TRY_CAST({spelled} AS TIMESTAMPTZ) AT TIME ZONE 'UTC'"
    return (
        f"CASE WHEN regexp_full_match({cell}, '{_DAY}([T ]{_CLOCK})?') THEN {_to_utc(naive, time_zone)} "
        f"WHEN regexp_full_match({cell}, '{_DAY}[T ]{_CLOCK} ?(Z|UTC)') THEN {local} "
        f"WHEN regexp_full_match({cell}, '{_DAY}[T ]{_CLOCK}{_OFFSET}') THEN {with_offset} END"
    )


def _to_utc(naive: str, time_zone: str) -> str:
    """Local wall-clock time as naive UTC. A time that a clock change skips or doubles follows ICU's rule."""
    return naive if time_zone == "UTC" else f"({naive} AT TIME ZONE {literal(time_zone)}) AT TIME ZONE 'UTC'"


def _salesforce_id(text: str) -> str:
    """15 characters become the 18-character form; its last three say which letters are capitals.

    Source: Salesforce, "How to convert a 15 character ID to 18 characters": one letter of ``A…Z0…5`` per group of
    five characters, bit i set when the i-th of the group is a capital.
    """
    suffix = []
    for group in range(3):
        bits = " + ".join(
            f"CASE WHEN {text}[{5 * group + i + 1}] BETWEEN 'A' AND 'Z' THEN {2**i} ELSE 0 END" for i in range(5)
        )
        suffix.append(f"'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345'[{bits} + 1]")
    return (
        f"CASE WHEN regexp_full_match({text}, '[A-Za-z0-9]{{15}}') THEN {text} || {' || '.join(suffix)} ELSE {text} END"
    )
