package io.aldis.lab;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Chromium, without a screen, with a page of a phone in it; the page comes from a small web server of the test's. */
final class Browser implements WebPhone {
    private static final long PATIENCE = 60;
    private static final String PAGE = "<!doctype html><meta charset=utf-8><script src=/page.js></script>";

    private final BlockingQueue<String> commands = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> said = new LinkedBlockingQueue<>();
    private final List<String> heard = new ArrayList<>();
    private final AtomicReference<@Nullable Thread> stream = new AtomicReference<>();
    private final HttpServer pages;
    private final Running chromium;

    /** @param folder for what the browser keeps; its own */
    Browser(Path folder, Making making, String user, String password) {
        Path web = WebPhone.folder();
        Path program = Peers.need("chromium");
        try {
            Files.createDirectories(folder);
            pages = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            pages.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            byte[] script = Files.readAllBytes(web.resolve("dist/page.js"));
            pages.createContext("/", exchange -> give(exchange, "text/html", PAGE.getBytes(StandardCharsets.UTF_8)));
            pages.createContext("/page.js", exchange -> give(exchange, "text/javascript", script));
            pages.createContext("/says", this::hear);
            pages.createContext("/commands", this::command);
            pages.start();
        } catch (IOException e) {
            throw new AssertionError("no web server", e);
        }
        chromium = Running.start("chromium", folder, command(program, folder, making, user, password));
    }

    private List<String> command(Path program, Path folder, Making making, String user, String password) {
        String page = "http://127.0.0.1:" + pages.getAddress().getPort() + "/?kind=" + making.kind() + "&user=" + user
                + "&password=" + password + "&instance=" + making.instance() + "&server="
                + URLEncoder.encode(making.server(), StandardCharsets.UTF_8);
        return List.of(
                program.toString(),
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--disable-component-update",
                "--no-first-run",
                "--no-proxy-server",
                "--ignore-certificate-errors",
                "--user-data-dir=" + folder,
                page);
    }

    private static void give(HttpExchange exchange, String type, byte[] bytes) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private void hear(HttpExchange exchange) throws IOException {
        said.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        give(exchange, "text/plain", new byte[] {'.'});
    }

    /** A stream of events that stays open as long as the browser does, or until another page asks for one. */
    private void command(HttpExchange exchange) throws IOException {
        Thread before = stream.getAndSet(Thread.currentThread());
        if (before != null) before.interrupt();
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream out = exchange.getResponseBody()) {
            while (true) {
                out.write(("data: " + commands.take() + "\n\n").getBytes(StandardCharsets.UTF_8));
                out.flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void tell(String command) {
        commands.add(command);
    }

    @Override
    public void says(String line) {
        try {
            String next = "";
            while (!next.equals(line)) {
                next = said.poll(PATIENCE, TimeUnit.SECONDS);
                if (next == null)
                    throw new AssertionError("the page did not say \"" + line + "\" but " + heard + " and the browser\n"
                            + chromium.said());
                heard.add(next);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The page goes away, without a word to the SIP server. */
    void leavesPage() {
        tell("leave");
        says("away");
    }

    /** It is there again: another phone. */
    void returnsToPage() {
        tell("return");
    }

    /** kill -9. */
    void crashes() {
        chromium.killAll();
        pages.stop(0);
    }

    /** All that its pages have said. */
    List<String> saidSoFar() {
        said.drainTo(heard);
        return List.copyOf(heard);
    }

    @Override
    public void close() {
        chromium.close();
        pages.stop(0);
    }
}
