@NullMarked
package io.kaicd.actors.egress;

import org.jspecify.annotations.NullMarked;
