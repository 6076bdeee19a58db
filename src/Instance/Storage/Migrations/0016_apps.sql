-- Programs that people let act for them (OAuth 2). Of every secret only the SHA-256 is kept.
create table app (
    id bigint primary key,
    client_id text not null unique,
    secret_hash bytea not null,
    name text not null,
    website text,
    redirect_uris text[] not null,
    scopes text[] not null,
    created_at timestamptz not null
);

-- What somebody has just allowed, until the app comes for its token; then it shows whether a code comes twice.
create table app_code (
    code_hash bytea primary key,
    app_id bigint not null references app on delete cascade,
    account_id bigint not null references account on delete cascade,
    security_stamp text not null,
    redirect_uri text not null,
    scopes text[] not null,
    challenge text,
    expires_at timestamptz not null,
    used_at timestamptz
);
create index app_code_app on app_code (app_id);
create index app_code_expires on app_code (expires_at);

-- Without an account a token is the app's own.
create table app_token (
    id bigint primary key,
    token_hash bytea not null unique,
    app_id bigint not null references app on delete cascade,
    account_id bigint references account on delete cascade,
    security_stamp text,
    scopes text[] not null,
    code_hash bytea,
    created_at timestamptz not null,
    seen_on date not null,
    revoked_at timestamptz
);
create index app_token_app on app_token (app_id);
create index app_token_account on app_token (account_id, id) where account_id is not null;
create index app_token_code on app_token (code_hash) where code_hash is not null;
create index app_token_seen on app_token (seen_on);
