@NullMarked
package io.aldis.app;

import org.jspecify.annotations.NullMarked;
