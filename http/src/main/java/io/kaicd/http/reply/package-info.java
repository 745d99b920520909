/** Replies: JSON, problems, and the headers that all share. */
@NullMarked
package io.kaicd.http.reply;

import org.jspecify.annotations.NullMarked;
