package io.aldis.lab;

import io.aldis.lab.Strace.Call;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What SQLite did to its write-ahead log, as the kernel saw it: pages, each behind a header of 24 octets, the last one of a transaction with the
 * size of the database in that header (https://www.sqlite.org/fileformat2.html#the_write_ahead_log); and syncs of that file.
 */
final class WriteAheadLog {
    private static final int HEADER = 24;

    /** @param last of its transaction */
    private record Page(Call write, boolean last) {}

    private final List<Page> pages = new ArrayList<>();
    private final List<Call> syncs;
    private final List<Call> sends;

    WriteAheadLog(List<Call> calls) {
        List<Call> writes = calls.stream()
                .filter(call -> call.name().startsWith("pwrite") && isOfLog(call))
                .toList();
        for (int i = 1; i < writes.size(); i++)
            if (writes.get(i - 1).result() == HEADER) pages.add(new Page(writes.get(i), isLast(writes.get(i - 1))));
        syncs = calls.stream()
                .filter(call -> call.name().endsWith("sync") && isOfLog(call) && call.result() == 0)
                .toList();
        sends = calls.stream().filter(call -> call.name().startsWith("send")).toList();
    }

    private static boolean isOfLog(Call call) {
        return call.arguments().split(">", 2)[0].endsWith("aldis.db-wal");
    }

    private static boolean isLast(Call header) {
        int octets = header.arguments().indexOf('"') + 1;
        return !header.arguments().startsWith("\0\0\0\0", octets + 4);
    }

    int syncs() {
        return syncs.size();
    }

    int pages() {
        return pages.size();
    }

    /** @param marker in the message that was kept, @param id its Call-ID. Empty when all is well. */
    Optional<String> complaint(String marker, String id) {
        Optional<Call> answer = first(sends, call -> accepts(call, id));
        Optional<Page> page = pages.stream()
                .filter(each -> each.write().arguments().contains(marker))
                .findFirst();
        if (answer.isEmpty()) return Optional.of(id + ": no 202 was sent");
        if (page.isEmpty()) return Optional.of(id + ": was never written");
        Optional<Call> end = pages.stream()
                .filter(each -> each.last()
                        && each.write().begin() >= page.get().write().begin())
                .map(Page::write)
                .findFirst();
        if (end.isEmpty()) return Optional.of(id + ": its transaction did not end");
        Optional<Call> sync = first(syncs, call -> call.begin() > end.get().end());
        if (sync.isEmpty())
            return Optional.of(id + ": no sync after line " + end.get().end());
        if (sync.get().end() < answer.get().begin()) return Optional.empty();
        return Optional.of(id + ": 202 in line " + answer.get().begin() + ", written until line "
                + end.get().end() + ", synced in lines " + sync.get().begin() + " to "
                + sync.get().end());
    }

    private static boolean accepts(Call send, String id) {
        return Arrays.stream(send.arguments().split("SIP/2\\.0 (?=\\d{3} )"))
                .anyMatch(part -> part.startsWith("202 ") && part.contains("Call-ID: " + id + "\r\n"));
    }

    private static Optional<Call> first(List<Call> calls, Predicate<Call> which) {
        return calls.stream().filter(which).min(Comparator.comparingInt(Call::begin));
    }
}
