package io.aldis.store.sql;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A line to a server on loopback that can go dead: connections stay, new ones are taken, and nothing comes through. */
final class Line implements AutoCloseable {
    private final ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<Socket> ends = new CopyOnWriteArrayList<>();
    private final int to;
    private volatile boolean dead;

    Line(int to) throws IOException {
        this.to = to;
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return door.getLocalPort();
    }

    void die() {
        dead = true;
    }

    /** What was on the line is lost with its connections. */
    void heal() throws IOException {
        hangUp();
        dead = false;
    }

    private void accept() {
        try {
            while (true) {
                Socket here = door.accept();
                Socket there = new Socket(door.getInetAddress(), to);
                ends.addAll(List.of(here, there));
                Thread.ofVirtual().start(() -> carry(here, there));
                Thread.ofVirtual().start(() -> carry(there, here));
            }
        } catch (IOException _) {
            dead = true; // closed
        }
    }

    private void carry(Socket from, Socket into) {
        byte[] buffer = new byte[8192];
        try (from;
                into) {
            for (int read = from.getInputStream().read(buffer);
                    read >= 0;
                    read = from.getInputStream().read(buffer))
                if (!dead) into.getOutputStream().write(buffer, 0, read);
        } catch (IOException _) {
            ends.remove(from); // one of them has hung up
        }
    }

    private void hangUp() throws IOException {
        for (Socket end : ends) end.close();
        ends.clear();
    }

    @Override
    public void close() throws IOException {
        door.close();
        hangUp();
    }
}
