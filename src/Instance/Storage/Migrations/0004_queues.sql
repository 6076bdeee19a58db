-- What came in and has to be decided; what goes out; whom to tell.

create table inbox_item (
    id bigint generated always as identity primary key,
    key bytea not null,
    host text not null,
    actor_uri text not null,
    activity_uri text not null,
    type text not null,
    body bytea not null,
    state text not null default 'waiting' check (state in ('waiting', 'refused', 'dead')),
    reason text,
    tries int not null default 0,
    next_at timestamptz not null,
    claimed_by smallint,
    received_at timestamptz not null
);
create index inbox_item_due on inbox_item (next_at, id) where state = 'waiting' and claimed_by is null;
create index inbox_item_claimed on inbox_item (claimed_by) where claimed_by is not null;
create index inbox_item_key on inbox_item (key);
create index inbox_item_kept on inbox_item (received_at) where state <> 'waiting';

create table inbox_seen (
    key bytea primary key,
    seen_at timestamptz not null
);
create index inbox_seen_at on inbox_seen using brin (seen_at);

-- Personal inboxes that an activity was delivered to.
create table inbox_recipient (
    key bytea not null references inbox_seen on delete cascade,
    actor_id bigint not null references actor,
    primary key (key, actor_id)
);

-- Undo and Delete that came before what they take back.
create table early_undo (
    uri text not null,
    actor_uri text not null,
    seen_at timestamptz not null,
    primary key (uri, actor_uri)
);

create table activity (
    id bigint primary key,
    uri text not null unique,
    actor_id bigint not null references actor,
    type text not null,
    object_uri text,
    post_id bigint references post,
    public boolean not null,
    body bytea not null,
    digest text not null,
    created_at timestamptz not null
);
create index activity_actor on activity (actor_id, id desc) where public;
create index activity_post on activity (post_id) where post_id is not null;

create table delivery (
    id bigint generated always as identity primary key,
    activity_id bigint not null references activity,
    inbox text not null,
    host text not null,
    lane bigint not null,
    tries int not null default 0,
    next_at timestamptz not null,
    claimed_by smallint,
    given_up_at timestamptz,
    code text
);
create unique index delivery_once on delivery (activity_id, inbox);
create index delivery_due on delivery (next_at, id) where given_up_at is null and claimed_by is null;
create index delivery_lane on delivery (inbox, lane, id) where given_up_at is null;
create index delivery_claimed on delivery (claimed_by) where claimed_by is not null;
create index delivery_kept on delivery (given_up_at) where given_up_at is not null;

create table notification (
    id bigint primary key,
    account_id bigint not null references account,
    kind text not null check (kind in ('follow', 'follow_request', 'mention', 'reply', 'like', 'boost', 'rsvp', 'rsvp_answer', 'event_change')),
    actor_id bigint not null references actor,
    post_id bigint references post,
    created_at timestamptz not null,
    read_at timestamptz
);
create unique index notification_once on notification (account_id, kind, actor_id, coalesce(post_id, 0));
create index notification_account on notification (account_id, id desc);
create index notification_unread on notification (account_id) where read_at is null;
create index notification_post on notification (post_id) where post_id is not null;
