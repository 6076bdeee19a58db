-- Whose home rows are complete: made at the first visit, and again after a long absence.
create table home_filled (
    account_id bigint primary key references account,
    filled_at timestamptz not null
);

-- The hub's own posts as its people see them, and as everybody does.
create index post_here on post (id desc) where local and reply_to_id is null and deleted_at is null and visibility in ('public', 'hub_only');
