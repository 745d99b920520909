/** Who comes in: Host, Origin, token and scope. */
@NullMarked
package io.kaicd.http.gate;

import org.jspecify.annotations.NullMarked;
