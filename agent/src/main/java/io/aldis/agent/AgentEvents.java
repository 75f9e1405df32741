package io.aldis.agent;

/**
 * Observes what an agent does on the network, for logs and metrics. Called on a virtual thread, one event after the other; exceptions are
 * logged. When 10,000 callbacks of the agent wait, further events are dropped. See {@link AgentBuilder#events}.
 */
public interface AgentEvents {
    /**
     * One request that is sent to one next hop.
     *
     * @param method REGISTER, MESSAGE, INVITE, BYE
     * @param callId of the request: for a message outside of calls the value of its {@link MessageId}
     * @param hop such as {@code 192.0.2.7:5060 over UDP}
     * @param cseq number of the request
     */
    record Attempt(String method, String callId, String hop, long cseq) {}

    /** A request is sent: the first time, to another next hop, or again with credentials. Retransmissions over UDP are not reported. */
    default void sending(Attempt attempt) {}

    /** Its final answer has arrived. */
    default void answered(Attempt attempt, int status) {}

    /** There is no answer: the transaction has timed out, or the connection could not be made or was lost. */
    default void failed(Attempt attempt, String why) {}

    /** A binding was made or refreshed over a flow to that server. */
    default void flowUp(String hop) {}

    /** The flow of a binding has failed; the agent registers again. */
    default void flowDown(String hop, String why) {}
}
