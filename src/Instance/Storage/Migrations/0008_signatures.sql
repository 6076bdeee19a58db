-- The signature dialect that a host was found to take, where it is not the first that is tried.
alter table peer add dialect text check (dialect in ('cavage_path', 'message_signature')), add dialect_until timestamptz;

-- A local actor signs requests with one key and documents with another; a key that no longer signs is listed for some days.
alter table actor_key add signs text not null default 'requests' check (signs in ('requests', 'documents')), add expires_at timestamptz;
create index actor_key_retired on actor_key (retired_at) where retired_at is not null;

-- An activity about a new key is signed with the key that others know.
alter table activity add key_uri text;

-- Of what somebody else than its actor brought without a proof, only the id counts.
alter table inbox_item add unproven boolean not null default false;

create index actor_suspended on actor (uri) where suspended_at is not null;
