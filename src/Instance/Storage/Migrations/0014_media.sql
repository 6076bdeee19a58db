-- Pictures of other servers, shown by this hub: fetched when somebody first wants to see them.
alter table actor add header_url text;
alter table post_attachment add width int, add height int;

-- What stands behind a shortcode in what the people of a server write.
create table emoji (
    id bigint generated always as identity primary key,
    host text not null,
    name text not null,
    url text not null,
    unique (host, name)
);

-- What somebody wanted to see: of which actor, post or emoji, under which name in its address, from which address elsewhere (as a hash).
-- No file: it could not be had, and is asked for again later.
create table media (
    owner_id bigint not null,
    name bytea not null,
    kind text not null check (kind in ('avatar', 'header', 'emoji', 'attachment')),
    host text not null,
    source bytea not null,
    file bytea,
    bytes int not null default 0,
    problem text,
    failures int not null default 0,
    retry_at timestamptz,
    used_at timestamptz not null,
    primary key (owner_id, name)
);
create index media_source on media (source);
create index media_file on media (file) where file is not null;
create index media_host on media (host);
create index media_used on media (used_at);
