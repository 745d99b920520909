/** Tests and benchmark programs of the vector store. */
@NullMarked
package io.kaicd.vectorstore;

import org.jspecify.annotations.NullMarked;
