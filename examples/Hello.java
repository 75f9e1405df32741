import io.aldis.agent.*;

/** Bob listens, Alice writes to him. Run: java -cp 'app/target/lib/*' examples/Hello.java "127.0.0.1:5060;transport=tcp" */
void main(String... args) {
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
    return Agent.builder().address("sip:" + name + "@example.com").password(System.getenv(name.toUpperCase() + "_PASSWORD")).server(server);
}
