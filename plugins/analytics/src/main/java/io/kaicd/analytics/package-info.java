/**
 * The plugin {@code analytics}: sums up what was called. The host feeds it a digest for every
 * second, service and operation; it keeps them in memory, by the second for five minutes and by the
 * minute for a day, and a restart begins anew.
 */
@NullMarked
package io.kaicd.analytics;

import org.jspecify.annotations.NullMarked;
