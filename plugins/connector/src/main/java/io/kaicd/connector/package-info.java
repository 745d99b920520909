/**
 * Servers that speak OpenAI's HTTP API: chat, streamed chat, embeddings and the list of models. A
 * definition in data says where one lies, what it offers and how it wants its credentials; a
 * further provider of the dialect is a further definition and no code.
 */
@NullMarked
package io.kaicd.connector;

import org.jspecify.annotations.NullMarked;
