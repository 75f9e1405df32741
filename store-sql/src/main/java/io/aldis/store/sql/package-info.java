@NullMarked
package io.aldis.store.sql;

import org.jspecify.annotations.NullMarked;
