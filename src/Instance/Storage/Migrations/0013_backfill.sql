-- What to fetch of the past: the outbox of somebody newly followed, the rest of a conversation, the events to come of a calendar.
create table backfill (
    uri text not null,
    kind text not null check (kind in ('outbox', 'thread', 'upcoming')),
    next_at timestamptz,
    asked_at timestamptz,
    tries int not null default 0,
    primary key (uri, kind)
);
create index backfill_due on backfill (next_at) where next_at is not null;
