package io.aldis.agent.call;

import io.aldis.agent.AgentSettings;
import io.aldis.agent.account.Contacts;
import io.aldis.agent.account.Identity;
import io.aldis.agent.send.RequestSender;
import io.aldis.agent.send.SendContext;
import java.util.concurrent.RejectedExecutionException;

/** Dependencies of the calls of one agent. */
public record CallContext(
        RequestSender sender, SendContext send, Identity me, Contacts contacts, AgentSettings settings) {
    /** Runs work on the event loop; from any thread. @return false when the loop is closed, and all calls with it */
    boolean onLoop(Runnable work) {
        try {
            send.endpoint().execute(work);
            return true;
        } catch (RejectedExecutionException _) {
            return false;
        }
    }
}
