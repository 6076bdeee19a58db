-- Everything written: one table, with a facet table for each kind that has more to say.

create table post (
    id bigint primary key,
    uri text not null unique,
    kind text not null check (kind in ('note', 'topic', 'story', 'event', 'poll')),
    local boolean not null,
    author_id bigint not null references actor,
    writer_id bigint references actor,
    group_id bigint references actor,
    thread_id bigint not null,
    reply_to_id bigint references post,
    reply_to_uri text,
    context_uri text,
    title text not null default '',
    summary text not null default '',
    content text not null default '',
    source text,
    language text,
    sensitive boolean not null default false,
    visibility text not null check (visibility in ('public', 'unlisted', 'followers', 'members', 'direct', 'hub_only')),
    page_url text,
    published_at timestamptz not null,
    received_at timestamptz not null,
    edited_at timestamptz,
    deleted_at timestamptz,
    replies_count int not null default 0,
    likes_count int not null default 0,
    boosts_count int not null default 0
);
create index post_author on post (author_id, id desc) where deleted_at is null;
create index post_thread on post (thread_id, id);
create index post_reply_to on post (reply_to_id, id) where reply_to_id is not null;
create index post_orphan on post (reply_to_uri) where reply_to_id is null and reply_to_uri is not null;
create index post_group on post (group_id, id desc) where group_id is not null and deleted_at is null;
create index post_local_public on post (id desc) where local and visibility = 'public' and deleted_at is null;
create index post_writer on post (writer_id) where writer_id is not null;

create table post_edit (
    post_id bigint not null references post,
    replaced_at timestamptz not null,
    title text not null,
    summary text not null,
    content text not null,
    source text,
    primary key (post_id, replaced_at)
);

-- Who is addressed by name; silent ones received the post in their own inbox without being named.
create table post_mention (
    post_id bigint not null references post,
    actor_id bigint not null references actor,
    silent boolean not null default false,
    primary key (post_id, actor_id)
);
create index post_mention_actor on post_mention (actor_id, post_id desc);

create table post_tag (
    post_id bigint not null references post,
    tag text not null,
    name text not null,
    primary key (post_id, tag)
);
create index post_tag_tag on post_tag (tag, post_id desc);

create table post_attachment (
    post_id bigint not null references post,
    position smallint not null,
    media_type text not null,
    url text not null,
    alt text not null default '',
    primary key (post_id, position)
);

create table post_like (
    post_id bigint not null references post,
    actor_id bigint not null references actor,
    uri text not null,
    created_at timestamptz not null,
    primary key (post_id, actor_id)
);
create index post_like_actor on post_like (actor_id, post_id);
create index post_like_uri on post_like (uri);

create table boost (
    id bigint primary key,
    post_id bigint not null references post,
    actor_id bigint not null references actor,
    uri text not null,
    visibility text not null check (visibility in ('public', 'unlisted', 'followers')),
    published_at timestamptz not null,
    unique (post_id, actor_id)
);
create index boost_actor on boost (actor_id, id desc);
create index boost_uri on boost (uri);

-- Home timelines of people seen lately; `id` is the post's or the boost's, whichever brought it.
create table home (
    account_id bigint not null references account,
    id bigint not null,
    post_id bigint not null references post,
    boost_id bigint,
    primary key (account_id, id)
);
create unique index home_post on home (account_id, post_id);
create index home_of_post on home (post_id);

-- The place of a thread in its group, whatever kind its first post is of.
create table topic (
    post_id bigint primary key references post,
    group_id bigint not null references actor,
    locked boolean not null default false,
    pinned boolean not null default false,
    replies int not null default 0,
    active_at timestamptz not null
);
create index topic_group on topic (group_id, active_at desc, post_id desc);

-- The Announce by which a local group told of a thread, so that it can be taken back.
create table group_announce (
    post_id bigint primary key references post,
    activity_id bigint not null
);

-- The key is the hash of the place's id on its own hub, or else of everything that is known of it.
create table place (
    id bigint primary key,
    key bytea not null unique,
    name text not null,
    street text not null default '',
    locality text not null default '',
    region text not null default '',
    postal_code text not null default '',
    country text not null default '',
    latitude double precision,
    longitude double precision
);

-- No join mode: an event from elsewhere that does not say how to take part.
create table event (
    post_id bigint primary key references post,
    starts_local timestamp not null,
    ends_local timestamp,
    zone text not null,
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    previous_starts_at timestamptz,
    place_id bigint references place,
    online boolean not null default false,
    online_url text,
    capacity int check (capacity > 0),
    join_mode text check (join_mode in ('free', 'restricted', 'external')),
    external_url text,
    status text not null default 'scheduled'
        check (status in ('scheduled', 'tentative', 'cancelled', 'postponed', 'rescheduled', 'moved_online')),
    reason text not null default '',
    category text not null default 'MEETING',
    organizer_uri text,
    attending int not null default 0,
    remote_attending int,
    sequence int not null default 0
);
create index event_starts on event (starts_at, post_id);
create index event_place on event (place_id) where place_id is not null;

-- Who comes. Refused is an organiser's decision and stays. Asked: by a Join, which has to be answered.
create table rsvp (
    post_id bigint not null references post,
    actor_id bigint not null references actor,
    answer text not null check (answer in ('yes', 'maybe', 'no')),
    state text not null check (state in ('accepted', 'pending', 'refused')),
    uri text not null,
    asked boolean not null default false,
    note text not null default '',
    created_at timestamptz not null,
    updated_at timestamptz not null,
    primary key (post_id, actor_id)
);
create index rsvp_actor on rsvp (actor_id, post_id);
create index rsvp_uri on rsvp (uri);
