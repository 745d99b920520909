/** The front door: HTTP in, calls and registry writes out. */
@NullMarked
package io.kaicd.http;

import org.jspecify.annotations.NullMarked;
