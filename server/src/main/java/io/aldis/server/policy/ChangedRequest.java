package io.aldis.server.policy;

import io.aldis.server.Field;
import io.aldis.server.Identified;
import io.aldis.server.MessagePolicy.Change;
import io.aldis.sip.HeaderName;
import io.aldis.sip.Headers;
import io.aldis.sip.SipRequest;
import io.aldis.sip.wire.ContentReplacement;
import io.aldis.sip.wire.Limits;
import io.aldis.sip.wire.MessageReader;
import io.aldis.sip.wire.Reading;
import java.util.List;
import java.util.function.IntPredicate;

/** A request with the changes of a {@link io.aldis.server.MessagePolicy}; everything else stays byte for byte. */
final class ChangedRequest {
    /** Above those of the listeners, since a change adds lines. */
    private static final MessageReader OWN = new MessageReader(new Limits(1 << 24, 1 << 20, 2048, 1 << 21, 70));

    private static final List<HeaderName> OF_CONTENT = List.of(
            HeaderName.CONTENT_TYPE,
            HeaderName.CONTENT_DISPOSITION,
            HeaderName.CONTENT_ENCODING,
            HeaderName.CONTENT_LANGUAGE,
            HeaderName.CONTENT_LENGTH);

    private ChangedRequest() {}

    static Identified of(Identified identified, Change change) {
        SipRequest request = identified.request();
        Headers headers = request.headers();
        IntPredicate stays = line ->
                change.content().isEmpty() || OF_CONTENT.stream().noneMatch(name -> name.id() == headers.id(line));
        var replacement = new ContentReplacement(request, stays);
        for (Field line : change.headers()) replacement.add(line.name(), line.value());
        change.content().ifPresent(content -> replacement.add(HeaderName.CONTENT_TYPE, content.type()));
        byte[] body = change.content().map(content -> content.body()).orElseGet(request::body);
        byte[] changed = change.content().isPresent() || headers.first(HeaderName.CONTENT_LENGTH) < 0
                ? replacement.withBody(body)
                : replacement.end(body);
        if (!(OWN.read(changed) instanceof Reading.Parsed(SipRequest other)))
            throw new IllegalArgumentException("the message cannot be read any more after the changes of the policy");
        identified.admitted().arrival().changedTo(other);
        return new Identified(
                identified.admitted(),
                identified.sender(),
                moved(identified.credentials(), stays),
                identified.notBefore());
    }

    /** The index of the header line that had that index. */
    private static int moved(int line, IntPredicate stays) {
        if (line == Identified.NO_LINE) return line;
        int index = 0;
        for (int i = 0; i < line; i++) if (stays.test(i)) index++;
        return index;
    }
}
