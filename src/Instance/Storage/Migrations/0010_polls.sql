-- The question that a post asks. Of one from elsewhere, the numbers are those that its author sends, and unknown ones are null.
create table poll (
    post_id bigint primary key references post,
    multiple boolean not null default false,
    ends_at timestamptz,
    voters int,
    -- When its totals are to be sent next, and were sent last; only of polls of this hub.
    due_at timestamptz,
    told_at timestamptz,
    -- When its end was made known here.
    ended_at timestamptz
);
create index poll_due on poll (due_at) where due_at is not null;
create index poll_end on poll (ends_at) where ended_at is null;

create table poll_option (
    post_id bigint not null references poll on delete cascade,
    position smallint not null,
    -- As its author wrote it: a vote names it letter by letter.
    title text not null,
    votes int,
    primary key (post_id, position)
);

-- Who chose what. It is never shown, and never sent to anybody but the author's own server.
create table poll_vote (
    post_id bigint not null references poll on delete cascade,
    voter_id bigint not null references actor,
    position smallint not null,
    voted_at timestamptz not null,
    primary key (post_id, voter_id, position)
);
create index poll_vote_voter on poll_vote (voter_id, post_id);

alter table notification drop constraint notification_kind_check, add constraint notification_kind_check check (kind in (
    'follow', 'follow_request', 'mention', 'reply', 'like', 'boost', 'rsvp', 'rsvp_answer', 'event_change', 'invite', 'poll_end', 'quote'));
