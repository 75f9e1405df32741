@NullMarked
package io.aldis.net;

import org.jspecify.annotations.NullMarked;
