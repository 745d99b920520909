@NullMarked
package io.kaicd.actors.configuration;

import org.jspecify.annotations.NullMarked;
