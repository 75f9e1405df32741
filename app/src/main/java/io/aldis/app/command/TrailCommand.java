package io.aldis.app.command;

import io.aldis.server.Trail;
import io.aldis.server.TrailGap;
import io.aldis.server.TrailStore;
import io.aldis.sip.Aor;
import io.aldis.sip.settings.DurationText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** {@code aldis trail}: shows what happened to messages, whether a server runs or not. */
@Command(
        name = "trail",
        description = "Shows what happened to messages, by Call-ID or address, whether the server runs or not.")
final class TrailCommand implements Runnable {
    private static final int GAPS = 5;

    private final Terminal terminal;

    @Parameters(
            paramLabel = "CALL-ID|SIP-URI",
            description =
                    "The Call-ID of a message, or an address that messages came from or went to (sip:user@domain).")
    private String whose = "";

    @Option(
            names = "--since",
            paramLabel = "TIME",
            converter = Since.class,
            description = "Messages that arrived since then: 2h (ago), or 2026-11-23T06:00:00Z.")
    private Instant since = Instant.EPOCH;

    @Option(
            names = "--most",
            paramLabel = "N",
            defaultValue = "20",
            converter = Most.class,
            description = "How many messages, the newest: 1 to 10000 (${DEFAULT-VALUE}).")
    private int most;

    @Option(names = "--json", description = "Print one JSON object per line, for each message and each gap.")
    private boolean json;

    @Mixin
    private final DataOptions data = new DataOptions();

    TrailCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void run() {
        try (var store = data.open(terminal)) {
            show(store.trail());
        }
    }

    private void show(TrailStore store) {
        List<Trail> found = json ? find(store, most) : messages(store);
        for (Trail trail : found) terminal.out().println(json ? TrailText.json(trail) : TrailText.lines(trail));
        List<TrailGap> gaps = store.gaps(begin(found), Instant.now());
        for (TrailGap gap : gaps.subList(Math.max(0, gaps.size() - GAPS), gaps.size())) show(gap);
        if (found.isEmpty()) throw new FailedException("There is no trail of " + whose + " in " + data.where(terminal));
    }

    /** The trails; a challenged message and its repetition with credentials are joined to one. */
    private List<Trail> messages(TrailStore store) {
        var all = new ArrayList<Trail>();
        for (Trail trail : find(store, 2 * most)) {
            int challenge = challenge(all, trail);
            all.add(challenge < 0 ? trail : TrailText.folded(all.remove(challenge), trail));
        }
        return all.subList(Math.max(0, all.size() - most), all.size());
    }

    /** Index of the trail that is the challenge of this one; -1 when there is none. */
    private static int challenge(List<Trail> earlier, Trail trail) {
        for (int i = earlier.size() - 1; i >= 0; i--) if (TrailText.folds(earlier.get(i), trail)) return i;
        return -1;
    }

    private List<Trail> find(TrailStore store, int most) {
        Optional<String> address = address();
        if (address.isPresent()) return store.byAddress(address.get(), since, most);
        return store.byCallId(whose, most).stream()
                .filter(trail -> !trail.began().isBefore(since))
                .toList();
    }

    /** The address in the spelling of the trail: a normalised AOR, or an im: or tel: URI as it is; empty for a Call-ID. */
    private Optional<String> address() {
        if (whose.matches("(?i)sips?:.*")) return Optional.of(Aor.parse(whose).toString());
        return whose.matches("(?i)(im|tel):.*") ? Optional.of(whose) : Optional.empty();
    }

    /** The time from which gaps are shown: the begin of the message for a Call-ID, else {@code --since}. */
    private Instant begin(List<Trail> found) {
        boolean one = !found.isEmpty() && address().isEmpty();
        return one ? found.getFirst().began() : since;
    }

    private void show(TrailGap gap) {
        if (json) terminal.out().println(TrailText.json(gap));
        else terminal.say(TrailText.line(gap));
    }

    /** Reads the number of messages: all of them are read into memory. */
    static final class Most implements ITypeConverter<Integer> {
        private static final int LIMIT = 10_000;

        @Override
        public Integer convert(String text) {
            if (text.matches("\\d{1,5}")) {
                int number = Integer.parseInt(text);
                if (number >= 1 && number <= LIMIT) return number;
            }
            throw new TypeConversionException("expected a number from 1 to " + LIMIT + " but was \"" + text + '"');
        }
    }

    /** Reads a time, or how long ago it was. */
    static final class Since implements ITypeConverter<Instant> {
        @Override
        public Instant convert(String text) {
            try {
                return text.contains("T") ? Instant.parse(text) : Instant.now().minus(DurationText.parse(text));
            } catch (java.time.DateTimeException | IllegalArgumentException _) {
                throw new TypeConversionException(
                        "expected a duration such as 2h or a time such as 2026-11-23T06:00:00Z but was \"" + text
                                + '"');
            }
        }
    }
}
