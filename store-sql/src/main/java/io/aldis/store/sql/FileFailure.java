package io.aldis.store.sql;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Objects;

/** Translates an {@link IOException} about a file to words for the operator. Its own message is often only a path. */
public final class FileFailure {
    private FileFailure() {}

    /** The cause, such as {@code this user has no permission}; the caller writes the file before it. */
    public static String words(IOException e) {
        return switch (e) {
            case AccessDeniedException _ -> "this user has no permission";
            case NoSuchFileException _ -> "there is no such file or directory";
            case FileAlreadyExistsException _ -> "there is something of that name already";
            case NotDirectoryException _ -> "it is no directory";
            case FileSystemException known ->
                Objects.requireNonNullElse(known.getReason(), "the system gives no reason");
            default -> Objects.requireNonNullElse(e.getMessage(), "the system gives no reason");
        };
    }
}
