-- Actors that are gone, of here and elsewhere, and whose posts are still to be erased.
drop index actor_to_erase;
create index actor_to_erase on actor (id) where deleted_at is not null and erased_at is null;
