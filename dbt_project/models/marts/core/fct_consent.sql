-- Fails closed. The latest verified act wins; but two verified acts of one moment that contradict each other, a
-- withdrawal that was not verified at or after the grant, a switch without a time, and a grant that nobody verified all
-- mean no. A person without a row has never said anything that we know: not measurable, and not a yes.

with acts as (

    select * from {{ ref('int_consent_acts') }}

),

latest_verified as (

    select
        person_id,
        purpose,
        channel,
        max(decided_at) as decided_at
    from acts
    where is_verified
    group by person_id, purpose, channel

),

judged as (

    select
        acts.person_id,
        acts.purpose,
        acts.channel,
        latest_verified.decided_at as verified_at,
        {{ any_true('acts.is_verified and acts.is_granted and acts.decided_at = latest_verified.decided_at') }}
            as verified_grant,
        {{ any_true('acts.is_verified and not acts.is_granted and acts.decided_at = latest_verified.decided_at') }}
            as verified_withdrawal,
        {{ any_true(
            'not acts.is_verified and not acts.is_granted and (latest_verified.decided_at is null '
            ~ 'or acts.decided_at is null or acts.decided_at >= latest_verified.decided_at)'
        ) }}
            as unverified_withdrawal,
        min_by(
            acts.act_key,
            case when acts.is_granted then '2' else '1' end || acts.act_key
        ) filter (where acts.is_verified and acts.decided_at = latest_verified.decided_at) as verified_act_key,
        min(acts.act_key) filter (where not acts.is_verified and not acts.is_granted) as withdrawal_act_key,
        min(acts.act_key) as any_act_key,
        max(acts.decided_at) as last_decided_at
    from acts
    left join latest_verified
        on
            acts.person_id = latest_verified.person_id
            and acts.purpose = latest_verified.purpose
            and acts.channel = latest_verified.channel
    group by acts.person_id, acts.purpose, acts.channel, latest_verified.decided_at

)

select
    person_id,
    purpose,
    channel,
    verified_grant and not verified_withdrawal and not unverified_withdrawal as is_granted,
    case
        when unverified_withdrawal or verified_at is null then last_decided_at
        else verified_at
    end as decided_at,
    case
        when verified_grant and not unverified_withdrawal then verified_act_key
        when verified_withdrawal then verified_act_key
        else coalesce(withdrawal_act_key, any_act_key)
    end as deciding_act_key,
    case
        when verified_grant and verified_withdrawal then 'contradictory'
        when verified_withdrawal then 'withdrawn'
        when verified_grant and unverified_withdrawal then 'contradictory'
        when verified_grant then 'granted and verified'
        when unverified_withdrawal then 'withdrawn'
        else 'unverified'
    end as reason
from judged
