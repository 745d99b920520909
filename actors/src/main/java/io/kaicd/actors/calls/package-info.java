/**
 * The one way in for calls: validation, routing, admission, and the record of what came of them.
 */
@NullMarked
package io.kaicd.actors.calls;

import org.jspecify.annotations.NullMarked;
