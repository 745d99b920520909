/**
 * The conformance kit: a plugin's test extends {@link io.kaicd.tck.AbstractPluginTck}, names a
 * definition, gives {@link io.kaicd.tck.Samples}, and has the plugin's contract proved rule by
 * rule.
 */
@NullMarked
package io.kaicd.tck;

import org.jspecify.annotations.NullMarked;
