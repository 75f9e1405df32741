/**
 * S/MIME for SIP messages (RFC 8591, RFC 3428 §11, RFC 3261 §23), with Bouncy Castle: an application without S/MIME leaves this module out.
 *
 * <p>Content: {@link io.aldis.smime.Smime}, the {@link io.aldis.agent.Protection} of an agent, and {@link io.aldis.smime.Keyring}, its
 * keyring. Sending uses {@code Signing} and {@code Encrypting}, receiving uses {@code CmsUnwrapper} with {@code Decrypting} and
 * {@code Verifying}, then {@code SignatureValidator} with {@code CertificateTrust} and {@code SignatureMemory}. Used by: programs that embed an agent, {@code lab}. Uses:
 * {@code sip}, {@code im}, {@code agent}. Threads: everything is immutable or thread-safe; a call computes for about a millisecond, so it
 * must not run on an event loop. Start reading at {@link io.aldis.smime.Smime}.
 */
@NullMarked
package io.aldis.smime;

import org.jspecify.annotations.NullMarked;
