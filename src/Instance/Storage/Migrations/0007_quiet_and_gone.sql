-- A post that came as somebody's parent or boost, and was told to nobody yet.
alter table post add quiet boolean not null default false;

-- Actors that are gone, and whose posts are still to be erased.
alter table actor add erased_at timestamptz;
create index actor_to_erase on actor (id) where deleted_at is not null and erased_at is null and host is not null;
