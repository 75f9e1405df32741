/**
 * The subcommands of {@code aldis}, one class each.
 *
 * <p>May come in: {@code io.aldis.app.Main}. Start reading at {@link io.aldis.app.command.Aldis}, then the class of the subcommand
 * that you look for.
 */
@NullMarked
package io.aldis.app.command;

import org.jspecify.annotations.NullMarked;
