-- Codes of an authenticator app (TOTP). The secret is sealed; a step counts once, so a code that was seen is good for nothing.
create table second_factor (
    account_id bigint primary key references account,
    secret bytea not null,
    last_step bigint not null default 0,
    created_at timestamptz not null,
    confirmed_at timestamptz
);

create table recovery_code (
    account_id bigint not null references account,
    code_hash bytea not null,
    used_at timestamptz,
    primary key (account_id, code_hash)
);

-- What a session's browser calls itself, in two words; never the whole.
alter table session add device text not null default '';
