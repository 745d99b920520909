@NullMarked
package io.kaicd.actors.host;

import org.jspecify.annotations.NullMarked;
