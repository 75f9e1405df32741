package io.aldis.lab;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * What was promised about messages, and what became of it, over several lives of a server. Safe for every thread.
 *
 * <p>A life ends with a look into the store: what waits there for a device may come in the next life, anything older may not. A copy that a
 * device has answered and that still waits there was killed in the window between answer and record: it comes once more.
 */
final class Ledger {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** What one device is to get of one message. */
    record Copy(String device, String id) {}

    /** @param life in which it was sent, @param number in the order of sending */
    private record Sent(String text, int life, int number, List<String> devices) {}

    /** The last delivery of a copy. */
    private record Came(String request, int life, boolean answered) {
        boolean isSame(String other, int when) {
            return life == when && request.equals(other);
        }

        Came answer() {
            return new Came(request, life, true);
        }
    }

    private final Map<String, Sent> sent = new HashMap<>();
    private final Set<String> accepted = new HashSet<>();
    private final Set<String> turnedAway = new HashSet<>();
    private final Map<Copy, Came> came = new HashMap<>();
    private final Map<Copy, Integer> answered = new HashMap<>();
    private final Map<String, Integer> last = new HashMap<>();
    private final Set<String> twiceInLife = new HashSet<>();
    private final List<String> wrong = new ArrayList<>();
    private final Set<Copy> lost = new HashSet<>();
    private Set<Copy> waiting = Set.of();
    private int deliveries;
    private int life;
    private int duplicates;
    private int unanswered;
    private final Set<Copy> inWindow = new HashSet<>();
    private int delivering;
    private int retransmissions;
    private final List<String> otherBranch = new ArrayList<>();

    /** @param devices that get it, sooner or later */
    synchronized void sent(String id, String text, List<String> devices) {
        sent.put(id, new Sent(SipText.endToEnd(text), life, sent.size(), devices));
    }

    /** Who hears 503 and when to come again was promised nothing (more came than could be written down), and nothing of his may be kept. */
    synchronized void answer(String id, String answer) {
        int code = SipText.code(answer);
        if (code == 202) accepted.add(id);
        else if (code == 503 && answer.contains("\r\nRetry-After: ")) turnedAway.add(id);
        else wrong.add("answered " + code + ": " + id);
    }

    synchronized void delivered(String device, String request) {
        deliveries++;
        String id = SipText.header(request, "Call-ID");
        var copy = new Copy(device, id);
        Sent message = sent.get(id);
        if (message == null || !message.devices().contains(device)) wrong.add(device + " got what is not his: " + id);
        else if (!message.text().equals(SipText.endToEnd(request)))
            wrong.add("sent:\n" + message.text() + "\ndelivered:\n" + request);
        else if (turnedAway.contains(id)) wrong.add(device + " got what was turned away: " + id);
        else if (message.life() < life && !waiting.contains(copy)) wrong.add("came after its record: " + copy);
        else arrived(copy, message, request);
    }

    private void arrived(Copy copy, Sent message, String request) {
        Came before = came.get(copy);
        if (before == null) inOrder(copy, message);
        else if (before.isSame(request, life)) {
            retransmissions++;
            return;
        } else again(copy, before, request);
        came.put(copy, new Came(request, life, false));
    }

    /** Texts of one device come in the order in which they were sent, all over one socket. */
    private void inOrder(Copy copy, Sent message) {
        int number = last.merge(copy.device(), message.number(), Math::max);
        if (number > message.number()) wrong.add("behind a later one: " + copy);
    }

    /** A copy that was not answered before (its device left that port) may come again, in whatever life. */
    private void again(Copy copy, Came before, String request) {
        if (!SipText.header(before.request(), "Via").equals(SipText.header(request, "Via")))
            otherBranch.add(copy.device());
        if (!before.answered()) unanswered++;
        else {
            duplicates++;
            if (before.life() == life) wrong.add("twice in one life: " + copy);
            if (!twiceInLife.add(copy.device() + " " + life)) wrong.add("two duplicates of one kill: " + copy);
        }
    }

    /** True until something more is delivered, when there is anything to deliver from the life before, and for some seconds at most. */
    synchronized BooleanSupplier anyDelivery() {
        int before = deliveries;
        long end = System.nanoTime() + PATIENCE.toNanos();
        boolean hope = !waiting.isEmpty();
        return () -> hope && deliveries() == before && System.nanoTime() < end;
    }

    private synchronized int deliveries() {
        return deliveries;
    }

    /** The device says 200, now, perhaps after the end of the life in which it was asked. */
    synchronized void answers(String device, String request) {
        var copy = new Copy(device, SipText.header(request, "Call-ID"));
        Came taken = came.get(copy);
        answered.putIfAbsent(copy, taken == null ? life : taken.life());
        if (taken != null) came.put(copy, taken.answer());
    }

    /** @param left what waits in the store after the kill */
    synchronized void killed(Collection<Copy> left) {
        waiting = Set.copyOf(left);
        answered.keySet().stream().filter(waiting::contains).forEach(inWindow::add);
        if (came.entrySet().stream()
                .anyMatch(each -> each.getValue().life() == life && waiting.contains(each.getKey()))) delivering++;
        for (Copy copy : waiting) if (turnedAway.contains(copy.id())) wrong.add("kept and turned away: " + copy);
        for (Copy copy : promised())
            if (!answered.containsKey(copy) && !waiting.contains(copy) && lost.add(copy)) wrong.add("lost: " + copy);
        life++;
    }

    private List<Copy> promised() {
        return sent.entrySet().stream()
                .filter(each -> accepted.contains(each.getKey()))
                .flatMap(each -> each.getValue().devices().stream().map(device -> new Copy(device, each.getKey())))
                .toList();
    }

    /** Copies that were promised and that no device has answered. */
    synchronized List<Copy> missing() {
        return promised().stream()
                .filter(copy -> !answered.containsKey(copy))
                .sorted(Comparator.comparing(Copy::toString))
                .toList();
    }

    /** Until all of them are answered, or something is wrong, or none has been answered for so long. */
    synchronized void awaitNoneMissing(Duration silence) throws InterruptedException {
        var left = new HashSet<>(promised());
        long end = System.nanoTime() + silence.toNanos();
        while (wrong.isEmpty() && System.nanoTime() < end) {
            if (left.removeIf(answered::containsKey)) end = System.nanoTime() + silence.toNanos();
            if (left.isEmpty()) return;
            wait(200); // devices go on meanwhile
        }
    }

    synchronized List<String> wrong() {
        return List.copyOf(wrong);
    }

    synchronized int accepted() {
        return accepted.size();
    }

    /** Kills while a delivery was on its way. */
    synchronized int delivering() {
        return delivering;
    }

    /** Came again after the device had answered what came before. */
    synchronized int duplicates() {
        return duplicates;
    }

    /** Devices to which one came again under another branch, so that one which filters by it shows it twice. */
    synchronized List<String> otherBranch() {
        return List.copyOf(otherBranch);
    }

    @Override
    public synchronized String toString() {
        return "lives " + life + " (" + delivering + " killed while delivering), accepted " + accepted.size()
                + ", turned away " + turnedAway.size() + ", delivered " + answered.size() + " copies, lost "
                + lost.size() + ", not delivered " + missing().size() + ", duplicates " + duplicates + " of "
                + inWindow.size()
                + " killed between answer and record, again before any answer " + unanswered + ", retransmissions "
                + retransmissions;
    }
}
