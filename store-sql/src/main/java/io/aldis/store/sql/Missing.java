package io.aldis.store.sql;

/** What becomes of a database that is not there when it is opened. */
public enum Missing {
    IS_MADE,
    IS_AN_ERROR
}
