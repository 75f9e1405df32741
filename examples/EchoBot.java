import io.aldis.agent.*;

/** Answers every message with its own text. Arguments: SERVER ADDRESS; the password is in PASSWORD. */
void main(String... args) throws InterruptedException {
    try (var bot = Agent.builder()
            .server(args[0])
            .address(args[1])
            .password(System.getenv("PASSWORD"))
            .instance("echo") // the same device after a restart: the server keeps for it what comes meanwhile
            .onMessage(in -> IO.println("answered: " + in.reply("You said: " + in.content())))
            .open()) {
        IO.println(bot.register().sentence());
        Thread.currentThread().join(); // until the program is stopped
    }
}
