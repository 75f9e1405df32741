@NullMarked
package io.aldis.server;

import org.jspecify.annotations.NullMarked;
