@NullMarked
package io.kaicd.actors.journal;

import org.jspecify.annotations.NullMarked;
