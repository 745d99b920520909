/** What of the front door can be set. */
@NullMarked
package io.kaicd.http.settings;

import org.jspecify.annotations.NullMarked;
