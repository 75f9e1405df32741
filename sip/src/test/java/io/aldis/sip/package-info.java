@NullMarked
package io.aldis.sip;

import org.jspecify.annotations.NullMarked;
