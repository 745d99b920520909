@NullMarked
package io.kaicd.connector;

import org.jspecify.annotations.NullMarked;
