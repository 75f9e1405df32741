/**
 * Settings: records whose components are settings. Used by all modules that have settings. Start reading at {@link io.aldis.sip.settings.Settings}.
 */
@NullMarked
package io.aldis.sip.settings;

import org.jspecify.annotations.NullMarked;
