/** The runtime: where its rooms are put together. */
@NullMarked
package io.kaicd.actors;

import org.jspecify.annotations.NullMarked;
