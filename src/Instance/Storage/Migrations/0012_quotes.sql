-- Who may quote a post; `asked` means that its author decides each time. Null: a post from elsewhere that does not say.
alter table post add quotable text check (quotable in ('public', 'followers', 'asked', 'nobody'));
update post set quotable = 'public' where local;

-- That a post quotes another, and whether the other's author agrees (FEP-044f).
create table quote (
    post_id bigint primary key references post,
    quoted_uri text not null,
    quoted_id bigint references post,
    state text not null check (state in ('pending', 'accepted', 'refused', 'revoked')),
    stamp_uri text,
    request_uri text,
    -- When its stamp is to be fetched next.
    check_at timestamptz,
    checks smallint not null default 0
);
create index quote_of on quote (quoted_id) where quoted_id is not null;
create index quote_stamped on quote (stamp_uri) where stamp_uri is not null;
create index quote_requested on quote (request_uri) where request_uri is not null;
create index quote_check on quote (check_at) where check_at is not null;

-- The stamps by which authors here agree to be quoted; a revoked one stays, so that asking again changes nothing.
create table quote_stamp (
    id bigint primary key,
    post_id bigint not null references post,
    quoting_uri text not null,
    revoked_at timestamptz,
    unique (post_id, quoting_uri)
);
