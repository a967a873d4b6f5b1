-- Every account-like source record once, deleted ones included (see int_people__unioned). A system without account
-- ids names its accounts: there the name as written is the record, whether a list of accounts or a deal names it.
-- The first branch of the union names the columns, the others follow its order.
-- noqa: disable=AL03,AL08,LT09

with

salesforce_accounts as (

    {{ known_records(ref('stg_salesforce__accounts__versions'), [
        'salesforce_account_id', 'parent_salesforce_account_id', 'account_name', 'website', 'billing_country'
    ]) }}

),

companies as (

    {{ known_records(ref('stg_hubspot__companies__versions'), [
        'hubspot_company_id', 'parent_hubspot_company_id', 'company_name', 'domain', 'country'
    ]) }}

),

named as (

    select
        source_record_key,
        account_name,
        country,
        _landing_seq,
        _row_number,
        version_no,
        is_current,
        is_deleted,
        1 as is_listed
    from {{ ref('stg_files__accounts__versions') }}

    union all

    select
        {{ source_record_key('files.account', ['account_name']) }},
        account_name,
        cast(null as string),
        _landing_seq,
        _row_number,
        version_no,
        is_current,
        is_deleted,
        0
    from {{ ref('stg_files__opportunities__versions') }}
    where account_name is not null

),

-- A name is deleted when no list and no live deal holds it any more.
file_accounts as (

    select
        source_record_key,
        account_name,
        country,
        not max(is_current and not named.is_deleted) over (partition by source_record_key) as is_deleted,
        {{ first_landed() }}
    from named
    qualify
        row_number() over (
            partition by source_record_key
            order by is_listed desc, named.is_deleted asc, version_no desc, _landing_seq desc, _row_number desc
        ) = 1

),

unioned as (

    select
        source_record_key,
        'salesforce' as system,
        'account' as entity,
        salesforce_account_id as source_id,
        first_landing_seq,
        first_row_number,
        account_name,
        {{ url_host('website') }} as domain,
        billing_country as country,
        {{ source_record_reference('salesforce.account', 'parent_salesforce_account_id') }} as parent_source_record_key,
        is_deleted
    from salesforce_accounts

    union all

    select
        source_record_key,
        'hubspot', 'company', hubspot_company_id,
        first_landing_seq, first_row_number,
        company_name, {{ url_host('domain') }}, country,
        {{ source_record_reference('hubspot.company', 'parent_hubspot_company_id') }},
        is_deleted
    from companies

    union all

    select
        source_record_key,
        'files', 'account', account_name,
        first_landing_seq, first_row_number,
        account_name, cast(null as string), country,
        cast(null as string),
        is_deleted
    from file_accounts

    {{ and_registered('accounts', [
        'source_record_key', 'system', 'entity', 'source_id', 'first_landing_seq', 'first_row_number', 'account_name',
        'domain', 'country', 'parent_source_record_key', 'is_deleted',
    ]) }}

)

select * from unioned
