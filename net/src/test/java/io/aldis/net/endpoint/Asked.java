package io.aldis.net.endpoint;

import io.aldis.net.Flow;
import io.aldis.sip.SipResponse;
import io.aldis.sip.transaction.ClientTransaction;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Waits for the end of a client transaction. */
final class Asked implements ClientTransaction.User<Flow> {
    private final CompletableFuture<String> outcome = new CompletableFuture<>();

    @Override
    public void response(ClientTransaction<Flow> transaction, SipResponse response) {
        if (response.code() >= 200) outcome.complete(Integer.toString(response.code()));
    }

    @Override
    public void failed(ClientTransaction<Flow> transaction, ClientTransaction.Failure failure, String why) {
        outcome.complete(failure + ": " + why);
    }

    /** The code of the final answer, or {@code UNSENT: why}, or {@code TIMEOUT: why}. */
    String outcome() {
        return outcome.orTimeout(Station.PATIENCE, TimeUnit.SECONDS).join();
    }

    boolean pending() {
        return !outcome.isDone();
    }
}
