-- Lists of people whose posts are a timeline of their own, and words that somebody does not want to read.
create table person_list (
    id bigint primary key,
    account_id bigint not null references account on delete cascade,
    title text not null,
    replies_policy text not null default 'list' check (replies_policy in ('followed', 'list', 'none')),
    exclusive boolean not null default false
);
create index person_list_account on person_list (account_id);

create table person_list_member (
    list_id bigint not null references person_list on delete cascade,
    actor_id bigint not null references actor,
    primary key (list_id, actor_id)
);
create index person_list_member_actor on person_list_member (actor_id);

create table filter (
    id bigint primary key,
    account_id bigint not null references account on delete cascade,
    title text not null,
    contexts text[] not null,
    action text not null check (action in ('warn', 'hide', 'blur')),
    expires_at timestamptz
);
create index filter_account on filter (account_id);

create table filter_keyword (
    id bigint primary key,
    filter_id bigint not null references filter on delete cascade,
    keyword text not null,
    whole_word boolean not null
);
create index filter_keyword_filter on filter_keyword (filter_id);

create table filter_post (
    id bigint primary key,
    filter_id bigint not null references filter on delete cascade,
    post_id bigint not null references post,
    unique (filter_id, post_id)
);
create index filter_post_post on filter_post (post_id);
