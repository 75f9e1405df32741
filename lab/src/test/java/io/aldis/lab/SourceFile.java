package io.aldis.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One Java file of the house, as text.
 *
 * @param path from the root of the repository
 */
record SourceFile(Path path, List<String> lines) {
    private static final Pattern COMMENT = Pattern.compile("\\s*(//|/\\*|\\*).*");

    /** Tests run in the folder of their module; the repository is the folder above. */
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    /** All of {@code src/main/java} or {@code src/test/java} of all modules. */
    static List<SourceFile> all(String kind) {
        try (var modules = Files.list(ROOT)) {
            return modules.map(module -> module.resolve("src").resolve(kind).resolve("java"))
                    .filter(Files::isDirectory)
                    .flatMap(SourceFile::below)
                    .sorted()
                    .map(SourceFile::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<Path> below(Path folder) {
        try (var files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SourceFile read(Path file) {
        try {
            return new SourceFile(ROOT.relativize(file), Files.readAllLines(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code path:line: text} of each line that the pattern is found in. */
    Stream<String> found(Pattern pattern) {
        return Stream.iterate(0, i -> i < lines.size(), i -> i + 1)
                .filter(i -> pattern.matcher(lines.get(i)).find())
                .map(i -> path + ":" + (i + 1) + ": " + lines.get(i).strip());
    }

    long comments() {
        return lines.stream().filter(SourceFile::isComment).count();
    }

    long code() {
        return lines.stream()
                .filter(line -> !line.isBlank() && !isComment(line))
                .count();
    }

    private static boolean isComment(String line) {
        return COMMENT.matcher(line).matches();
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
