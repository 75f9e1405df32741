/**
 * What the RFCs ask and the tests that show it: reads the requirements in {@code docs/conformance}, the tags of all tests and their results, and
 * writes {@code lab/target/conformance.md}; {@code docs/conformance.md} is a committed copy of it. Runs after all other tests; start reading at {@link io.aldis.lab.conformance.ConformanceCheck}.
 */
package io.aldis.lab.conformance;
