package io.aldis.server.mailbox;

import io.aldis.server.Device;
import io.aldis.server.Target;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The ways from mailboxes to devices: one letter at a time to each, many devices at a time, no more than allowed. For the event loop. */
final class Lanes {
    private final Surroundings around;
    private final Map<Device, Lane> lanes = new HashMap<>();
    private final Deque<Lane> ready = new ArrayDeque<>();
    private int busy;
    private boolean ended;

    Lanes(Surroundings around) {
        this.around = around;
    }

    /** The device can be reached anew: it gets what it waits for. */
    void wake(Device device) {
        of(device).wake();
    }

    /** Something more is kept for the device. */
    void nudge(Device device) {
        of(device).nudge();
    }

    /** Another copy is on its way to that device: its letters wait until {@link #release}. */
    void hold(Device device) {
        of(device).hold();
    }

    void release(Device device) {
        of(device).release();
    }

    /** The device is registered and was away just now: it is tried again after a while. */
    void rest(Device device) {
        of(device).rest();
    }

    /** The device has taken something just now: a good time for what it waits for. */
    void isThere(Device device) {
        Lane lane = lanes.get(device);
        if (lane != null) lane.wake();
    }

    /** Those devices that get nothing from here at the moment. */
    List<Target> idle(List<Target> targets) {
        if (busy == 0) return targets;
        return targets.stream()
                .filter(target ->
                        target.device().map(lanes::get).filter(Lane::isCarrying).isEmpty())
                .toList();
    }

    private Lane of(Device device) {
        return lanes.computeIfAbsent(device, fresh -> new Lane(around, this, device));
    }

    /** The lane wants to work. */
    void enqueue(Lane lane) {
        ready.add(lane);
        startSome();
    }

    /** The lane works no more for now. */
    void freed() {
        busy--;
        startSome();
    }

    void closed(Lane lane) {
        lanes.remove(lane.device(), lane);
    }

    /** Starts nothing more: what is kept stays where it is, and what is under way comes to its end. */
    void end() {
        ended = true;
    }

    boolean ended() {
        return ended;
    }

    private void startSome() {
        while (!ended && busy < around.settings().deliveries() && !ready.isEmpty()) {
            busy++;
            ready.remove().start();
        }
    }
}
