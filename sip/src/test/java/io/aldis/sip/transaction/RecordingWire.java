package io.aldis.sip.transaction;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Writes down what goes out, and when. */
final class RecordingWire implements Wire {
    /** @param at milliseconds since the scene began */
    record Sent(long at, byte[] bytes, Unsent unsent) {
        String text() {
            return new String(bytes, StandardCharsets.UTF_8);
        }

        String startLine() {
            return text().lines().findFirst().orElse("");
        }
    }

    private final Scene scene;
    private final boolean reliable;
    private final List<Sent> sent = new ArrayList<>();
    private String broken = "";

    RecordingWire(Scene scene, boolean reliable) {
        this.scene = scene;
        this.reliable = reliable;
    }

    /** From now on nothing goes out, which is said at once. */
    void breaks(String why) {
        broken = why;
    }

    @Override
    public boolean reliable() {
        return reliable;
    }

    @Override
    public void send(byte[] bytes, Unsent unsent) {
        if (broken.isEmpty()) sent.add(new Sent(scene.millis(), bytes, unsent));
        else unsent.unsent(broken);
    }

    List<Sent> sent() {
        return sent;
    }

    Sent last() {
        return sent.getLast();
    }

    /** When something went out, in milliseconds. */
    List<Long> times() {
        return sent.stream().map(Sent::at).toList();
    }

    List<String> startLines() {
        return sent.stream().map(Sent::startLine).toList();
    }
}
