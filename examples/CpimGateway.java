import io.aldis.agent.*;
import io.aldis.im.*;
import io.aldis.im.cpim.*;
import io.aldis.sip.Uri;

/** Sends a text as a message/cpim (RFC 3862), which names who wrote it. Arguments: SERVER ADDRESS TO WRITER TEXT. */
void main(String... args) {
    try (var gateway = Agent.builder().server(args[0]).address(args[1]).password(System.getenv("PASSWORD")).open()) {
        var cpim = Cpim.builder()
                .from(CpimAddress.of(Uri.parse(args[3])))
                .to(CpimAddress.of(Uri.parse(args[2])))
                .dateTime(OffsetDateTime.now())
                .subject("Lunch")
                .content(Part.of(MediaType.parse("text/plain;charset=utf-8"), args[4].getBytes(StandardCharsets.UTF_8)))
                .build();
        IO.println(gateway.send(Message.of(args[2], Content.cpim(cpim))));
    }
}
