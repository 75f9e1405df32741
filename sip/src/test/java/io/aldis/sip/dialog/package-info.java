/** Dialogs as wire text: {@link io.aldis.sip.dialog.DialogTest} is where to start reading. */
@NullMarked
package io.aldis.sip.dialog;

import org.jspecify.annotations.NullMarked;
