import io.aldis.agent.*;

/** Sends one message, again while that may help, and stores each outcome. Arguments: SERVER ADDRESS TO TEXT FILE. */
void main(String... args) throws IOException, InterruptedException {
    Path file = Path.of(args[4]);
    var id = Files.exists(file) // the same id after a crash: a server that took the message recognises it
            ? new MessageId(Files.readAllLines(file).getFirst())
            : MessageId.random();
    if (!Files.exists(file)) Files.writeString(file, id + "\n");
    try (var agent = Agent.builder().server(args[0]).address(args[1]).password(System.getenv("PASSWORD")).open()) {
        for (int attempt = 1; attempt <= 5; attempt++) {
            Outcome outcome = agent.send(Message.text(args[2], args[3]), id);
            Files.writeString(file, attempt + " " + outcome + "\n", StandardOpenOption.APPEND);
            IO.println(outcome);
            if (!outcome.mayBeRetried()) break;
            var asked = outcome instanceof Outcome.Refused refused ? refused.retryAfter() : Optional.<Duration>empty();
            Thread.sleep(asked.orElse(Duration.ofSeconds(attempt)));
        }
    }
}
