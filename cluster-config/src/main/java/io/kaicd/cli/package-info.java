/** The command line: a client of the HTTP API, and {@code run}. */
@NullMarked
package io.kaicd.cli;

import org.jspecify.annotations.NullMarked;
