-- The smallest warehouse that passes every check: 40 people, 20 accounts, their touches, spend and opportunities.

create schema staging;
create schema intermediate;
create schema identity;
create schema core;
create schema alignment;
create schema ops;

create table core.dim_person as
select
    'p' || i as person_id, 'a' || i % 20 as account_id, 'p' || i || '@example.com' as email,
    case when i < 3 then 'customer' when i < 15 then 'mql' when i = 20 then 'accepted' else 'lead' end as lifecycle_stage,
    true as has_marketing_record, i < 30 as has_sales_record, 2 as source_record_count,
    false as is_employee, false as is_test_record
from range(40) as t(i);

create table core.dim_account as select 'a' || i as account_id, 'Account ' || i as account_name from range(20) as t(i);

create table core.dim_campaign as
select 'c' || i as campaign_id, 'Campaign ' || i as campaign_name, true as known_to_marketing, true as known_to_sales
from range(20) as t(i);

create table core.dim_owner as select 'o' || i as owner_id from range(20) as t(i);

create table core.fct_touch as
select
    't' || i as touch_id, timestamp '2026-01-01' + to_hours(cast(i as integer)) as occurred_at, 'p' || i % 40 as person_id,
    case when i % 2 = 0 then 'marketing' else 'sales' end as department,
    case when i % 2 = 0 then 'email_sent' else 'call' end as touch_type,
    case when i % 2 = 0 then 'hubspot' else 'salesforce' end as system, 1 as source_record_count
from range(100) as t(i);

create table core.fct_ad_spend as
select
    's' || i as spend_id, date '2026-01-01' + cast(i % 30 as integer) as spend_date,
    ['google_ads', 'facebook_ads', 'linkedin_ads'][1 + i % 3] as platform, 'c' || i % 20 as campaign_id,
    'paid_search' as channel_id, cast(9.00 as decimal(18, 2)) as spend_amount, cast(10.00 as decimal(18, 2)) as spend_amount_original,
    'USD' as currency, cast(0.9 as decimal(18, 8)) as fx_rate
from range(60) as t(i);

create table core.fct_opportunity as
select
    case when i < 20 then 'salesforce:' else 'files:' end || i as opportunity_id,
    case when i < 20 then 'salesforce' else 'files' end as system,
    'a' || i % 20 as account_id, 'c' || i % 20 as campaign_id,
    date '2025-06-01' as created_on, date '2025-09-01' as closed_on, i % 4 <> 3 as is_closed, i % 4 <> 3 as is_won,
    false as is_migrated, 'EUR' as currency, cast(1000 + i as decimal(18, 2)) as amount, cast(1000 + i as decimal(18, 2)) as amount_original
from range(40) as t(i);

create table core.fct_opportunity_stage as
select opportunity_id, 'won' as stage, timestamp '2025-06-01' as entered_at, timestamp '2025-09-01' as exited_at
from core.fct_opportunity;

create table intermediate.int_consent_acts as
select 'p' || i as person_id, 'marketing' as purpose, 'email' as channel, true as is_granted, true as is_verified,
    timestamp '2025-01-01' as decided_at
from range(40) as t(i)
union all
-- p4 withdrew after the last mail, p6 said no and then yes before the first.
select 'p4', 'marketing', 'email', false, true, timestamp '2026-01-20'
union all
select 'p6', 'marketing', 'email', false, true, timestamp '2024-01-01';

create table staging.stg_salesforce__opportunities as
select opportunity_id, currency, amount_original, is_won from core.fct_opportunity where system = 'salesforce';

create table staging.stg_files__opportunities as
select opportunity_id, currency, amount_original, case when is_won then 'won' else 'open' end as stage
from core.fct_opportunity where system = 'files';

create table staging.stg_google_ads__ad_stats as
select spend_amount_original from core.fct_ad_spend where platform = 'google_ads';
create table staging.stg_facebook_ads__ad_stats as
select spend_amount_original from core.fct_ad_spend where platform = 'facebook_ads';
create table staging.stg_linkedin_ads__creative_stats as
select spend_amount_original from core.fct_ad_spend where platform = 'linkedin_ads';

create table identity.person_links as
select 'hubspot.contact:' || i || '/' || j as source_record_key, 'p' || i as person_id, cast(null as timestamp) as valid_to
from range(40) as t(i), range(2) as u(j);

create table intermediate.int_people__unioned as select source_record_key from identity.person_links;

