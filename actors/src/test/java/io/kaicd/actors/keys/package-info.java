@NullMarked
package io.kaicd.actors.keys;

import org.jspecify.annotations.NullMarked;
