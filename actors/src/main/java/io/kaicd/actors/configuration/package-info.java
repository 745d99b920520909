/** Profiles: what is decided about them, what has happened to them, and what they come to. */
@NullMarked
package io.kaicd.actors.configuration;

import org.jspecify.annotations.NullMarked;
