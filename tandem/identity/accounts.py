"""What puts account records together: stated references, the internet domain, the name within a country.

Parent and subsidiary are two accounts, whatever they share.
"""

import duckdb

from tandem.identity import normalise
from tandem.identity.evidence import KeyKind, add_shared_keys, add_stated, create_tables
from tandem.identity.guards import TOO_LARGE, Guard
from tandem.identity.keys import SCHEMA, map_distinct
from tandem.identity.person_keys import UNIONED as PEOPLE
from tandem.identity.tables import Tables

UNIONED = "intermediate.int_accounts__unioned"
CROSSREFS = "intermediate.int_accounts__crossrefs"

_NOT_RELATED = "(coalesce(x.own_key <> y.parent_key, true) and coalesce(y.own_key <> x.parent_key, true))"
_SAME_COUNTRY = "(x.country is null or y.country is null or x.country = y.country)"

# One domain, two spellings. Different words mean a brand or a subsidiary that uses its parent's domain.
NAMES_AGREE = f"""(
    (x.name is null or y.name is null or x.name = y.name
        or jaro_winkler_similarity(x.name, y.name) >= 0.93
        or starts_with(x.name, y.name || ' ') or starts_with(y.name, x.name || ' '))
    and {_SAME_COUNTRY}
    and {_NOT_RELATED}
)"""

# One name in one country: two different domains are two companies.
DOMAINS_AGREE = f"""(
    (x.domain is null or y.domain is null or x.domain = y.domain)
    and {_NOT_RELATED}
)"""

KEYS = (
    KeyKind("domain", NAMES_AGREE, limit=8, clean_rule="domain_equal", mixed_rule="domain_and_name"),
    KeyKind("name", DOMAINS_AGREE, limit=8, clean_rule="name_and_country", mixed_rule="domain_and_name"),
)

CONTRADICTIONS = """
    select distinct unnest([children.no, parents.no]) as no
    from suspects as children
    inner join records on children.no = records.no
    inner join records as parent_records on records.parent_key = parent_records.source_record_key
    inner join suspects as parents on parent_records.no = parents.no
    where children.anchor = parents.anchor and children.stated_anchor <> parents.stated_anchor
"""


GUARDS = (Guard("contradiction", CONTRADICTIONS), TOO_LARGE)


def collect_evidence(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill ``records``, ``signatures``, ``keyed``, ``edges`` and ``refusals`` from the identity inputs."""
    _records(connection)
    connection.execute(
        """
        create or replace temp table keyed as
        select distinct 'domain' as kind, accounts.domain_key as key, records.no, records.signature
        from accounts
        inner join records on accounts.no = records.no
        where domain_key is not null
        union all
        select 'name', name || '|' || country_code, records.no, records.signature
        from accounts
        inner join records on accounts.no = records.no
        where name is not null and country_code is not null
        """
    )
    create_tables(connection)
    add_stated(connection, CROSSREFS)
    for kind in KEYS:
        add_shared_keys(connection, kind)


def _company_domain(text: str) -> str | None:
    registrable = normalise.domain(text)
    return None if registrable is None or normalise.is_free_mail(registrable) else registrable


def _records(connection: duckdb.DuckDBPyConnection) -> None:
    for table, column, function in (
        ("company_names", "account_name", normalise.company_name),
        ("company_domains", "domain", _company_domain),
        ("company_countries", "country", normalise.country_code),
    ):
        source = f"select {column} as text from {UNIONED} where {column} is not null"
        map_distinct(connection, table, source, function, arguments=["text"])
    connection.execute(
        f"""
        create or replace temp table accounts as
        select
            row_number() over (
                order by accounts.first_landing_seq, accounts.first_row_number, accounts.source_record_key
            ) - 1 as no,
            accounts.source_record_key,
            accounts.parent_source_record_key as parent_key,
            -- Only records in a hierarchy need their own key in the comparison.
            case
                when accounts.parent_source_record_key is not null or children.parent_source_record_key is not null
                    then accounts.source_record_key
            end as own_key,
            company_names.value as name,
            company_domains.value as domain_key,
            company_countries.value as country_code
        from {UNIONED} as accounts
        left join company_names on accounts.account_name = company_names.text
        left join company_domains on accounts.domain = company_domains.text
        left join company_countries on accounts.country = company_countries.text
        left join (select distinct parent_source_record_key from {UNIONED}) as children
            on accounts.source_record_key = children.parent_source_record_key;

        create or replace temp table signatures as
        select
            row_number() over (order by name, domain_key, country_code, own_key, parent_key) as signature,
            name,
            domain_key as domain,
            country_code as country,
            own_key,
            parent_key,
            name || '|' || domain_key || '|' || country_code as exact,
            name is null as is_nameless
        from (select distinct name, domain_key, country_code, own_key, parent_key from accounts);

        create or replace temp table records as
        select
            accounts.no,
            accounts.source_record_key,
            accounts.parent_key,
            cast(null as timestamp) as created_at,
            signatures.signature
        from accounts
        inner join signatures
            on accounts.name is not distinct from signatures.name
            and accounts.domain_key is not distinct from signatures.domain
            and accounts.country_code is not distinct from signatures.country
            and accounts.own_key is not distinct from signatures.own_key
            and accounts.parent_key is not distinct from signatures.parent_key;
        """
    )


def find_employer_domains(connection: duckdb.DuckDBPyConnection) -> None:
    """``employer_domains`` (employer, domain): what accounts say of the companies that people work for."""
    connection.execute(
        "create or replace temp table employer_domains as "
        "select distinct name as employer, domain_key as domain from accounts "
        "where name is not null and domain_key is not null"
    )


def write_employers(tables: Tables) -> None:
    """Write ``identity.employers``: which account a company's name means, as people's records write it.

    Only names that belong to exactly one account. After the accounts are resolved and people's keys collected.
    """
    rows = f"""
        with named as (
            select accounts.name, min(links.account_id) as account_id
            from accounts
            inner join identity.account_links as links
                on accounts.source_record_key = links.source_record_key and links.valid_to is null
            where accounts.name is not null
            group by accounts.name
            having count(distinct links.account_id) = 1
        ),
        written as (
            select distinct company_name from {PEOPLE} where company_name is not null
        )
        select written.company_name, named.account_id
        from written
        inner join {SCHEMA}.employers as employers on written.company_name = employers.text
        inner join named on employers.value = named.name
        order by all
    """
    tables.write("identity.employers", rows, whole=True)
