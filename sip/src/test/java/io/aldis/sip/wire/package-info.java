@NullMarked
package io.aldis.sip.wire;

import org.jspecify.annotations.NullMarked;
