@NullMarked
package io.kaicd.actors.secrets;

import org.jspecify.annotations.NullMarked;