create table ops.freshness as select 'salesforce' as system, 'opportunity' as entity, false as is_stale;

create table staging.stg_salesforce__leads as
select 'hubspot.contact:20/0' as source_record_key, true as is_converted, 'Qualified' as lead_status
union all
select 'hubspot.contact:21/0', false, 'Unqualified';

create table core.fct_marketing_cost as
select date '2026-01-01' as month, 'paid_search' as channel_id, 'supplier_invoice' as cost_kind, cast(550 as decimal(18, 2)) as amount;

create table core.fct_opportunity_line as
select opportunity_id || '/1' as line_id, opportunity_id, cast(500 as decimal(18, 2)) as line_amount_original
from core.fct_opportunity;

create table staging.stg_salesforce__opportunity_line_items as
select opportunity_id as salesforce_opportunity_id, line_amount_original as total_amount_original
from core.fct_opportunity_line where opportunity_id like 'salesforce:%'
union all
select 'salesforce:deleted', 7;

alter table staging.stg_salesforce__opportunities add column salesforce_opportunity_id varchar;
update staging.stg_salesforce__opportunities set salesforce_opportunity_id = opportunity_id;
alter table staging.stg_files__opportunities add column product_name varchar;
update staging.stg_files__opportunities set product_name = 'Workbench';
update core.fct_opportunity_line set line_amount_original = opportunities.amount_original
from core.fct_opportunity as opportunities
where fct_opportunity_line.opportunity_id = opportunities.opportunity_id and opportunities.system = 'files';

create table core.fct_invoice as
select 'finance:' || i as invoice_id, 'EUR' as currency, cast(100 as decimal(18, 2)) as amount,
    cast(100 as decimal(18, 2)) as amount_original
from range(20) as t(i);
create table staging.stg_finance__invoices as select currency, amount_original from core.fct_invoice;

create table core.fct_payment as select invoice_id as payment_id, amount, amount_original from core.fct_invoice;

create table core.fct_subscription as
select 'success:' || i as subscription_id, 'EUR' as currency, cast(100 as decimal(18, 2)) as annual_amount,
    cast(100 as decimal(18, 2)) as annual_amount_original
from range(20) as t(i);
create table staging.stg_success__subscriptions as select currency, annual_amount_original from core.fct_subscription;

-- What the touches were made of; the last row of each kind is none.
create table staging.stg_hubspot__email_events as
select case when i < 48 then 'SENT' else 'BOUNCE' end as event_type from range(49) as t(i);
create table staging.stg_hubspot__form_submissions as select 1 as hubspot_conversion_id;
create table staging.stg_web__events as select 1 as web_event_id;
create table staging.stg_salesforce__tasks as
select i < 46 as is_closed, 'Open' as task_status, cast(null as timestamp) as completed_at, date '2026-01-01' as activity_on
from range(47) as t(i);
create table staging.stg_salesforce__events as
select timestamp '2026-01-01' + to_days(31 * cast(i as integer)) as started_at, cast(null as timestamp) as activity_at,
    cast(null as date) as activity_on
from range(2) as t(i);
create table staging.stg_salesforce__campaign_members as
select cast(null as date) as first_responded_on, case when i = 0 then timestamp '2026-01-01' end as created_at
from range(2) as t(i);
create table staging.stg_hubspot__engagement_calls as
select 9 as hubspot_engagement_id, timestamp '2026-01-01' as occurred_at, cast(null as timestamp) as created_at;
create table staging.stg_hubspot__engagement_emails as from staging.stg_hubspot__engagement_calls where false;
create table staging.stg_hubspot__engagement_meetings as
select 10 as hubspot_engagement_id, timestamp '2026-03-01' as started_at;
create table staging.stg_hubspot__engagement_contacts as select 9 as hubspot_engagement_id from range(2);
create table staging.stg_events__registrations as
select true as has_attended, date '2026-01-01' + 90 * cast(i as integer) as event_on from range(2) as t(i);
create table staging.stg_linkedin_ads__lead_form_responses as select i = 0 as is_test_lead from range(2) as t(i);
create table staging.stg_partners__referrals as select 1 as partners_referral_id;
create table staging.stg_files__clicks as select 1 as clicked_on;
insert into core.fct_touch
select 'u' || i, timestamp '2026-01-01', null, 'marketing', 'other', ['events', 'events', 'events', 'linkedin_ads', 'partners', 'files'][i], 1
from range(1, 7) as t(i);
