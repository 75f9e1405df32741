/**
 * The identity of an agent: address, device instance (RFC 5626 §4.1), contacts and GRUUs (RFC 5627), and the random ids that its requests need.
 * Knows no other package of the agent but {@code io.aldis.agent}.
 */
@NullMarked
package io.aldis.agent.account;

import org.jspecify.annotations.NullMarked;
