@NullMarked
package io.kaicd.actors.audit;

import org.jspecify.annotations.NullMarked;
