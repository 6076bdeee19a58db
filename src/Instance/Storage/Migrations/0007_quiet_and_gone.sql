-- A post that came as somebody's parent or boost, and was told to nobody yet.
alter table post add quiet boolean not null default false;

-- People whose mention an edit took out: they see the post no longer, and hear when it is deleted.
alter table post_mention add dropped boolean not null default false;

alter table notification drop constraint notification_kind_check, add constraint notification_kind_check check (kind in (
    'follow', 'follow_request', 'mention', 'reply', 'like', 'boost', 'rsvp', 'rsvp_answer', 'event_change', 'invite'));

-- Actors that are gone, and whose posts are still to be erased.
alter table actor add erased_at timestamptz;
create index actor_to_erase on actor (id) where deleted_at is not null and erased_at is null and host is not null;
