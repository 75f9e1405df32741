package io.aldis.server.location;

import io.aldis.net.Flow;
import io.aldis.server.Account;
import io.aldis.server.AccountStore;
import io.aldis.server.Accounts;
import io.aldis.server.Admitted;
import io.aldis.server.Answer;
import io.aldis.server.Binding;
import io.aldis.server.BindingStore;
import io.aldis.server.ChangeFeed;
import io.aldis.server.Destination;
import io.aldis.server.Device;
import io.aldis.server.FlowTokens;
import io.aldis.server.Gruus;
import io.aldis.server.Identified;
import io.aldis.server.Locations;
import io.aldis.server.Permitted;
import io.aldis.server.Reach;
import io.aldis.server.Registered;
import io.aldis.server.Route;
import io.aldis.server.Sender;
import io.aldis.server.Step;
import io.aldis.server.Target;
import io.aldis.sip.Aor;
import io.aldis.sip.OnEventLoop;
import io.aldis.sip.OneThread;
import io.aldis.sip.SipUri;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Accounts and bindings in memory, so that a look-up does not wait. Changes are written to the stores; changes that other processes make there arrive
 * through the change feed. For the event loop, once {@link #load} is done.
 */
public final class LocationService implements Accounts, Locations, AutoCloseable {
    private static final int MOST_SILENT = 100_000;

    private static final int MOST_VOLATILE = 100_000;

    /** How long an expired binding is known after its account has registered again: longer than a transaction (64*T1). */
    private static final Duration EXPIRED_KNOWN = Duration.ofMinutes(5);

    private final AccountStore accountStore;
    private final BindingStore bindingStore;
    private final ChangeFeed feed;
    private final Executor loop;
    private final OneThread thread = new OneThread("LocationService");
    private final InstantSource clock;
    private final Map<Aor, Account> accounts = new HashMap<>();
    /** Users of open registration, who have no account; those that registered long ago and have no binding go first above {@link #MOST_VOLATILE}. */
    private final Map<Aor, Account> volatiles = new LinkedHashMap<>();

    private final TelephoneNumbers numbers = new TelephoneNumbers();
    private final BindingIndex whereabouts;
    private final BindingChanges changes;
    private Function<Aor, CompletionStage<?>> touched = _ -> CompletableFuture.completedFuture(true);
    private ChangeFeed.Watch watch = () -> {};
    private BiConsumer<Aor, List<Binding>> elsewhere = (aor, bindings) -> {};
    private BiConsumer<Aor, List<Binding>> gone = (aor, bindings) -> {};
    /** When devices last left a request unanswered; bounded to {@link #MOST_SILENT}. */
    private final Map<Device, Instant> silent = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Device, Instant> eldest) {
            return size() > MOST_SILENT;
        }
    };

    /** @param feed of changes in both stores. @param loop executor of the event loop */
    public LocationService(
            AccountStore accountStore, BindingStore bindingStore, ChangeFeed feed, Executor loop, InstantSource clock) {
        this.accountStore = accountStore;
        this.feed = feed;
        this.bindingStore = bindingStore;
        this.loop = loop;
        this.clock = clock;
        this.whereabouts = new BindingIndex();
        this.changes = new BindingChanges(bindingStore, new KnownBindings(), loop, clock);
    }

    /** Reads the stores. Waits for them; must be called before any other method. */
    public void load() {
        watch = feed.follow(new Changes()); // before reading, so that no change is missed
        for (Account account : accountStore.list(List.of())) known(account);
        bindingStore.readAll((aor, found) -> take(aor, withoutFlows(found))); // flows of an earlier process
    }

    private static Registered withoutFlows(Registered found) {
        return new Registered(
                found.bindings().stream().map(Binding::withoutFlow).toList(), found.version());
    }

    /** Whether other servers write bindings to the same store. */
    public boolean shared() {
        return bindingStore.shared();
    }

    /** @param address of this server; bindings with a {@link Binding#clusterRoute} that leads to it are those that only this server can reach */
    public void here(String address) {
        whereabouts.here(FlowTokens.beginning(address));
    }

    /** @param heard called with new bindings of an account that were made at another server */
    public void onElsewhere(BiConsumer<Aor, List<Binding>> heard) {
        elsewhere = heard;
    }

    /** @param heard called with the bindings that have ended with their connection */
    public void onGone(BiConsumer<Aor, List<Binding>> heard) {
        gone = heard;
    }

    /** @param who called for accounts that another process has changed, or whose stored messages it has; completes when the change is in force */
    public void onTouched(Function<Aor, CompletionStage<?>> who) {
        touched = who;
    }

    /** Called on a thread of the store. */
    private final class Changes implements ChangeFeed.Follower {
        @Override
        public CompletionStage<?> accountsChanged(Set<Aor> aors) {
            var all = new ArrayList<CompletableFuture<?>>(aors.size());
            for (Aor aor : aors) {
                Optional<Account> account = accountStore.find(aor);
                all.add(CompletableFuture.completedFuture(aor).thenComposeAsync(it -> apply(it, account), loop));
            }
            return CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new));
        }

        @Override
        public void bindingsChanged(Aor aor, Registered registered) {
            loop.execute(() -> registeredElsewhere(aor, registered));
        }
    }

    private CompletionStage<?> apply(Aor aor, Optional<Account> account) {
        account.ifPresentOrElse(this::known, () -> removed(aor));
        return touched.apply(aor);
    }

    private void known(Account account) {
        Aor aor = account.aor();
        if (accounts.put(aor, account) != null) return;
        numbers.added(aor);
        if (volatiles.remove(aor) != null) whereabouts.replace(aor, List.of(), 0); // set without credentials
    }

    private void removed(Aor aor) {
        if (accounts.remove(aor) != null) numbers.removed(aor);
        List<Binding> left = volatiles.containsKey(aor) ? whereabouts.all(aor) : List.of();
        whereabouts.replace(aor, left, 0);
    }

    @Override
    public void close() {
        watch.close();
    }

    // ---- accounts

    @Override
    public Optional<Account> find(Aor aor) {
        assert thread.isCurrent() : thread.mismatch();
        Account known = accounts.get(aor);
        return Optional.ofNullable(known != null ? known : volatiles.get(aor));
    }

    @Override
    public boolean hasTelephoneNumbers(String domain) {
        return numbers.areIn(domain);
    }

    @Override
    public void makeVolatile(Aor aor) {
        volatiles.put(aor, new Account(aor, Map.of()));
        if (volatiles.size() > MOST_VOLATILE) forgetEldest();
    }

    /** One that has a binding becomes the newest instead. */
    private void forgetEldest() {
        Account account = volatiles.values().iterator().next();
        Aor eldest = account.aor();
        volatiles.remove(eldest);
        if (!bindings(eldest).isEmpty()) volatiles.put(eldest, account);
        else if (!accounts.containsKey(eldest)) whereabouts.replace(eldest, List.of());
    }

    // ---- locations

    @Override
    public List<Binding> bindings(Aor aor) {
        assert thread.isCurrent() : thread.mismatch();
        return whereabouts.bindings(aor, clock.instant());
    }

    @Override
    public List<Binding> expired(Aor aor) {
        Instant now = clock.instant();
        return whereabouts.all(aor).stream()
                .filter(each -> hasExpired(aor, each, now))
                .toList();
    }

    private boolean hasExpired(Aor aor, Binding binding, Instant now) {
        return !binding.liveAt(now)
                && whereabouts.bindings(aor, now).stream()
                        .noneMatch(each -> each.device().equals(binding.device()));
    }

    @Override
    public List<Binding> unconnected(Aor aor) {
        return whereabouts.unconnected(aor);
    }

    @Override
    public boolean isSilent(Aor aor, Binding binding) {
        Instant since = silent.get(Device.of(aor, binding));
        return since != null && since.isAfter(binding.updated());
    }

    @Override
    public void silent(Device device) {
        silent.put(device, clock.instant());
    }

    @Override
    public void change(
            Aor aor, Function<List<Binding>, Step<List<Binding>>> change, Consumer<Step<List<Binding>>> done) {
        if (!accounts.containsKey(aor)) {
            Step<List<Binding>> changed = change.apply(bindings(aor));
            if (changed instanceof Step.Go<List<Binding>>(List<Binding> fresh)) replace(aor, fresh, 0);
            done.accept(changed);
            return;
        }
        changes.change(aor, change, done);
    }

    @OnEventLoop
    private final class KnownBindings implements BindingChanges.Known {
        @Override
        public Registered newest(Aor aor) {
            return new Registered(whereabouts.all(aor), whereabouts.version(aor));
        }

        @Override
        public void written(Aor aor, Registered now) {
            take(aor, now);
        }

        @Override
        public void found(Aor aor, Registered now) {
            registeredElsewhere(aor, now);
        }
    }

    /** Called also for an account that is not known here yet. */
    private void registeredElsewhere(Aor aor, Registered registered) {
        Set<String> known = contacts(aor);
        if (!take(aor, registered)) return;
        List<Binding> fresh = bindings(aor).stream()
                .filter(binding -> !known.contains(binding.contact().text()))
                .toList();
        if (!fresh.isEmpty()) elsewhere.accept(aor, fresh);
    }

    private Set<String> contacts(Aor aor) {
        return bindings(aor).stream().map(binding -> binding.contact().text()).collect(Collectors.toSet());
    }

    /** Takes a newer state; an older version, heard late from a shared store, is ignored. Unchanged bindings keep their connections. */
    private boolean take(Aor aor, Registered registered) {
        if (bindingStore.shared() && registered.version() < whereabouts.version(aor)) return false;
        List<Binding> before = whereabouts.all(aor);
        replace(
                aor,
                registered.bindings().stream()
                        .map(fresh -> fresh.withFlowOf(before))
                        .toList(),
                registered.version());
        return true;
    }

    /** Bindings that have expired stay for a while, behind the others: a request to their device may still be in progress. */
    private void replace(Aor aor, List<Binding> fresh, long version) {
        Instant now = clock.instant();
        var all = new ArrayList<>(fresh);
        for (Binding old : whereabouts.all(aor))
            if (!old.liveAt(now)
                    && old.expires().isAfter(now.minus(EXPIRED_KNOWN))
                    && fresh.stream().noneMatch(each -> each.device().equals(old.device()))) all.add(old);
        whereabouts.replace(aor, all, version);
    }

    /** The last of its valid bindings. */
    @Override
    public Optional<Target> target(Device device) {
        return targets(device.account()).stream()
                .filter(target -> target.device().equals(Optional.of(device)))
                .reduce((one, later) -> later);
    }

    @Override
    public void opened(Flow flow) {
        whereabouts.opened(flow);
    }

    /** A connection is closed: its bindings are reached by their contacts from now on, or end with it (RFC 5626 §7). */
    public void closed(Flow flow) {
        whereabouts.closed(flow, this::died);
    }

    private void died(Aor aor, List<Binding> dead) {
        change(
                aor,
                all -> Step.go(all.stream()
                        .filter(each -> dead.stream().noneMatch(each::isSetWith))
                        .toList()),
                _ -> gone.accept(aor, dead));
    }

    // ---- the look-up

    /** The route of a request: the user's devices, or the next hop of its dialog. */
    public Route route(Permitted permitted) {
        assert thread.isCurrent() : thread.mismatch();
        Identified identified = permitted.identified();
        Admitted admitted = identified.admitted();
        return switch (admitted.destination()) {
            case Destination.User(Aor aor) -> user(permitted, aor);
            case Destination.Instance one -> instance(permitted, one);
            case Destination.Hop hop -> hop(identified, hop);
            case Destination.Abroad abroad -> abroad(identified, abroad);
            case Destination.Holding(Aor aor, SipUri contact) -> held(admitted, aor, contact);
            case Destination.Here _, Destination.Registrar _ -> new Route.Refused(Answer.of(405));
        };
    }

    /** A request to another domain. A sips request that came in clear is refused. */
    private static Route abroad(Identified identified, Destination.Abroad abroad) {
        SipUri uri = abroad.uri().asRequestUri();
        if (Schemes.inClear(identified.admitted())) return new Route.Refused(Schemes.notAllowed(uri.host()));
        Optional<InetAddress> source = abroad.configured() ? Optional.empty() : source(identified);
        Reach reach = abroad.inbox() ? new Reach.Inboxes(uri.host(), source) : new Reach.Named(uri, source);
        return new Route.Elsewhere(List.of(new Target(uri, identified.admitted().route(), reach)));
    }

    /** The address of the sender, unless it is trusted. */
    private static Optional<InetAddress> source(Identified identified) {
        return identified.sender() instanceof Sender.Trusted
                ? Optional.empty()
                : Optional.of(identified.admitted().flow().remote().getAddress());
    }

    private Route hop(Identified identified, Destination.Hop hop) {
        Admitted admitted = identified.admitted();
        Step<Target> found = DialogNextHop.of(admitted, hop, whereabouts, source(identified));
        return switch (found.then(onward -> device(hop, onward))) {
            case Step.Stop<Target>(Answer answer) -> new Route.Refused(answer);
            case Step.Go<Target>(Target target) -> {
                boolean secure = Schemes.isSecure(admitted.requestUri());
                boolean leavesTls = secure && (Schemes.inClear(admitted) || !Schemes.keepsTls(target.reach()));
                yield leavesTls
                        ? new Route.Refused(Schemes.notAllowed(hop.next().host()))
                        : new Route.Elsewhere(List.of(target));
            }
        };
    }

    /** RFC 5627 §6.1: the Route of the dialog leads to the device, so the Path of its binding is not used. */
    private Step<Target> device(Destination.Hop hop, Target onward) {
        if (hop.instance().isEmpty()) return Step.go(onward);
        Destination.Instance one = hop.instance().get();
        return find(one.aor())
                .flatMap(_ -> device(one))
                .flatMap(this::target)
                .map(device -> Step.go(onward.to(device.requestUri())))
                .orElseGet(() ->
                        Step.stop(isExpected(one) && find(one.aor()).isPresent() ? deviceAway() : noSuchDevice()));
    }

    /**
     * A request from another server of the cluster. It is never forwarded to a further server: that server will know a new location of the device
     * itself in a moment (RFC 5626 §11.5).
     */
    private Route held(Admitted admitted, Aor aor, SipUri contact) {
        if (Schemes.inClear(admitted)) return new Route.Refused(Schemes.notAllowed(aor.domain()));
        return whereabouts
                .held(aor, contact, clock.instant())
                .<Route>map(target -> new Route.Elsewhere(List.of(target)))
                .orElseGet(() -> new Route.Refused(Answer.of(430).because("that contact is registered here no more")));
    }

    /** RFC 5627 §6.1: only the device of the GRUU. A public GRUU may name a device that is away; a temporary one ends with its binding. */
    private Route instance(Permitted permitted, Destination.Instance one) {
        Optional<Account> account = permitted.recipient();
        if (account.isEmpty()) return new Route.Nobody(noSuchDevice());
        Optional<Device> device = device(one);
        List<Target> targets = device.flatMap(this::target).stream().toList();
        if (!targets.isEmpty()) return reachable(permitted.admitted(), account.get(), targets);
        if (device.isEmpty() && !isExpected(one)) return new Route.Nobody(noSuchDevice());
        return one.lasting()
                ? new Route.Away(account.get(), Optional.of(new Device(one.aor(), one.id())), deviceAway())
                : new Route.Refused(deviceAway());
    }

    private Optional<Device> device(Destination.Instance one) {
        return bindings(one.aor()).stream()
                .filter(binding -> Gruus.matches(one, binding))
                .map(binding -> Device.of(one.aor(), binding))
                .findFirst();
    }

    private static Answer noSuchDevice() {
        return Answer.of(404).because("no account has that GRUU");
    }

    private static Answer deviceAway() {
        return Answer.of(480).because("the device of that GRUU is not registered");
    }

    /**
     * Whether a device with that GRUU of an existing account may register. The answer must not reveal which devices an account has, so any URN counts.
     */
    private static boolean isExpected(Destination.Instance one) {
        return one.lasting() && one.id().startsWith("<urn:");
    }

    private Route user(Permitted permitted, Aor aor) {
        Optional<Account> account = permitted.recipient();
        if (account.isEmpty()) return new Route.Nobody(Answer.of(404).because("there is no account " + aor));
        List<Target> targets = targets(aor);
        if (targets.isEmpty())
            return new Route.Away(
                    account.get(), Optional.empty(), Answer.of(480).because("no device of " + aor + " is registered"));
        return reachable(permitted.admitted(), account.get(), targets);
    }

    private static Route reachable(Admitted admitted, Account account, List<Target> targets) {
        String domain = account.aor().domain();
        if (Schemes.inClear(admitted)) return new Route.Refused(Schemes.notAllowed(domain));
        return switch (Schemes.fitting(admitted.requestUri(), targets, domain)) {
            case Step.Go<List<Target>>(List<Target> fit) -> new Route.Reachable(account, fit);
            case Step.Stop<List<Target>>(Answer answer) -> new Route.Refused(answer);
        };
    }

    /** The targets of that user. */
    public List<Target> targets(Aor aor) {
        assert thread.isCurrent() : thread.mismatch();
        return whereabouts.targets(aor, clock.instant());
    }

    /** All bindings that are valid now. */
    public Map<Aor, List<Binding>> registrations() {
        return whereabouts.live(clock.instant());
    }

    /** The target of the device that registered exactly this contact, of whatever account. */
    public Optional<Target> device(SipUri contact) {
        return whereabouts.device(contact, clock.instant());
    }

    /** Whether a contact at that host and port is registered. */
    public boolean isAt(SipUri place) {
        return whereabouts.isAt(place);
    }
}
