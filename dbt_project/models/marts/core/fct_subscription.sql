with cancellations as (

    select
        success_subscription_id,
        cancelled_on,
        effective_on,
        reason
    from {{ ref('stg_success__cancellations') }}
    qualify
        row_number() over (
            partition by success_subscription_id order by cancelled_on desc, success_cancellation_id desc
        ) = 1

)

select
    'success:' || subscriptions.success_subscription_id as subscription_id,
    account_links.account_id,
    opportunities.opportunity_id,
    subscriptions.product_code,
    subscriptions.starts_on,
    subscriptions.ends_on,
    subscriptions.renewal_on,
    subscriptions.subscription_status,
    cancellations.cancelled_on,
    cancellations.effective_on as cancellation_effective_on,
    cancellations.reason as cancellation_reason,
    {{ in_reporting_currency('subscriptions.annual_amount_original', 'rates.fx_rate') }} as annual_amount,
    subscriptions.annual_amount_original,
    subscriptions.currency
from {{ ref('stg_success__subscriptions') }} as subscriptions
left join cancellations on subscriptions.success_subscription_id = cancellations.success_subscription_id
left join {{ ref('int_account_links') }} as account_links
    on 'salesforce.account:' || subscriptions.salesforce_account_id = account_links.source_record_key
left join {{ ref('int_opportunities__unioned') }} as opportunities
    on 'salesforce:' || subscriptions.salesforce_opportunity_id = opportunities.opportunity_id
left join {{ ref('int_fx_rates') }} as rates
    on {{ fx_rate_on('rates', 'subscriptions.currency', 'subscriptions.starts_on') }}
