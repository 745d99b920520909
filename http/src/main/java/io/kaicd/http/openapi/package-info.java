/** The OpenAPI document, made from the table and the contracts. */
@NullMarked
package io.kaicd.http.openapi;

import org.jspecify.annotations.NullMarked;
