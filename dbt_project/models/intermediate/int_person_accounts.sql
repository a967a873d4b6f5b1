-- The account of each person by the strongest evidence, one row per person that has any.
--   1 a Salesforce contact belongs to the account     2 a HubSpot contact is associated with the company
--   3 a lead was converted into it                    4 the e-mail domain is that of exactly one account
-- A free mail domain proves nothing.

with said as (

    select
        source_record_key as person_record_key,
        {{ source_record_reference('salesforce.account', 'salesforce_account_id') }} as account_record_key,
        1 as preference,
        modified_at
    from {{ ref('stg_salesforce__contacts') }}
    where salesforce_account_id is not null

    union all

    select
        source_record_key as person_record_key,
        {{ source_record_reference('hubspot.company', 'hubspot_company_id') }} as account_record_key,
        2 as preference,
        modified_at
    from {{ ref('stg_hubspot__contacts') }}
    where hubspot_company_id is not null

    union all

    select
        source_record_key as person_record_key,
        {{ source_record_reference('salesforce.account', 'converted_salesforce_account_id') }} as account_record_key,
        3 as preference,
        modified_at
    from {{ ref('stg_salesforce__leads') }}
    where converted_salesforce_account_id is not null

),

by_record as (

    select
        person_links.person_id,
        account_links.account_id,
        said.preference,
        said.modified_at
    from said
    inner join {{ ref('int_person_links') }} as person_links
        on said.person_record_key = person_links.source_record_key
    inner join {{ ref('int_account_links') }} as account_links
        on said.account_record_key = account_links.source_record_key

),

account_domains as (

    select
        domain,
        min(account_id) as account_id
    from {{ ref('int_account_records') }}
    where domain is not null
    group by domain
    having count(distinct account_id) = 1

),

by_domain as (

    select
        emails.person_id,
        account_domains.account_id,
        4 as preference,
        cast(null as timestamp) as modified_at
    from {{ ref('int_person_emails') }} as emails
    inner join account_domains on {{ email_domain('emails.email') }} = account_domains.domain
    left join {{ ref('free_mail_domains') }} as free_mail on account_domains.domain = free_mail.domain
    where free_mail.domain is null

),

evidence as (

    select * from by_record
    union all
    select * from by_domain

)

select
    person_id,
    account_id,
    case preference
        when 1 then 'salesforce_contact'
        when 2 then 'hubspot_company'
        when 3 then 'converted_lead'
        else 'email_domain'
    end as evidence
from evidence
qualify
    row_number() over (
        partition by person_id order by preference, modified_at desc nulls last, account_id
    ) = 1
