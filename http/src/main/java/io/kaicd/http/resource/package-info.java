/** The node's own resources under /api/v1, and its health. */
@NullMarked
package io.kaicd.http.resource;

import org.jspecify.annotations.NullMarked;
