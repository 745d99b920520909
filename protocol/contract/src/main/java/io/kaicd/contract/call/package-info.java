/** Calls, their results, and the frames of a stream. */
@NullMarked
package io.kaicd.contract.call;

import org.jspecify.annotations.NullMarked;
