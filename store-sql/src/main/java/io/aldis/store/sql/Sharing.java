package io.aldis.store.sql;

/** How servers on one database keep out of each other's way. */
record Sharing(Turns turns, SharedBindings bindings) {}
