@NullMarked
package io.kaicd.actors;

import org.jspecify.annotations.NullMarked;
