-- What people keep for themselves: posts to find again.
create table bookmark (
    id bigint primary key,
    account_id bigint not null references account on delete cascade,
    post_id bigint not null references post,
    unique (account_id, post_id)
);
create index bookmark_account on bookmark (account_id, id desc);
create index bookmark_post on bookmark (post_id);

-- How far somebody has read a timeline, so that all their apps go on there.
create table marker (
    account_id bigint not null references account on delete cascade,
    timeline text not null check (timeline in ('home', 'notifications')),
    last_read_id bigint not null,
    version int not null default 1,
    updated_at timestamptz not null,
    primary key (account_id, timeline)
);

-- A request of an app that may come twice, and what it wrote the first time.
create table repeat_key (
    token_id bigint not null,
    key_hash bytea not null,
    post_id bigint,
    created_at timestamptz not null,
    primary key (token_id, key_hash)
);
create index repeat_key_created on repeat_key (created_at);

-- What everybody may read, of all servers.
create index post_public on post (id desc) where visibility = 'public' and deleted_at is null and reply_to_id is null and reply_to_uri is null and not quiet;

-- What somebody noted about somebody else, for their own eyes.
create table actor_note (
    account_id bigint not null references account on delete cascade,
    actor_id bigint not null references actor,
    text text not null,
    primary key (account_id, actor_id)
);

-- Names as people begin to type them.
create index actor_name on actor (lower(name) text_pattern_ops) where deleted_at is null;

-- What is said to be wrong: which rules of the hub, by their numbers.
alter table report add category text not null default 'other' check (category in ('spam', 'legal', 'violation', 'other')), add rules text[] not null default '{}';
