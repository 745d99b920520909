/**
 * What a plugin author implements: a {@link io.kaicd.spi.Plugin} that is named in {@code
 * META-INF/services/io.kaicd.spi.Plugin}, starts {@link io.kaicd.spi.PluginService}s, and is proved
 * by the conformance kit. There is no Pekko here and there are no sockets: the actor is the host's,
 * and so is the way out.
 */
@NullMarked
package io.kaicd.spi;

import org.jspecify.annotations.NullMarked;
