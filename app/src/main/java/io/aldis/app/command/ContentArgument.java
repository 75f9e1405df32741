package io.aldis.app.command;

import io.aldis.agent.Content;
import io.aldis.store.sql.FileFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The content of a message: a text or a file. */
final class ContentArgument {
    private static final String STANDARD_INPUT = "-";
    private static final String OCTETS = "application/octet-stream";

    @Parameters(paramLabel = "TEXT", arity = "1", description = "The text; \"-\" reads it from standard input.")
    private Optional<String> text = Optional.empty();

    @Option(names = "--file", paramLabel = "F", description = "The file, octet for octet.")
    private Optional<Path> file = Optional.empty();

    /** @throws IllegalArgumentException when the type is no media type */
    Content content(Terminal terminal, Optional<String> type) {
        byte[] bytes = bytes(terminal);
        return type.<Content>map(named -> new Content.Bytes(named, bytes))
                .orElseGet(() -> decoded(bytes)
                        .<Content>map(Content.Text::new)
                        .orElseGet(() -> new Content.Bytes(OCTETS, bytes)));
    }

    private byte[] bytes(Terminal terminal) {
        if (file.isPresent()) return read(file.get());
        String given = text.orElseThrow(() -> new UsageException("Expected TEXT or --file"));
        return given.equals(STANDARD_INPUT) ? rest(terminal) : given.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new UsageException("--file: expected a file but there is no " + file);
        } catch (IOException e) {
            throw new FailedException(file + " cannot be read: " + FileFailure.words(e));
        }
    }

    /** Standard input as text, without its last line end, which the shell has added. */
    private static byte[] rest(Terminal terminal) {
        try {
            String all = new String(terminal.in().readAllBytes(), StandardCharsets.UTF_8);
            return all.replaceFirst("\\R\\z", "").getBytes(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new FailedException("Standard input cannot be read: " + FileFailure.words(e));
        }
    }

    private static Optional<String> decoded(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.indexOf(0) < 0 ? Optional.of(text) : Optional.empty();
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
