package io.aldis.server.house;

import io.aldis.server.Answer;
import io.aldis.server.Binding;
import io.aldis.server.Destination;
import io.aldis.server.Device;
import io.aldis.server.Identified;
import io.aldis.server.Routed;
import io.aldis.server.Step;
import io.aldis.server.Target;
import io.aldis.server.Track;
import io.aldis.server.courier.Courier;
import io.aldis.server.directory.Directory;
import io.aldis.server.mailbox.Mailboxes;
import io.aldis.sip.Aor;
import io.aldis.sip.HeaderName;
import io.aldis.sip.transaction.ServerTransaction;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Whether a message that may be kept is relayed, accepted, or relayed and kept for those who are away. For the event loop. */
public record DeliveryDecision(Directory directory, Courier courier, Mailboxes mailboxes) {
    /** For all devices of a user. @param reply gives the sender an answer of ours */
    public void toUser(Identified identified, Aor aor, ServerTransaction exchange, Consumer<Answer> reply) {
        Track track = identified.admitted().track();
        if (directory.find(aor).filter(mailboxes::acceptsFirst).isPresent()) {
            mailboxes.accept(identified, aor, reply);
            return;
        }
        switch (directory.route(identified)) {
            case Step.Stop<Routed> _ when directory.isAway(aor) -> mailboxes.accept(identified, aor, reply);
            case Step.Stop<Routed>(Answer answer) -> reply.accept(answer);
            case Step.Go<Routed>(Routed routed) -> {
                track.routed(routed);
                List<Target> free = mailboxes.free(routed.targets(), identified, aor);
                if (free.isEmpty()) mailboxes.accept(identified, aor, reply);
                else courier.carry(new Routed(identified, free), exchange, mailboxes.keeper(identified, aor, reply));
            }
        }
    }

    /** For one device. @param reply gives the sender an answer of ours */
    public void toDevice(
            Identified identified, Destination.Instance one, ServerTransaction exchange, Consumer<Answer> reply) {
        Track track = identified.admitted().track();
        switch (directory.route(identified)) {
            case Step.Stop<Routed>(Answer answer)
            when answer.status().code() == 480 && one.lasting() ->
                mailboxes.accept(identified, new Device(one.aor(), one.id()), reply);
            case Step.Stop<Routed>(Answer answer) -> reply.accept(answer);
            case Step.Go<Routed>(Routed routed) -> {
                track.routed(routed);
                Optional<Device> device = routed.targets().getFirst().device();
                if (mailboxes.free(routed.targets(), identified, one.aor()).isEmpty() && device.isPresent())
                    mailboxes.accept(identified, device.get(), reply);
                else courier.carry(routed, exchange, mailboxes.keeper(identified, one.aor(), reply));
            }
        }
    }

    /** A REGISTER has been answered: devices whose bindings it has set, if it has, get what waits for them. */
    public void registered(Identified identified, Aor aor) {
        if (identified.request().headers().first(HeaderName.CONTACT) < 0) return;
        String callId = identified.request().callId();
        long cseq = identified.request().cseq().number();
        List<Binding> fresh = directory.bindings(aor).stream()
                .filter(binding -> binding.callId().equals(callId) && binding.cseq() == cseq)
                .toList();
        if (fresh.isEmpty()) mailboxes.unregistered(aor);
        else mailboxes.registered(aor, fresh);
    }
}
