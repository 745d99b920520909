@NullMarked
package io.kaicd.redaction;

import org.jspecify.annotations.NullMarked;
