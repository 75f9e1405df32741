/**
 * What whoever sends octets reaches first, one entry for each reader, for Jazzer ({@code lab/fuzz TARGET SECONDS}) and for the replay of
 * its corpus in {@link io.aldis.lab.fuzz.CorpusTest}. An entry knows sip, im and the JDK alone, since {@code lab/fuzz} compiles it with no
 * more. What it throws is a finding.
 */
@org.jspecify.annotations.NullMarked
package io.aldis.lab.fuzz;
