package io.aldis.net.stream;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** Attributes by which a change of a file is noticed. @param file the file key of the system (device and inode) */
record FileStamp(Path path, String modified, long size, String file) {
    static FileStamp of(Path path) {
        try {
            var found = Files.readAttributes(path, BasicFileAttributes.class);
            return new FileStamp(
                    path, found.lastModifiedTime().toString(), found.size(), String.valueOf(found.fileKey()));
        } catch (IOException e) {
            return new FileStamp(path, "", -1, ""); // reading the file reports the error
        }
    }
}
