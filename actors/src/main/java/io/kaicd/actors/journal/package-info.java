/** Sealed, hash-chained records, and the anchor that keeps a stream's head outside the journal. */
@NullMarked
package io.kaicd.actors.journal;

import org.jspecify.annotations.NullMarked;
