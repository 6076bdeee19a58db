-- Whom somebody does not want to have to do with: blocked by them (here or elsewhere), or only not seen by them.
create table block (
    by_id bigint not null references actor,
    kind text not null check (kind in ('block', 'mute', 'host')),
    actor_id bigint references actor,
    host text,
    uri text,
    created_at timestamptz not null,
    check ((kind = 'host') = (actor_id is null) and (kind = 'host') = (host is not null) and (kind = 'block') = (uri is not null))
);
create unique index block_actor on block (by_id, actor_id) where actor_id is not null;
create unique index block_host on block (by_id, host) where host is not null;
create index block_of on block (actor_id, by_id) where kind = 'block';
create index block_uri on block (uri) where uri is not null;

-- What a reaction shows; null for a plain like.
alter table post_like add emoji text;

-- What people put at the top of their own page; of others, what their server says.
create table pin (
    actor_id bigint not null references actor,
    post_id bigint not null references post,
    pinned_at timestamptz not null,
    primary key (actor_id, post_id)
);
create index pin_post on pin (post_id);

-- When an actor moved to another account, and to which: those of its followers who are here go along. When its pinned posts were read.
alter table actor add moved_to_id bigint references actor, add moved_at timestamptz, add featured_at timestamptz;
create index actor_moved on actor (id) where moved_to_id is not null;

-- What people report to the moderators: people here, and other servers.
create table report (
    id bigint primary key,
    uri text unique,
    reporter_id bigint not null references actor,
    accused_id bigint not null references actor,
    content text not null default '',
    forwarded boolean not null default false,
    created_at timestamptz not null,
    closed_at timestamptz,
    closed_by bigint references actor
);
create index report_open on report (id desc) where closed_at is null;
create index report_reporter on report (reporter_id, created_at);

create table report_post (
    report_id bigint not null references report,
    post_id bigint not null references post,
    primary key (report_id, post_id)
);

-- Actors that took part in something and were not read for long: when that was noticed, and when they were last asked for.
alter table actor add stale_at timestamptz, add asked_at timestamptz;
create index actor_stale on actor (stale_at) where stale_at is not null;
