package io.aldis.agent.receive;

import io.aldis.agent.AgentSettings;
import io.aldis.im.Coding;
import io.aldis.im.MediaRange;
import io.aldis.im.MediaType;
import io.aldis.sip.HeaderName;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Accepted content, and the responses to other content (RFC 3261 §8.2.3).
 *
 * @param types text/plain is always among them (RFC 3428 §7), and so are multiparts (RFC 5621 §4.2)
 * @param languages tags such as {@code en}, which also match {@code en-GB}; none for every language
 * @param opened types that a protection opens: listed in Accept, and never checked (RFC 8591 §6)
 */
public record AcceptedContent(List<MediaRange> types, List<String> languages, List<String> opened) {
    static final AcceptedContent EVERYTHING = new AcceptedContent(List.of(MediaRange.ALL), List.of());

    private static final List<MediaRange> ALWAYS = List.of(
            new MediaRange("text/plain"), new MediaRange("multipart/mixed"), new MediaRange("multipart/alternative"));

    AcceptedContent(List<MediaRange> types, List<String> languages) {
        this(types, languages, List.of());
    }

    public AcceptedContent {
        types = types.contains(MediaRange.ALL) ? List.of(MediaRange.ALL) : withAlways(types);
    }

    private static List<MediaRange> withAlways(List<MediaRange> types) {
        return Stream.concat(types.stream(), ALWAYS.stream()).distinct().toList();
    }

    boolean has(MediaType type) {
        return types.stream().anyMatch(range -> range.has(type));
    }

    /** A body in several languages is accepted when one of them is (RFC 3261 §20.13). */
    boolean hasLanguage(List<String> given) {
        return languages.isEmpty() || given.isEmpty() || given.stream().anyMatch(this::speaks);
    }

    private boolean speaks(String tag) {
        return languages.stream()
                .anyMatch(
                        own -> tag.equalsIgnoreCase(own) || tag.regionMatches(true, 0, own + '-', 0, own.length() + 1));
    }

    /** @param opened types that a protection opens */
    public static AcceptedContent of(AgentSettings.Accepted accepted, List<String> opened) {
        return new AcceptedContent(accepted.types(), accepted.languages(), opened);
    }

    /** For Accept. */
    String typeList() {
        return Stream.concat(types.stream().map(MediaRange::toString), opened.stream())
                .collect(Collectors.joining(", "));
    }

    /** For Accept-Language. */
    String languageList() {
        return String.join(", ", languages);
    }

    ResponseSpec otherType() {
        return ResponseSpec.of(415, HeaderName.ACCEPT, typeList());
    }

    ResponseSpec otherLanguage() {
        return ResponseSpec.of(415, HeaderName.ACCEPT_LANGUAGE, languageList());
    }

    static ResponseSpec otherCoding() {
        return ResponseSpec.of(415, HeaderName.ACCEPT_ENCODING, Coding.KNOWN);
    }
}
