package io.aldis.app.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Suggests an existing key for an unknown one. */
final class NearestKey {
    private NearestKey() {}

    /**
     * The key with the smallest edit distance, if that is at most a third of the length of its last segment (at least 1); else a key with the
     * same last segment in another group. Groups count as keys.
     */
    static Optional<String> of(String wrong, Collection<String> keys) {
        Set<String> all = new LinkedHashSet<>(keys);
        for (String key : keys) if (key.indexOf('.') > 0) all.add(key.substring(0, key.lastIndexOf('.')));
        String plain = wrong.replace('_', '-').toLowerCase(Locale.ROOT);
        Optional<String> near = all.stream()
                .filter(key -> distance(plain, key) <= Math.max(1, name(key).length() / 3))
                .min(Comparator.comparingInt(key -> distance(plain, key)));
        return near.or(
                () -> all.stream().filter(key -> name(key).equals(name(plain))).findFirst());
    }

    private static String name(String key) {
        return key.substring(key.lastIndexOf('.') + 1);
    }

    /** Edit distance: insertions, deletions, substitutions, and swaps of neighbouring characters. */
    static int distance(String one, String other) {
        int[][] cost = new int[one.length() + 1][other.length() + 1];
        for (int i = 0; i <= one.length(); i++) cost[i][0] = i;
        for (int j = 0; j <= other.length(); j++) cost[0][j] = j;
        for (int i = 1; i <= one.length(); i++)
            for (int j = 1; j <= other.length(); j++) cost[i][j] = step(cost, i, j, one, other);
        return cost[one.length()][other.length()];
    }

    private static int step(int[][] cost, int i, int j, String one, String other) {
        boolean same = one.charAt(i - 1) == other.charAt(j - 1);
        int best = Math.min(Math.min(cost[i - 1][j], cost[i][j - 1]) + 1, cost[i - 1][j - 1] + (same ? 0 : 1));
        boolean swapped =
                i > 1 && j > 1 && one.charAt(i - 1) == other.charAt(j - 2) && one.charAt(i - 2) == other.charAt(j - 1);
        return swapped ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
    }
}
