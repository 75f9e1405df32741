@NullMarked
package io.aldis.agent;

import org.jspecify.annotations.NullMarked;
