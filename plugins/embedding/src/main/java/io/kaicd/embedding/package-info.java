/** The sentence model that runs in the process: tokenizer, ONNX session, pooling. */
@NullMarked
package io.kaicd.embedding;

import org.jspecify.annotations.NullMarked;
