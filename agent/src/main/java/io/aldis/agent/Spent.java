package io.aldis.agent;

import java.time.Duration;

/**
 * The time that a message has taken.
 *
 * @param took from {@link Agent#send} to its outcome
 * @param waited the part of it before its turn came
 */
record Spent(Duration took, Duration waited) {}
