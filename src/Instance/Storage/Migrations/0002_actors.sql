-- Who acts (local and remote), who signs in, who follows whom.

create table actor (
    id bigint primary key,
    uri text not null unique,
    kind text not null check (kind in ('person', 'group', 'calendar', 'application', 'organization', 'service')),
    host text,
    domain text,
    name text not null,
    display_name text not null default '',
    summary text not null default '',
    summary_source text,
    language text,
    page_url text,
    icon_url text,
    inbox text not null,
    shared_inbox text,
    outbox text,
    followers text,
    following text,
    featured text,
    moderators text,
    upcoming text,
    manual_approval boolean not null default false,
    discoverable boolean not null default true,
    indexable boolean not null default false,
    aliases text[] not null default '{}',
    moved_to text,
    followers_count int not null default 0,
    following_count int not null default 0,
    posts_count int not null default 0,
    last_post_at timestamptz,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    fetched_at timestamptz,
    suspended_at timestamptz,
    deleted_at timestamptz,
    check ((host is null) = (domain is null))
);
create unique index actor_local_name on actor (lower(name)) where host is null;
create index actor_handle on actor (domain, lower(name)) where host is not null;
create index actor_host on actor (host) where host is not null;
create index actor_followers on actor (followers) where followers is not null;
create index actor_group on actor (lower(coalesce(nullif(display_name, ''), name)), id) where kind = 'group' and deleted_at is null;

create table actor_key (
    uri text primary key,
    actor_id bigint not null references actor,
    public_key text not null,
    private_key bytea,
    created_at timestamptz not null,
    fetched_at timestamptz,
    retired_at timestamptz
);
create index actor_key_actor on actor_key (actor_id);

create table account (
    actor_id bigint primary key references actor,
    email text,
    password_hash text,
    security_stamp text not null,
    role text not null default 'member' check (role in ('owner', 'admin', 'moderator', 'editor', 'member')),
    language text,
    time_zone text,
    theme text not null default 'auto' check (theme in ('auto', 'light', 'dark')),
    created_at timestamptz not null,
    seen_on date,
    disabled_at timestamptz
);
create unique index account_email on account (lower(email)) where email is not null;

-- Sessions and links are good while they carry the account's stamp, so a new stamp ends all of them.
create table session (
    id_hash bytea primary key,
    account_id bigint not null references account,
    security_stamp text not null,
    method text not null check (method in ('password', 'link')),
    created_at timestamptz not null,
    seen_on date not null,
    revoked_at timestamptz
);
create index session_account on session (account_id);

create table sign_in_link (
    token_hash bytea primary key,
    account_id bigint not null references account,
    security_stamp text not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz
);
create index sign_in_link_account on sign_in_link (account_id);

-- Tries to sign in since the last one that worked: as an account, or as a name that nobody has.
create table sign_in_try (
    subject bytea primary key,
    since timestamptz not null,
    tries int not null
);
create index sign_in_try_since on sign_in_try (since);

create table follow (
    follower_id bigint not null references actor,
    followee_id bigint not null references actor,
    state text not null check (state in ('pending', 'accepted')),
    uri text not null,
    created_at timestamptz not null,
    accepted_at timestamptz,
    primary key (follower_id, followee_id)
);
create index follow_followee on follow (followee_id, state, follower_id);
create index follow_uri on follow (uri);

-- Where an actor's followers receive: cost follows inboxes, never followers.
create table audience (
    actor_id bigint not null references actor,
    inbox text not null,
    server boolean not null,
    host text not null,
    followers int not null,
    primary key (actor_id, inbox, server)
);
create index audience_inbox on audience (inbox);

create table hub_group (
    actor_id bigint primary key references actor,
    founder_id bigint not null references actor,
    created_at timestamptz not null
);

create table group_moderator (
    group_id bigint not null references actor,
    actor_id bigint not null references actor,
    granted_at timestamptz not null,
    primary key (group_id, actor_id)
);
create index group_moderator_actor on group_moderator (actor_id);
