package io.aldis.sip.locate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;

/** The order in which the targets of SRV records are tried (RFC 2782, "Priority" and "Weight"). */
final class SrvOrder {
    private SrvOrder() {}

    /** By priority, the lowest number first; records of equal priority in random order, weighted. */
    static List<Dns.Srv> order(List<Dns.Srv> records, RandomGenerator random) {
        var left = new ArrayList<>(records);
        left.sort(Comparator.comparingInt(Dns.Srv::priority).thenComparing(record -> record.weight() != 0));
        var order = new ArrayList<Dns.Srv>(left.size());
        while (!left.isEmpty()) order.add(left.remove(drawn(left, random)));
        return order;
    }

    /** Index of the first record whose running sum of weights reaches a random number from 0 to the sum of all, both included. */
    private static int drawn(List<Dns.Srv> left, RandomGenerator random) {
        int equal = 0;
        int sum = 0;
        for (Dns.Srv record : left) {
            if (record.priority() != left.getFirst().priority()) break;
            equal++;
            sum += record.weight();
        }
        int lot = random.nextInt(sum + 1);
        int running = 0;
        for (int i = 0; i < equal; i++) {
            running += left.get(i).weight();
            if (running >= lot) return i;
        }
        throw new IllegalStateException("random number: expected 0 to " + sum + " but was " + lot);
    }
}
