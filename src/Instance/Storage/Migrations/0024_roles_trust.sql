-- What somebody may do on the hub: from when, until when, and who decided it. Rows stay as history.
create table role_grant (
    id bigint primary key,
    account_id bigint not null references account,
    role text not null check (role in ('owner', 'admin', 'moderator', 'editor')),
    starts_at timestamptz not null,
    ends_at timestamptz,
    granted_by bigint references account,
    granted_at timestamptz not null,
    ended_by bigint references account,
    ended_at timestamptz,
    warned_at timestamptz,
    check (ends_at > starts_at)
);
create index role_grant_account on role_grant (account_id) where ended_at is null;
create index role_grant_ends on role_grant (ends_at) where ended_at is null and warned_at is null;

-- An account's own id is no other grant's.
insert into role_grant (id, account_id, role, starts_at, granted_at)
select actor_id, actor_id, role, created_at, created_at from account where role <> 'member';
alter table account drop column role;
