package io.aldis.store.sql;

/** What to do when the database to be opened does not exist. */
public enum Missing {
    IS_MADE,
    IS_AN_ERROR
}
