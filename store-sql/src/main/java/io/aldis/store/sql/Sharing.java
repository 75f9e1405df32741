package io.aldis.store.sql;

/** How servers share one database: leases on devices, notice of registrations, and how commands find running servers. */
record Sharing(Turns turns, SharedBindings bindings, Presence presence) {}
