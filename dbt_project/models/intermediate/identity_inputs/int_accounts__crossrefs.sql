-- What the systems themselves say about which of their records are one account. Both ends exist in
-- int_accounts__unioned; `a` is the record that says so.
-- noqa: disable=AL03

with

file_names as (

    select
        source_record_key,
        min(source_record_key) over (partition by {{ lower_ascii('trim(account_name)') }}) as first_spelling_key
    from {{ ref('int_accounts__unioned') }}
    where system = 'files'

),

stated as (

    {{ references(ref('stg_hubspot__companies__versions'), 'salesforce_account_id',
                  'salesforce.account', 'crm_id_in_hubspot') }}
    union all
    {{ references(ref('stg_salesforce__accounts__versions'), 'master_salesforce_account_id',
                  'salesforce.account', 'salesforce_merge') }}

    union all

    -- Within one system a name is the id: spellings that differ in case or outer blanks only are the same account.
    select
        source_record_key,
        first_spelling_key,
        'same_name_in_files',
        cast(null as timestamp)
    from file_names

),

known as (

    select
        stated.source_record_key_a,
        stated.source_record_key_b,
        stated.rule,
        min(stated.decided_at) as decided_at
    from stated
    inner join {{ ref('int_accounts__unioned') }} as a on stated.source_record_key_a = a.source_record_key
    inner join {{ ref('int_accounts__unioned') }} as b on stated.source_record_key_b = b.source_record_key
    where stated.source_record_key_a <> stated.source_record_key_b
    group by stated.source_record_key_a, stated.source_record_key_b, stated.rule

)

select * from known
