with

source as (

    select * from {{ source('raw', 'hubspot__contact_list_member') }}

),

renamed as (

    select
        -- ids
        {{ source_record_key('hubspot.contact_list_member', [
            'contact_id',
            'contact_list_id'
        ]) }} as source_record_key,
        contact_id as hubspot_contact_id,
        contact_list_id as hubspot_contact_list_id,
        -- timestamps
        _fivetran_synced as synced_at,
        added_at,
        -- origin
        _landing_seq,
        _row_number
    from source
    {{ latest_of_key(['contact_id', 'contact_list_id'], ['_fivetran_synced'], '_fivetran_deleted') }}

)

select * from renamed
