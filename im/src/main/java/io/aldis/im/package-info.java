@NullMarked
package io.aldis.im;

import org.jspecify.annotations.NullMarked;
