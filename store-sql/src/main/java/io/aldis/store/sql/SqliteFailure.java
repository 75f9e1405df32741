package io.aldis.store.sql;

import io.aldis.server.StoreException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;

/** Translates SQLite's result codes to words for the operator. No text contains a value of a statement: it might be an HA1. */
final class SqliteFailure {
    private static final int PRIMARY = 0xff;

    private SqliteFailure() {}

    /** @param done what could not be done with the file: read, written, opened */
    static StoreException of(String done, Path file, SQLException cause) {
        return new StoreException(file + " cannot be " + done + ": " + words(cause), cause);
    }

    private static String words(SQLException cause) {
        return switch (SQLiteErrorCode.getErrorCode(cause.getErrorCode() & PRIMARY)) {
            case SQLITE_FULL -> "the disk is full";
            case SQLITE_CORRUPT, SQLITE_NOTADB ->
                "the file is damaged or no Aldis database; restore it from a copy, or move it away";
            case SQLITE_READONLY, SQLITE_PERM -> "this user may not write to it or to its directory";
            case SQLITE_CANTOPEN -> "it is no file that this user may read and write";
            case SQLITE_BUSY, SQLITE_LOCKED -> "another process has kept it locked";
            case SQLITE_IOERR -> "the disk reports an error";
            default -> String.valueOf(cause.getMessage());
        };
    }
}
