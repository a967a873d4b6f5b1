"""What one slip of the hand makes of an address or a date, as SQL macros."""

import duckdb


def define_slips(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the macros, for this connection.

    ``is_slip(a, b)``: two addresses that differ by a slip in the domain or in the letters of the mailbox; longer ones
    may have two. Another number is another mailbox.

    ``is_date_slip(a, b)``: two dates of which one part was mistyped, or day and month have changed places.
    """
    connection.execute(
        """
        create or replace temp macro is_slip(a, b) as (
            split_part(a, '@', 1) = split_part(b, '@', 1)
            and damerau_levenshtein(split_part(a, '@', 2), split_part(b, '@', 2))
                <= least(2, length(split_part(a, '@', 2)) // 5, length(split_part(b, '@', 2)) // 5)
            or split_part(a, '@', 2) = split_part(b, '@', 2)
            and damerau_levenshtein(split_part(a, '@', 1), split_part(b, '@', 1))
                <= greatest(1, least(2, length(split_part(a, '@', 1)) // 5, length(split_part(b, '@', 1)) // 5))
            and regexp_replace(split_part(a, '@', 1), '[^0-9]', '', 'g')
                = regexp_replace(split_part(b, '@', 1), '[^0-9]', '', 'g')
        );
        create or replace temp macro is_date_slip(a, b) as (
            year(a) = year(b)
            and (month(a) = month(b) or day(a) = day(b) or month(a) = day(b) and day(a) = month(b))
            or month(a) = month(b) and day(a) = day(b)
            and levenshtein(cast(year(a) as varchar), cast(year(b) as varchar)) <= 1
        )
        """
    )
