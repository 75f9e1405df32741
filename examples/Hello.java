import io.aldis.agent.*;

/**
 * Bob listens, Alice writes to him. Needs a JDK 25, and the passwords of both in ALICE_PASSWORD and BOB_PASSWORD. Run:
 * java --enable-native-access=ALL-UNNAMED -cp 'app/target/lib/*' examples/Hello.java "127.0.0.1:5060;transport=tcp"
 */
void main(String... args) {
    System.setProperty("slf4j.provider", "org.slf4j.helpers.NOP_FallbackServiceProvider"); // no log: without this line, Logback's
    System.setProperty("slf4j.internal.verbosity", "WARN");
    if (args.length != 1) stop("Expected the server, such as \"127.0.0.1:5060;transport=tcp\"");
    try (var bob = user("bob", args[0]).onMessage(in -> IO.println(in.from().text() + " says: " + in.content())).open();
            var alice = user("alice", args[0]).open()) {
        IO.println(bob.register().sentence());
        IO.println(switch (alice.send(Message.text("sip:bob@example.com", "Lunch?"))) {
            case Outcome.Delivered done -> "delivered in " + done.took().toMillis() + " ms";
            case Outcome.Accepted _ -> "a relay will try";
            case Outcome.Refused refused -> "not delivered: " + refused.status() + " " + refused.reason();
            case Outcome.Failed failed -> "not delivered: " + failed.failure().sentence();
        });
    }
}

AgentBuilder user(String name, String server) {
    String variable = name.toUpperCase() + "_PASSWORD";
    String password = System.getenv(variable);
    if (password == null) stop("Set " + variable + " to the password of sip:" + name + "@example.com");
    return Agent.builder()
            .address("sip:" + name + "@example.com")
            .password(password)
            .instance("hello") // the same device after a restart: the server keeps for it what comes meanwhile
            .server(server);
}

void stop(String why) {
    System.err.println(why);
    System.exit(1);
}
