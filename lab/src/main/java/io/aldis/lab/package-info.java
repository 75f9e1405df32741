@NullMarked
package io.aldis.lab;

import org.jspecify.annotations.NullMarked;
