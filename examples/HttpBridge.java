import com.sun.net.httpserver.HttpServer;
import io.aldis.agent.*;

/** POST /bob sends its text to bob of our domain and answers with the outcome. Arguments: SERVER ADDRESS PORT. */
void main(String... args) throws IOException {
    var agent = Agent.builder().server(args[0]).address(args[1]).password(System.getenv("PASSWORD")).open();
    var http = HttpServer.create(new InetSocketAddress("127.0.0.1", Integer.parseInt(args[2])), 0);
    http.setExecutor(Executors.newVirtualThreadPerTaskExecutor()); // send waits for the outcome
    http.createContext("/", exchange -> {
        try (exchange) {
            String to = "sip:" + exchange.getRequestURI().getPath().substring(1) + "@" + agent.address().domain();
            String text = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Outcome outcome = agent.send(Message.text(to, text));
            exchange.sendResponseHeaders(switch (outcome) {
                case Outcome.Delivered _ -> 200;
                case Outcome.Accepted _ -> 202;
                case Outcome.Refused refused when !refused.mayBeRetried() -> 422;
                default -> 503;
            }, 0);
            exchange.getResponseBody().write((outcome + "\n").getBytes(StandardCharsets.UTF_8));
        }
    });
    http.start();
    IO.println("http://127.0.0.1:" + http.getAddress().getPort());
}
