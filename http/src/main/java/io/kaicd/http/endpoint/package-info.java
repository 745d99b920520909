/** The table of endpoints: what there is, who may use it, and what answers. */
@NullMarked
package io.kaicd.http.endpoint;

import org.jspecify.annotations.NullMarked;
