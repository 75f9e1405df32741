/**
 * Authentication (RFC 3261 §22): identifies the sender of a request.
 *
 * <p>Used by: {@code io.aldis.server.runtime}. Uses: the shared types of {@code io.aldis.server}. Start reading at
 * {@link io.aldis.server.authentication.Authentication}.
 */
@NullMarked
package io.aldis.server.authentication;

import org.jspecify.annotations.NullMarked;
