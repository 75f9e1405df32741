/**
 * The shared types of the server: the records that stages of the request pipeline pass on, and the interfaces that stores implement.
 *
 * <p>Used by: the packages of this module, the stores, the command. Uses: {@code sip}, {@code im}, {@code net}, and no other package of
 * this module. Start reading at {@link io.aldis.server.Account}, {@link io.aldis.server.Binding}.
 */
@NullMarked
package io.aldis.server;

import org.jspecify.annotations.NullMarked;
