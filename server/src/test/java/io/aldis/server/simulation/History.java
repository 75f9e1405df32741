package io.aldis.server.simulation;

import io.aldis.server.simulation.Step.Action;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/** What a seed stands for: bob's phones, the latency of the disk, and steps. */
record History(long seed, List<Phone.Kind> phones, Duration latency, List<Step> steps) {
    private static final int[] WAITS = {0, 1, 50, 200, 290, 400, 700, 1000, 3000, 9000, 21_000, 35_000, 60_000, 130_000
    };

    /** Choices of {@link World}. */
    private static final int PLAIN = 50;

    private static final int LARGE = 15;
    private static final int SILENT = 0;
    private static final int BACK = 5;

    /** How often an action comes, of 100. */
    private static final List<Action> ACTIONS = actions(
            "SEND 26, REGISTER 8, MOVE 9, LEAVE 6, SLEEP 4, CRASH 5, RESTART 8, DISCONNECT 3, BEHAVE 9, ANSWER 3, WAIT 16, KILL 3");

    History {
        phones = List.copyOf(phones);
        steps = List.copyOf(steps);
    }

    private static List<Action> actions(String weights) {
        var all = new ArrayList<Action>();
        for (String each : weights.split(", ")) {
            String[] parts = each.split(" ");
            for (int i = 0; i < Integer.parseInt(parts[1]); i++) all.add(Action.valueOf(parts[0]));
        }
        return all;
    }

    /** @param length most steps */
    static History of(long seed, int length) {
        var random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L);
        var phones = new ArrayList<Phone.Kind>();
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) phones.add(Phone.Kind.values()[random.nextInt(Phone.Kind.values().length)]);
        Duration latency = Duration.ofMillis(random.nextInt(3) == 0 ? 1 + random.nextInt(30) : 0);
        var steps = new ArrayList<Step>();
        for (int i = 0; i < count; i++) if (random.nextInt(4) > 0) steps.add(new Step(Action.REGISTER, i, 0));
        int many = length / 2 + random.nextInt(length / 2 + 1);
        for (int i = 0; i < many; i++) {
            Action action = ACTIONS.get(random.nextInt(ACTIONS.size()));
            int choice = switch (action) {
                case WAIT -> WAITS[random.nextInt(WAITS.length)];
                case KILL -> random.nextInt(12);
                default -> random.nextInt(10_000);
            };
            steps.add(new Step(action, random.nextInt(12), choice));
        }
        if (random.nextInt(3) == 0) steps.addAll(random.nextInt(steps.size() + 1), motif(random, count));
        return new History(seed, phones, latency, steps);
    }

    /** Steps that follow each other seldom by chance, and that have broken promises. */
    private static List<Step> motif(SplittableRandom random, int phones) {
        int who = random.nextInt(phones);
        int other = (who + 1) % phones;
        var send = new Step(Action.SEND, who, PLAIN);
        return switch (random.nextInt(4)) {
            // a phone answers the first try after it has registered elsewhere
            case 0 ->
                List.of(
                        new Step(Action.REGISTER, who, 0),
                        new Step(Action.BEHAVE, who, SILENT),
                        send,
                        new Step(Action.WAIT, 0, WAITS[random.nextInt(10)]),
                        new Step(Action.MOVE, who, random.nextInt(10_000)),
                        new Step(Action.WAIT, 0, 50),
                        new Step(Action.ANSWER, who, 0));
            // copies for a phone that is away fill the mailbox
            case 1 ->
                List.of(
                        new Step(Action.REGISTER, who, 0),
                        new Step(Action.REGISTER, other, 0),
                        new Step(Action.LEAVE, other, 0),
                        send,
                        send,
                        send,
                        send,
                        send,
                        new Step(Action.LEAVE, who, 0),
                        send);
            case 2 ->
                List.of(
                        new Step(Action.REGISTER, who, 0),
                        new Step(Action.LEAVE, who, 0),
                        new Step(Action.SEND, who, LARGE));
            // a phone goes to another contact and back
            default ->
                List.of(
                        new Step(Action.REGISTER, who, 0),
                        new Step(Action.LEAVE, who, 0),
                        new Step(Action.MOVE, who, 1),
                        send,
                        new Step(Action.LEAVE, who, 0),
                        new Step(Action.MOVE, who, BACK));
        };
    }

    /** Lives through it. @return the promise that was broken, if any */
    Optional<Promises.Broken> run() {
        return run(new World(phones, latency, seed, false));
    }

    private Optional<Promises.Broken> run(World world) {
        try {
            for (Step step : steps) world.perform(step);
            world.end();
            return Optional.empty();
        } catch (Promises.Broken e) {
            return Optional.of(e);
        } finally {
            world.close();
        }
    }

    /** The same with as few steps as break the same promise. */
    History shrunk(int promise) {
        History least = this;
        for (int size = Math.max(1, steps.size() / 2); size > 0; size /= 2)
            for (int from = 0; from < least.steps.size(); ) {
                History less = least.without(from, size);
                if (less.run().filter(broken -> broken.promise == promise).isPresent()) least = less;
                else from += size;
            }
        return least;
    }

    private History without(int from, int count) {
        var left = new ArrayList<>(steps);
        left.subList(from, Math.min(from + count, left.size())).clear();
        return new History(seed, phones, latency, left);
    }

    /** In words, with what has happened in each step. */
    String told() {
        var world = new World(phones, latency, seed, true);
        String end = run(world)
                .map(broken -> world.now() + "  " + broken.getMessage())
                .orElse("all promises were kept");
        return "seed " + seed + ", phones " + phones + ", latency " + latency + "\n" + world.told() + end + "\nsteps: "
                + steps.stream().map(Step::toString).collect(Collectors.joining(", "));
    }
}
