package io.aldis.app.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;

/** A name server on loopback that knows where the SIP server of example.com is, and nothing else. */
final class Domains implements AutoCloseable {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
    private static final int TTL = 60;

    private final DatagramSocket socket;
    private final List<Record> known;

    /** @param port of the server, for UDP */
    Domains(int port) throws IOException {
        socket = new DatagramSocket(0, LOOPBACK);
        Name host = name("sip.example.com.");
        known = List.of(
                new SRVRecord(name("_sip._udp.example.com."), DClass.IN, TTL, 0, 0, port, host),
                new ARecord(host, DClass.IN, TTL, LOOPBACK));
        Thread.startVirtualThread(this::serve);
    }

    private static Name name(String text) throws TextParseException {
        return Name.fromString(text);
    }

    /** For {@code --dns}. */
    String address() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    private void serve() {
        var packet = new DatagramPacket(new byte[512], 512);
        try {
            while (true) {
                socket.receive(packet);
                byte[] answer = answer(new Message(Arrays.copyOf(packet.getData(), packet.getLength())));
                socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                packet.setLength(512);
            }
        } catch (IOException e) {
            if (!socket.isClosed()) throw new UncheckedIOException(e);
        }
    }

    private byte[] answer(Message query) {
        Record question = query.getQuestion();
        var answer = new Message(query.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.addRecord(question, Section.QUESTION);
        for (Record each : known)
            if (each.getType() == question.getType() && each.getName().equals(question.getName()))
                answer.addRecord(each, Section.ANSWER);
        return answer.toWire();
    }

    @Override
    public void close() {
        socket.close();
    }
}
