/** Streams of frames as server-sent events. */
@NullMarked
package io.kaicd.http.stream;

import org.jspecify.annotations.NullMarked;
