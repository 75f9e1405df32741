package io.aldis.agent.call;

import io.aldis.sip.SipRequest;
import io.aldis.sip.dialog.Dialog;
import io.aldis.sip.dialog.DialogId;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The early and established calls, by dialog. */
final class CallTable {
    private final CallContext context;
    private final Map<DialogId, CallSession> sessions = new HashMap<>();

    CallTable(CallContext context) {
        this.context = context;
    }

    /** A new call, in its early stage. */
    CallSession add(Dialog dialog) {
        var session = new CallSession(context, dialog, this::remove);
        sessions.put(session.dialog(), session);
        return session;
    }

    private void remove(CallSession session) {
        sessions.remove(session.dialog(), session);
    }

    /** The call of a request; empty for one outside of calls. */
    Optional<CallSession> of(SipRequest request) {
        return Optional.ofNullable(sessions.get(DialogId.of(request)));
    }

    Collection<CallSession> all() {
        return List.copyOf(sessions.values());
    }

    int size() {
        return sessions.size();
    }
}
