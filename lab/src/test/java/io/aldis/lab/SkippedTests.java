package io.aldis.lab;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Says at the end of a test class which of its tests were skipped, and why: Surefire only counts them. The classes run in several virtual
 * machines, so that {@code ConformanceCheck} makes one list of all from the reports.
 */
public final class SkippedTests implements TestExecutionListener {
    private final List<String> skipped = Collections.synchronizedList(new ArrayList<>());

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
        skipped.add(name(test) + ": " + reason);
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (result.getStatus() == Status.ABORTED) {
            skipped.add(name(test) + ": "
                    + result.getThrowable().map(Throwable::getMessage).orElse("no reason given"));
        }
    }

    @Override
    public void testPlanExecutionFinished(TestPlan plan) {
        if (skipped.isEmpty()) {
            return;
        }
        System.out.println("Skipped, " + skipped.size() + " (-Dpeers=required makes a missing peer a failure):");
        skipped.stream().sorted().forEach(line -> System.out.println("  " + line));
        skipped.clear(); // a virtual machine has a plan for each class
    }

    private static String name(TestIdentifier test) {
        return test.getSource()
                .filter(MethodSource.class::isInstance)
                .map(MethodSource.class::cast)
                .map(source -> source.getJavaClass().getSimpleName() + "." + test.getDisplayName())
                .orElse(test.getDisplayName());
    }
}
