package io.aldis.store.sql;

/**
 * How servers share one database: leases on devices, notice of registrations, and how commands find running servers.
 *
 * @param server id of this server
 */
record ClusterMode(Turns turns, SharedBindings bindings, Presence presence, String server) {}
