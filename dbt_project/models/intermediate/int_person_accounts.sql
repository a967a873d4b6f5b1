-- The account of each person by the strongest evidence, one row per person that has any.
--   1 a Salesforce contact belongs to the account     2 a HubSpot contact is associated with the company
--   3 a lead was converted into it                    4 the e-mail domain is that of exactly one account
--   5 the company's name is that of exactly one account
-- A free mail domain proves nothing. What the CRM says of its own contacts and conversions is taken as it is; how far
-- the other kinds can be trusted is measured: of the people of whom the CRM says it, too, for how many is it the same.

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

by_company_name as (

    select
        person_links.person_id,
        employers.account_id,
        5 as preference,
        people.modified_at
    from {{ ref('int_people__unioned') }} as people
    inner join {{ source('identity', 'employers') }} as employers on people.company_name = employers.company_name
    inner join {{ ref('int_person_links') }} as person_links
        on people.source_record_key = person_links.source_record_key
    where not people.is_deleted

),

evidence as (

    select * from by_record
    union all
    select * from by_domain
    union all
    select * from by_company_name

),

-- Of each kind the latest.
latest as (

    select *
    from evidence
    qualify
        row_number() over (
            partition by person_id, preference order by modified_at desc nulls last, account_id
        ) = 1

),

stated as (

    select
        person_id,
        min_by(account_id, preference) as account_id
    from latest
    where preference in (1, 3)
    group by person_id

),

confidences as (

    select
        latest.preference,
        case
            when count(*) >= {{ var('least_compared') }}
                then {{ safe_divide(
                    'sum(case when latest.account_id = stated.account_id then 1 else 0 end)', 'count(*)'
                ) }}
        end as confidence
    from latest
    inner join stated on latest.person_id = stated.person_id
    where latest.preference not in (1, 3)
    group by latest.preference

)

select
    latest.person_id,
    latest.account_id,
    case latest.preference
        when 1 then 'salesforce_contact'
        when 2 then 'hubspot_company'
        when 3 then 'converted_lead'
        when 4 then 'email_domain'
        else 'company_name'
    end as evidence,
    case when latest.preference in (1, 3) then cast(1 as decimal(18, 4)) else confidences.confidence end as confidence
from latest
left join confidences on latest.preference = confidences.preference
qualify row_number() over (partition by latest.person_id order by latest.preference) = 1
