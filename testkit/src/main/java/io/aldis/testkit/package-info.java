/**
 * Test support for programs that speak SIP: {@link io.aldis.testkit.ScriptedPeer} is a peer on real sockets that answers by a script.
 *
 * <p>Used by: tests, of this project and of others. Uses: {@code sip} and the JDK; no test framework, so that it works with every one.
 * Start reading at {@link io.aldis.testkit.ScriptedPeer}.
 */
@NullMarked
package io.aldis.testkit;

import org.jspecify.annotations.NullMarked;
