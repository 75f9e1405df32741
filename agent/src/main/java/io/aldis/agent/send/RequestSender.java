package io.aldis.agent.send;

import io.aldis.agent.Failure;
import io.aldis.sip.locate.NextHop;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/** Sends the requests of one agent to the hops that {@link NextHopFinder} finds, and keeps track of unanswered ones. */
public final class RequestSender {
    private final SendContext context;
    private final NextHopFinder finder;
    private final Set<RequestExchange> open = new HashSet<>();
    private boolean closed;

    public RequestSender(SendContext context, NextHopFinder finder) {
        this.context = context;
        this.finder = finder;
    }

    /**
     * Sends, from any thread, without waiting.
     *
     * @param then called with the reply, once, on the event loop, or at once when the endpoint is closed
     */
    public RequestExchange send(RequestDraft draft, Consumer<Reply> then) {
        var exchange = new RequestExchange(context, draft, then);
        seek(draft, result -> start(exchange, result), exchange::end);
        return exchange;
    }

    /**
     * Finds the next hops of a request, from any thread.
     *
     * @param found called with the result on the event loop; else {@code failed} is called with the reason
     */
    public void find(RequestDraft draft, Consumer<List<NextHop>> found, Consumer<Failure> failed) {
        seek(
                draft,
                result -> found.accept(context.hops().sorted(result.hops())),
                reply -> failed.accept(reply.failure()));
    }

    private void seek(RequestDraft draft, Consumer<NextHopFinder.Found.Through> found, Consumer<Reply.Silence> failed) {
        finder.find(draft, result -> onLoop(() -> arrive(result, found, failed), failed));
    }

    private void onLoop(Runnable work, Consumer<Reply.Silence> failed) {
        try {
            context.endpoint().execute(work);
        } catch (RejectedExecutionException _) {
            failed.accept(new Reply.Silence(new Failure.Closed()));
        }
    }

    // ---- on the event loop

    private void arrive(
            NextHopFinder.Found result, Consumer<NextHopFinder.Found.Through> found, Consumer<Reply.Silence> failed) {
        switch (result) {
            case NextHopFinder.Found.Through _ when closed -> failed.accept(new Reply.Silence(new Failure.Closed()));
            case NextHopFinder.Found.Through through -> found.accept(through);
            case NextHopFinder.Found.Nowhere nowhere ->
                failed.accept(new Reply.Silence(closed ? new Failure.Closed() : nowhere.why()));
        }
    }

    private void start(RequestExchange exchange, NextHopFinder.Found.Through result) {
        open.add(exchange);
        var pinned = result.draft().routing().pinned();
        exchange.start(
                result.draft(), pinned.sorted(context.hops().sorted(result.hops())), () -> open.remove(exchange));
    }

    /** No request is sent any more; unanswered ones end with {@link Failure.Closed}. */
    public void close() {
        closed = true;
        for (RequestExchange exchange : List.copyOf(open)) exchange.abort(new Failure.Closed(exchange.sent()));
    }
}
