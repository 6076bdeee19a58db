create table import (
    id bigint primary key,
    account_id bigint not null references account on delete cascade,
    kind text not null,
    total int not null,
    created_at timestamptz not null
);
create index import_account on import (account_id, id desc);
create index import_created on import (created_at);

-- What is done has no row any more; what waits has a time, what could not be has none.
create table import_row (
    import_id bigint not null references import on delete cascade,
    number int not null,
    cells text[] not null,
    next_at timestamptz,
    tries smallint not null default 0,
    problem text,
    primary key (import_id, number),
    check (next_at is not null or problem is not null)
);
create index import_row_due on import_row (import_id, next_at, number) where next_at is not null;
