package io.aldis.store.sql;

/** How servers on one database keep out of each other's way, and commands find them. */
record Sharing(Turns turns, SharedBindings bindings, Presence presence) {}
