package io.aldis.server;

import io.aldis.net.Flow;
import io.aldis.net.LogPace;
import io.aldis.sip.Aor;
import io.aldis.sip.SipRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes each event to all listeners. An exception of one is logged, at most once a minute, and the others are called all the same. A loop in each
 * method instead of one loop for all: an event allocates nothing.
 */
final class ServerEventListeners implements ServerEvents {
    private static final Logger LOG = LoggerFactory.getLogger(ServerEventListeners.class);
    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final ServerEvents[] listeners;
    private final LogPace pace;

    ServerEventListeners(ServerEvents... listeners) {
        this(System::nanoTime, listeners);
    }

    /** @param nanos the clock of the log line */
    ServerEventListeners(LongSupplier nanos, ServerEvents... listeners) {
        this.listeners = listeners.clone();
        this.pace = new LogPace(PAUSE, nanos);
    }

    private void failed(ServerEvents listener, Throwable failure) {
        pace.pass(unlogged -> LOG.error(
                "a listener of events has failed and may have missed this one; the server goes on: listener={} ({} failures since the last such line)",
                listener.getClass().getName(),
                unlogged,
                failure));
    }

    @Override
    public void received(Arrival request) {
        for (ServerEvents each : listeners) {
            try {
                each.received(request);
            } catch (RuntimeException | Error e) {
                failed(each, e);
            }
        }
    }

    @Override
    public void identified(Arrival request, Sender sender) {
        for (ServerEvents each : listeners) {
            try {
                each.identified(request, sender);
            } catch (RuntimeException | Error e) {
                failed(each, e);
            }
        }
    }

    @Override
    public void routed(Arrival request, Destination destination, List<Target> targets) {
        for (ServerEvents each : listeners) {
            try {
                each.routed(request, destination, targets);
            } catch (RuntimeException | Error e) {
                failed(each, e);
            }
        }
    }

    @Override
    public void branchStarted(Arrival request, Target target) {
        for (ServerEvents each : listeners) {
            try {
                each.branchStarted(request, target);
            } catch (RuntimeException | Error e) {
                failed(each, e);
            }
        }
    }

    @Override
    public void sent(Arrival request, Target target, Flow flow) {
        for (ServerEvents each : listeners) {
            try {
                each.sent(request, target, flow);
            } catch (RuntimeException | Error e) {
                failed(each, e);
            }
        }
    }

    @Override
    public void branchAnswered(Arrival request, Target target, int code) {
        for (ServerEvents each : listeners) {
            try {
                each.branchAnswered(request, target, code);
            } catch (RuntimeException | Error e) {
                failed(each, e);
            }
        }
    }

    @Override
    public void branchFailed(Arrival request, Target target, String why) {
        for (ServerEvents each : listeners) {
            try {
                each.branchFailed(request, target, why);
            } catch (RuntimeException | Error e) {
                failed(each, e);
            }
        }
    }

    @Override
    public void answered(Arrival request, int code) {
        for (ServerEvents each : listeners) {
            try {
                each.answered(request, code);
            } catch (RuntimeException | Error e) {
                failed(each, e);
            }
        }
    }

    @Override
    public void answered(Arrival request, Answer answer) {
        for (ServerEvents each : listeners) {
            try {
                each.answered(request, answer);
            } catch (RuntimeException | Error e) {
                failed(each, e);
            }
        }
    }

    @Override
    public void retransmitted(SipRequest request, Flow flow) {
        for (ServerEvents each : listeners) {
            try {
                each.retransmitted(request, flow);
            } catch (RuntimeException | Error e) {
                failed(each, e);
            }
        }
    }

    @Override
    public void turnedAway(SipRequest request, Flow flow) {
        for (ServerEvents each : listeners) {
            try {
                each.turnedAway(request, flow);
            } catch (RuntimeException | Error e) {
                failed(each, e);
            }
        }
    }

