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

-- Who paused their account and may come back.
alter table actor add column paused_at timestamptz;

-- Who made an account by themselves where everybody may, when; how many of their posts moderators let pass; who is known by another sign-in.
alter table account add column newcomer_at timestamptz;
alter table account add column passed_posts int not null default 0;
alter table account add column verified_at timestamptz;

-- A post that waits for the moderators is seen by its writer alone. Here is whom it is meant for.
alter table post drop constraint post_visibility_check;
alter table post add constraint post_visibility_check check (visibility in ('public', 'unlisted', 'followers', 'members', 'direct', 'hub_only', 'waiting'));
create table waiting_post (
    post_id bigint primary key references post,
    writer_id bigint not null references account,
    visibility text not null check (visibility in ('public', 'unlisted', 'followers', 'members', 'direct', 'hub_only')),
    waits_since timestamptz not null,
    rejected_at timestamptz,
    reason text
);
create index waiting_post_writer on waiting_post (writer_id);
create index waiting_post_open on waiting_post (post_id) where rejected_at is null;
