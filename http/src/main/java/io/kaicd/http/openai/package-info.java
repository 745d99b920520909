/** OpenAI's dialect under /v1, thin over the contracts. */
@NullMarked
package io.kaicd.http.openai;

import org.jspecify.annotations.NullMarked;
