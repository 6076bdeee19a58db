-- Pictures, films and sounds that people here send. Those that no post has yet go after a day; those of a post go with it.
create table upload (
    id bigint primary key,
    actor_id bigint not null references actor,
    post_id bigint references post,
    -- It shows its owner.
    portrait text check (portrait in ('avatar', 'header')),
    -- In its address; nobody can guess it.
    name bytea not null,
    kind text not null check (kind in ('image', 'gifv', 'video', 'audio')),
    state text not null check (state in ('waiting', 'ready', 'failed')),
    -- While it waits: as it was sent. Names of files on disk.
    file bytea,
    preview bytea,
    bytes bigint not null,
    media_type text not null default '',
    url text not null default '',
    preview_url text,
    width int,
    height int,
    duration double precision,
    blurhash text,
    focus_x double precision,
    focus_y double precision,
    alt text not null default '',
    -- How ffmpeg reads what was sent; whoever makes it playable holds it until then.
    format text,
    claimed_until timestamptz,
    tries int not null default 0,
    created_at timestamptz not null
);
create index upload_actor on upload (actor_id, created_at);
create index upload_post on upload (post_id) where post_id is not null;
create index upload_unused on upload (created_at) where post_id is null and portrait is null;
create index upload_waiting on upload (id) where state = 'waiting';
create index upload_file on upload (file) where file is not null;
create index upload_preview on upload (preview) where preview is not null;

alter table post_attachment
    add kind text not null default 'unknown' check (kind in ('unknown', 'image', 'gifv', 'video', 'audio')),
    add preview_url text,
    add blurhash text,
    add focus_x double precision,
    add focus_y double precision,
    add duration double precision,
    add upload_id bigint;
