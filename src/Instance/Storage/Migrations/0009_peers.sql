-- Claims walk from host to host, so that the backlog of one is one step for the others.
drop index delivery_due;
create index delivery_host on delivery (host, next_at, id) where given_up_at is null and claimed_by is null;
drop index inbox_item_due;
create index inbox_item_host on inbox_item (host, next_at, id) where state = 'waiting' and claimed_by is null;

-- The rule in force for an actor's server, on the actor, so that whatever shows posts needs no look at the rules.
alter table actor add standing text not null default 'normal' check (standing in ('normal', 'limited', 'held', 'media_off', 'blocked'));
create index peer_rule on peer (host) where state <> 'normal';
update actor a set standing = p.state from peer p where p.host = a.host and p.state <> 'normal';

create index audit_subject on audit (subject, id desc);
create index delivery_given_up on delivery (host, id desc) where given_up_at is not null;
