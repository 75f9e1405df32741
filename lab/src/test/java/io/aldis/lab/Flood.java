package io.aldis.lab;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.BooleanSupplier;

/** Odd messages as fast as they are accepted, to users who are away, over several lives of a server. */
final class Flood implements AutoCloseable {
    private static final int AT_ONCE = 100;
    private static final int LAST = 1200;
    private static final int FIRST = 400;
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
     * Sends in bursts of any size, the next when all of the last are answered.
     *
     * @param users with the devices that each has
     * @param goOn whether there is more to send; asked after each burst
     */
    void run(Map<String, List<String>> users, BooleanSupplier goOn) {
        while (goOn.getAsBoolean()) {
            int burst = 1 + random.nextInt(AT_ONCE);
            send(burst, users);
            hear(burst);
        }
    }

    /**
     * Gives the server as much to do as may be, and ends it behind one of its first answers, while more comes in: then some of what it
     * holds has just been answered, and a record that is written behind the answer is not there yet.
     */
    void end(Map<String, List<String>> users, Runnable kill) throws InterruptedException {
        List<String> texts = prepare(LAST, users);
        Thread sender = Thread.ofPlatform().start(() -> say(texts));
        hear(1 + random.nextInt(FIRST));
        kill.run();
        sender.join();
        hear(Integer.MAX_VALUE); // what had left before counts, too
    }

    private void send(int burst, Map<String, List<String>> users) {
        say(prepare(burst, users));
    }

    private void say(List<String> texts) {
        for (String text : texts) phone.say(server, text);
    }

    private List<String> prepare(int burst, Map<String, List<String>> users) {
        List<String> names = List.copyOf(users.keySet());
        var texts = new ArrayList<String>();
        for (int i = 0; i < burst; i++) texts.add(prepare(names.get(random.nextInt(names.size())), users));
        return texts;
    }

    private void hear(int most) {
        for (int heard = 0; heard < most; heard++) if (!note()) return;
    }

    private String prepare(String user, Map<String, List<String>> users) {
        String id = "n" + sent++;
        String text = OddMessage.of(random, user, id, phone.port());
        ledger.sent(id, text, users.getOrDefault(user, List.of()));
        return text;
    }

    private boolean note() {
        Optional<String> answer = phone.answer(PAUSE);
        answer.ifPresent(text -> ledger.answer(SipText.header(text, "Call-ID"), text));
        return answer.isPresent();
    }

    @Override
    public void close() {
        phone.close();
    }
}
