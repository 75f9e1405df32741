package io.aldis.app.command;

import io.aldis.agent.Agent;
import io.aldis.sip.Aor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.TerminalBuilder;
import org.jline.terminal.impl.DumbTerminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code aldis chat}: sends typed lines to a peer and shows incoming messages, in a terminal. */
@Command(
        name = "chat",
        description = {
            "Registers and chats with a peer: each typed line is sent, incoming messages are shown.",
            "Marks: \u2713 a device took it, \u2026 accepted for later delivery, \u2717 not delivered, and why.",
            "/to URI changes the peer, /quit or Ctrl-D ends."
        })
final class Chat implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(paramLabel = "PEER", description = "The peer: a sip: or im: address.")
    private String peer = "";

    @Mixin
    private final FromOption from = new FromOption();

    @Mixin
    private final PathOptions path = new PathOptions();

    @Mixin
    private final SignOn signOn = new SignOn();

    Chat(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        Aor user = from.of(terminal);
        var talk = new ChatSession(peer);
        Thread typing = Thread.currentThread();
        try (var _ = new Lifetime(typing::interrupt);
                var screen = screen()) {
            LineReader reader = LineReaderBuilder.builder().terminal(screen).build();
            signOn.as(
                    user,
                    terminal,
                    agent -> path.tell(agent).onMessage(in -> reader.printAbove(talk.heard(in))),
                    agent -> {
                        terminal.say("registered " + user + ", talking with " + talk.peer() + " (/quit ends)");
                        read(reader, agent, talk);
                    });
        }
        return 0;
    }

    /** The terminal of this process; a dumb terminal for the streams of a test. */
    private org.jline.terminal.Terminal screen() throws IOException {
        return terminal.in() == System.in
                ? TerminalBuilder.builder()
                        .name("aldis")
                        .encoding(StandardCharsets.UTF_8)
                        .dumb(true)
                        .build()
                : new DumbTerminal("aldis", "dumb", terminal.in(), terminal.out(), StandardCharsets.UTF_8);
    }

    private static void read(LineReader reader, Agent agent, ChatSession talk) {
        try {
            for (String line = reader.readLine(talk.prompt());
                    !line.strip().equals("/quit");
                    line = reader.readLine(talk.prompt())) typed(line.strip(), reader, agent, talk);
            talk.finish();
        } catch (EndOfFileException _) {
            talk.finish(); // Ctrl-D, or the end of a file
        } catch (UserInterruptException _) {
            // Ctrl-C or SIGTERM: ends without the outcome of the last messages
        }
    }

    private static void typed(String line, LineReader reader, Agent agent, ChatSession talk) {
        if (line.isEmpty()) return;
        if (line.startsWith("/to ")) talk.turnTo(line.substring(4).strip()).ifPresent(reader::printAbove);
        else if (line.startsWith("/"))
            reader.printAbove("Expected /to URI or /quit; a text that starts with / is sent with a blank before it");
        else talk.say(line, agent, reader::printAbove);
    }
}
