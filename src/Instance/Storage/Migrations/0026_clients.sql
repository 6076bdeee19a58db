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

-- Conversations of few, as each of them sees it: one row for each person and thread, at the newest post.
create table conversation (
    account_id bigint not null references account on delete cascade,
    thread_id bigint not null references post,
    last_post_id bigint not null references post,
    unread boolean not null,
    primary key (account_id, thread_id)
);
create index conversation_newest on conversation (account_id, last_post_id desc);
create index conversation_last on conversation (last_post_id);
create index conversation_thread on conversation (thread_id);

insert into conversation (account_id, thread_id, last_post_id, unread)
select a.actor_id, x.thread_id, max(x.id), false
from (
    select p.thread_id, p.id, p.author_id as who from post p where p.visibility = 'direct' and p.deleted_at is null
    union
    select p.thread_id, p.id, m.actor_id from post p join post_mention m on m.post_id = p.id and not m.dropped where p.visibility = 'direct' and p.deleted_at is null
) x
join account a on a.actor_id = x.who
group by a.actor_id, x.thread_id;

-- Threads of which somebody wants to hear no more.
create table thread_mute (
    account_id bigint not null references account on delete cascade,
    thread_id bigint not null references post,
    primary key (account_id, thread_id)
);
create index thread_mute_thread on thread_mute (thread_id);

-- Hashtags that people follow: their public posts stand in the home timeline.
create table followed_tag (
    id bigint primary key,
    account_id bigint not null references account on delete cascade,
    tag text not null,
    name text not null,
    unique (account_id, tag)
);
create index followed_tag_tag on followed_tag (tag);

-- What somebody wants of whom they follow: boosts or not, to be told of each post, posts in some languages only.
alter table follow add show_boosts boolean not null default true, add notify boolean not null default false, add languages text[];
create index follow_notify on follow (followee_id) where notify;

alter table notification drop constraint notification_kind_check, add constraint notification_kind_check check (kind in (
    'follow', 'follow_request', 'mention', 'reply', 'like', 'boost', 'rsvp', 'rsvp_answer', 'event_change', 'invite', 'poll_end', 'quote', 'status'));

-- A mute may end by itself, and may leave notices.
alter table block add notifications boolean not null default true, add expires_at timestamptz;
create index block_expires on block (expires_at) where expires_at is not null;

-- What new posts are, written in an app that does not say.
alter table account
    add post_visibility text not null default 'public' check (post_visibility in ('public', 'unlisted', 'followers')),
    add post_sensitive boolean not null default false;
