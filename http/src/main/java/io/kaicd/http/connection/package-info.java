/** Connections: their caps, deadlines and bodies. */
@NullMarked
package io.kaicd.http.connection;

import org.jspecify.annotations.NullMarked;
