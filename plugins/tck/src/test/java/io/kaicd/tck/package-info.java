/** The kit, proved against a plugin of its own and against planted faults. */
@NullMarked
package io.kaicd.tck;

import org.jspecify.annotations.NullMarked;
