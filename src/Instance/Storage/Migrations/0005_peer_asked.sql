-- A peer that lets the hub actor wait, or sends it away, is not asked again every half minute.
alter table peer add asked int not null default 0, add ask_at timestamptz, drop column in_flight;
