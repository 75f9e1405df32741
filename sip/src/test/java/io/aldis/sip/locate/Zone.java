package io.aldis.sip.locate;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * A DNS of one text block, and the questions that it was asked. Each line is {@code NAME TYPE DATA}; a dot alone is the root, {@code -} an
 * empty text, and {@code NAME TYPE FAILS} a question that gets no answer.
 */
final class Zone implements Dns {
    private static final Duration TTL = Duration.ofMinutes(5);

    private final List<String[]> lines;
    final List<String> asked = new ArrayList<>();

    Zone(String text) {
        lines = text.lines()
                .filter(line -> !line.isBlank())
                .map(line -> line.strip().split(" +"))
                .toList();
    }

    private <T> Answer<T> answer(String type, String name, Function<String[], T> read) {
        asked.add(type + ' ' + name);
        var records = new ArrayList<T>();
        for (String[] line : lines) {
            boolean meant =
                    line[1].equals(type) && line[0].toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT));
            if (meant && line[2].equals("FAILS")) return new Answer.Failed<>("timed out");
            if (meant) records.add(read.apply(line));
        }
        return records.isEmpty() ? new Answer.Nothing<>(TTL) : new Answer.Records<>(records, TTL);
    }

    private static String text(String word) {
        return word.equals("-") || word.equals(".") ? "" : word;
    }

    private static int number(String word) {
        return Integer.parseInt(word);
    }

    @Override
    public Answer<Naptr> naptr(String name) {
        return answer(
                "NAPTR",
                name,
                line -> new Naptr(
                        number(line[2]), number(line[3]), text(line[4]), text(line[5]), text(line[6]), text(line[7])));
    }

    @Override
    public Answer<Srv> srv(String name) {
        return answer("SRV", name, line -> new Srv(number(line[2]), number(line[3]), number(line[4]), text(line[5])));
    }

    @Override
    public Answer<InetAddress> addresses(String name) {
        return answer("A", name, line -> InetAddress.ofLiteral(line[2]));
    }

    @Override
    public Answer<String> alias(String name) {
        return answer("CNAME", name, line -> line[2]);
    }
}
