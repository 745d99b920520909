/**
 * Collections of vectors on the node's disk, searched by meaning. One folder and one Lucene index a
 * collection; {@link io.kaicd.vectorstore.WriteLane} is where a write becomes durable, {@link
 * io.kaicd.vectorstore.Nearest} is where a query is answered.
 */
@NullMarked
package io.kaicd.vectorstore;

import org.jspecify.annotations.NullMarked;
