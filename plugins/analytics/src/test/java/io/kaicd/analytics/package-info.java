/** The analytics plugin, proved by the conformance kit and by its sums. */
@NullMarked
package io.kaicd.analytics;

import org.jspecify.annotations.NullMarked;
