/**
 * The bindings of an agent (RFC 3261 §10, RFC 5626): {@link io.aldis.agent.register.Registrations} has one
 * {@link io.aldis.agent.register.RegistrationClient} for each server; what it does next is decided by the pure
 * {@link io.aldis.agent.register.RegistrationState}. Knows {@code io.aldis.agent}, {@code io.aldis.agent.account} and
 * {@code io.aldis.agent.send}. Classes belong to the event loop.
 */
@NullMarked
package io.aldis.agent.register;

import org.jspecify.annotations.NullMarked;
