-- The hub itself and those it talks to.

create table setting (
    key text primary key,
    value text not null,
    updated_at timestamptz not null
);

create table audit (
    id bigint primary key,
    at timestamptz not null,
    by_id bigint,
    action text not null,
    subject text not null,
    detail text not null default ''
);

create table key_ring (
    id text primary key,
    xml text not null,
    created_at timestamptz not null
);

create table peer (
    host text primary key,
    state text not null default 'normal' check (state in ('normal', 'limited', 'held', 'media_off', 'blocked')),
    allowed boolean not null default false,
    followed boolean not null default false,
    software text,
    software_version text,
    title text,
    hub_actor_uri text,
    nodeinfo_at timestamptz,
    first_seen_at timestamptz not null,
    last_inbound_at timestamptz,
    last_success_at timestamptz,
    failed_days int not null default 0,
    failed_on date,
    closed_until timestamptz,
    in_flight smallint not null default 2
);
create index peer_followed on peer (host) where followed;
