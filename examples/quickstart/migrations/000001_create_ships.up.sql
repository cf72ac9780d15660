CREATE TABLE ships (
    name     text PRIMARY KEY,
    launched integer NOT NULL
);
