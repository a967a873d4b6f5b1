create schema core;
create schema alignment;
create schema marketing;
create schema sales;
create schema ops;

create table core.dim_person as select 'p' || i as person_id, 'DE' as country from range(1234) as t(i);
create table core.dim_account as select 'a' || i as account_id from range(321) as t(i);
create table core.fct_touch as
select 't' || i as touch_id, case when i % 3 = 0 then 'sales' else 'marketing' end as department from range(9000) as t(i);

create table core.dim_channel as
select * from (values
    ('paid_search', 'Paid search', 'marketing'), ('paid_social', 'Paid social', 'marketing'),
    ('events', 'Events', 'marketing'), ('sales_call', 'Sales call', 'sales'), ('nasty', 'nasty', 'marketing')
) as t(channel_id, channel_name, department);

create table core.dim_campaign as
select 'c' || i as campaign_id, ['paid_search', 'paid_social', 'events', 'sales_call', 'nasty'][1 + i % 5] as channel_id
from range(10) as t(i);

create table core.fct_ad_spend as
select 's' || i as spend_id, ['paid_search', 'paid_social'][1 + i % 2] as channel_id,
    cast(100.55 + i as decimal(18, 2)) as spend_amount
from range(400) as t(i);

create table core.fct_opportunity as
select
    'o' || i as opportunity_id, case when i % 4 > 0 then 'c' || i % 10 end as campaign_id,
    ['discovery', 'proposal', 'won', 'lost'][1 + i % 4] as stage, i % 4 >= 2 as is_closed, i % 4 = 2 as is_won,
    cast(1000.10 + i as decimal(18, 2)) as amount
from range(200) as t(i);

create table sales.pipeline as
select
    stage, count(*) as opportunity_count, sum(amount) as amount, cast(sum(amount) / 2 as decimal(18, 2)) as weighted_amount,
    count(*) / 10 as overdue, 1 as without_contact_role
from core.fct_opportunity
group by stage;

create table alignment.funnel as
select
    cast(date '2024-01-01' + to_months(cast(m as integer)) as date) as cohort_month, channel_id,
    100 + m as people,
    case when m >= 6 then 60 + m end as leads, case when m >= 12 then 30 + m end as mqls,
    case when m >= 12 then 20 + m end as accepted, 10 as opportunities, 3 as won,
    cast(1234.56 + m as decimal(18, 2)) as won_amount,
    case when m >= 9 then 'recorded' when m >= 6 then 'partly inferred' else 'not measurable' end as leads_evidence,
    case when m >= 12 then 'recorded' else 'not measurable' end as mqls_evidence,
    case when m >= 12 then 'recorded' else 'not measurable' end as accepted_evidence
from range(24) as t(m), (values ('paid_search'), ('events')) as c(channel_id);

create table ops.batches as
select 'b' || i as batch_id, 'hubspot' as system, 'contact' as entity, 1000 as records, 990 as loaded,
    10 as quarantined, 0 as erased, i < 3 as is_in_this_build
from range(4) as t(i);
create table ops.quarantine_reasons as
select * from (values ('b0', 'email:not_an_email', 10), ('b1', 'createdate:not_a_timestamp', 8), ('b2', 'nasty', 10),
    ('b3', 'row:too_many_cells', 10)) as t(batch_id, reason, records);
create table ops.freshness as
select * from (values
    ('salesforce', 'lead', 'sales', timestamp '2026-01-30 06:00:00', false),
    ('hubspot', 'contact', 'marketing', timestamp '2026-01-20 06:00:00', true),
    ('hubspot', 'company', 'marketing', timestamp '2026-01-30 06:00:00', false)
) as t(system, entity, team, last_delivery_at, is_stale);
