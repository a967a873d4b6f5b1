-- What is said of an account and by whom: the value that survives. A deleted record speaks where no other does.

with records as (

    select
        account_records.*,
        {{ in_reporting_currency('account_records.annual_revenue_amount_original', 'rates.fx_rate') }}
            as annual_revenue_amount
    from {{ ref('int_account_records') }} as account_records
    left join {{ ref('int_fx_rates') }} as rates
        on {{ fx_rate_on('rates', 'account_records.currency', as_of_date()) }}

),

said as (

    select
        records.account_id,
        survivorship.attribute,
        survivorship.rule,
        case survivorship.attribute
            when 'account_name' then records.account_name
            when 'domain' then records.domain
            when 'industry' then records.industry
            when 'country' then records.country
            when 'employee_count' then cast(records.employee_count as string)
            when 'annual_revenue_amount' then cast(records.annual_revenue_amount as string)
            when 'parent_source_record_key' then records.parent_source_record_key
            when 'owner_record_key' then records.owner_record_key
        end as said_value,
        records.is_deleted as is_fallback,
        records.system,
        records.entity,
        records.source_record_key,
        coalesce(records.modified_at, records.created_at) as said_at
    from records
    cross join {{ ref('survivorship') }} as survivorship
    where survivorship.grain = 'account'

)

{{ surviving_values('said', id='account_id') }}
