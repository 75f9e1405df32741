/**
 * S/MIME for SIP messages (RFC 8591, RFC 3428 §11, RFC 3261 §23), on Bouncy Castle: an embedder who does not want it leaves this module
 * out.
 *
 * <p>What lives here: {@link io.aldis.smime.Smime}, the {@link io.aldis.agent.Protection} of an agent, and {@link io.aldis.smime.Keys},
 * what it knows. Behind them {@code Signing} and {@code Encrypting} (out), {@code Onion} with {@code Decrypting} and {@code Verifying}
 * (in), {@code Trust} and {@code Memory}. Who may come in: programs that embed an agent, {@code lab}. Whom this package may use:
 * {@code sip}, {@code im}, {@code agent}. Thread law: values, and {@code Memory} and the keyring with a lock; call them from any thread
 * that may compute for a millisecond. Start reading at {@link io.aldis.smime.Smime}.
 */
@NullMarked
package io.aldis.smime;

import org.jspecify.annotations.NullMarked;
