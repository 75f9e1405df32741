/**
 * Configuration: one tree of records, read from a YAML file, the environment and the command line, in this order; a later
 * source replaces an earlier one. Errors name the place, the key, what was expected and what was found.
 *
 * <p>Used by {@code io.aldis.app.command}. Start reading at {@link io.aldis.app.config.Configuration}.
 */
@NullMarked
package io.aldis.app.config;

import org.jspecify.annotations.NullMarked;
