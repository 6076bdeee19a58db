-- Whom other providers know somebody as. Issuer and subject are the identity; name and address of a person never are.
create table external_identity (
    issuer text not null,
    subject text not null,
    account_id bigint not null references account,
    name text not null,
    created_at timestamptz not null,
    last_used_at timestamptz,
    primary key (issuer, subject)
);
create index external_identity_account on external_identity (account_id);

-- Who came by a provider has neither password nor, often, an address.
alter table sign_up alter column email drop not null;
alter table sign_up alter column password_hash drop not null;
alter table sign_up add issuer text;
alter table sign_up add subject text;
alter table sign_up add identity_name text;
alter table sign_up add constraint sign_up_way_in check (password_hash is not null and email is not null or issuer is not null and subject is not null and identity_name is not null);
create unique index sign_up_identity on sign_up (issuer, subject) where issuer is not null;

alter table session drop constraint session_method_check;
alter table session add constraint session_method_check check (method in ('password', 'link', 'provider', 'passkey'));

-- Keys that people's devices hold. What is here opens nothing.
create table passkey (
    credential_id bytea primary key,
    account_id bigint not null references account,
    public_key bytea not null,
    name text not null,
    sign_count bigint not null,
    transports text[] not null,
    verified boolean not null,
    backup_eligible boolean not null,
    backed_up boolean not null,
    attestation bytea not null,
    client_data bytea not null,
    created_at timestamptz not null,
    last_used_at timestamptz
);
create index passkey_account on passkey (account_id);

-- Questions that a device is to answer, each once. With an account: to add a passkey to it.
create table passkey_challenge (
    token_hash bytea primary key,
    account_id bigint references account,
    security_stamp text,
    state text not null,
    expires_at timestamptz not null
);
create index passkey_challenge_account on passkey_challenge (account_id) where account_id is not null;
create index passkey_challenge_expires on passkey_challenge (expires_at);
