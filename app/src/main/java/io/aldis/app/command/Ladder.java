package io.aldis.app.command;

import io.aldis.net.Flow;
import io.aldis.net.Trace;
import io.aldis.sip.Method;
import io.aldis.sip.SipMessage;
import io.aldis.sip.SipRequest;
import io.aldis.sip.SipResponse;
import io.aldis.sip.wire.Limits;
import io.aldis.sip.wire.MessageReader;
import io.aldis.sip.wire.Reading;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Records the MESSAGE packets of a server and finds the four of RFC 3428 §10: the request as received (F1) and as forwarded (F2), the
 * response as received (F3) and as forwarded (F4). Safe for every thread.
 */
final class Ladder implements Trace {
    /**
     * One packet.
     *
     * @param in whether the server received it
     * @param message parsed from the octets on the wire
     */
    record Packet(boolean in, SipMessage message, InetSocketAddress peer) {
        boolean isRequest() {
            return message instanceof SipRequest;
        }

        boolean isAnswer(int code) {
            return message instanceof SipResponse response && response.code() == code;
        }
    }

    /** F1 to F4, in their order. */
    record Rungs(Packet f1, Packet f2, Packet f3, Packet f4) {}

    private final MessageReader reader = new MessageReader(Limits.DEFAULT);
    private final List<Packet> packets = new ArrayList<>();

    @Override
    public void received(byte[] bytes, Flow flow) {
        note(true, bytes, flow);
    }

    @Override
    public void sent(byte[] bytes, Flow flow) {
        note(false, bytes, flow);
    }

    private synchronized void note(boolean in, byte[] bytes, Flow flow) {
        if (reader.read(bytes) instanceof Reading.Parsed(SipMessage message)
                && message.cseq().method().equals(Method.MESSAGE)) packets.add(new Packet(in, message, flow.remote()));
    }

    /** The exchange that ended with a 200; empty when there was none. */
    synchronized Optional<Rungs> rungs() {
        return packet(each -> !each.in() && each.isAnswer(200)).flatMap(this::above);
    }

    private Optional<Rungs> above(Packet f4) {
        var f1 = packet(each -> each.in()
                && each.isRequest()
                && each.peer().equals(f4.peer())
                && each.message().cseq().equals(f4.message().cseq()));
        var f2 = packet(each -> !each.in() && each.isRequest());
        var f3 = packet(each -> each.in() && each.isAnswer(200));
        return f1.flatMap(one -> f2.flatMap(two -> f3.map(three -> new Rungs(one, two, three, f4))));
    }

    private Optional<Packet> packet(Predicate<Packet> wanted) {
        return packets.stream().filter(wanted).findFirst();
    }

    /** Whether the server asked for credentials first. */
    synchronized boolean challenged() {
        return packet(each -> !each.in() && each.isAnswer(407)).isPresent();
    }
}
