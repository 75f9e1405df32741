package io.aldis.lab;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.BooleanSupplier;

/** Odd messages as fast as they are accepted, to users who are away, over several lives of a server. */
final class Flood implements AutoCloseable {
    private static final int AT_ONCE = 100;
    private static final Duration PAUSE = Duration.ofMillis(300);

    private final int server;
    private final Ledger ledger;
    private final Random random;
    private final UdpPhone phone = new UdpPhone();
    private int sent;

    Flood(int server, Ledger ledger, Random random) {
        this.server = server;
        this.ledger = ledger;
        this.random = random;
    }

    /**
     * Sends in bursts of any size, so that the end of the server comes while it has much to do, and right behind one of its answers.
     *
     * @param users with the devices that each has
     * @param goOn whether there is more to send; asked after each answer
     */
    void run(Map<String, List<String>> users, BooleanSupplier goOn) {
        List<String> names = List.copyOf(users.keySet());
        while (goOn.getAsBoolean()) {
            int burst = 1 + random.nextInt(AT_ONCE);
            for (int i = 0; i < burst; i++) send(names.get(random.nextInt(names.size())), users);
            for (int i = 0; i < burst && note() && goOn.getAsBoolean(); i++)
                ;
        }
        drain();
    }

    /** What the server said before its end counts, too. */
    private void drain() {
        boolean more;
        do more = note();
        while (more);
    }

    private void send(String user, Map<String, List<String>> users) {
        String id = "n" + sent++;
        String text = OddMessage.of(random, user, id, phone.port());
        ledger.sent(id, text, users.getOrDefault(user, List.of()));
        phone.say(server, text);
    }

    private boolean note() {
        Optional<String> answer = phone.hear(PAUSE);
        answer.ifPresent(text -> ledger.answer(SipText.header(text, "Call-ID"), SipText.code(text)));
        return answer.isPresent();
    }

    @Override
    public void close() {
        phone.close();
    }
}
