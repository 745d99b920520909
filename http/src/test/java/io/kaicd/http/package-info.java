@NullMarked
package io.kaicd.http;

import org.jspecify.annotations.NullMarked;
