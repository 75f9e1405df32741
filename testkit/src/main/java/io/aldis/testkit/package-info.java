/**
 * For the tests of programs that speak SIP: {@link io.aldis.testkit.ScriptedPeer} is the other side, on real sockets, and says what its
 * script says.
 *
 * <p>Who may come in: tests, of this house and of everybody's. Whom this package may use: {@code sip}, and the JDK; no test framework, so
 * that it suits all of them. Start reading at {@link io.aldis.testkit.ScriptedPeer}.
 */
@NullMarked
package io.aldis.testkit;

import org.jspecify.annotations.NullMarked;
