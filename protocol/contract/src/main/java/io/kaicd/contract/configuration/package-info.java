/** Profiles: how they are changed, and what a service's configuration comes to under them. */
@NullMarked
package io.kaicd.contract.configuration;

import org.jspecify.annotations.NullMarked;
