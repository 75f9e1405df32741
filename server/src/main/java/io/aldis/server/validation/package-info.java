/**
 * Validation (RFC 3261 §16.3, §16.4): the checks of every request before its sender is identified.
 *
 * <p>Used by: {@code io.aldis.server.runtime}. Uses: the shared types of {@code io.aldis.server}. Start reading at
 * {@link io.aldis.server.validation.Validation}.
 */
@NullMarked
package io.aldis.server.validation;

import org.jspecify.annotations.NullMarked;
