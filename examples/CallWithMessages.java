import io.aldis.agent.*;

/** Places a call and sends messages inside of it; the SDP is yours, here without media. Arguments: SERVER ADDRESS TO. */
void main(String... args) {
    byte[] sdp = ("v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
            + "m=audio 9 RTP/AVP 0\r\na=inactive\r\n").getBytes();
    try (var agent = Agent.builder().server(args[0]).address(args[1]).password(System.getenv("PASSWORD")).open()) {
        IO.println(agent.register().sentence());
        switch (agent.call(args[2], sdp)) {
            case CallAnswer.Taken taken -> {
                try (Call call = taken.call()) { // hung up at the end
                    call.onMessage(in -> IO.println("in the call: " + in.content()));
                    IO.println(call.send("one"));
                    IO.println(call.send(Message.text(args[2], "two").withSubject("Lunch")));
                }
            }
            case CallAnswer.Refused refused -> IO.println(refused.status() + " " + refused.reason());
            case CallAnswer.Failed failed -> IO.println(failed.failure().sentence());
        }
    }
}
