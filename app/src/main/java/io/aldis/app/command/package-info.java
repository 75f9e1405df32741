/**
 * The subcommands of {@code aldis}, one class each.
 *
 * <p>Used by {@code io.aldis.app.Main}. Start reading at {@link io.aldis.app.command.Aldis}, then the class of the subcommand
 * that you look for.
 */
@NullMarked
package io.aldis.app.command;

import org.jspecify.annotations.NullMarked;
