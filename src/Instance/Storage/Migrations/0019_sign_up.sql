-- Links by which somebody lets others in, known by the hash of their code.
create table invite (
    id bigint primary key,
    code_hash bytea not null unique,
    by_id bigint references account,
    note text not null,
    uses int not null default 0,
    most int not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    revoked_at timestamptz
);

-- Who wants an account and has none yet: nobody here before the address is confirmed and, where it is so, moderators have agreed.
create table sign_up (
    id bigint primary key,
    name text not null,
    email text not null,
    password_hash text not null,
    language text,
    reason text not null,
    invite_id bigint references invite,
    approval boolean not null,
    token_hash bytea not null unique,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    confirmed_at timestamptz
);
create unique index sign_up_name on sign_up (lower(name));
create index sign_up_waiting on sign_up (id) where confirmed_at is not null;
create index sign_up_expires on sign_up (expires_at) where confirmed_at is null;