    @Override
    public void discarded(Flow flow) {
        for (ServerEvents each : listeners) {
            try {
                each.discarded(flow);
            } catch (RuntimeException | Error e) {
                failed(each, e);
            }
        }
    }

    @Override
    public void malformed(Flow flow) {
        for (ServerEvents each : listeners) {
            try {
                each.malformed(flow);
            } catch (RuntimeException | Error e) {
                failed(each, e);
            }
        }
    }

    @Override
    public void stray(Flow flow) {
        for (ServerEvents each : listeners) {
            try {
                each.stray(flow);
            } catch (RuntimeException | Error e) {
                failed(each, e);
            }
        }
    }

    @Override
    public void stored(long id, StoredMessage message, Set<String> devices) {
        for (ServerEvents each : listeners) {
            try {
                each.stored(id, message, devices);
            } catch (RuntimeException | Error e) {
                failed(each, e);
            }
        }
    }

    @Override
    public void mailboxFull(StoredMessage message, StoreResult.Bound bound) {
        for (ServerEvents each : listeners) {
            try {
                each.mailboxFull(message, bound);
            } catch (RuntimeException | Error e) {
                failed(each, e);
            }
        }
    }

    @Override
    public void deliveryStarted(Device device, PendingDelivery copy) {
        for (ServerEvents each : listeners) {
            try {
                each.deliveryStarted(device, copy);
            } catch (RuntimeException | Error e) {
                failed(each, e);
            }
        }
    }

    @Override
    public void deliveryAnswered(Device device, PendingDelivery copy, int code) {
        for (ServerEvents each : listeners) {
            try {
                each.deliveryAnswered(device, copy, code);
            } catch (RuntimeException | Error e) {
                failed(each, e);
            }
        }
    }

    @Override
    public void deliveryPostponed(Device device, PendingDelivery copy, int code, Instant until) {
        for (ServerEvents each : listeners) {
            try {
                each.deliveryPostponed(device, copy, code, until);
            } catch (RuntimeException | Error e) {
                failed(each, e);
            }
        }
    }

    @Override
    public void deliveryWithdrawn(Device device, PendingDelivery copy) {
        for (ServerEvents each : listeners) {
            try {
                each.deliveryWithdrawn(device, copy);
            } catch (RuntimeException | Error e) {
                failed(each, e);
            }
        }
    }

    @Override
    public void deliveryForbidden(Device device, PendingDelivery copy, String rule) {
        for (ServerEvents each : listeners) {
            try {
                each.deliveryForbidden(device, copy, rule);
            } catch (RuntimeException | Error e) {
                failed(each, e);
            }
        }
    }

    @Override
    public void putAside(Device device, PendingDelivery copy, Instant until) {
        for (ServerEvents each : listeners) {
            try {
                each.putAside(device, copy, until);
            } catch (RuntimeException | Error e) {
                failed(each, e);
            }
        }
    }

    @Override
    public void expired(MailboxEntry message) {
        for (ServerEvents each : listeners) {
            try {
                each.expired(message);
            } catch (RuntimeException | Error e) {
                failed(each, e);
            }
        }
    }

    @Override
    public void registered(Aor account, List<Binding> set) {
        for (ServerEvents each : listeners) {
            try {
                each.registered(account, set);
            } catch (RuntimeException | Error e) {
                failed(each, e);
            }
        }
    }

    @Override
    public void bindingsGone(Aor account, List<Binding> gone) {
        for (ServerEvents each : listeners) {
            try {
                each.bindingsGone(account, gone);
            } catch (RuntimeException | Error e) {
                failed(each, e);
            }
        }
    }

    @Override
    public void flowOpened(Flow flow) {
        for (ServerEvents each : listeners) {
            try {
                each.flowOpened(flow);
            } catch (RuntimeException | Error e) {
                failed(each, e);
            }
        }
    }

    @Override
    public void flowClosed(Flow flow) {
        for (ServerEvents each : listeners) {
            try {
                each.flowClosed(flow);
            } catch (RuntimeException | Error e) {
                failed(each, e);
            }
        }
    }
}
