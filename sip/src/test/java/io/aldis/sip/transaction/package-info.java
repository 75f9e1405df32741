/** The transaction layer under fake time: {@link io.aldis.sip.transaction.Scene} is where to start reading. */
@NullMarked
package io.aldis.sip.transaction;

import org.jspecify.annotations.NullMarked;
