-- The hub's key for push services, sealed; one for all its life.
create table vapid_key (
    id smallint primary key check (id = 1),
    private_key bytea not null,
    created_at timestamptz not null
);

-- Where an app wants to be told of notifications: one for each token, which is sealed, because the message names it.
create table push_subscription (
    token_id bigint primary key references app_token on delete cascade,
    account_id bigint not null references account on delete cascade,
    endpoint text not null,
    host text not null,
    p256dh bytea not null,
    auth bytea not null,
    standard boolean not null,
    alerts text[] not null,
    policy text not null default 'all' check (policy in ('all', 'followed', 'follower', 'none')),
    token bytea not null,
    wait_until timestamptz,
    failing_since timestamptz
);
create index push_subscription_account on push_subscription (account_id);

-- Notifications that wait to be pushed; one that was is gone.
create table push_message (
    token_id bigint not null references push_subscription on delete cascade,
    notification_id bigint not null,
    created_at timestamptz not null,
    next_at timestamptz not null,
    tries smallint not null default 0,
    primary key (token_id, notification_id)
);
create index push_message_due on push_message (next_at);

-- Posts that are to be published later, and the uploads that they hold.
create table scheduled_post (
    id bigint primary key,
    account_id bigint not null references account on delete cascade,
    at timestamptz not null,
    plan text not null,
    problem text
);
create index scheduled_post_account on scheduled_post (account_id, id desc);
create index scheduled_post_due on scheduled_post (at) where problem is null;

create table scheduled_media (
    upload_id bigint primary key,
    scheduled_id bigint not null references scheduled_post on delete cascade,
    position smallint not null
);
create index scheduled_media_post on scheduled_media (scheduled_id, position);
