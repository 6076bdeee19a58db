-- What servers elsewhere said last of the followers that an actor of theirs has here (FEP-8fcf), until it is compared; and when they were asked.
create table followers_claim (
    actor_id bigint primary key references actor,
    url text not null,
    digest text not null,
    received_at timestamptz not null,
    due_at timestamptz,
    asked_at timestamptz
);
create index followers_claim_due on followers_claim (due_at) where due_at is not null;

-- When other servers hear next of changes of an actor here, or heard last.
alter table actor add column told_at timestamptz;

-- A follow is remembered as taken back with the time at which that came: some servers give every follow of a pair the same id.
alter table early_undo add column ended boolean not null default false;
