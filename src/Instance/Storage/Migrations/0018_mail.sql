-- Mails that wait to be sent. What goes into their text may hold links that let somebody in, so it is sealed; a mail that was sent is gone.
create table mail (
    id bigint primary key,
    recipient text not null,
    kind text not null,
    language text,
    arguments bytea not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    next_at timestamptz not null,
    tries smallint not null default 0,
    given_up_at timestamptz,
    problem text
);
create index mail_due on mail (next_at) where given_up_at is null;

-- How often anybody made the hub write to one mailbox.
create table mail_ask (
    mailbox bytea primary key,
    since timestamptz not null,
    asked int not null
);
create index mail_ask_since on mail_ask (since);

-- Links that were mailed to people with an account, known by the hash of their token. Those without an account are as much work and good for nothing.
create table mailed_link (
    token_hash bytea primary key,
    account_id bigint references account,
    purpose text not null check (purpose in ('reset', 'email')),
    email text,
    security_stamp text,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz
);
create index mailed_link_account on mailed_link (account_id);
create index mailed_link_expires on mailed_link (expires_at);
