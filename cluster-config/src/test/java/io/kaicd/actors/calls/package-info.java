@NullMarked
package io.kaicd.actors.calls;

import org.jspecify.annotations.NullMarked;
